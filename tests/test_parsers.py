"""Every reader of typed text is bounded: in time, in growth, and in how it says no."""

import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime

import pytest

from bot.rules.cells import YEARS, Wrong
from bot.rules.problems import Refusal
from bot.text import MAX_TYPED
from tests.harness.parsers import KNOWN, UNITS, readers
from tests.harness.patience import slowness

MOST_SECONDS = 0.05
"""How long reading a typed text may hold the database, in seconds of CPU on a usual machine."""
GROWTH = 3.0
"""Twice the text may take so many times as long: 2 is linear, 4 is quadratic."""
NOTICEABLE = 0.004
"""Seconds of CPU below which nothing is compared."""

pytestmark = pytest.mark.xdist_group("serial")


def patterns() -> Iterator[str]:
    dice = random.Random(17)
    yield from UNITS
    yield from ("".join(dice.choices(UNITS, k=dice.randint(2, 4))) for _ in range(30))


def filled(pattern: str, length: int, end: str = "") -> str:
    return (pattern * (length // len(pattern) + 1))[:length] + end


def seconds(reader: Callable[[str], object], text: str) -> float:
    """Return the seconds of CPU a reader takes; for ever if it fails otherwise than in words."""
    began = time.thread_time()
    try:
        reader(text)
    except (Wrong, Refusal, ValueError):
        pass
    except Exception:
        logging.exception("%r", text[:60])
        return math.inf
    return time.thread_time() - began


def best(reader: Callable[[str], object], text: str, most: float, times: int = 5) -> float:
    """Return the best of several runs; a run within ``most`` is enough."""
    taken = seconds(reader, text)
    for turn in range(times - 1):
        if taken <= most:
            break
        taken = min(taken, seconds(reader, text + "!" * (turn + 1)))  # past what is cached
    return taken


def growth(
    reader: Callable[[str], object], pattern: str, longest: int
) -> tuple[float, float, bool]:
    """Return the seconds of half a text and of the whole, and whether it grows faster than it.

    What grows too fast is measured again, at its best: on a busy machine one of the two may have
    been slowed.
    """
    half, whole = 0.0, seconds(reader, filled(pattern, longest))
    if whole <= NOTICEABLE:
        return half, whole, False
    half = best(reader, filled(pattern, longest // 2), NOTICEABLE, times=2)
    for _ in range(3):
        if whole <= max(NOTICEABLE, GROWTH * max(half, NOTICEABLE / 2)):
            return half, whole, False
        whole = best(reader, filled(pattern, longest), NOTICEABLE)
        half = best(reader, filled(pattern, longest // 2), NOTICEABLE)
    return half, whole, True


def short_texts() -> Iterator[str]:
    yield from KNOWN
    for pattern in patterns():
        yield from (filled(pattern, length, " 10:00 x") for length in (55, 300, MAX_TYPED))


def test_every_reader_is_quick_and_linear() -> None:
    wrong = []
    for name, longest, reader in readers():
        for pattern in patterns():
            half, whole, grows = growth(reader, pattern, longest)
            if grows:
                wrong.append(f"{name}: {pattern!r} takes {half:.4f} s, twice of it {whole:.4f} s")
            is_column = name.startswith("column")
            if not is_column and is_slow(whole) and is_slow(_again(reader, pattern, longest)):
                wrong.append(f"{name}: {pattern!r} takes {whole:.3f} s")
    assert not wrong, "\n".join(wrong)


def _again(reader: Callable[[str], object], pattern: str, longest: int) -> float:
    return best(reader, filled(pattern, longest), MOST_SECONDS)


def days_in(value: object) -> Iterator[date]:
    """Yield every day in what a reader returned."""
    if isinstance(value, date):
        yield value.date() if isinstance(value, datetime) else value
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from days_in(getattr(value, each.name))
    elif isinstance(value, Mapping):
        yield from days_in([*value.values()])
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from days_in(item)


def test_no_reader_takes_a_day_that_no_clock_can_count_from() -> None:
    """The day before or after such a day is none, so whoever reads it later would fail."""
    texts = [
        f"{start}{day}{end}"
        for day in ("31.12.9999", "9999-12-31", "1.1.0001", "0001-01-01", "30.12.9998", "1.1.2200")
        for start in ("", "ab ", "bis ", "jeden Montag 10:00-12:00 bis ", "vom 1.1.2027 bis ")
        for end in ("", " 22:00-02:00", " 23:59 x", " jeden Montag 10:00", " und 1.1.2027 8:00")
    ]
    wrong = set()
    for name, _, reader in readers():
        for text in texts:
            with suppress(Wrong, Refusal, ValueError):
                strange = [day for day in days_in(reader(text)) if day.year not in YEARS]
                wrong |= {f"{name}: {text!r} is {day}" for day in strange}
    assert not wrong, "\n".join(sorted(wrong))


def is_slow(taken: float) -> bool:
    """Return whether a reading took too long for a machine as slow as this one is now."""
    return taken > MOST_SECONDS and taken > MOST_SECONDS * slowness()


def test_every_reader_is_quick_with_short_texts() -> None:
    wrong = []
    for name, _, reader in readers():
        for text in short_texts():
            if is_slow(taken := best(reader, text, MOST_SECONDS)):
                wrong.append(f"{name}: {text[:60]!r} takes {taken:.3f} s")
    assert not wrong, "\n".join(wrong)
