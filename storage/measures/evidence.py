"""What the daily work shows of measures, counted from the rows of its subjects."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from bot.domain.announcements import WRITTEN
from bot.domain.deliveries import State as DeliveryState
from bot.domain.evidence import Evidence, EvidenceKind, Only, Span
from bot.domain.half_years import HalfYear
from bot.domain.places import District
from bot.domain.results import Kind as ResultKind
from storage import schema as t
from storage.engine.store import Store
from storage.groups.help_tallies import ASKED, GIVEN, HANDED
from storage.measures import meeting_evidence, offer_evidence
from storage.measures.counting import Counting, named, of_groups
from storage.messaging import campaigns

_r = t.result.c
WITHOUT = "without"
"""Help that was asked for and has not been given, nor handed over to the office."""


def span_of(period: HalfYear, district: District, now: datetime) -> Span:
    """Return the days of a half-year in a district."""
    today = now.astimezone(ZoneInfo(district.zone)).date()
    return Span(period.first, period.last, today, district.zone, period.weeks)


async def count(
    store: Store, district_id: int, kind: EvidenceKind, only: Only, span: Span
) -> Evidence:
    """Return the figures of one kind in a period, with the ids of what is behind them."""
    counted = await _COUNTS[kind](store, Counting(district_id, span, only))
    return replace(counted, only=only)


async def _results(store: Store, counting: Counting) -> Evidence:
    chosen = _r.id.in_(counting.only.ids) if counting.only.ids else _r.id.is_not(None)
    rows = await store.rows(
        select(_r.id, _r.kind, _r.done)
        .join(t.group, t.group.c.id == _r.group_id)
        .where(of_groups(counting), counting.within(_r.written_at), chosen)
        .order_by(_r.id)
    )
    tasks = [row for row in rows if row["kind"] == ResultKind.TASK]
    figures = {
        "decisions": sum(row["kind"] == ResultKind.DECISION for row in rows),
        "tasks": len(tasks),
        "tasks_done": sum(row["done"] for row in tasks),
    }
    return Evidence(EvidenceKind.RESULTS, figures, tuple(row["id"] for row in rows))


async def _messages(store: Store, counting: Counting) -> Evidence:
    """Count the sendings that coordinators wrote, and how many messages of them arrived."""
    c, a = t.campaign.c, t.announcement.c
    rows = await store.rows(
        select(c.id, a.id.label("announcement"), a.audience)
        .join(t.announcement, a.id == c.announcement_id)
        .where(
            a.district_id == counting.district_id,
            a.kind.in_(WRITTEN),
            counting.within(c.due_at),
        )
        .order_by(c.id)
    )
    field_ids = await _field_ids(store, counting)
    chosen = [row for row in rows if _is_chosen(row, counting.only, field_ids)]
    arrived = [await campaigns.progress(store, row["id"]) for row in chosen]
    sent = [progress.states.get(DeliveryState.SENT, 0) for progress in arrived]
    figures = {"sendings": sum(count > 0 for count in sent), "arrived": sum(sent)}
    ids = tuple(dict.fromkeys(row["announcement"] for row in chosen))
    parts = {f"sending {row['id']}": count for row, count in zip(chosen, sent, strict=True)}
    return Evidence(EvidenceKind.MESSAGES, figures, ids, {"arrived": parts})


async def _field_ids(store: Store, counting: Counting) -> frozenset[int]:
    if not counting.only.field:
        return frozenset()
    query = named(t.field, "slug", counting.only.field, counting)
    return frozenset((await store.execute(query)).scalars())


def _is_chosen(row: Any, only: Only, field_ids: frozenset[int]) -> bool:
    """Return whether a sending counts: to people of a field, or chosen by hand."""
    if only.ids and row["announcement"] not in only.ids:
        return False
    return not only.field or bool(field_ids & set(row["audience"].get("fields", ())))


async def _help(store: Store, counting: Counting) -> Evidence:
    """Count what was asked for, and what became of it.

    Every request was given help, was handed over, or waits: so nobody can take one number from
    another and find a few people.
    """
    h = t.help_tally.c
    query = (
        select(h.outcome, h.kind, h.language, h.municipality_id, func.sum(h.count))
        .where(*_of_weeks(h, counting))
        .group_by(h.outcome, h.kind, h.language, h.municipality_id)
    )
    counts: dict[str, dict[str, int]] = {ASKED: {}, GIVEN: {}, HANDED: {}}
    for outcome, *parts, count in await store.execute(query):
        counts[outcome]["|".join(map(str, parts))] = int(count)
    people = _of_outcomes(counts)
    return Evidence(EvidenceKind.HELP, _sums(people), people=people)


def _of_outcomes(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Return the atoms of what was asked for, given, handed over, and not given until now."""
    given, handed = counts[GIVEN], counts[HANDED]
    left = {
        part: max(0, count - given.get(part, 0) - handed.get(part, 0))
        for part, count in counts[ASKED].items()
    }
    named = {
        outcome: {f"{outcome}|{part}": count for part, count in parts.items()}
        for outcome, parts in ((GIVEN, given), (HANDED, handed), (WITHOUT, left))
    }
    return {ASKED: named[GIVEN] | named[HANDED] | named[WITHOUT], **named}


async def _misses(store: Store, counting: Counting) -> Evidence:
    """Count searches without a result; what was not understood is one of them."""
    m, town = t.missed.c, func.coalesce(t.municipality.c.name, "")
    conditions = [*_of_weeks(m, counting), m.count > 0]
    if counting.only.concept:
        conditions.append(m.concept == counting.only.concept)
    query = (
        select(m.concept, m.language, town, func.sum(m.count))
        .outerjoin(t.municipality, t.municipality.c.id == m.municipality_id)
        .where(*conditions)
        .group_by(m.concept, m.language, town)
    )
    rows = (await store.execute(query)).all()
    people = {"asked": {"|".join(("asked", *row[:3])): int(row[3]) for row in rows}}
    return Evidence(EvidenceKind.MISSES, _sums(people), people=people)


def _sums(people: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(parts.values()) for name, parts in people.items()}


def _of_weeks(columns: Any, counting: Counting) -> list[ColumnElement[bool]]:
    """The parts of ``Only`` that what is counted by week has."""
    only = counting.only
    conditions: list[ColumnElement[bool]] = [
        columns.district_id == counting.district_id,
        columns.week.in_(counting.span.weeks),
    ]
    if only.language:
        conditions.append(columns.language == only.language)
    if only.municipality:
        conditions.append(
            columns.municipality_id.in_(named(t.municipality, "name", only.municipality, counting))
        )
    return conditions


_COUNTS: Mapping[EvidenceKind, Callable[[Store, Counting], Awaitable[Evidence]]] = {
    EvidenceKind.OFFERS: offer_evidence.offers,
    EvidenceKind.MEETINGS: meeting_evidence.meetings,
    EvidenceKind.TRAININGS: meeting_evidence.trainings,
    EvidenceKind.RESULTS: _results,
    EvidenceKind.MESSAGES: _messages,
    EvidenceKind.HELP: _help,
    EvidenceKind.MISSES: _misses,
    EvidenceKind.DOCUMENTS: offer_evidence.documents,
}
