"""What goes wrong on the way, on purpose: for the next requests, or by chance with a known seed."""

import random
from dataclasses import dataclass, field

KINDS = ("429", "500", "slow", "lost before", "lost after", "reset", "cut")
"""Refused for a while; failed; late; the connection ends before or after the request is carried out; reset; half an answer."""


@dataclass
class Fault:
    """``method`` "" is any of those that show something. ``after`` are the seconds of a 429 or of a delay."""

    kind: str
    method: str = ""
    times: int = 1
    after: float = 1


@dataclass
class Faults:
    """``rate`` is the chance of a fault a request, out of ``kinds``."""

    planned: list[Fault] = field(default_factory=list)
    rate: float = 0.0
    kinds: tuple[str, ...] = KINDS
    latency: float = 0.0
    away: bool = False
    seed: int = 1

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def plan(self, kind: str, method: str = "", times: int = 1, after: float = 1) -> None:
        assert kind in KINDS, kind
        self.planned.append(Fault(kind, method, times, after))

    def next(self, method: str) -> Fault | None:
        """What happens to this request; None is nothing."""
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
