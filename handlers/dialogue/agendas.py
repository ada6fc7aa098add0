"""Agendas of meetings: members propose topics, leads tick them off."""

from bot.domain.agendas import Topic
from bot.domain.groups import Group, Member
from bot.rules import groups as group_rules
from bot.rules import ordering
from bot.rules import results as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import agendas as screens
from bot.ui import Screen
from handlers.dialogue.shared.groups import meeting_with_member
from handlers.dialogue.turn import Turn
from storage.groups import agendas

MOST = 50
"""Maximum number of topics of one meeting."""


async def agenda(turn: Turn, meeting_id: int, page: int) -> Screen:
    """Return the topics of a meeting."""
    meeting, group, membership = await meeting_with_member(turn, meeting_id)
    topics = await agendas.of_meeting(turn.store, meeting, turn.now)
    leads = group_rules.leads(turn.person, group, membership)
    proposes = leads or rules.proposes(membership)
    return screens.agenda(turn.tr, meeting, topics, page, proposes=proposes, leads=leads)


async def propose(turn: Turn, meeting_id: int) -> Screen:
    """Ask for a topic."""
    meeting, group, membership = await meeting_with_member(turn, meeting_id)
    _proposer(turn, group, membership)
    turn.expect(f"topic.propose:{meeting_id}")
    return screens.propose(turn.tr, meeting)


async def typed_topic(turn: Turn, words: str, meeting_id: int) -> Screen:
    """Put a typed topic on the agenda. Raises Refusal if there are too many."""
    meeting, group, membership = await meeting_with_member(turn, meeting_id)
    proposer, topic = _proposer(turn, group, membership), rules.topic(words)
    if await agendas.count(turn.store, meeting, turn.now) >= MOST:
        raise Refusal(Problem.TOO_MANY)
    proposed = Topic(
        0,
        group.id,
        topic,
        meeting.id,
        membership_id=proposer.id if proposer else None,
        author_id=turn.person.id,
    )
    await agendas.add(turn.store, proposed, turn.now)
    return await agenda(turn, meeting.id, 0)


async def topic(turn: Turn, topic_id: int, meeting_id: int) -> Screen:
    """Return what a lead can do with a topic."""
    return screens.topic(turn.tr, await _topic(turn, topic_id, meeting_id), meeting_id)


async def tick(turn: Turn, topic_id: int, meeting_id: int) -> Screen:
    """Mark a topic as dealt with, or as open again."""
    topic = await _topic(turn, topic_id, meeting_id, lock=True)
    await agendas.tick(turn.store, topic.id, meeting_id, done=not topic.done)
    return await agenda(turn, meeting_id, 0)


async def move(turn: Turn, topic_id: int, meeting_id: int, step: int) -> Screen:
    """Move a topic one place up (-1) or down (1) on the agenda of a meeting."""
    meeting, _, _ = await meeting_with_member(turn, meeting_id, lock=True, leads=True)
    order = [topic.id for topic in await agendas.of_meeting(turn.store, meeting, turn.now)]
    await agendas.arrange(turn.store, ordering.moved(order, topic_id, step))
    return await agenda(turn, meeting_id, 0)


async def ask_remove(turn: Turn, topic_id: int, meeting_id: int) -> Screen:
    """Ask whether a topic is to be deleted."""
    topic = await _topic(turn, topic_id, meeting_id)
    return screens.ask_remove(turn.tr, topic, meeting_id)


async def remove(turn: Turn, topic_id: int, meeting_id: int) -> Screen:
    """Delete a topic."""
    topic = await _topic(turn, topic_id, meeting_id)
    await agendas.remove(turn.store, topic.id)
    return await agenda(turn, meeting_id, 0)


def _proposer(turn: Turn, group: Group, membership: Member | None) -> Member | None:
    """Return who proposes a topic, None for somebody who leads the group from outside it.

    Raises Refusal for guests, and for everybody else who is no member.
    """
    is_outside = membership is None and group_rules.leads(turn.person, group, membership)
    return None if is_outside else rules.may_propose(membership)


async def _topic(turn: Turn, topic_id: int, meeting_id: int, *, lock: bool = False) -> Topic:
    """Return a topic for those who lead the meeting's group.

    Raises Refusal for a topic of another group.
    """
    _, group, _ = await meeting_with_member(turn, meeting_id, leads=True)
    topic = await agendas.by_id(turn.store, topic_id, lock=lock)
    if topic is None or topic.group_id != group.id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return topic
