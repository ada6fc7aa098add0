"""Groups and meetings, read with what a person is in them and refused to whom they are closed."""

from collections.abc import Collection
from typing import NamedTuple

from bot.domain.groups import IN, Group, Member, Standing
from bot.domain.meetings import Meeting
from bot.domain.results import Published
from bot.rules import groups as rules
from bot.rules import results as result_rules
from bot.rules.problems import Problem, Refusal
from handlers.dialogue.turn import Turn
from storage.groups import groups, meetings, memberships


class GroupWithMember(NamedTuple):
    """A group and what this person is in it, None nothing."""

    group: Group
    membership: Member | None


class MeetingWithMember(NamedTuple):
    """A meeting, its group and what this person is in that, None nothing."""

    meeting: Meeting
    group: Group
    membership: Member | None


async def group_with_member(
    turn: Turn, group_id: int, *, lock: bool = False, archived: bool = False
) -> GroupWithMember:
    """Return a group for everybody. Raises Refusal if there is none, or it is archived.

    With ``archived`` also an archived one.
    """
    group = await groups.by_id(turn.store, group_id, lock=lock)
    if group is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    if not archived:
        rules.must_be_active(group)
    return GroupWithMember(group, await memberships.member(turn.store, group_id, turn.person.id))


async def readable_group(turn: Turn, group_id: int) -> GroupWithMember:
    """Return a group for its people and those who lead it. Raises Refusal for everybody else."""
    group, membership = await group_with_member(turn, group_id)
    rules.may_read(turn.person, group, membership)
    return GroupWithMember(group, membership)


async def led_group(
    turn: Turn, group_id: int, *, lock: bool = False, archived: bool = False
) -> Group:
    """Return a group for those who lead it. Raises Refusal for everybody else.

    With ``archived`` also an archived one.
    """
    group, membership = await group_with_member(turn, group_id, lock=lock, archived=archived)
    rules.may_lead(turn.person, group, membership)
    return group


async def meeting_with_member(
    turn: Turn, meeting_id: int, *, lock: bool = False, leads: bool = False
) -> MeetingWithMember:
    """Return a meeting for the people of its group; with ``leads`` only for those who lead it.

    Raises Refusal for everybody else.
    """
    meeting = await meetings.by_id(turn.store, meeting_id, lock=lock)
    if meeting is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    group, membership = await readable_group(turn, meeting.group_id)
    if leads:
        rules.may_lead(turn.person, group, membership)
    return MeetingWithMember(meeting, group, membership)


async def member_of_group(turn: Turn, group: Group, membership_id: int) -> Member:
    """Return a member of this group. Raises Refusal if they are not in it, or not any more."""
    member = rules.must_be_there(await memberships.member_by_id(turn.store, membership_id))
    if member.group_id != group.id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return member


async def present_members(turn: Turn, group: Group) -> list[Member]:
    """Return everybody who is in the group."""
    members = await memberships.members(turn.store, group.id)
    return [member for member in members if member.standing in IN]


async def join_requests(turn: Turn, group: Group) -> list[Member]:
    """Return everybody who has asked to join and waits for an answer."""
    members = await memberships.members(turn.store, group.id)
    return [member for member in members if member.standing is Standing.ASKED]


async def readable_results(
    turn: Turn, group: Group, membership: Member | None
) -> Collection[Published]:
    """Return which of a group's results this person may read."""
    steers = await memberships.steers(turn.store, group.district_id, turn.person.id)
    return result_rules.readable(turn.person, group, membership, steers=steers)
