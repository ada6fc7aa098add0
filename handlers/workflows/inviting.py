"""One-time invitations to a right in a district, from wherever they are asked for."""

import secrets
from datetime import datetime

from bot.domain.audits import Act, Facts, Origin
from bot.domain.invitations import GOOD_FOR, Invitation
from bot.domain.people import Person
from bot.rules import grants as rules
from bot.rules import groups as group_rules
from bot.rules.problems import Problem, Refusal
from bot.rules.starts import Start, start_payload
from handlers.workflows.services import Services
from storage.engine.store import Store
from storage.groups import groups, memberships
from storage.people import invitations, people
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


async def good(store: Store, invitation: Invitation | None, now: datetime) -> Invitation:
    """Return an invitation if whoever made it may still make it; None is one that is gone.

    A right that ends, is taken away or is handed over takes along the links that nobody accepted:
    so nobody keeps one to come back with. Raises Refusal.
    """
    if invitation is None:
        raise Refusal(Problem.INVITATION_GONE)
    if invitation.given_by is not None:
        try:
            await _may_still_invite(store, invitation, invitation.given_by, now)
        except Refusal as refusal:
            raise Refusal(Problem.INVITATION_GONE) from refusal
    return invitation


async def _may_still_invite(
    store: Store, invitation: Invitation, person_id: int, now: datetime
) -> None:
    person = await people.by_id(store, person_id)
    if person is None:
        raise Refusal(Problem.NOT_ALLOWED)
    giver = rules.acting(person, now)
    if invitation.group_id is None:
        return rules.may_invite(giver, invitation)
    group = await groups.by_id(store, invitation.group_id)
    if group is None:
        raise Refusal(Problem.NOT_ALLOWED)
    member = await memberships.member(store, group.id, person_id)
    return group_rules.may_lead(giver, group, member)


def links(services: Services, token: str) -> list[str]:
    """Return the links of a token: to the web chat, and to the bot if its name is known."""
    payload = start_payload(Start(invitation=token))
    web = f"{services.base_url}/chat?start={payload}"
    return [web, *filter(None, [services.bot_link(payload)])]
