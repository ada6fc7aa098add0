"""Meetings of a group: a lead plans, moves and cancels; everybody in it says whether they come."""

from collections.abc import Callable
from dataclasses import replace

from bot.domain.groups import Event, Group, Happening, Kind, Member
from bot.domain.meetings import Answer, Meeting, State
from bot.rules import groups as group_rules
from bot.rules import meetings as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import meetings as screens
from bot.ui import Document, Screen
from handlers.dialogue.groups import led, with_member
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import tell
from handlers.workflows.planning import fill, planned, times_of
from storage.groups import agendas
from storage.groups import meetings as stored


async def meetings(turn: Turn, group_id: int, page: int) -> Screen:
    group, mine = await group_of(turn, group_id)
    known = await stored.of_group(turn.store, group_id, turn.now)
    return screens.meetings(
        turn.tr, group, known, page, leads=group_rules.leads(turn.person, group, mine)
    )


async def plan(turn: Turn, group_id: int) -> Screen:
    group = await led(turn, group_id)
    await turn.expect(f"meeting:{group_id}")
    return screens.plan(turn.tr, group)


async def typed_meeting(turn: Turn, words: str, group_id: str) -> Screen:
    """Everybody in the group is invited at once; to a series once for all of it."""
    group = await led(turn, int(group_id))
    plan = rules.plan(words, await times_of(turn.store, group.district_id), turn.now, turn.today)
    await turn.expect_nothing()
    first, *further = await planned(turn.store, group, plan, turn.now)
    times = tuple(one.start.isoformat(timespec="seconds") for one in further[:3])
    await _tell(
        turn, group, first, Event(Happening.INVITED, group.id, meeting_id=first.id, times=times)
    )
    return await card(turn, first.id)


async def card(turn: Turn, number: int) -> Screen:
    return await _card(turn, *await meeting_of(turn, number))


async def _card(turn: Turn, one: Meeting, group: Group, mine: Member | None) -> Screen:
    counts, topics = (
        await stored.counted(turn.store, one.id),
        await agendas.count(turn.store, one, turn.now),
    )
    return screens.card(
        turn.tr,
        group,
        one,
        await _stand(turn, one, group, mine),
        counts,
        topics,
        is_over=one.ends_at <= turn.now,
    )


async def _stand(turn: Turn, one: Meeting, group: Group, mine: Member | None) -> screens.Stand:
    said = await stored.answer_of(turn.store, one.id, turn.person.id)
    clashes = [other.title for other in await stored.clashing(turn.store, turn.person.id, one)]
    certified = (
        group.kind is Kind.TRAINING
        and one.ends_at <= turn.now
        and await stored.was_there(turn.store, one.id, turn.person.id)
    )
    return screens.Stand(
        said,
        group_rules.is_in(mine),
        group_rules.leads(turn.person, group, mine),
        clashes,
        certified,
    )


async def attend(turn: Turn, number: int, word: str) -> Screen:
    """Under the meeting's lock: the last place is given once, and who waits longest gets the next free one."""
    if word not in screens.BUTTONS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    one, group, mine = await meeting_of(turn, number, lock=True)
    group_rules.must_be_in(mine)
    rules.may_answer(one, turn.now)
    said = await stored.answers(turn.store, number)
    before = said.pop(turn.person.id, None)
    given = rules.given(one, Answer(word), sum(answer is Answer.YES for answer in said.values()))
    if not (before is given or (before is Answer.WAITING and word == Answer.YES)):
        await stored.answer(turn.store, number, turn.person.id, given, turn.now)
    if before is Answer.YES and given is not Answer.YES:
        await fill(turn.store, group, one, turn.now)
    return await _card(turn, one, group, mine)


async def replan(turn: Turn, number: int) -> Screen:
    one, _, _ = await meeting_of(turn, number, leads=True)
    return screens.replan(turn.tr, one)


async def reset(turn: Turn, number: int, part: str) -> Screen:
    one, _, _ = await meeting_of(turn, number, leads=True)
    if part not in screens.ASKED:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await turn.expect(f"new{part}:{number}")
    return screens.reset(turn.tr, one, part)


async def typed_time(turn: Turn, words: str, number: str) -> Screen:
    """Old and new time are told; the reminders begin anew."""

    def moved(one: Meeting) -> Meeting:
        later = replace(one, start=rules.start(words, one.zone, turn.now, turn.today))
        return replace(later, reminded=rules.reminders_due(later, turn.now))

    return await _changed(turn, int(number), moved)


async def typed_place(turn: Turn, words: str, number: str) -> Screen:
    return await _changed(turn, int(number), lambda one: replace(one, place=rules.place(words)))


async def typed_most(turn: Turn, words: str, number: str) -> Screen:
    """More places let those in who wait; fewer send nobody away."""
    one, group, _ = await meeting_of(turn, int(number), lock=True, leads=True)
    changed = replace(one, most=group_rules.size(words), edited=True)
    await turn.expect_nothing()
    await stored.change(turn.store, changed)
    await fill(turn.store, group, changed, turn.now)
    return await card(turn, one.id)


async def call_off(turn: Turn, number: int) -> Screen:
    one, group, _ = await meeting_of(turn, number, lock=True, leads=True)
    rules.may_answer(one, turn.now)
    await stored.change(turn.store, replace(one, state=State.CANCELLED, sequence=one.sequence + 1))
    await _tell(turn, group, one, Event(Happening.CANCELLED, group.id, meeting_id=number))
    return await card(turn, number)


async def calendar(turn: Turn, number: int) -> Screen:
    from handlers.files.calendars import meeting_file  # a twentieth of the start

    one, group, _ = await meeting_of(turn, number)
    file = Document("lotse.ics", "text/calendar", meeting_file(one, group, turn.now))
    return screens.calendar(turn.tr, one, file)


async def _changed(turn: Turn, number: int, change: Callable[[Meeting], Meeting]) -> Screen:
    one, group, _ = await meeting_of(turn, number, lock=True, leads=True)
    rules.may_answer(one, turn.now)
    changed = change(replace(one, sequence=one.sequence + 1, edited=True))
    await turn.expect_nothing()
    await stored.change(turn.store, changed)
    before = one.start.isoformat(timespec="seconds") if changed.start != one.start else ""
    await _tell(
        turn, group, changed, Event(Happening.MOVED, group.id, words=before, meeting_id=one.id)
    )
    return await card(turn, number)


async def _tell(turn: Turn, group: Group, one: Meeting, event: Event) -> None:
    people = [
        person for person in await stored.concerned(turn.store, one) if person != turn.person.id
    ]
    await tell(turn.store, group, people, event, turn.now)


async def meeting_of(
    turn: Turn, number: int, *, lock: bool = False, leads: bool = False
) -> tuple[Meeting, Group, Member | None]:
    """Refuses whoever is neither in its group nor leads it; with ``leads`` whoever does not lead it."""
    one = await stored.by_id(turn.store, number, lock=lock)
    if one is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    group, mine = await group_of(turn, one.group_id)
    if leads:
        group_rules.may_lead(turn.person, group, mine)
    return one, group, mine


async def group_of(turn: Turn, number: int) -> tuple[Group, Member | None]:
    """Refuses whoever is neither in it nor leads it."""
    group, mine = await with_member(turn, number)
    group_rules.may_read(turn.person, group, mine)
    return group, mine
