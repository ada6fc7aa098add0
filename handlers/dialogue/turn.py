"""What a handler is given: who, in which language, with which transaction, when.

Nothing else is global.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.listings import Reader
from bot.domain.people import Address, Person
from bot.domain.places import USUAL_ZONE
from bot.i18n import Translator
from bot.rules import people as rules
from bot.rules.starts import NO_START, Start
from bot.search.query import Query
from bot.ui import NOTHING, Html, Screen
from handlers.services import Services
from handlers.workflows.thesaurus import understood
from storage.engine.store import Store
from storage.people import dialogues, people
from storage.people.dialogues import Dialogue

ZONE = ZoneInfo(USUAL_ZONE)


@dataclass(frozen=True)
class Hints:
    """What a channel knows of a stranger: the device's languages, and the link that led here.

    ``group``: it is a chat of many; ``topic`` is the topic of a forum there, 0 none.
    """

    languages: tuple[str, ...] = ()
    start: Start = NO_START
    group: bool = False
    topic: int = 0


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


@dataclass(frozen=True)
class Answer:
    """What a turn ended with: the screen to show, and what the channel has to do beside."""

    screen: Screen
    effects: frozenset[Effect] = frozenset()


@dataclass
class Turn:
    """One thing that one person does; ``change`` is seen by everything that follows in the turn.

    ``tr`` speaks the language that is shown, mostly the person's own. The channel takes care of
    the ``effects``.
    """

    services: Services
    person: Person
    address: Address
    tr: Translator
    store: Store
    now: datetime
    hints: Hints = NO_HINTS
    effects: set[Effect] = field(default_factory=set)

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
            self.today, self.person.district_id, self.person.municipality_id, self.person.id
        )

    async def change(self, **values: Any) -> None:
        """Store the person as changed; the screen follows their language."""
        rules.is_stored(self.person)
        self.person = await people.change(self.store, replace(self.person, **values))
        self.tr = self.services.translator(self.person.language)

    async def dialogue(self) -> Dialogue:
        """Return what the person is in the middle of; an empty one if that was too long ago."""
        since = self.now - timedelta(hours=self.services.config.retention.dialogue_hours)
        return await dialogues.of(self.store, self.person.id, since)

    async def expect(self, answer: str) -> None:
        """Let the next typed text or file answer this route of ``ROUTES.expected`` or ``attached``.

        Raises ValueError if it is too long to be kept.
        """
        await self._remember(replace(await self.dialogue(), expects=answer))

    async def expect_nothing(self) -> None:
        """Forget what was asked for: it has been typed."""
        await dialogues.expect_nothing(self.store, self.person.id)

    async def understood(
        self, words: str, ignored: Callable[[str], bool] = lambda _: False
    ) -> Query:
        """Return what typed words mean; ``ignored`` says which facts were taken away."""
        return await understood(
            self.store,
            self.services,
            words,
            self.tr.language.code,
            self.person.district_id,
            ignored,
        )

    async def searched(self, words: str) -> None:
        """Keep the words for a day, so that pages and filters work."""
        await self._remember(Dialogue(words=words))

    async def _remember(self, dialogue: Dialogue) -> None:
        rules.is_stored(self.person)
        await dialogues.remember(self.store, self.person.id, dialogue, self.now)
