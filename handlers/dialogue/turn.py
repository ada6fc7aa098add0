"""What a handler is given: who, in which language, with which transaction, when.

Nothing else is global.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.audits import Act, Facts, Origin
from bot.domain.listings import Reader
from bot.domain.people import Address, Person
from bot.domain.places import USUAL_ZONE, District
from bot.domain.sessions import NO_VISIT, Credentials, Visit
from bot.i18n import Translator
from bot.rules import grants as grant_rules
from bot.rules import people as rules
from bot.rules import sessions as session_rules
from bot.rules.starts import NO_START, Start
from bot.screens.typed import bare_answer, says_nothing, yes_or_no
from bot.search.query import Query
from bot.ui import NOTHING, Html, Screen
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import understood
from storage.catalogue import places
from storage.catalogue.changes import Author
from storage.engine.store import Store
from storage.people import audits, dialogues, grants, people, questions

ZONE = ZoneInfo(USUAL_ZONE)


@dataclass(frozen=True)
class Hints:
    """What a channel knows of a stranger: the device's languages, and the link that led here.

    ``group``: it is a chat of many; ``topic`` is the topic of a forum there, 0 none. ``visit`` is
    the session in which somebody does something.
    """

    languages: tuple[str, ...] = ()
    start: Start = NO_START
    group: bool = False
    topic: int = 0
    visit: Visit = NO_VISIT


NO_HINTS = Hints()


@dataclass(frozen=True)
class Redirect:
    """Another subject's screen answers instead: ``data`` is what its button would press.

    ``toast`` is shown above that screen, "" nothing. Rights are asked again there.
    """

    data: str
    toast: Html = NOTHING


class Effect(Enum):
    """What a channel has to do beside showing the screen."""

    FORGOTTEN = auto()
    """The person was deleted: the channel ends its session."""
    LANGUAGE_CHOSEN = auto()
    """The person may read another language from now on: so do the channel's own menus."""
    SIGNED_OUT = auto()
    """The session in which this was pressed was ended: the channel forgets it."""


@dataclass(frozen=True)
class Answer:
    """What a turn ended with: the screen to show, and what the channel has to do beside.

    ``credentials`` replace those of the browser, None keeps them.
    """

    screen: Screen
    effects: frozenset[Effect] = frozenset()
    credentials: Credentials | None = None


