"""Needs at the desk: what was asked for in vain becomes a measure, or a topic of a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bot.domain.audits import Act, Facts
from bot.domain.groups import Group
from bot.domain.half_years import HalfYear
from bot.rules import needs as rules
from bot.rules.measures import may_keep
from bot.rules.problems import Problem, Refusal
from bot.screens.report_words import station_name
from bot.screens.small_numbers import few
from bot.screens.steering import station_topic
from handlers.desk import lists
from handlers.desk.measures.reviews import period_of
from handlers.desk.page import Answer, DeskRequest, Done
from handlers.workflows import needs as passing
from storage.groups import agendas
from storage.measures import evidence, measures, meeting_evidence, needs


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of a report. ``asked`` None is too small to be told, ``open`` are offers about it.

    ``full`` are those of them without a place. ``unopened`` are searches that found some of them
    and opened none, None if not told. ``group_id`` is the group that it is a topic for, 0 if there
    is none; ``waits_at`` is the name of the group on whose agenda it is, "" if it is on none.
    """

    concept: str
    name: str
    asked: int | None
    open: int
    full: int
    unopened: int | None
    is_met: bool
    group_id: int
    waits_at: str


class _Passed(NamedTuple):
    """What ``NeedRow`` says of the groups of a need."""

    group_id: int
    waits_at: str


@dataclass(frozen=True, slots=True)
class SearchedRow:
    """What people at stations to a job searched for; ``at`` are the stations with their numbers.

    ``group_id`` and ``waits_at`` are those of a need.
    """

    concept: str
    name: str
    at: Sequence[tuple[str, int]]
    group_id: int
    waits_at: str


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A meeting for which newcomers waited in vain; ``newcomers`` is how many, in words."""

    group_id: int
    group: str
    title: str
    day: date
    newcomers: str


async def rows_of(
    desk: DeskRequest,
    period: HalfYear,
    told: Sequence[Mapping[str, Any]],
    groups: Sequence[Group],
) -> list[NeedRow]:
    """Return the needs of a snapshot, with what became of each by now; ``groups`` may take it."""
    concepts = [str(need["concept"]) for need in told]
    span = evidence.span_of(period, desk.district, desk.turn.now)
    asked = await needs.asked(desk.store, desk.district.id, period.weeks)
    arrived = await needs.arrivals(desk.store, desk.district.id, concepts, span)
    topics = {concept: _topic(desk, concept) for concept in concepts}
    passed = await _passed_on(desk, topics, groups)
    return [
        NeedRow(
            concept=concept,
            name=desk.turn.tr.concept_name(concept),
            asked=need["asked"],
            open=need["supply"]["open"],
            full=need["supply"]["full"],
            unopened=need["unopened"],
            is_met=_is_in_vain(need) and rules.is_met(concept, asked, arrived.get(concept)),
            group_id=passed[concept].group_id,
            waits_at=passed[concept].waits_at,
        )
        for concept, need in zip(concepts, told, strict=True)
    ]


def _is_in_vain(need: Mapping[str, Any]) -> bool:
    """Return whether a need was not found; where it was, the offers do not meet it."""
    return need["asked"] is not None or bool(need["before"])


async def searched_rows(
    desk: DeskRequest, told: Sequence[Mapping[str, Any]], groups: Sequence[Group]
) -> list[SearchedRow]:
    """Return what people at the stations to a job searched for, as a snapshot tells it."""
    concepts = list(dict.fromkeys(str(part["concept"]) for part in told))
    topics = {concept: _station_topic(desk, concept) for concept in concepts}
    passed = await _passed_on(desk, topics, groups)
    return [
        SearchedRow(
            concept=concept,
            name=desk.turn.tr.concept_name(concept),
            at=[
                (station_name(desk.turn.tr, part), part["searches"])
                for part in told
                if part["concept"] == concept
            ],
            group_id=passed[concept].group_id,
            waits_at=passed[concept].waits_at,
        )
        for concept in concepts
    ]


async def waiting_rows(desk: DeskRequest, period: HalfYear) -> list[WaitingRow]:
    """Return the meetings whose places were all taken: the list behind the numbers of a report."""
    span = evidence.span_of(period, desk.district, desk.turn.now)
    return [
        WaitingRow(
            group_id=meeting.group_id,
            group=meeting.group,
            title=meeting.title,
            day=meeting.day,
            newcomers=few(desk.turn.tr, meeting.newcomers),
        )
        for meeting in await meeting_evidence.waiting_lists(desk.store, desk.district.id, span)
    ]


async def working_groups(desk: DeskRequest) -> list[Group]:
    """Return the groups of the district that needs can be a topic for."""
    return await passing.working_groups(desk.store, desk.district.id)


async def hear(desk: DeskRequest) -> Answer:
    """Put a need on the agenda of a group, once, and tell its leads."""
    period, concept = period_of(desk), desk.sent("need")
    may_keep(desk.turn.person, desk.district.id)
    await measures.lock_district(desk.store, desk.district.id)
    wanted = lists.numbers([desk.sent("group")])
    group = next((g for g in await working_groups(desk) if g.id in wanted), None)
    if group is None or concept not in desk.turn.services.thesaurus.groups:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    words = _station_topic(desk, concept) if desk.sent("at") else _topic(desk, concept)
    await passing.add_topic(desk.store, group, words, desk.turn.now)
    facts: Facts = {"topic": words}
    await desk.turn.audit(Act.NEED_TOPIC, f"group {group.id}", {}, facts)
    return Done(f"/desk/report/{period}?version=draft&said=done")


def _topic(desk: DeskRequest, concept: str) -> str:
    return passing.topic_of(desk.turn.services, concept)


def _station_topic(desk: DeskRequest, concept: str) -> str:
    return station_topic(desk.turn.services.translator(passing.OFFICE_LANGUAGE), concept)


async def _passed_on(
    desk: DeskRequest, topics: Mapping[str, str], groups: Sequence[Group]
) -> dict[str, _Passed]:
    """Return concept → where it can go, and where it waits; ``topics`` are its words there."""
    store, district_id = desk.store, desk.district.id
    right = await passing.right_groups(store, desk.turn.services, groups, topics)
    waiting = await agendas.open_topics(store, district_id, topics.values())
    return {
        concept: _Passed(
            right[concept].id if concept in right else 0, waiting.get(words, (0, ""))[1]
        )
        for concept, words in topics.items()
    }
