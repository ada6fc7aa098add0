"""Needs: what newcomers asked for and did not find, beside the offers that there are."""

from dataclasses import dataclass


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
    """The offers about a concept: open at the end of the period, and ended in it."""

    open: int = 0
    ended: int = 0


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
