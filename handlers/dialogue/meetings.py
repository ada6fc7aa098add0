"""Meetings of a group: a lead plans, moves and cancels them; members say whether they come."""

from collections.abc import Callable
from dataclasses import replace

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.meetings import MeetingCancelled, MeetingMoved, MeetingPlanned
from bot.domain.groups import Group, Kind, Member
from bot.domain.meetings import Answer, Meeting, State
from bot.rules import fallouts
from bot.rules import groups as group_rules
from bot.rules import meetings as rules
from bot.rules.meetings import Plan
from bot.rules.problems import Problem, Refusal
from bot.screens import meetings as screens
from bot.screens import series as series_screens
from bot.ui import Document, Screen
from handlers.dialogue.shared.groups import (
    led_group,
    meeting_with_member,
    readable_group,
)
from handlers.dialogue.shared.ways import offered
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import notify
from handlers.workflows.planning import fill, planned, times_of
from storage.engine import settings
from storage.groups import agendas
from storage.groups import attendance as stored_attendance
from storage.groups import meetings as stored


async def meetings(turn: Turn, group_id: int, page: int) -> Screen:
    """Return the meetings of a group that are planned."""
    group, membership = await readable_group(turn, group_id)
    coming = await stored.of_group(turn.store, group_id, turn.now)
    return screens.meetings(
        turn.tr, group, coming, page, leads=group_rules.leads(turn.person, group, membership)
    )


async def plan(turn: Turn, group_id: int) -> Screen:
    """Ask for day, time and title of a meeting."""
    group = await led_group(turn, group_id)
    turn.expect(f"meeting.plan:{group_id}")
    return screens.plan(turn.tr, group)


async def typed_meeting(turn: Turn, words: str, group_id: int) -> Screen:
    """Plan a meeting or a series, and invite everybody in the group once."""
    group = await led_group(turn, group_id)
    here = await times_of(turn.store, group.district_id)
    plan = rules.plan(words, here, turn.now, turn.today_in(here.zone))
    first = await arrange(turn, group, plan)
    understood = fallouts.understood(plan.times, turn.now, turn.tr.language.code)
    if understood.has_fallouts:
        return series_screens.all_dates(turn.tr, first, plan.times.zone, understood)
    return await card(turn, first.id)


async def arrange(turn: Turn, group: Group, plan: Plan) -> Meeting:
    """Store a meeting or a series and invite everybody in the group once; return the first."""
    first, *further = await planned(turn.store, group, plan, turn.now)
    starts = tuple(meeting.start for meeting in further[:3])
    await _notify(turn, group, first, MeetingPlanned(group.id, first.id, starts))
    return first


async def card(turn: Turn, meeting_id: int) -> Screen:
    """Return a meeting, and what this person said about it."""
    return await _card(turn, *await meeting_with_member(turn, meeting_id))


async def _card(turn: Turn, meeting: Meeting, group: Group, membership: Member | None) -> Screen:
    counts = await stored_attendance.counted(turn.store, meeting.id)
    topics = await agendas.count(turn.store, meeting, turn.now)
    return screens.card(
        turn.tr,
        group,
        meeting,
        await _stand(turn, meeting, group, membership),
        counts,
        topics,
        is_over=meeting.ends_at <= turn.now,
    )


async def _stand(
    turn: Turn, meeting: Meeting, group: Group, membership: Member | None
) -> screens.Stand:
    answer = await stored_attendance.answer_of(turn.store, meeting.id, turn.person.id)
    clashes = [other.title for other in await stored.clashing(turn.store, turn.person.id, meeting)]
    certified = (
        group.kind is Kind.TRAINING
        and meeting.ends_at <= turn.now
        and await stored_attendance.was_there(turn.store, meeting.id, turn.person.id)
    )
    return screens.Stand(
        answer,
        group_rules.is_in(membership),
        group_rules.leads(turn.person, group, membership),
        clashes,
        certified,
    )


async def attend(turn: Turn, meeting_id: int, word: str) -> Screen:
    """Take an answer under the meeting's lock: the last place is given once.

    A place that becomes free goes to the person who has waited longest.
    """
    if word not in screens.BUTTONS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    meeting, group, membership = await meeting_with_member(turn, meeting_id, lock=True)
    group_rules.must_be_in(membership)
    rules.may_answer(meeting, turn.now)
    answers = await stored_attendance.answers(turn.store, meeting_id)
    before = answers.pop(turn.person.id, None)
    others = sum(other is Answer.YES for other in answers.values())
    answer = rules.given(meeting, Answer(word), others)
    if not (before is answer or (before is Answer.WAITING and word == Answer.YES)):
        await stored_attendance.answer(turn.store, meeting_id, turn.person.id, answer, turn.now)
    if before is Answer.YES and answer is not Answer.YES:
        await fill(turn.store, group, meeting, turn.now)
    card = await _card(turn, meeting, group, membership)
    is_told = answer in (Answer.YES, Answer.WAITING)  # reminders, or a place that becomes free
    return await offered(turn, card) if is_told else card


