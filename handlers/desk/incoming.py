"""What came to a page of the desk, and the turn and desk that it opens for somebody."""

from dataclasses import dataclass

from aiohttp import web

from bot.domain.audits import Origin
from bot.domain.people import Address, Person
from bot.rules import grants as rules
from handlers.desk.frame import desk_translator
from handlers.desk.page import DeskRequest, Page
from handlers.dialogue.turn import Turn
from handlers.web.front import Front
from handlers.web.posts import Fields
from handlers.web.sessions import address_of, hints_of
from handlers.web.visits import Visitor
from storage.catalogue import places
from storage.engine.store import Store
from storage.people import people


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request to a page: who sent it, and the ``fields`` of its form, empty for a look at it."""

    page: Page
    request: web.Request
    visitor: Visitor
    fields: Fields

    @property
    def address(self) -> Address:
        """Where answers reach who sent it."""
        return address_of(self.visitor.session)

    @property
    def form_number(self) -> str:
        """What the form says its number is, "" for nothing; not yet checked."""
        number = self.fields.get("number", "")
        return number if isinstance(number, str) else ""


class Opening:
    """Makes of what came a turn, as in the chat, and the desk of the district at work."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._services = front.conversation.services

    async def looking(self, store: Store, incoming: Incoming) -> tuple[Turn, DeskRequest | None]:
        """Return the turn and the desk of somebody who changes nothing; None without a desk."""
        turn = self.turn(store, incoming, await people.at(store, incoming.address))
        return turn, await self.desk(turn, incoming)

    async def writing(self, store: Store, incoming: Incoming) -> tuple[Turn, DeskRequest | None]:
        """Return the turn and the desk of somebody who may change something, and is locked."""
        person = await people.at(store, incoming.address, lock=True)
        if person is not None:
            person = await people.seen(store, person, self._front.now())
        turn = self.turn(store, incoming, person)
        return turn, await self.desk(turn, incoming)

    def turn(self, store: Store, incoming: Incoming, person: Person | None) -> Turn:
        """Return the turn of a person, with the rights they have now; of a stranger for None."""
        person = person or Person(language="de")
        now = self._front.now()
        return Turn(
            self._services,
            rules.acting(person, now),
            incoming.address,
            desk_translator(self._services, person.language),
            store,
            now,
            hints_of(incoming.request, incoming.visitor.visit),
            origin=Origin.DESK,
        )

    async def desk(self, turn: Turn, incoming: Incoming) -> DeskRequest | None:
        """Return the desk of the district at work; None for people who have none."""
        district = await places.district(turn.store, rules.working_desk(turn.person))
        if district is None:
            return None
        sessions, request = self._front.sessions, incoming.request
        is_number = bool(sessions.form_tokens("x", incoming.form_number))
        return DeskRequest(
            turn=turn,
            district=district,
            path=request.path,
            parts=request.match_info,
            query=request.query,
            fields=incoming.fields,
            number=incoming.form_number if is_number else sessions.form_number(),
        )
