"""How long a test waits for an event: longer on a slow machine, and longer while it is busy.

Nothing waits longer than it must: what is waited for is looked at again and again.
"""

import os
import time
from dataclasses import dataclass, field
from functools import cache

USUAL = 60.0
"""Seconds in which everything happens on an idle machine, but for what is said to take longer."""
REFERENCE = 0.03
"""Seconds of CPU that ``_work`` takes on the machine whose seconds these are."""


@dataclass(frozen=True)
class Patience:
    """``seconds`` of an idle machine of the usual speed, from now on."""

    seconds: float = USUAL
    since: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        """How busy the machine is counts at this moment, not at the beginning."""
        return time.monotonic() - self.since > scaled(self.seconds)


def scaled(seconds: float) -> float:
    """Return how many seconds of this machine, as busy as it is, are worth so many."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    return seconds * _usual_slowness() * max(1.0, load / cores)


@cache
def _usual_slowness() -> float:
    return slowness()


def slowness() -> float:
    """Return how many times slower a core is now than the reference; never less than 1.

    Another process on the same core makes a second of CPU worth less.
    """
    began = time.process_time()
    _work()
    return max(1.0, (time.process_time() - began) / REFERENCE)


def _work() -> int:
    return sum(hash(str(number)) & 1 for number in range(200_000))
