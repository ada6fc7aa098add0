"""Hours that stand instead of others: "täglich 6-22, So 8-22" says two things of Sundays."""

from collections.abc import Sequence
from datetime import time
from itertools import product

from bot.rules.timing.exceptions import without_weekdays
from bot.rules.timing.groups import Group, Span

_EVERY_DAY = frozenset(range(7))


def replace_hours(groups: Sequence[Group]) -> None:
    """Leave weekdays out of earlier groups whose hours overlap with those of a later one.

    Groups with words of their own stay: two courses may take place at the same time.
    """
    for place, later in enumerate(groups):
        for earlier in groups[:place]:
            if _is_replaced(earlier, later):
                without_weekdays([earlier], later.weekdays)


def _is_replaced(earlier: Group, later: Group) -> bool:
    """Return whether a later group says other hours of some of the days of an earlier one."""
    if not (earlier.is_every_week and later.is_every_week and later.weekdays):
        return False
    is_part = frozenset(later.weekdays) < _days(earlier)
    return is_part and any(map(_overlap, *zip(*product(earlier.spans, later.spans), strict=True)))


def _days(group: Group) -> frozenset[int]:
    is_daily = group.unit == "DAY" and not group.weekdays
    return _EVERY_DAY if is_daily else frozenset(group.weekdays)


def _overlap(one: Span, other: Span) -> bool:
    """Return whether two spans of a day have a time in common; those over midnight have none."""
    if not one.end or not other.end or time() in (one.end, other.end):
        return False
    return max(one.start, other.start) < min(one.end, other.end)
