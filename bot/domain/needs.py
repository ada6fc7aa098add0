"""Needs: what newcomers asked for and did not find, beside the offers that there are."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a concept was asked for in vain, or found and not opened, in a week and language.

    ``week`` is an ISO week such as "2026-W47". ``municipality`` "" is no town in particular,
    ``concept`` "" is what was not understood.
    """

    week: str
    concept: str
    language: str
    municipality: str
    count: int


@dataclass(frozen=True, slots=True)
class Supply:
    """The offers about a concept: open at the end of the period, and ended in it.

    ``full`` are those among the open ones that have no place left.
    """

    open: int = 0
    ended: int = 0
    full: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """The newcomers who waited for a place at a meeting until the end and did not get one.

    ``group`` is the name of the group that met; ``field`` is its slug and ``municipality`` the name
    of its town, "" for none. ``day`` is when it met in the time zone of the district.
    """

    meeting_id: int
    title: str
    day: date
    group_id: int
    group: str
    field: str
    municipality: str
    newcomers: int


def waiting_atom(meeting_id: int) -> str:
    """Return the name under which the newcomers who waited for a meeting are counted."""
    return f"waited {meeting_id}"


@dataclass(frozen=True, slots=True)
class Need:
    """What is told of a concept. A number None is too small to be told, or would tell one.

    ``before`` is ``asked`` of the report on the period before, None without one. ``languages`` and
    ``towns`` map those that are told to their numbers. ``unopened`` are searches that found offers
    of which none was opened.
    """

    concept: str
    asked: int | None
    before: int | None
    supply: Supply
    languages: dict[str, int]
    towns: dict[str, int]
    unopened: int | None = None
