"""Attendance of a meeting: who comes, who was there, and the certificate for it."""

from collections.abc import Collection

from bot.domain.groups import Group, Kind, Member
from bot.domain.meetings import Answer, Coming, Meeting
from bot.rules import groups as group_rules
from bot.rules.problems import Problem, Refusal
from bot.screens import attendance as screens
from bot.ui import Document, Screen
from handlers.dialogue.shared.groups import (
    meeting_with_member,
    member_of_group,
    present_members,
)
from handlers.dialogue.turn import Turn
from handlers.files.certificates import certificate as page_of
from storage.catalogue import places
from storage.groups import attendance, memberships


async def attending(turn: Turn, meeting_id: int, page: int) -> Screen:
    """Return who comes, and once it has begun who is there."""
    meeting, group, _ = await meeting_with_member(turn, meeting_id, leads=True)
    members = {
        member.person_id: member for member in await memberships.members(turn.store, group.id)
    }
    rows = [
        _row(coming, members)
        for coming in await attendance.coming(turn.store, meeting_id)
        if coming.person_id in members
    ]
    return screens.attending(turn.tr, meeting, rows, page, begun=meeting.starts_at <= turn.now)


async def present(turn: Turn, meeting_id: int, membership_id: int, page: int) -> Screen:
    """Mark a member as present, or as absent again."""
    meeting, group, _ = await meeting_with_member(turn, meeting_id, lock=True, leads=True)
    member = await member_of_group(turn, group, membership_id)
    if meeting.starts_at > turn.now:
        raise Refusal(Problem.NOT_YET)
    before = await attendance.was_there(turn.store, meeting_id, member.person_id)
    await attendance.saw(turn.store, meeting_id, member.person_id, present=not before)
    return await attending(turn, meeting_id, page)


async def seen(turn: Turn, meeting_id: int, membership_ids: Collection[int]) -> None:
    """Mark these members as present and all others as absent.

    Who was there without an answer gets one, because only answers are counted.
    """
    meeting, group, _ = await meeting_with_member(turn, meeting_id, lock=True, leads=True)
    if meeting.starts_at > turn.now:
        raise Refusal(Problem.NOT_YET)
    before = {
        each.person_id: each.present for each in await attendance.coming(turn.store, meeting_id)
    }
    for member in await present_members(turn, group):
        is_here = member.id in membership_ids
        if is_here and member.person_id not in before:
            await attendance.answer(turn.store, meeting_id, member.person_id, Answer.YES, turn.now)
        if is_here is not before.get(member.person_id, False):
            await attendance.saw(turn.store, meeting_id, member.person_id, present=is_here)


async def certificate(turn: Turn, meeting_id: int) -> Screen:
    """Ask for the name on the certificate."""
    meeting, _ = await _certified(turn, meeting_id)
    turn.expect(f"certificate.name:{meeting_id}")
    return screens.ask_name(turn.tr, meeting)


async def typed_name(turn: Turn, words: str, meeting_id: int) -> Screen:
    """Return the certificate; the name is not stored."""
    meeting, group = await _certified(turn, meeting_id)
    name = group_rules.called(words, turn.bare_answer(words))
    district = await places.district(turn.store, group.district_id)
    office = district.name if district else ""
    german, today = turn.services.translator("de"), turn.today_in(meeting.zone)
    page = page_of(meeting, name, group.name, office, today, german, turn.tr)
    return screens.certificate(turn.tr, meeting, Document("lotse.html", "text/html", page))


async def _certified(turn: Turn, meeting_id: int) -> tuple[Meeting, Group]:
    """Return a training day that is over, for somebody who was there.

    Raises Refusal for everything else.
    """
    meeting, group, _ = await meeting_with_member(turn, meeting_id)
    if group.kind is not Kind.TRAINING or not await attendance.was_there(
        turn.store, meeting_id, turn.person.id
    ):
        raise Refusal(Problem.NOT_ALLOWED)
    if meeting.ends_at > turn.now:
        raise Refusal(Problem.NOT_YET)
    return meeting, group


def _row(coming: Coming, members: dict[int, Member]) -> screens.Row:
    member, other = members[coming.person_id], members.get(coming.for_id or 0)
    return screens.Row(
        member.id, member.name, coming.answer, coming.present, other.name if other else ""
    )
