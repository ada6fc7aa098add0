"""Who cannot come sends somebody else, who is asked."""

from bot.domain.group_events.meetings import StandInAsked
from bot.domain.groups import Group, Member
from bot.domain.meetings import Answer, Meeting
from bot.rules import groups as group_rules
from bot.rules import meetings as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import meetings as screens
from bot.ui import Screen
from handlers.dialogue.groups import inside, somebody
from handlers.dialogue.meetings import card, meeting_of
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import notify
from storage.groups import meetings


async def stand_ins(turn: Turn, number: int, page: int) -> Screen:
    one, group, mine = await meeting_of(turn, number)
    return screens.stand_ins(
        turn.tr, one, await _free(turn, one, group, group_rules.must_be_in(mine)), page
    )


async def ask(turn: Turn, number: int, membership_id: int) -> Screen:
    """They have the place until they say no: nobody who waits is passed over, and nobody comes who is one too many."""
    one, group, member = await meeting_of(turn, number, lock=True)
    mine, theirs = group_rules.must_be_in(member), await somebody(turn, group, membership_id)
    rules.may_answer(one, turn.now)
    if theirs.id == mine.id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    said = await meetings.answers(turn.store, number)
    rules.may_stand_in(said.get(mine.person_id), said.get(theirs.person_id))
    others = sum(
        answer is Answer.YES for person, answer in said.items() if person != mine.person_id
    )
    given = rules.given(one, Answer.YES, others)
    await meetings.answer(turn.store, number, mine.person_id, Answer.NO, turn.now)
    await meetings.answer(
        turn.store, number, theirs.person_id, given, turn.now, for_id=mine.person_id
    )
    event = StandInAsked(group.id, one.id, mine.name)
    await notify(turn.store, group, [theirs.person_id], event, turn.now)
    return (await card(turn, number)).saying(turn.tr("We asked {name}.", name=theirs.name))


async def _free(turn: Turn, one: Meeting, group: Group, mine: Member) -> list[Member]:
    """Everybody else of the group who does not come, nor waits for a place."""
    coming = {
        person
        for person, answer in (await meetings.answers(turn.store, one.id)).items()
        if answer in (Answer.YES, Answer.WAITING)
    }
    return [
        member
        for member in await inside(turn, group)
        if member.id != mine.id and member.person_id not in coming
    ]
