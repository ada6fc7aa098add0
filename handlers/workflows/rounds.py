"""Work that is repeated for ever: after a failure it waits, and says so once."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.workflows.faults import trace
from storage.engine.database import Unavailable

Result = TypeVar("Result")
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds until a failed round is repeated; they double up to the longest."""
LONGEST_OUTAGE = 5.0
"""Seconds until the database is asked again, at most: that it is away is no fault of the round."""
log = logging.getLogger(__name__)


@dataclass
class RoundState:
    """How the rounds of one name went in this process; ``succeeded_at`` by ``time.monotonic``."""

    succeeded_at: float
    failures: int = 0


ROUNDS: dict[str, RoundState] = {}
"""All rounds that ran in this process, by name: for the metrics."""


class Outage(Exception):
    """What all rows of a queue need is away: no row is at fault, and the round is over."""


class Stopped(Exception):
    """The round is held back until a person does something; the text says what."""


class Round(Generic[Result]):
    """One piece of work; ``name`` is what the log calls it, ``clock`` counts seconds."""

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[Result]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._work = work
        self._clock = clock
        self._trouble = ""
        self._pause = 0.0
        self._until = 0.0

    @property
    def waits_for(self) -> float:
        """Seconds until the work may be repeated, 0 if it may be now."""
        return max(0.0, self._until - self._clock())

    async def run(self) -> Result | None:
        """Return what the work returned; None if it waits or failed. Never raises an Exception."""
        if self.waits_for:
            return None
        ROUNDS.setdefault(self.name, RoundState(time.monotonic()))
        try:
            result = await self._work()
        except Unavailable as error:
            self._fail(error, LONGEST_OUTAGE)
            return None
        except Exception as error:
            self._fail(error, LONGEST_PAUSE)
            return None
        self._succeed()
        return result

    def _fail(self, error: Exception, longest: float) -> None:
        self._pause = min(max(FIRST_PAUSE, 2 * self._pause), longest)
        self._until = self._clock() + self._pause
        ROUNDS[self.name].failures += 1
        trouble = type(error).__name__
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if isinstance(error, Unavailable):
            log.warning("%s: waits for the database (%s)", self.name, error)
        elif isinstance(error, Stopped):
            log.error("%s: %s", self.name, error)
        elif isinstance(error, Outage):
            log.warning("%s: waits (%s)", self.name, error)
        else:
            log.error("%s: a round failed; it is tried again: %s", self.name, trace(error))

    def _succeed(self) -> None:
        ROUNDS[self.name].succeeded_at = time.monotonic()
        if self._trouble:
            log.info("%s: goes on", self.name)
        self._trouble, self._pause, self._until = "", 0.0, 0.0
