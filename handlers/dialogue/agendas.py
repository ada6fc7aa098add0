"""Agendas: whoever is in the group proposes a topic; leads tick off what was dealt with."""

from bot.domain.agendas import Topic
from bot.domain.groups import Event, Group, Happening, Kind
from bot.domain.results import Result
from bot.rules import groups as group_rules
from bot.rules import results as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import agendas as screens
from bot.text import shortened
from bot.ui import Screen
from handlers.dialogue.meetings import meeting_of
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import tell
from storage.groups import agendas, groups

MOST = 50
"""So many topics are enough for any meeting."""


async def agenda(turn: Turn, meeting_id: int, page: int) -> Screen:
    one, group, mine = await meeting_of(turn, meeting_id)
    known = await agendas.of_meeting(turn.store, one, turn.now)
    proposes = rules.proposes(mine)
    return screens.agenda(
        turn.tr,
        one,
        known,
        page,
        proposes=proposes,
        leads=group_rules.leads(turn.person, group, mine),
    )


async def propose(turn: Turn, meeting_id: int) -> Screen:
    one, _, mine = await meeting_of(turn, meeting_id)
    rules.may_propose(mine)
    await turn.expect(f"topic.propose:{meeting_id}")
    return screens.propose(turn.tr, one)


async def typed_topic(turn: Turn, words: str, meeting_id: str) -> Screen:
    one, group, mine = await meeting_of(turn, int(meeting_id))
    proposer, topic = rules.may_propose(mine), rules.topic(words)
    if await agendas.count(turn.store, one, turn.now) >= MOST:
        raise Refusal(Problem.TOO_MANY)
    await turn.expect_nothing()
    await agendas.add(turn.store, Topic(0, group.id, topic, one.id, membership_id=proposer.id))
    return await agenda(turn, one.id, 0)


async def topic(turn: Turn, number: int, meeting_id: int) -> Screen:
    return screens.topic(turn.tr, await _topic(turn, number, meeting_id), meeting_id)


async def tick(turn: Turn, number: int, meeting_id: int) -> Screen:
    """Pressed again it is open again."""
    found = await _topic(turn, number, meeting_id)
    await agendas.tick(turn.store, found.id, meeting_id, done=not found.done)
    return await agenda(turn, meeting_id, 0)


async def remove(turn: Turn, number: int, meeting_id: int) -> Screen:
    found = await _topic(turn, number, meeting_id)
    await agendas.remove(turn.store, found.id)
    return await agenda(turn, meeting_id, 0)


async def take_up(turn: Turn, group: Group, one: Result) -> None:
    """A result comes up at the next meeting of the district's steering groups, and their leads are told."""
    for steering in await groups.of_district(turn.store, group.district_id):
        if steering.kind is not Kind.STEERING_GROUP or steering.id == group.id:
            continue
        words = shortened(one.words, rules.LONGEST_TOPIC)
        await agendas.add(turn.store, Topic(0, steering.id, words, from_group_id=group.id))
        event = Event(Happening.TOPIC, steering.id, name=group.name, words=words)
        await tell(
            turn.store,
            steering,
            await groups.lead_ids(turn.store, steering.id),
            event,
            turn.now,
        )


async def _topic(turn: Turn, number: int, meeting_id: int) -> Topic:
    """For who leads the group; refuses a topic of another one."""
    _, group, _ = await meeting_of(turn, meeting_id, leads=True)
    found = await agendas.by_id(turn.store, number)
    if found is None or found.group_id != group.id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return found
