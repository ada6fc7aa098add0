"""How somebody comes into a group and leaves it. The caller holds the lock of the group."""

import secrets
from collections.abc import Collection
from enum import Enum, auto
from typing import NamedTuple

from bot.domain.announcements import Kind
from bot.domain.audits import Act
from bot.domain.grants import Role
from bot.domain.group_events.membership import JoinRequested, MemberJoined
from bot.domain.groups import Group, Member, Standing
from bot.domain.invitations import GOOD_FOR, Invitation
from bot.rules import groups as rules
from handlers.dialogue.turn import Turn
from handlers.workflows import delegates, inviting
from handlers.workflows.notify import notify
from handlers.workflows.planning import invite, withdraw
from storage.groups import memberships
from storage.messaging import audiences
from storage.people import invitations

NEWS: dict[Standing, type[MemberJoined | JoinRequested]] = {
    Standing.MEMBER: MemberJoined,
    Standing.ASKED: JoinRequested,
}


class NewInvitation(NamedTuple):
    """An invitation with its links: web, and Telegram if known. They are shown only once."""

    id: int
    links: list[str]


class Heard(Enum):
    """Who gets a message that somebody joins a group, or asks to."""

    LEADS = auto()
    OFFICE = auto()
    NOBODY = auto()


async def enter(turn: Turn, group: Group, standing: Standing, name: str) -> Heard:
    """Enter this person and return who hears of it; members are invited to the next meeting."""
    membership_id = await memberships.enter(
        turn.store, group.id, turn.person.id, standing, name, turn.now
    )
    heard_by = await _tell(turn, group, NEWS[standing](group.id, membership_id))
    if standing is Standing.MEMBER:
        await invite(turn.store, group, turn.person.id, turn.now)
    return heard_by


async def new_links(turn: Turn, group: Group) -> list[str]:
    """Return the links of a new invitation that lets one person in."""
    return (await new_invitation(turn, group)).links


async def new_invitation(turn: Turn, group: Group) -> NewInvitation:
    """Return a new invitation that lets one person in.

    The caller has asked whether this person leads the group.
    """
    token = secrets.token_hex(16)
    invitation = Invitation(Role.VOLUNTEER, group.district_id, group.id, given_by=turn.person.id)
    invitation_id = await invitations.invite(turn.store, token, invitation, turn.now + GOOD_FOR)
    await turn.audit(Act.GROUP_INVITE, f"group {group.id}", {}, {"invitation": invitation_id})
    return NewInvitation(invitation_id, inviting.links(turn.services, token))


async def take_back(turn: Turn, group: Group, invitation_ids: Collection[int]) -> int:
    """Take back open invitations of a group; return how many of these were open.

    The caller has asked whether this person leads the group.
    """
    taken = await invitations.take_back(turn.store, group.id, invitation_ids, turn.now)
    for invitation_id in taken:
        before = {"invitation": invitation_id}
        await turn.audit(Act.GROUP_UNINVITE, f"group {group.id}", before, {})
    return len(taken)


async def _tell(turn: Turn, group: Group, event: MemberJoined | JoinRequested) -> Heard:
    """Notify the leads of a group; if no lead can be told, the coordinators of its district."""
    leads = await memberships.lead_ids(turn.store, group.id)
    if await notify(turn.store, group, leads, event, turn.now):
        return Heard.LEADS
    office = await audiences.coordinators(turn.store, group.district_id, Kind.GROUP, turn.now)
    told = await notify(turn.store, group, office, event, turn.now)
    return Heard.OFFICE if told else Heard.NOBODY


async def leave(turn: Turn, group: Group, member: Member) -> None:
    """Free a member's seat, places in meetings and name. Raises Refusal for the last lead."""
    rules.may_leave(member, group, await memberships.members(turn.store, group.id))
    await delegates.resign(turn.store, group, member, turn.now)
    await memberships.leave(turn.store, member.id)
    await withdraw(turn.store, group, member.person_id, turn.now)
