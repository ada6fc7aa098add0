"""One-time invitations to a right in a district, from wherever they are asked for."""

import secrets
from datetime import datetime

from bot.domain.audits import Act, Facts, Origin
from bot.domain.invitations import GOOD_FOR, Invitation
from bot.domain.people import Person
from bot.rules.starts import Start, start_payload
from handlers.services import Services
from storage.engine.store import Store
from storage.people import invitations
from storage.people.audits import Entry, note


async def invite(
    store: Store,
    by: Person | None,
    invitation: Invitation,
    now: datetime,
    origin: Origin = Origin.CHAT,
) -> str:
    """Store an invitation and return its token, of which only the digest is stored.

    ``by`` None is the command line. The caller has asked whether ``by`` may invite.
    """
    token = secrets.token_hex(16)
    invitation_id = await invitations.invite(store, token, invitation, now + GOOD_FOR)
    facts: Facts = {"role": invitation.role, "district": invitation.district_id}
    if invitation.replaces_id:
        facts = {**facts, "replaces": invitation.replaces_id}
    entry = Entry(Act.INVITE, f"invitation {invitation_id}", {}, facts)
    await note(store, by, entry, now, origin)
    return token


def links(services: Services, token: str) -> list[str]:
    """Return the links of a token: to the web chat, and to the bot if its name is known."""
    payload = start_payload(Start(invitation=token))
    web = f"{services.base_url}/chat?start={payload}"
    return [web, *filter(None, [services.bot_link(payload)])]
