"""A need becomes a topic of the group that it is for: at the desk, or by a lead in the chat."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache

from bot.domain.agendas import Topic
from bot.domain.group_events.results import TopicProposed
from bot.domain.groups import Group
from bot.rules import needs as rules
from bot.rules.problems import Problem, Refusal
from bot.screens.steering import need_topic
from bot.search.thesaurus import Thesaurus
from handlers.workflows.notify import notify
from handlers.workflows.services import Services
from storage.engine.store import Store
from storage.groups import agendas, groups, memberships
from storage.measures import needs

OFFICE_LANGUAGE = "de"
"""Topics are written like the results of groups: in the language of the office."""


async def working_groups(store: Store, district_id: int) -> list[Group]:
    """Return the groups of a district that needs can be a topic for."""
    every = await groups.of_district(store, district_id)
    return [group for group in every if group.kind in rules.WORKS]


async def right_groups(
    store: Store, services: Services, every: Sequence[Group], concepts: Collection[str]
) -> dict[str, Group]:
    """Return concept → the group of a district that it is a topic for.

    ``every`` are its working groups. Without one no need has a group.
    """
    if not every:
        return {}
    thesaurus = services.thesaurus
    about = {group.id: _about(thesaurus, _words(group)) for group in every}
    wider = {concept: (concept, *thesaurus.with_wider(concept)) for concept in concepts}
    names = {name for chain in wider.values() for name in chain}
    fields = await needs.fields(store, every[0].district_id, names)
    found = {}
    for concept, chain in wider.items():
        field_id = next((fields[name] for name in chain if name in fields), None)
        group = rules.right_group(every, about, chain, field_id)
        if group is not None:
            found[concept] = group
    return found


def _words(group: Group) -> str:
    return f"{group.name} {group.texts.get('de', '')}"


@lru_cache(maxsize=4096)
def _about(thesaurus: Thesaurus, words: str) -> frozenset[str]:
    """Return what a group is about; texts change rarely, and a page of needs asks for all."""
    return frozenset(thesaurus.concepts_of(words, "de"))


async def add_topic(store: Store, group: Group, words: str, now: datetime) -> None:
    """Put a need on the agenda of a group, once, and tell its leads.

    Nobody is its author: it stays when whoever passed it on goes. Refuses one that is on the agenda
    of any group of the district.
    """
    if words in await agendas.open_topics(store, group.district_id, [words]):
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    topic_id = await agendas.add(store, Topic(0, group.id, words), now)
    leads = await memberships.lead_ids(store, group.id)
    await notify(store, group, leads, TopicProposed(group.id, topic_id), now)


def topic_of(services: Services, concept: str) -> str:
    """Return the words of a need on an agenda."""
    return need_topic(services.translator(OFFICE_LANGUAGE), concept)
