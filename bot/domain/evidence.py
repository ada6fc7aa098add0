"""Evidence: what the daily work shows of a measure, counted for a period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What is counted."""

    OFFERS = "offers"
    MEETINGS = "meetings"
    TRAININGS = "trainings"
    RESULTS = "results"
    MESSAGES = "messages"
    HELP = "help"
    MISSES = "misses"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Only:
    """What of a kind is counted: all that matches every part; "" and an empty tuple match all.

    ``field`` is a slug, ``municipality``, ``organisation`` and ``group`` are names, ``target`` is a
    target group of offers. Levels are those of the CEFR. ``ids`` are things chosen by hand.
    """

    field: str = ""
    municipality: str = ""
    organisation: str = ""
    group: str = ""
    target: str = ""
    level_from: str = ""
    level_to: str = ""
    language: str = ""
    concept: str = ""
    ids: tuple[int, ...] = ()


PARTS: Mapping[EvidenceKind, tuple[str, ...]] = {
    EvidenceKind.OFFERS: (
        "field", "municipality", "organisation", "target", "level_from", "level_to", "concept",
        "ids",
    ),
    EvidenceKind.MEETINGS: ("field", "municipality", "group", "ids"),
    EvidenceKind.TRAININGS: ("field", "municipality", "group", "ids"),
    EvidenceKind.RESULTS: ("field", "municipality", "group", "ids"),
    EvidenceKind.MESSAGES: ("field", "ids"),
    EvidenceKind.HELP: ("municipality", "language"),
    EvidenceKind.MISSES: ("municipality", "language", "concept"),
    EvidenceKind.DOCUMENTS: ("field", "municipality", "organisation", "ids"),
}  # fmt: skip
"""The parts of ``Only`` that each kind can be asked for."""


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """Which evidence a measure has; ``id`` 0 is not stored."""

    id: int
    measure_id: int
    kind: EvidenceKind
    only: Only = Only()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The figures of one kind in a period, and the ids of the things behind them.

    ``figures`` maps a name such as "seats" to a number. ``ids`` are those of offers, meetings,
    results or announcements; of help and searches there are none, because they are only counted.
    ``people`` maps those figures that count people to what they are a sum of: such a number is only
    told as ``bot/rules/suppression.py`` allows. Beside them it may name people who are told
    nowhere, but could be computed from what is. ``only`` is what of the kind was counted.
    """

    kind: EvidenceKind
    figures: Mapping[str, int]
    ids: tuple[int, ...] = ()
    people: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    only: Only = Only()


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a period, the first and the last, in the time zone of a district.

    ``today`` is the day of the counting: what is true on a last day to come is not known yet.
    """

    first: date
    last: date
    today: date
    zone: str
    weeks: tuple[str, ...] = field(default=())

    @property
    def at(self) -> date:
        """The day for which states are told: the last one, or today before it."""
        return min(self.last, self.today)


BY_HAND = tuple(kind for kind, parts in PARTS.items() if "ids" in parts)
"""The kinds whose things can be chosen one by one."""


@dataclass(frozen=True, slots=True)
class EvidenceThing:
    """A thing that evidence counts, as it is listed; ``id`` is that of ``EvidenceRule.only.ids``.

    ``day`` is when it ends, was held or was written, None for none. ``owner`` is the name of its
    organisation or group, "" for none. ``page_id`` is the row whose page tells of it: the group of
    a meeting or of a result, else the thing itself. ``is_full``: it has no place left, or people
    waited for one in vain.
    """

    kind: EvidenceKind
    id: int
    title: str
    page_id: int
    day: date | None = None
    owner: str = ""
    is_full: bool = False
