"""For those who lead a group: requests to join, members, and their roles in it."""

from bot.domain.audits import Act
from bot.domain.group_events.membership import JoinAccepted, JoinRefused, MemberRemoved
from bot.domain.groups import IN, Group, Member, Standing
from bot.rules import groups as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import groups as screens
from bot.ui import Screen
from handlers.dialogue.shared import joining
from handlers.dialogue.shared.groups import (
    join_requests,
    led_group,
    present_members,
    readable_group,
)
from handlers.dialogue.turn import Turn
from handlers.workflows import delegates
from handlers.workflows.notify import notify
from handlers.workflows.planning import invite
from storage.groups import memberships, remarks


async def lead(turn: Turn, group_id: int) -> Screen:
    """Return what only those who lead the group can do."""
    group = await led_group(turn, group_id)
    return screens.lead(turn.tr, group, len(await join_requests(turn, group)))


async def asking(turn: Turn, group_id: int, page: int) -> Screen:
    """Return who has asked to join and waits for an answer."""
    group = await led_group(turn, group_id)
    return screens.asking(turn.tr, group, await join_requests(turn, group), page)


async def request(turn: Turn, membership_id: int) -> Screen:
    """Return a request to join."""
    group, membership = await _of(turn, membership_id)
    return screens.request(turn.tr, group, rules.may_accept(group, membership))


async def accept(turn: Turn, membership_id: int) -> Screen:
    """Accept a request under the lock of the group: the last place is given once."""
    group, membership = await _of(turn, membership_id, lock=True)
    accepted = rules.may_accept(group, membership)
    await memberships.stand(turn.store, accepted.id, Standing.MEMBER)
    await _noted(turn, Act.MEMBER_ACCEPT, accepted, Standing.MEMBER)
    await notify(turn.store, group, [accepted.person_id], JoinAccepted(group.id), turn.now)
    await invite(turn.store, group, accepted.person_id, turn.now)
    return (await asking(turn, group.id, 0)).saying(
        turn.tr("{name} is now in the group.", name=accepted.name)
    )


async def refuse(turn: Turn, membership_id: int) -> Screen:
    """Ask for a sentence to refuse with."""
    group, membership = await _of(turn, membership_id)
    member = rules.must_be_asking(membership)
    turn.expect(f"member.refuse:{membership_id}")
    return screens.refuse(turn.tr, group, member)


async def refuse_without(turn: Turn, membership_id: int) -> Screen:
    """Refuse a request without a word."""
    return await _refused(turn, membership_id, "")


async def typed_refusal(turn: Turn, words: str, membership_id: int) -> Screen:
    """Refuse a request with a sentence."""
    return await _refused(turn, membership_id, rules.reason(words))


async def members(turn: Turn, group_id: int, page: int) -> Screen:
    """Return who is in a group; those who lead it can change their roles."""
    group, membership = await readable_group(turn, group_id)
    leads = rules.leads(turn.person, group, membership)
    return screens.members(turn.tr, group, await present_members(turn, group), page, leads=leads)


async def member(turn: Turn, membership_id: int) -> Screen:
    """Return what a lead can do with a member."""
    group, membership = await _of(turn, membership_id)
    return screens.member(turn.tr, group, rules.must_be_there(membership))


async def standing(turn: Turn, membership_id: int, word: str) -> Screen:
    """Give a member another role in the group; the last lead stays one."""
    group, membership = await _of(turn, membership_id, lock=True)
    changed = rules.must_be_there(membership)
    if word not in IN:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    if word != Standing.LEAD:
        rules.may_step_down(changed, await memberships.members(turn.store, group.id))
    await memberships.stand(turn.store, changed.id, Standing(word))
    await _noted(turn, Act.MEMBER_ROLE, changed, Standing(word))
    await (
        delegates.elect(turn.store, group, changed, turn.now)
        if word == Standing.DELEGATE
        else delegates.resign(turn.store, group, changed, turn.now)
    )
    return await members(turn, group.id, 0)


async def ask_remove(turn: Turn, membership_id: int) -> Screen:
    """Ask whether a member is to be removed from the group."""
    _, membership = await _of(turn, membership_id)
    return screens.ask_remove(turn.tr, rules.must_be_there(membership))


async def remove(turn: Turn, membership_id: int) -> Screen:
    """Remove a member from the group, and notify them."""
    group, membership = await _of(turn, membership_id, lock=True)
    gone = rules.must_be_there(membership)
    await joining.leave(turn, group, gone)
    await _noted(turn, Act.MEMBER_REMOVE, gone, None)
    await notify(turn.store, group, [gone.person_id], MemberRemoved(group.id), turn.now)
    return await members(turn, group.id, 0)


async def _of(turn: Turn, membership_id: int, *, lock: bool = False) -> tuple[Group, Member | None]:
    """Return a member of a group that this person leads, None if they left meanwhile.

    Raises Refusal for everybody else. With ``lock`` the member is read under the lock of the group.
    """
    membership = await memberships.member_by_id(turn.store, membership_id)
    if membership is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    group = await led_group(turn, membership.group_id, lock=lock)
    return group, await memberships.member_by_id(turn.store, membership_id) if lock else membership


async def _refused(turn: Turn, membership_id: int, words: str) -> Screen:
    group, membership = await _of(turn, membership_id, lock=True)
    refused = rules.must_be_asking(membership)
    await memberships.leave(turn.store, refused.id)
    await _noted(turn, Act.MEMBER_REFUSE, refused, None)
    remark_id = await remarks.add(
        turn.store, words, turn.now, author_id=turn.person.id, reader_id=refused.person_id
    )
    event = JoinRefused(group.id, remark_id)
    await notify(turn.store, group, [refused.person_id], event, turn.now)
    return (await asking(turn, group.id, 0)).saying(
        turn.tr("Declined. {name} will get a message.", name=refused.name)
    )


async def _noted(turn: Turn, act: Act, member: Member, standing: Standing | None) -> None:
    """Note what became of a member, by numbers; ``standing`` None is not in the group any more."""
    same = {"group": member.group_id, "person": member.person_id}
    await turn.audit(
        act,
        f"membership {member.id}",
        same | {"standing": member.standing},
        same | {"standing": standing},
    )
