"""Links of ``lotse try``, on one's own machine only, that give a role at once."""

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from aiohttp import web

from bot.domain.grants import Right, Role
from bot.domain.people import Person
from bot.domain.sessions import Credentials
from bot.rules.people import CONSENT_VERSION
from handlers.dialogue.conversation import Conversation
from handlers.web.sessions import Sessions, address_of, hints_of
from storage.catalogue import places
from storage.people import grants, people
from storage.people import sessions as stored

NEWCOMER, DESK = "newcomer", "desk"
DISTRICT = "waldshut"
"""Slug of the sample district in which people get their role."""
TRANSLATED = "uk"
"""Language into which somebody translates who tries that."""


def try_routes(conversation: Conversation, now: Callable[[], datetime]) -> tuple[web.RouteDef, ...]:
    """Return the route ``/try/{role}``: a new session with that role in a sample district.

    "desk" is a coordinator who is signed in there, and is led to the desk.
    """
    sessions = Sessions(conversation.services.seal, secure=False)

    async def begin(request: web.Request) -> NoReturn:
        cookie = sessions.new(now())
        wanted = request.match_info["role"]
        secret = sessions.secret() if wanted == DESK else ""
        if wanted != NEWCOMER:
            role = Role.COORDINATOR if wanted == DESK else Role(wanted)
            language = conversation.guessed(hints_of(request))
            credentials = Credentials(cookie.address, secret)
            await _meet(conversation, credentials, role, language, now())
            cookie = sessions.of_credentials(credentials, now())
        response = web.HTTPFound("/desk" if wanted == DESK else "/chat")
        sessions.give(request, response, cookie)
        raise response

    return (web.get("/try/{role:" + "|".join((NEWCOMER, DESK, *Role)) + "}", begin),)


async def _meet(
    conversation: Conversation, credentials: Credentials, role: Role, language: str, now: datetime
) -> None:
    """Store a person with a role, who has consented; with a secret they are signed in."""
    async with conversation.database.write() as store:
        district = await places.district_named(store, DISTRICT)
        person = Person(
            language=language,
            language_chosen=True,
            district_id=district.id if district else None,
            consent_version=CONSENT_VERSION,
            consent_at=now,
        )
        met = await people.meet(store, address_of(credentials.address), person, now)
        if district:
            into = TRANSLATED if role is Role.TRANSLATOR else ""
            await grants.give(store, met.id, Right(role, district.id, language=into), now)
        if credentials.secret:
            await stored.begin(store, met.id, credentials.secret, "", now, factor_at=now)