async def replan(turn: Turn, meeting_id: int) -> Screen:
    """Return what a lead can change of a meeting."""
    meeting, _, _ = await meeting_with_member(turn, meeting_id, leads=True)
    return screens.replan(turn.tr, meeting)


async def reset(turn: Turn, meeting_id: int, part: str) -> Screen:
    """Ask for another time, place or number of places."""
    meeting, _, _ = await meeting_with_member(turn, meeting_id, leads=True)
    if part not in screens.ASKED:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    turn.expect(f"meeting.{part}:{meeting_id}")
    return screens.reset(turn.tr, meeting, part)


async def typed_time(turn: Turn, words: str, meeting_id: int) -> Screen:
    """Move a meeting, notify everybody of the old and new time, and start its reminders again."""

    def moved(meeting: Meeting) -> Meeting:
        today = turn.today_in(meeting.zone)
        start, minutes = rules.once(words, meeting.zone, turn.now, today)
        return rules.moved(meeting, start, minutes, turn.now)

    return await _changed(turn, meeting_id, moved)


async def typed_place(turn: Turn, words: str, meeting_id: int) -> Screen:
    """Take another place, and notify everybody."""
    return await _changed(
        turn, meeting_id, lambda meeting: replace(meeting, place=rules.place(words))
    )


async def typed_most(turn: Turn, words: str, meeting_id: int) -> Screen:
    """Take another number of places; those who wait fill new ones, and fewer send nobody away."""
    meeting, group, _ = await meeting_with_member(turn, meeting_id, lock=True, leads=True)
    changed = replace(meeting, most=group_rules.size(words), edited=True)
    await stored.change(turn.store, changed)
    await fill(turn.store, group, changed, turn.now)
    return await card(turn, meeting.id)


async def ask_call_off(turn: Turn, meeting_id: int) -> Screen:
    """Ask whether a meeting is to be cancelled."""
    meeting, _, _ = await meeting_with_member(turn, meeting_id, leads=True)
    rules.may_answer(meeting, turn.now)
    return screens.ask_cancel(turn.tr, meeting)


async def call_off(turn: Turn, meeting_id: int) -> Screen:
    """Cancel a meeting, and notify everybody."""
    meeting, group, _ = await meeting_with_member(turn, meeting_id, lock=True, leads=True)
    rules.may_answer(meeting, turn.now)
    cancelled = replace(meeting.revised(turn.now), state=State.CANCELLED)
    await stored.change(turn.store, cancelled)
    await _notify(turn, group, meeting, MeetingCancelled(group.id, meeting_id))
    return await card(turn, meeting_id)


async def put_back(turn: Turn, meeting_id: int) -> None:
    """Let a cancelled meeting take place, and invite everybody again: they were told.

    Refuses one that is not cancelled any more, or is over.
    """
    meeting, group, _ = await meeting_with_member(turn, meeting_id, lock=True, leads=True)
    if meeting.state is not State.CANCELLED:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    planned = replace(meeting.revised(turn.now), state=State.PLANNED)
    rules.may_answer(planned, turn.now)
    await stored.change(turn.store, planned)
    await _notify(turn, group, planned, MeetingPlanned(group.id, meeting_id))


async def calendar(turn: Turn, meeting_id: int) -> Screen:
    """Return a meeting as a file for a calendar."""
    from handlers.files.calendars import meeting_file  # a twentieth of the start

    meeting, group, _ = await meeting_with_member(turn, meeting_id)
    name = await settings.value(turn.store, settings.INSTALLATION)
    file = Document("lotse.ics", "text/calendar", meeting_file(meeting, group, turn.now, name))
    return screens.calendar(turn.tr, meeting, file)


async def _changed(turn: Turn, meeting_id: int, change: Callable[[Meeting], Meeting]) -> Screen:
    meeting, group, _ = await meeting_with_member(turn, meeting_id, lock=True, leads=True)
    rules.may_answer(meeting, turn.now)
    changed = change(replace(meeting.revised(turn.now), edited=True))
    await stored.change(turn.store, changed)
    before = meeting.start if changed.start != meeting.start else None
    await _notify(turn, group, changed, MeetingMoved(group.id, meeting.id, before))
    return await card(turn, meeting_id)


async def _notify(turn: Turn, group: Group, meeting: Meeting, event: GroupEvent) -> None:
    people = [
        person
        for person in await stored_attendance.concerned(turn.store, meeting)
        if person != turn.person.id
    ]
    await notify(turn.store, group, people, event, turn.now)