@dataclass
class Turn:
    """One thing that one person does; ``change`` is seen by everything that follows in the turn.

    ``tr`` speaks the language that is shown, mostly the person's own. ``expects`` is the route
    that a text answers which is typed on the screen that the turn ends with; "" is a search. The
    channel takes care of the ``effects``, and gives the browser ``credentials`` that are not None.
    ``origin`` is what the audit log says.

    ``act_id`` is the act at the desk by which all of it can be undone, None for none. ``districts``
    are those that were read already, by their ids.
    """

    services: Services
    person: Person
    address: Address
    tr: Translator
    store: Store
    now: datetime
    hints: Hints = NO_HINTS
    expects: str = ""
    effects: set[Effect] = field(default_factory=set)
    credentials: Credentials | None = None
    origin: Origin = Origin.CHAT
    act_id: int | None = None
    _queries: dict[str, Query] = field(default_factory=dict)
    districts: dict[int, District | None] = field(default_factory=dict)

    @property
    def visit(self) -> Visit:
        """The session in which the person does this."""
        return self.hints.visit

    @property
    def author(self) -> Author:
        """Who changes an offer in this turn, for its history."""
        return Author(self.person.id or None, self.origin, self.act_id)

    async def own_district(self) -> District | None:
        """Return the district where the person lives, read once a turn; None if they chose none."""
        district_id = self.person.district_id or 0
        if district_id and district_id not in self.districts:
            self.districts[district_id] = await places.district(self.store, district_id)
        return self.districts.get(district_id)

    @property
    def is_locked(self) -> bool:
        """Whether the person has to sign in again before they use their rights."""
        return session_rules.is_locked(self.person, self.visit)

    @property
    def today(self) -> date:
        """The day in Germany, where all districts are.

        A district's own zone would cost every turn a query; who has read it asks ``today_in``.
        """
        return self.now.astimezone(ZONE).date()

    def today_in(self, zone: str) -> date:
        """Return the day in an IANA time zone."""
        return self.now.astimezone(ZoneInfo(zone)).date()

    @property
    def reader(self) -> Reader:
        return Reader(
            self.today,
            self.person.district_id,
            self.person.municipality_id,
            self.person.id,
            self.tr.language.code,
            self.now,
        )

    @property
    def spoken(self) -> tuple[Translator, ...]:
        """The languages that words of buttons are typed in: the person's, German and English."""
        return (self.tr, *map(self.services.translator, ("de", "en")))

    async def yes_or_no(self, words: str) -> str:
        """Return "yes" or "no" if typed words say that in any language, else ""."""
        everyone = (*self.spoken, *self.services.translators.values())
        said = yes_or_no(everyone, words) or (await self.understood(words)).intent
        return said if said in ("yes", "no") else ""

    def bare_answer(self, words: str) -> str:
        """Return "yes", "no" or "ok" if typed words say that and nothing else, else ""."""
        return bare_answer(self.spoken, words)

    def says_nothing(self, words: str) -> bool:
        """Return whether words are just a yes, no, ok, greeting or thanks, in any language."""
        return says_nothing((*self.spoken, *self.services.translators.values()), words)

    async def change(self, **values: Any) -> None:
        """Store the person as changed; the screen follows their language."""
        rules.is_stored(self.person)
        self.person = await people.change(self.store, replace(self.person, **values))
        self._queries.clear()
        self.tr = self.services.translator(self.person.language)

    @property
    def a_day_ago(self) -> datetime:
        """The moment before which nothing counts that belongs to a conversation."""
        return self.now - timedelta(hours=self.services.config.retention.dialogue_hours)

    async def reload_rights(self) -> None:
        """Let the rest of the turn act with the rights that the person has now."""
        granted = await grants.rights_of(self.store, self.person.id)
        self.person = grant_rules.acting(replace(self.person, granted=granted), self.now)

    async def audit(self, act: Act, subject: str, before: Facts, after: Facts) -> None:
        """Note an act that needs a right, in the transaction that does it.

        ``subject`` is a thing such as "offer 17". Neither names of people nor their texts belong
        into ``before`` and ``after``.
        """
        at_desk = grant_rules.working_desk(self.person) if self.origin is Origin.DESK else None
        entry = audits.Entry(act, subject, before, after, at_desk)
        await audits.note(self.store, self.person, entry, self.now, self.origin)

    async def last_words(self, search_number: int = 0) -> str:
        """Return what the person searched for last, or in another search by its number.

        "" if that was too long ago.
        """
        return await dialogues.words_of(self.store, self.person.id, self.a_day_ago, search_number)

    def expect(self, answer: str) -> None:
        """Let a text or file that is sent from the next screen answer this route.

        It is a route of ``ROUTES.expected`` or ``attached``. Raises ValueError if it is too long to
        be kept.
        """
        questions.check(answer)
        self.expects = answer

    async def understood(self, words: str, ignored: Callable[[str], bool] | None = None) -> Query:
        """Return what typed words mean; ``ignored`` says which facts were taken away, None none."""
        if ignored is None and words in self._queries:
            return self._queries[words]
        query = await understood(
            self.store,
            self.services,
            words,
            self.tr.language.code,
            self.person.district_id,
            self.today,
            ignored or (lambda _: False),
        )
        if ignored is None:
            self._queries[words] = query
        return query

    async def searched(self, words: str) -> int:
        """Keep the words for a day, so that pages and filters work. Return the search's number."""
        rules.is_stored(self.person)
        return await dialogues.keep_words(self.store, self.person.id, words, self.now)
