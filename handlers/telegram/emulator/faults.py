"""Faults on purpose: planned for the next requests, or random with a known seed."""

import random
from dataclasses import dataclass, field

KINDS = ("429", "500", "slow", "lost before", "lost after", "reset", "cut")
"""Kinds of fault.

In order: too many requests; server error; delay; the connection ends before or after the request is
performed; connection reset; half an answer.
"""


@dataclass
class Fault:
    """A planned fault.

    ``method`` "" is any that shows something; ``after`` the seconds of a 429 or of a delay.
    """

    kind: str
    method: str = ""
    times: int = 1
    after: float = 1


@dataclass
class Faults:
    """All faults of an emulator.

    ``rate`` is the probability of a random fault out of ``kinds``, ``latency`` the seconds before
    every answer; ``away`` ends every connection without an answer.
    """

    planned: list[Fault] = field(default_factory=list)
    rate: float = 0.0
    kinds: tuple[str, ...] = KINDS
    latency: float = 0.0
    away: bool = False
    seed: int = 1

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def plan(self, kind: str, method: str = "", times: int = 1, after: float = 1) -> None:
        """Let the next ``times`` requests of a method fail."""
        assert kind in KINDS, kind
        self.planned.append(Fault(kind, method, times, after))

    def next(self, method: str) -> Fault | None:
        """Return the fault of a request, or None."""
        for fault in self.planned:
            if (
                fault.times
                and fault.method.lower() in ("", method.lower())
                and (fault.method or method.lower().startswith(("send", "edit")))
            ):
                fault.times -= 1
                return fault
        if (
            self.rate
            and method.lower().startswith(("send", "edit"))
            and self._chance.random() < self.rate
        ):
            return Fault(self._chance.choice(self.kinds), after=1)
        return None
