"""A turn from its first word to its screen, the same for every channel."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain.people import Address, Person
from bot.domain.places import District
from bot.domain.sessions import Credentials
from bot.i18n import best_language
from bot.rules import grants
from bot.rules import sessions as session_rules
from bot.rules.problems import NOTED, Problem, Refusal
from bot.screens.frame import framed
from bot.screens.people import not_read
from bot.screens.problems import problem
from bot.screens.sharing import Shared
from bot.search.scripts import language_of
from bot.ui import Screen
from handlers.dialogue import chat_questions, message_list, sharing
from handlers.dialogue.chat_questions import Written
from handlers.dialogue.limits import Buckets, Limits, limited
from handlers.dialogue.refusals import refused
from handlers.dialogue.routes import ROUTES
from handlers.dialogue.said import NO_FORM, Form, Pressed, Said, Typed
from handlers.dialogue.shared.places import district_shown
from handlers.dialogue.turn import NO_HINTS, Answer, Effect, Hints, Turn
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import texts_of
from storage.engine.crossings import once_more
from storage.engine.database import Database, Unavailable
from storage.engine.store import Store
from storage.people import audits, forms, people, residents, sessions

HOME = "home:0"
log = logging.getLogger(__name__)


class Conversation:
    """Answer people: ``hear`` may change something, ``look`` never does.

    ``refused`` counts what was refused since the start, looking included. ``chats`` and ``towns``
    limit how often something may be done; ``clock`` counts their seconds.
    """

    def __init__(
        self,
        database: Database,
        services: Services,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.database = database
        self.services = services
        self.refused: Counter[Problem] = Counter()
        buckets, telegram = Buckets(clock), services.config.telegram
        self.chats = Limits(buckets, is_on=telegram.rate_limits == "on")
        self.towns = Limits(buckets)

    async def hear(
        self,
        address: Address,
        event: Said,
        now: datetime,
        hints: Hints = NO_HINTS,
        form: Form = NO_FORM,
    ) -> Answer:
        """Answer what a person did, in one transaction; strangers who change something are stored.

        A ``form`` that was handled before is not handled again: its answer is shown. A text that is
        refused is not handled, so the person keeps it, also when its answer is lost on the way.
        """
        hints = replace(hints, visit=replace(hints.visit, form=form.token))
        await self.prepare(address, event, hints)
        try:
            return await once_more(self._heard, address, event, now, hints, form)
        except Unavailable as error:
            return Answer(self._busy(error, hints))

    async def _heard(
        self, address: Address, event: Said, now: datetime, hints: Hints, form: Form
    ) -> Answer:
        async with self.database.write() as store:
            if form.tokens and not await forms.take(store, form.tokens, form.said, now):
                return await self._shown_again(store, address, form, now, hints)
            answer = await self.answer(store, address, event, now, hints)
            if form.tokens and answer.screen.typed:
                await forms.release(store, form.tokens, form.said)
            elif form.tokens:
                await forms.answered(store, form.tokens, form.said, answer.screen.at)
            return answer

    async def prepare(self, address: Address, event: Said, hints: Hints) -> None:
        """Compute what takes long, before the transaction in which it is answered begins."""
        if not isinstance(event, Typed) or event.text.startswith("/"):
            return
        if not self.services.meaning.is_on:
            return
        try:
            async with self.database.read() as store:
                person = await people.at(store, address) or self._stranger(hints)
                texts = await texts_of(store, self.services, event.text, person)
        except Unavailable:  # the answer will say so
            return
        await self.services.meaning.prepare(*texts)

    async def look(
        self, address: Address, data: str, now: datetime, hints: Hints = NO_HINTS
    ) -> Screen:
        """Return the screen of a press that changes nothing, so it has no effects.

        A stranger stays one.
        """
        try:
            async with self.database.read() as store:
                person, home = await residents.at(store, address)
                hints = await self._before_first(store, person, hints)
                turn = self._turn(store, address, person or self._stranger(hints), now, hints, home)
                readable = ROUTES.reads_only(data)
                return await self._shown(turn, Pressed(data if readable else HOME))
        except Unavailable as error:
            return self._busy(error, hints)

    async def _before_first(self, store: Store, person: Person | None, hints: Hints) -> Hints:
        """Let somebody look who got rights elsewhere; their first press signs them in."""
        is_first = (
            person is not None
            and session_rules.is_locked(person, hints.visit)
            and not hints.visit.session_id
            and not await sessions.has_any(store, person.id)
        )
        visit = replace(hints.visit, is_signed_in=True)
        return replace(hints, visit=visit) if is_first else hints

    async def _shown_again(
        self, store: Store, address: Address, form: Form, now: datetime, hints: Hints
    ) -> Answer:
        """Answer a form that was handled before; of somebody unknown by now nothing is stored."""
        person = await people.at(store, address)
        if person is None:
            person, credentials = await self.renewed(store, form)
        else:
            hints, credentials = await self._adopted(store, address, person, now, hints)
        if credentials:
            address = Address(address.channel, credentials.address)
            hints = replace(hints, visit=replace(hints.visit, is_signed_in=True))
        turn = self._turn(store, address, person or self._stranger(hints), now, hints)
        at = await forms.answer_of(store, form.tokens) or ""
        screen = await self._shown(turn, Pressed(at if ROUTES.reads_only(at) else HOME))
        effects = frozenset() if person else frozenset((Effect.FORGOTTEN,))
        return Answer(screen, effects, credentials)

    async def renewed(self, store: Store, form: Form) -> tuple[Person | None, Credentials | None]:
        """Return who was given new credentials by a form, and these; None where it gave none."""
        for credentials in await sessions.given(store, form.tokens):
            address = Address(sessions.CHANNEL, credentials.address)
            if person := await people.at(store, address):
                return person, credentials
        return None, None

    async def answer(
        self,
        store: Store,
        address: Address,
        event: Said,
        now: datetime,
        hints: Hints,
        written: Written | None = None,
    ) -> Answer:
        """Answer within a transaction of the channel, which commits its own mark with ours.

        ``written`` is the message of a chat whose last screen says what a text answers; None if
        the event says so itself.
        """
        person, home = await residents.at(store, address, lock=True)
        if person is None:
            person = self._stranger(hints)
            if not ROUTES.only_looks(event):
                person = await people.meet(store, address, person, now)
        person = await people.seen(store, person, now)
        hints, adopted = await self._adopted(store, address, person, now, hints)
        turn = self._turn(store, address, person, now, hints, home)
        if written is None:
            screen = await self._shown(turn, event, noted=True)
        else:
            event = await chat_questions.addressed(turn, event, written, ROUTES, message_list.last)
            screen = await self._shown(turn, event, noted=True, in_chat=True)
            await chat_questions.remember(turn, event, written, screen.expects)
        return Answer(screen, frozenset(turn.effects), turn.credentials or adopted)

    async def _adopted(
        self, store: Store, address: Address, person: Person, now: datetime, hints: Hints
    ) -> tuple[Hints, Credentials | None]:
        """Sign somebody in who got rights elsewhere, where nobody signed in as them before.

        Return the session as it is then, and the credentials that the browser gets, else None.
        """
        if not session_rules.is_locked(person, hints.visit) or hints.visit.session_id:
            return hints, None
        secret = sessions.new_credentials(store.seal, address.value).secret
        session = await sessions.adopted(store, person.id, secret, hints.visit.device, now)
        if session is None:
            return hints, None
        visit = replace(hints.visit, session_id=session.id, is_signed_in=True)
        return replace(hints, visit=visit), Credentials(address.value, secret)

    async def is_latest(
        self, store: Store, address: Address, written: Written, now: datetime, hints: Hints
    ) -> bool:
        """Return whether a message of a chat is the one that was answered last."""
        person = await people.at(store, address)
        if person is None:
            return False
        turn = self._turn(store, address, person, now, hints)
        return await chat_questions.is_latest(turn, written)

    async def awaits_file(
        self, store: Store, address: Address, now: datetime, hints: Hints
    ) -> bool:
        """Return whether the last screen of a chat asked for a file."""
        person = await people.at(store, address)
        if person is None:
            return False
        turn = self._turn(store, address, person, now, hints)
        return await chat_questions.awaits_file(turn, ROUTES.takes_file)

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
        return await sharing.shareable(turn, words.strip())

    async def _shown(
        self, turn: Turn, event: Said, *, noted: bool = False, in_chat: bool = False
    ) -> Screen:
        """Return the screen that answers, or that says why something is refused.

        ``noted`` refusals leave a trace for the office, where the connection can write.
        ``in_chat`` means that the channel has no limits of its own, and no head with a place.
        """
        try:
            event = limited(turn, event, self.chats if in_chat else None, self.towns)
            screen = replace(await ROUTES.answer(turn, event), expects=turn.expects)
            if isinstance(event, Typed) and event.beside:
                screen = screen.saying(not_read(turn.tr, event.beside, screen.toast))
        except Refusal as refusal:
            self.refused[refusal.problem] += 1
            screen = refused(turn, event, refusal.problem)
            if noted and refusal.problem in NOTED:
                await audits.count_refusal(
                    turn.store, turn.person, ROUTES.action_of(event), refusal.problem, turn.now
                )
        own = self.services.translator(turn.person.language)
        district = None if in_chat else await district_shown(turn)
        shown = framed(screen, turn.tr, own, district)
        if turn.person.is_group:
            return shown.with_only(ROUTES.is_for_groups)
        return replace(shown, expects=ROUTES.awaited(shown))

    def _turn(
        self,
        store: Store,
        address: Address,
        person: Person,
        now: datetime,
        hints: Hints,
        home: District | None = None,
    ) -> Turn:
        return Turn(
            self.services,
            grants.acting(person, now),
            address,
            self.services.translator(person.language),
            store,
            now,
            hints,
            districts={home.id: home} if home else {},
        )

    def guessed(self, hints: Hints) -> str:
        """The language of somebody who has not chosen one."""
        return best_language((hints.start.language, *hints.languages), self.services.languages)

    def _stranger(self, hints: Hints) -> Person:
        return Person(language=self.guessed(hints), is_group=hints.group)

    def _busy(self, error: Unavailable, hints: Hints) -> Screen:
        log.warning("database unavailable: %s", error)
        tr = self.services.translator(self.guessed(hints))
        return replace(framed(problem(tr, Problem.BUSY), tr, tr), unavailable=True)
