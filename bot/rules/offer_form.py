"""The form of an offer: its fields are the columns of an office's table, read by the same rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.imports import Mistake, NoteKind, Row
from bot.domain.offers import Draft, Offer
from bot.rules import cells as readers
from bot.rules import exports, office_cells, rows
from bot.rules import offers as rules
from bot.rules.cells import Wrong
from bot.rules.import_context import ImportContext
from bot.rules.row_readers import LONGEST_CELL, LONGEST_TITLE
from bot.rules.typed_days import typed_day
from bot.text import one_line

PLAIN = tuple(
    name
    for name in exports.PLAIN
    if name not in ("external_id", "source", "lotse_version", "sample", "breadcrumb")
)
"""Fields that exist once; what only a list knows is no field."""
TEXTS = ("title", "description", "next_steps")
"""Fields that exist in every language."""
AS_IN_TABLES = frozenset(PLAIN) - {"price"}
"""Fields that may be typed as offices write them in tables; a price is any words, as they are."""

DAYS = {"start": False, "deadline": True, "expires_at": True}
"""Fields of a day, each with whether a month or a year alone means its last day."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form comes to: a draft, or None and the first mistake of each wrong field."""

    draft: Draft | None
    mistakes: Mapping[str, Mistake]


def names(languages: Iterable[str]) -> list[str]:
    """Return the fields of the form; ``languages`` are the codes beside German."""
    others = [f"{name}_{code}" for code in languages for name in (*TEXTS, "text_state")]
    return [*PLAIN, *others]


def cells(offer: Offer, fields: Sequence[str]) -> dict[str, str]:
    """Return what stands in the fields of an offer."""
    row = exports.row(offer, "de")
    return {name: row.get(name, "") for name in fields}


def cells_of(row: Mapping[str, str], fields: Sequence[str]) -> dict[str, str]:
    """Return the fields of the form among other cells; an empty one is ""."""
    return {name: row.get(name, "") for name in fields}


def read(values: Mapping[str, str], context: ImportContext, before: Offer | None) -> Reading:
    """Return the draft that a form means; ``before`` is the offer as it is stored, None if new."""
    of_texts = _text_mistakes(values, context.languages)
    cells_read, partly = _understood(values, context)
    cells_read |= _days({**cells_read, **dict.fromkeys(partly, "")}, context.today)
    drafts, wrong = rows.check([Row("", 1, cells_read)], context)
    wrong = [replace(m, proposal=partly.get(m.column) or m.proposal) for m in wrong]
    of_cells = [mistake for mistake in wrong if not (of_texts and mistake.column == "title")]
    mistakes: dict[str, Mistake] = {}
    for mistake in (*of_texts, *of_cells):
        mistakes.setdefault(mistake.column, mistake)
    if mistakes or not drafts:
        return Reading(None, mistakes)
    return Reading(_with_unseen(drafts[0], before), {})


def _days(values: Mapping[str, str], today: date | None) -> dict[str, str]:
    """Return the days that tables do not have, such as "31.12.", as tables write them."""
    found = {name: _day(values.get(name, ""), today, is_end=end) for name, end in DAYS.items()}
    return {name: f"{day:%d.%m.%Y}" for name, day in found.items() if day}


def _day(cell: str, today: date | None, *, is_end: bool) -> date | None:
    """Return the day of a cell, None for one that tables read themselves, and for no day."""
    try:
        readers.day(cell.strip())
    except Wrong:
        try:
            return typed_day(cell, today, is_end=is_end)
        except Wrong:
            return None
    return None


def _understood(
    values: Mapping[str, str], context: ImportContext
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the fields in the words that are read: "www.verein.de", "Di, 12. Januar 2027".

    What would be taken in part only stays as it was typed, and is a mistake beside its field; the
    second value is what would be taken, by field. Words for nothing, such as "keine", are nothing.
    """
    asked = {name: cell for name, cell in values.items() if name in AS_IN_TABLES}
    read = office_cells.understood(Row("", 1, asked), context.official_names, {})
    in_part = {note.column for note in read.notes if note.kind is not NoteKind.NOT_TAKEN}
    partly = {column: read.row.values[column] for column in in_part}
    whole = {name: cell for name, cell in read.row.values.items() if name not in partly}
    return {**values, **whole}, partly


def _with_unseen(draft: Draft, before: Offer | None) -> Draft:
    """Return a draft with what the form does not show, and with the states of its texts."""
    old = before.details if before else None
    details = replace(
        draft.details, texts=rules.restated(old.texts if old else (), draft.details.texts)
    )
    restated = replace(draft, details=details)
    return in_place_of(restated, before) if before else restated


def in_place_of(draft: Draft, offer: Offer) -> Draft:
    """Return a draft as the next version of an offer, with what the form does not show."""
    old = offer.details
    details = replace(draft.details, sample=old.sample, breadcrumb=old.breadcrumb)
    return Draft(offer.external_id, details, source=offer.source)


def _text_mistakes(values: Mapping[str, str], languages: Sequence[str]) -> list[Mistake]:
    """Return what is wrong with texts, each with its own field: an import names one column."""
    found = [mistake for code in languages if (mistake := _long(values, code))]
    if not one_line(values.get("title", "")):
        found.append(Mistake("", 1, "title", "title_missing"))
    return found


def _long(values: Mapping[str, str], language: str) -> Mistake | None:
    """Return the mistake of a text that is too long, with the field where it stands."""
    suffix = "" if language == "de" else f"_{language}"
    for name in TEXTS:
        longest = LONGEST_TITLE if name == "title" else LONGEST_CELL
        if len(values.get(f"{name}{suffix}", "")) > longest:
            return Mistake("", 1, f"{name}{suffix}", "too_long", "", str(longest))
    return None
