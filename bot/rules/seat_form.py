"""The form of all seats of a group on one page: what its fields hold, and what is wrong with them.

Each seat has fields named after its id; a few rows without an id, "new1" and so on, are for more.
A seat whose name is emptied is taken away.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot import text
from bot.domain.groups import Seat
from bot.domain.imports import Mistake
from bot.rules.cells import Wrong
from bot.rules.typed_days import typed_day
from bot.rules.written_days import day_written

LONGEST_LABEL = 120
"""Maximum length of the body that a seat represents, in characters."""
NEW = ("new1", "new2", "new3")
"""Keys of the empty rows."""
PARTS = ("label", "from", "optional", "term", "holder", "deputy")
YES, NONE = "1", "0"


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A row of the form; ``key`` is the id of its seat, or one of ``NEW``.

    ``label`` "" takes the seat away.
    """

    key: str
    label: str
    from_group_id: int | None = None
    optional: bool = False
    term_ends: date | None = None
    membership_id: int | None = None
    deputy_id: int | None = None

    @property
    def seat_id(self) -> int | None:
        """The id of the seat, None for a new one."""
        return None if self.key in NEW else int(self.key)


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: ids of other groups of the district, and of members.

    ``today`` is the day from which words such as "31.12." are read.
    """

    group_ids: Collection[int]
    membership_ids: Collection[int]
    today: date | None = None


@dataclass(frozen=True, slots=True)
class ReadForm:
    """The rows that say something, and the mistakes by field; with mistakes nothing is stored."""

    rows: Sequence[SeatRow]
    mistakes: Mapping[str, Mistake]


def values(seats: Sequence[Seat]) -> dict[str, str]:
    """Return what stands in the fields, those of new rows empty."""
    stored: dict[str, str] = {}
    for seat in seats:
        stored |= {
            f"label_{seat.id}": seat.label,
            f"from_{seat.id}": str(seat.from_group_id or NONE),
            f"optional_{seat.id}": YES if seat.optional else NONE,
            f"term_{seat.id}": day_written(seat.term_ends),
            f"holder_{seat.id}": str(seat.membership_id or NONE),
            f"deputy_{seat.id}": str(seat.deputy_id or NONE),
        }
    empty = {"label": "", "term": ""}
    return stored | {f"{part}_{key}": empty.get(part, NONE) for key in NEW for part in PARTS}


def read(typed: Mapping[str, str], seats: Sequence[Seat], choices: Choices) -> ReadForm:
    """Return what was typed, seat by seat, with what is wrong."""
    rows: list[SeatRow] = []
    mistakes: dict[str, Mistake] = {}
    for key in (*(str(seat.id) for seat in seats), *NEW):
        row = _row(typed, key, choices, mistakes)
        if row.label or row.seat_id:
            rows.append(row)
        elif any(typed.get(f"{part}_{key}", NONE) not in ("", NONE) for part in PARTS):
            mistakes[f"label_{key}"] = _mistake(f"label_{key}", "name_missing")
    _holders(rows, mistakes)
    return ReadForm(rows, mistakes)


def _row(
    typed: Mapping[str, str], key: str, choices: Choices, mistakes: dict[str, Mistake]
) -> SeatRow:
    def chosen(part: str, known: Collection[int]) -> int | None:
        name = f"{part}_{key}"
        chosen_id = text.whole(typed.get(name, NONE) or NONE, 18)
        if chosen_id is None or (chosen_id and chosen_id not in known):
            mistakes[name] = _mistake(name, "gone")
        return chosen_id or None

    label = text.one_line(typed.get(f"label_{key}", ""))
    if len(label) > LONGEST_LABEL:
        name = f"label_{key}"
        mistakes[name] = Mistake("", 1, name, "too_long", "", str(LONGEST_LABEL))
    return SeatRow(
        key=key,
        label=label,
        from_group_id=chosen("from", choices.group_ids),
        optional=typed.get(f"optional_{key}", NONE) == YES,
        term_ends=_day(typed, f"term_{key}", choices, mistakes),
        membership_id=chosen("holder", choices.membership_ids),
        deputy_id=chosen("deputy", choices.membership_ids),
    )


def _day(
    typed: Mapping[str, str], name: str, choices: Choices, mistakes: dict[str, Mistake]
) -> date | None:
    words = typed.get(name, "")
    try:
        return typed_day(words, choices.today, is_end=True)
    except Wrong:
        mistakes[name] = Mistake("", 1, name, "date", words)
        return None


def _holders(rows: Sequence[SeatRow], mistakes: dict[str, Mistake]) -> None:
    """Note whoever would have two seats, and whoever would stand in for themselves."""
    taken: set[int] = set()
    for row in rows:
        if not row.label:
            continue
        if row.membership_id in taken:
            mistakes[f"holder_{row.key}"] = _mistake(f"holder_{row.key}", "seat_twice")
        if row.deputy_id and row.deputy_id == row.membership_id:
            mistakes[f"deputy_{row.key}"] = _mistake(f"deputy_{row.key}", "own_deputy")
        if row.membership_id:
            taken.add(row.membership_id)


def _mistake(name: str, code: str) -> Mistake:
    return Mistake("", 1, name, code)
