"""Everything that a report to the council tells, read from the rows of all subjects."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import func, select

from bot.domain.council_reports import CouncilReport, MeasureStatus, OwnFiles, ReportMaterial
from bot.domain.course_numbers import CourseNumbers
from bot.domain.evidence import Evidence, EvidenceKind, Only, Span
from bot.domain.grants import GrantState, Role
from bot.domain.groups import Kind
from bot.domain.half_years import HalfYear
from bot.domain.ladder import Ladder
from bot.domain.measures import Measure
from bot.domain.pathway import Pathway, Station
from bot.domain.places import District
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Published
from bot.rules.course_numbers import course_numbers
from bot.rules.evidence import rules_of
from bot.rules.pathway_form import edited
from storage import schema as t
from storage.catalogue import places, station_edits
from storage.catalogue.ladders import shipped_ladder
from storage.catalogue.pathways import shipped_pathway
from storage.engine.store import Store
from storage.measures import (
    evidence,
    evidence_links,
    indicators,
    measures,
    meeting_evidence,
    needs,
    offer_evidence,
    reviews,
)
from storage.people import learners, stations

_p, _g = t.person.c, t.grants.c
OF_DISTRICT = (
    EvidenceKind.OFFERS,
    EvidenceKind.MEETINGS,
    EvidenceKind.TRAININGS,
    EvidenceKind.RESULTS,
    EvidenceKind.MESSAGES,
    EvidenceKind.HELP,
    EvidenceKind.MISSES,
    EvidenceKind.DOCUMENTS,
)


async def material(
    store: Store,
    district: District,
    period: HalfYear,
    now: datetime,
    last: CouncilReport | None,
    before: CouncilReport | None,
    *,
    own: OwnFiles | None = None,
) -> ReportMaterial:
    """Return what a report tells; ``last`` is its last version, ``before`` the half-year before.

    ``own`` are the files of the district, None for ours.
    """
    own = own or OwnFiles(shipped_pathway(), shipped_ladder())
    span = evidence.span_of(period, district, now)
    released = orjson.loads(last.snapshot) if last else {}
    plan = await measures.of_district(store, district.id)
    asked = await needs.asked(store, district.id, period.weeks)
    unopened = await needs.unopened(store, district.id, period.weeks)
    concepts = {part.concept for part in (*asked, *unopened) if part.concept}
    return ReportMaterial(
        district=district,
        period=period,
        today=span.today,
        fields=await places.fields(store, district.id),
        measures=await statuses(store, district, plan, period, span),
        district_evidence=[
            await evidence.count(store, district.id, kind, Only(), span) for kind in OF_DISTRICT
        ],
        asked=asked,
        unopened=unopened,
        supply=await offer_evidence.supply(store, district.id, concepts, span),
        waiting=await meeting_evidence.waiting_lists(store, district.id, span),
        levels=await _levels(store, district, own.ladder, span),
        before=_told_before(before),
        targets=await offer_evidence.by_target(store, district.id, span),
        languages=await _languages(store, district),
        groups=await _groups(store, district),
        volunteers=await _volunteers(store, district, now),
        indicators=await indicators.of_district(store, district.id),
        decisions=await _decisions(store, district, period),
        arrivals=[
            part
            for part in await stations.weeks_of(store, district.id)
            if part.week in period.weeks
        ],
        searched=await stations.searched(store, district.id, period.weeks),
        stations=await _stations(store, district, own.pathway),
        texts=await texts(store, district.id, period),
        hidden=frozenset(released.get("hidden", ())),
        told=released.get("told", {}),
    )


async def texts(store: Store, district_id: int, period: HalfYear) -> dict[str, str]:
    """Return the texts of the office by part: of the half-year, or the last one before it."""
    c = t.report_text.c
    query = (
        select(c.part, c.words)
        .where(c.district_id == district_id, c.period <= str(period))
        .order_by(c.period)
    )
    return {str(part): words for part, words in await store.execute(query) if words}


async def statuses(
    store: Store, district: District, plan: Sequence[Measure], period: HalfYear, span: Span
) -> list[MeasureStatus]:
    """Return measures with their review and their evidence; equal evidence is counted once."""
    ids = [measure.id for measure in plan]
    reviewed = await reviews.counting(store, ids, period)
    chosen = await evidence_links.of_measures(store, ids)
    counts: dict[tuple[EvidenceKind, Only], Evidence] = {}
    found = []
    for measure in plan:
        rules = rules_of(measure, chosen.get(measure.id, ()))
        keys = [(rule.kind, rule.only) for rule in rules]
        for kind, only in keys:
            if (kind, only) not in counts:
                counts[kind, only] = await evidence.count(store, district.id, kind, only, span)
        shown = tuple(counts[key] for key in keys)
        found.append(MeasureStatus(measure, reviewed.get(measure.id), shown))
    return found


def _told_before(before: CouncilReport | None) -> Mapping[str, int | None]:
    """Return what the released report on the half-year before told of each concept."""
    if before is None:
        return {}
    told = orjson.loads(before.snapshot)["needs"]
    return {need["concept"]: need["asked"] for need in told}


async def _levels(
    store: Store, district: District, ladder: Ladder, span: Span
) -> list[CourseNumbers]:
    """Return who learns German by town and level, and the seats, as coordinators see them."""
    people = await learners.learners(store, district.id, span.today)
    seats = await learners.seats(store, district.id, span.today)
    return course_numbers(people, seats, ladder)


async def _languages(store: Store, district: District) -> dict[str, int]:
    """Return how many people use the service, by language and town."""
    town = func.coalesce(t.municipality.c.name, "")
    query = (
        select(_p.language, town, func.count())
        .outerjoin(t.municipality, t.municipality.c.id == _p.municipality_id)
        .where(_p.district_id == district.id, ~_p.is_group, _p.consent_version > 0)
        .group_by(_p.language, town)
        .order_by(_p.language, town)
    )
    return {f"{language}|{name}": n for language, name, n in await store.execute(query)}


async def _stations(store: Store, district: District, pathway: Pathway) -> dict[int, Station]:
    """Return the stations of a district by number, with what it wrote over its file."""
    edits = await station_edits.of_district(store, district.id)
    named = edited(pathway, edits, district.name)
    return {station.number: station for station in named}


async def _groups(store: Store, district: District) -> dict[str, int]:
    """Return how many groups of each kind work now; archived ones do not."""
    g = t.group.c
    here = (g.district_id == district.id) & g.archived_at.is_(None)
    query = select(g.kind, func.count()).where(here).group_by(g.kind)
    counts = {str(kind): count for kind, count in await store.execute(query)}
    return {kind.value: counts.get(kind.value, 0) for kind in Kind}


async def _volunteers(store: Store, district: District, now: datetime) -> dict[str, int]:
    """Return how many people hold a grant as volunteers now, by town."""
    town = func.coalesce(t.municipality.c.name, "")
    in_force = (_g.ends_at.is_(None)) | (_g.ends_at > now)
    query = (
        select(town, func.count(func.distinct(_p.id)))
        .select_from(t.grants)
        .join(t.person, _p.id == _g.person_id)
        .outerjoin(t.municipality, t.municipality.c.id == _p.municipality_id)
        .where(
            _g.district_id == district.id,
            _g.role == Role.VOLUNTEER,
            _g.state == GrantState.ACTIVE,
            in_force,
        )
        .group_by(town)
        .order_by(town)
    )
    return {str(name): count for name, count in await store.execute(query)}


async def _decisions(store: Store, district: District, period: HalfYear) -> list[str]:
    """Return what steering groups decided and made public in the half-year, the first one first."""
    r, g, zone = t.result.c, t.group.c, ZoneInfo(district.zone)
    first = datetime.combine(period.first, time(), zone)
    after = datetime.combine(period.last + timedelta(days=1), time(), zone)
    query = (
        select(r.words)
        .join(t.group, g.id == r.group_id)
        .where(
            g.district_id == district.id,
            g.kind == Kind.STEERING_GROUP,
            r.kind == ResultKind.DECISION,
            r.published == Published.EVERYBODY,
            r.written_at >= first,
            r.written_at < after,
        )
        .order_by(r.id)
    )
    decisions: Iterable[str] = (await store.execute(query)).scalars()
    return list(decisions)
