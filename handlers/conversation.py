"""A turn from its first word to its screen, the same for every channel."""

import logging
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Address, Person
from bot.i18n import best_language
from bot.rules.problems import Problem, Refusal
from bot.screens.frame import framed
from bot.screens.problems import problem
from bot.ui import Screen
from handlers.routes import ROUTES
from handlers.routing import Pressed, Said
from handlers.turn import NO_HINTS, Hints, Turn, World
from storage import dialogues, people
from storage.database import Database, Unavailable

log = logging.getLogger(__name__)


class Conversation:
    """Answers people: ``hear`` may change something, ``look`` never does."""

    def __init__(self, database: Database, world: World) -> None:
        self.database = database
        self.world = world

    async def hear(self, address: Address, said: Said, now: datetime, hints: Hints = NO_HINTS) -> Screen:
        """What a person did, worked in one transaction; who was a stranger is met."""
        try:
            async with self.database.write() as connection:
                return await self.answer(connection, address, said, now, hints)
        except Unavailable as error:
            return self._busy(error, hints)

    async def look(self, address: Address, data: str, now: datetime, hints: Hints = NO_HINTS) -> Screen:
        """A press that changes nothing; a stranger stays one."""
        try:
            async with self.database.read() as connection:
                person = await people.at(connection, self.world.seal, address)
                turn = self._turn(connection, address, person or self._stranger(hints), now, hints)
                readable = ROUTES.reads_only(data)
                return await self._shown(turn, Pressed(data if readable else "home:0"))
        except Unavailable as error:
            return self._busy(error, hints)

    async def answer(self, connection: AsyncConnection, address: Address, said: Said, now: datetime, hints: Hints) -> Screen:
        """Within a transaction of the channel's: a durable inbox commits its own mark together with our effects."""
        person = await people.at(connection, self.world.seal, address, lock=True)
        if person is None:
            person = await people.meet(connection, self.world.seal, address, self._stranger(hints), now)
        person = await people.seen(connection, person, now)
        if isinstance(said, Pressed):
            await dialogues.expect_nothing(connection, person.id)
        return await self._shown(self._turn(connection, address, person, now, hints), said)

    async def _shown(self, turn: Turn, said: Said) -> Screen:
        try:
            screen = await ROUTES.answer(turn, said)
        except Refusal as refusal:
            screen = problem(turn.tr, refusal.problem)
        return framed(screen, turn.tr, self.world.translator(turn.person.language))

    def _turn(self, connection: AsyncConnection, address: Address, person: Person, now: datetime, hints: Hints) -> Turn:
        return Turn(self.world, person, address, self.world.translator(person.language), connection, now, hints)

    def guessed(self, hints: Hints) -> str:
        """The language of somebody who has not chosen one."""
        return best_language((hints.start.language, *hints.languages), self.world.languages)

    def _stranger(self, hints: Hints) -> Person:
        return Person(language=self.guessed(hints))

    def _busy(self, error: Unavailable, hints: Hints) -> Screen:
        log.warning("database unavailable: %s", error)
        tr = self.world.translator(self.guessed(hints))
        return framed(problem(tr, Problem.BUSY), tr, tr)
