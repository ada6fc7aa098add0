"""How somebody comes into a group and leaves it. The caller holds the lock of the group."""

from bot.domain.group_events.membership import JoinRequested, MemberJoined
from bot.domain.groups import Group, Member, Standing
from bot.rules import groups as rules
from handlers.dialogue.turn import Turn
from handlers.workflows import delegates
from handlers.workflows.notify import notify
from handlers.workflows.planning import invite, withdraw
from storage.groups import memberships

NEWS: dict[Standing, type[MemberJoined | JoinRequested]] = {
    Standing.MEMBER: MemberJoined,
    Standing.ASKED: JoinRequested,
}


async def enter(turn: Turn, group: Group, standing: Standing, name: str) -> None:
    """Enter this person and notify the leads; members are invited to the planned meetings."""
    membership_id = await memberships.enter(
        turn.store, group.id, turn.person.id, standing, name, turn.now
    )
    leads = await memberships.lead_ids(turn.store, group.id)
    await notify(turn.store, group, leads, NEWS[standing](group.id, membership_id), turn.now)
    if standing is Standing.MEMBER:
        await invite(turn.store, group, turn.person.id, turn.now)


async def leave(turn: Turn, group: Group, member: Member) -> None:
    """Free a member's seat, places in meetings and name. Raises Refusal for the last lead."""
    rules.may_step_down(member, await memberships.members(turn.store, group.id))
    await delegates.resign(turn.store, group, member, turn.now)
    await memberships.leave(turn.store, member.id)
    await withdraw(turn.store, group, member.person_id, turn.now)
