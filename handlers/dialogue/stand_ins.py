"""Somebody who cannot come asks another member to come instead."""

from bot.domain.group_events.meetings import StandInAsked
from bot.domain.groups import Group, Member
from bot.domain.meetings import Answer, Meeting
from bot.rules import groups as group_rules
from bot.rules import meetings as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import meetings as screens
from bot.ui import Screen
from handlers.dialogue.shared.groups import meeting_with_member, member_of_group, present_members
from handlers.dialogue.turn import Redirect, Turn
from handlers.workflows.notify import notify
from storage.groups import attendance, seats


async def stand_ins(turn: Turn, meeting_id: int, page: int) -> Screen:
    """Return who could come instead."""
    meeting, group, membership = await meeting_with_member(turn, meeting_id)
    free = await _free(turn, meeting, group, group_rules.must_be_in(membership))
    return screens.stand_ins(turn.tr, meeting, free, page)


async def ask(turn: Turn, meeting_id: int, membership_id: int) -> Redirect:
    """Give one's place to somebody else, who has it until they say no.

    Nobody who waits is passed over, and the places are never exceeded.
    """
    meeting, group, member = await meeting_with_member(turn, meeting_id, lock=True)
    mine = group_rules.must_be_in(member)
    theirs = await member_of_group(turn, group, membership_id)
    rules.may_answer(meeting, turn.now)
    if theirs.id == mine.id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    answers = await attendance.answers(turn.store, meeting_id)
    rules.may_stand_in(answers.get(mine.person_id), answers.get(theirs.person_id))
    others = sum(
        answer is Answer.YES for person, answer in answers.items() if person != mine.person_id
    )
    answer = rules.given(meeting, Answer.YES, others)
    await attendance.answer(turn.store, meeting_id, mine.person_id, Answer.NO, turn.now)
    await attendance.answer(
        turn.store, meeting_id, theirs.person_id, answer, turn.now, for_id=mine.person_id
    )
    event = StandInAsked(group.id, meeting_id, mine.id)
    await notify(turn.store, group, [theirs.person_id], event, turn.now)
    toast = turn.tr("We have asked {name}.", name=theirs.name)
    return Redirect(f"meeting.show:{meeting_id}", toast)


async def _free(turn: Turn, meeting: Meeting, group: Group, membership: Member) -> list[Member]:
    """Return everybody else of the group who neither comes nor waits for a place.

    The deputy of the person's seat is the first.
    """
    coming = {
        person
        for person, answer in (await attendance.answers(turn.store, meeting.id)).items()
        if answer in (Answer.YES, Answer.WAITING)
    }
    seats_here = await seats.of_group(turn.store, group.id)
    deputies = {seat.deputy_id for seat in seats_here if seat.membership_id == membership.id}
    free = [
        member
        for member in await present_members(turn, group)
        if member.id != membership.id and member.person_id not in coming
    ]
    return sorted(free, key=lambda member: member.id not in deputies)
