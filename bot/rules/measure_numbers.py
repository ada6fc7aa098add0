"""The number that a new measure gets in a plan, where nobody has typed one."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

from bot.rules.measures import NUMBER

_BETWEEN = re.compile(r"[.\-/]")
_COUNTED = re.compile(r"(?P<head>.*?)(?P<last>\d{1,9})")


def next_number(of_field: Sequence[str], every: Sequence[str]) -> str:
    """Return the next free number of a field: "2.6" behind "2.5".

    ``of_field`` are the numbers of its measures and ``every`` those of the plan, both in the order
    of the plan. A field without measures begins behind the last one: "4.1" behind "3.7". "" if none
    is left that a plan may have.
    """
    known = frozenset(every)
    behind = _behind(of_field) or _new_field(every)
    proposed = next(number for number in behind if number not in known)
    return proposed if NUMBER.fullmatch(proposed) else ""


def _behind(numbers: Sequence[str]) -> Iterator[str] | None:
    """Return the numbers behind the last one that ends with digits; None if no number does.

    Parts of measures ("2.5.1") do not count where most numbers are shorter.
    """
    depths = Counter(map(_depth, numbers))
    usual = min(depths, key=lambda depth: (-depths[depth], depth), default=0)
    matches = [_COUNTED.fullmatch(number) for number in numbers if _depth(number) == usual]
    last = next(filter(None, reversed(matches)), None)
    return (f"{last['head']}{n}" for n in count(int(last["last"]) + 1)) if last else None


def _depth(number: str) -> int:
    return len(_BETWEEN.findall(number))


def _new_field(every: Sequence[str]) -> Iterator[str]:
    """Yield the first numbers of fields that a plan does not have yet."""
    begun = [match for n in every if (match := re.match(r"(\d{1,9})([.\-/])?", n))]
    first = max((int(match[1]) for match in begun), default=0) + 1
    mark = begun[-1][2] if begun else None
    return (f"{number}{mark}1" if mark else str(number) for number in count(first))
