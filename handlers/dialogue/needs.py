"""Needs in the chat: whoever leads a working group passes one on with one press."""

from bot.domain.audits import Act, Facts
from bot.domain.groups import Group
from bot.domain.half_years import half_year_of
from bot.rules import needs as rules
from bot.rules.problems import Problem, Refusal
from bot.rules.suppression import published
from bot.screens import needs as screens
from bot.ui import Screen
from handlers.dialogue.shared.groups import led_group
from handlers.dialogue.turn import Turn
from handlers.workflows.needs import add_topic, right_groups, topic_of, working_groups
from storage.groups import agendas
from storage.measures import measures
from storage.measures import needs as stored

MOST = 18
"""Maximum number of needs that are listed."""


async def listed(turn: Turn, group_id: int, page: int) -> Screen:
    """Return the needs of this half-year for those who lead a group that works on them."""
    group = await _group(turn, group_id)
    concepts = await _told(turn, group.district_id)
    topics = {topic_of(turn.services, concept): concept for concept in concepts}
    open_topics = await agendas.open_topics(turn.store, group.district_id, topics)
    waits_at = {topics[words]: name for words, (_, name) in open_topics.items()}
    return screens.needs(turn.tr, group, concepts, waits_at, page)


async def pass_on(turn: Turn, group_id: int, concept: str) -> Screen:
    """Put a need on the agenda of the group that it is for, once, and tell its leads."""
    own = await _group(turn, group_id)
    await measures.lock_district(turn.store, own.district_id)
    if concept not in await _told(turn, own.district_id):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    words = topic_of(turn.services, concept)
    every = await working_groups(turn.store, own.district_id)
    right = await right_groups(turn.store, turn.services, every, [concept])
    group = right.get(concept, own)
    await add_topic(turn.store, group, words, turn.now)
    facts: Facts = {"topic": words}
    await turn.audit(Act.NEED_TOPIC, f"group {group.id}", {}, facts)
    toast = turn.tr("On the agenda of {group}", group=group.name)
    return (await listed(turn, group_id, 0)).saying(toast)


async def _group(turn: Turn, group_id: int) -> Group:
    """Return a group for those who lead it. Refuses one that works on no needs."""
    group = await led_group(turn, group_id)
    if group.kind not in rules.WORKS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return group


async def _told(turn: Turn, district_id: int) -> list[str]:
    """Return what was asked for so often in vain that it may be told, the most first."""
    asked = await stored.asked(turn.store, district_id, half_year_of(turn.today).weeks)
    names = published(rules.figures(asked))
    known = turn.services.thesaurus.groups
    told = [need.concept for need in rules.told(asked, {}, {}, names)]
    return [concept for concept in told if concept in known][:MOST]
