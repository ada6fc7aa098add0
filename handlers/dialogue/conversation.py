"""A turn from its first word to its screen, the same for every channel."""

import logging
from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Address, Person, Role
from bot.i18n import best_language
from bot.rules.problems import NOTED, Problem, Refusal
from bot.screens.frame import framed
from bot.screens.offers import Shared
from bot.screens.problems import problem
from bot.search.scripts import language_of
from bot.ui import Screen
from handlers.dialogue import offers
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.routing import Pressed, Said, Typed
from handlers.dialogue.turn import NO_HINTS, Answer, Effect, Hints, Turn
from handlers.services import Services
from storage.engine.database import Database, Unavailable
from storage.engine.store import Store
from storage.people import audits, dialogues, forms, people

HOME = "home:0"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Form:
    """What makes a sent form one of its kind: its ``token``, and a digest of what it ``said``.

    Without a token it can be sent as often as one likes.
    """

    token: str = ""
    said: str = ""


NO_FORM = Form()


class Conversation:
    """Answer people: ``hear`` may change something, ``look`` never does."""

    def __init__(self, database: Database, services: Services) -> None:
        self.database = database
        self.services = services

    async def hear(
        self,
        address: Address,
        event: Said,
        now: datetime,
        hints: Hints = NO_HINTS,
        form: Form = NO_FORM,
    ) -> Answer:
        """Answer what a person did, in one transaction; strangers who change something are stored.

        A ``form`` that was handled before is not handled again: its answer is shown.
        """
        await self.prepare(event)
        try:
            async with self.database.write() as store:
                if form.token and not await forms.take(store, form.token, form.said, now):
                    return await self._shown_again(store, address, form, now, hints)
                answer = await self.answer(store, address, event, now, hints)
                if form.token:
                    await forms.answered(store, form.token, form.said, answer.screen.at)
                return answer
        except Unavailable as error:
            return Answer(self._busy(error, hints))

    async def prepare(self, event: Said) -> None:
        """Compute what takes long, before the transaction in which it is answered begins."""
        if isinstance(event, Typed):
            await self.services.meaning.prepare(event.text)

    async def look(
        self, address: Address, data: str, now: datetime, hints: Hints = NO_HINTS
    ) -> Screen:
        """Return the screen of a press that changes nothing, so it has no effects.

        A stranger stays one.
        """
        try:
            async with self.database.read() as store:
                person = await people.at(store, address)
                turn = self._turn(store, address, person or self._stranger(hints), now, hints)
                readable = ROUTES.reads_only(data)
                return await self._shown(turn, Pressed(data if readable else HOME))
        except Unavailable as error:
            return self._busy(error, hints)

    async def _shown_again(
        self, store: Store, address: Address, form: Form, now: datetime, hints: Hints
    ) -> Answer:
        """Answer a form that was handled before; of somebody unknown by now nothing is stored."""
        person = await people.at(store, address)
        turn = self._turn(store, address, person or self._stranger(hints), now, hints)
        at = await forms.answer_of(store, form.token) or ""
        screen = await self._shown(turn, Pressed(at if ROUTES.reads_only(at) else HOME))
        return Answer(screen, frozenset() if person else frozenset((Effect.FORGOTTEN,)))

    async def answer(
        self, store: Store, address: Address, event: Said, now: datetime, hints: Hints
    ) -> Answer:
        """Answer within a transaction of the channel, which commits its own mark with ours."""
        person = await people.at(store, address, lock=True)
        if person is None:
            person = self._stranger(hints)
            if not ROUTES.only_looks(event):
                person = await people.meet(store, address, person, now)
        person = await people.seen(store, person, now)
        if isinstance(event, Pressed):
            await dialogues.expect_nothing(store, person.id)
        turn = self._turn(store, address, person, now, hints)
        screen = await self._shown(turn, event, noted=True)
        return Answer(screen, frozenset(turn.effects))

    async def shareable(
        self, store: Store, address: Address, words: str, now: datetime, hints: Hints
    ) -> list[Shared]:
        """Return offers to hand on in another chat, in the language of the words.

        Nothing is stored.
        """
        person = await people.at(store, address) or self._stranger(hints)
        turn = self._turn(store, address, person, now, hints)
        turn.tr = self.services.translator(
            language_of(words, person.language, self.services.languages)
        )
        return await offers.shareable(turn, words.strip())

    async def _shown(self, turn: Turn, event: Said, *, noted: bool = False) -> Screen:
        """``noted`` refusals leave a trace for the office, where the connection can write."""
        try:
            screen = await ROUTES.answer(turn, event)
        except Refusal as refusal:
            screen = problem(turn.tr, refusal.problem)
            if noted and refusal.problem in NOTED:
                await audits.note(
                    turn.store, turn.person, _action(event), refusal.problem, turn.now
                )
        shown = framed(screen, turn.tr, self.services.translator(turn.person.language))
        return shown.with_only(ROUTES.is_for_groups) if turn.person.role is Role.GROUP else shown

    def _turn(
        self,
        store: Store,
        address: Address,
        person: Person,
        now: datetime,
        hints: Hints,
    ) -> Turn:
        return Turn(
            self.services,
            person,
            address,
            self.services.translator(person.language),
            store,
            now,
            hints,
        )

    def guessed(self, hints: Hints) -> str:
        """The language of somebody who has not chosen one."""
        return best_language((hints.start.language, *hints.languages), self.services.languages)

    def _stranger(self, hints: Hints) -> Person:
        return Person(
            language=self.guessed(hints), role=Role.GROUP if hints.group else Role.NEWCOMER
        )

    def _busy(self, error: Unavailable, hints: Hints) -> Screen:
        log.warning("database unavailable: %s", error)
        tr = self.services.translator(self.guessed(hints))
        return framed(problem(tr, Problem.BUSY), tr, tr)


def _action(event: Said) -> str:
    """Return the name of the route pressed, else the kind of thing said; never its text."""
    name = ROUTES.name_of(event.data) if isinstance(event, Pressed) else ""
    return name or type(event).__name__.lower()
