"""One way to write a recurrence rule, so that rules that mean the same are equal texts.

RFC 5545 leaves the order of parts and of lists free, and defaults may be said: "BYDAY=TU,MO" means
"BYDAY=MO,TU". Offers are compared by their texts, so that each rule is written this way when it is
read.
"""

from collections.abc import Iterator

from bot.rules import rrules
from bot.rules.rrules import WEEKDAYS, Rule


def normal(words: str) -> str:
    """Return a rule with its parts and lists in their usual order and without defaults.

    Raises ValueError for what ``rrules.read`` does not read.
    """
    return ";".join(f"{name}={value}" for name, value in _parts(rrules.read(words)) if value)


def _parts(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield the parts by name; an empty value is not written."""
    yield "FREQ", rule.frequency
    yield "INTERVAL", f"{rule.interval}" if rule.interval > 1 else ""
    yield "BYMONTH", _listed(rule.months)
    yield "BYMONTHDAY", _listed(rule.month_days)
    yield "BYDAY", ",".join(map(_weekday, sorted(rule.weekdays, key=_place)))
    yield "BYSETPOS", _listed(rule.positions)
    yield "WKST", WEEKDAYS[rule.week_start] if rule.week_start else ""
    yield "COUNT", f"{rule.count or ''}"
    yield "UNTIL", f"{rule.until:%Y%m%dT%H%M%S}" if rule.until else ""
    yield "EXDATE", ",".join(f"{day:%Y%m%d}" for day in sorted(rule.excluded))
    yield "ONHOLIDAY", "NEXT" if rule.moves else ""


def _listed(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers, key=_from_first)))


def _from_first(number: int) -> tuple[bool, int]:
    """Order 1, 2, -2, -1: what is counted from the end comes last."""
    return number < 0, number


def _place(weekday: tuple[int, int]) -> tuple[tuple[bool, int], int]:
    return _from_first(weekday[0]), weekday[1]


def _weekday(weekday: tuple[int, int]) -> str:
    """Write (0, 1) as "TU" and (-1, 4) as "-1FR"."""
    return f"{weekday[0] or ''}{WEEKDAYS[weekday[1]]}"
