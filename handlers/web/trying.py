"""Links of ``lotse try``, on one's own machine only, that give a role at once."""

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from aiohttp import web

from bot.domain.people import PERSONAL_ROLES, Person, Role
from bot.rules.people import CONSENT_VERSION
from handlers.dialogue.conversation import Conversation
from handlers.web.sessions import Sessions, address_of, hints_of
from storage.catalogue import places
from storage.people import people

DISTRICT = "waldshut"
"""Slug of the sample district in which people get their role."""


def try_routes(conversation: Conversation, now: Callable[[], datetime]) -> tuple[web.RouteDef, ...]:
    """Return the route ``/try/{role}``: a new session with that role in a sample district."""
    sessions = Sessions(conversation.services.seal, secure=False)

    async def begin(request: web.Request) -> NoReturn:
        session = sessions.new()
        role = Role(request.match_info["role"])
        if role is not Role.NEWCOMER:
            await _meet(conversation, session, role, conversation.guessed(hints_of(request)), now())
        response = web.HTTPFound("/chat")
        sessions.give(request, response, session)
        raise response

    return (web.get("/try/{role:" + "|".join(PERSONAL_ROLES) + "}", begin),)


async def _meet(
    conversation: Conversation, session: str, role: Role, language: str, now: datetime
) -> None:
    """Store a person with a role, who has consented."""
    async with conversation.database.write() as store:
        district = await places.district_named(store, DISTRICT)
        person = Person(
            role=role,
            language=language,
            language_chosen=True,
            district_id=district.id if district else None,
            consent_version=CONSENT_VERSION,
            consent_at=now,
        )
        await people.meet(store, address_of(session), person, now)
