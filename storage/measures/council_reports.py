"""Reports to the council: put together from everything, released once, corrected as a version."""

from datetime import datetime

from sqlalchemy import RowMapping, func, insert, select

from bot.domain.council_reports import CouncilReport, OwnFiles
from bot.domain.half_years import HalfYear
from bot.domain.places import District
from bot.rules import council_reports as rules
from bot.rules.problems import Problem, Refusal
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store
from storage.measures.evidence import span_of
from storage.measures.measures import lock_district
from storage.measures.periods import stored_period
from storage.measures.report_material import material

_c, _t = t.council_report.c, t.report_text.c


async def draft(
    store: Store,
    district: District,
    period: HalfYear,
    now: datetime,
    *,
    own: OwnFiles | None = None,
) -> rules.Snapshot:
    """Return the report as it would be released now. Refuses a half-year that has not begun.

    ``own`` are the files of the district, None for ours.
    """
    if period.first > span_of(period, district, now).today:
        raise Refusal(Problem.PERIOD_FUTURE)
    last, before = [
        await latest(store, district.id, half_year) for half_year in (period, period.before)
    ]
    told = await material(store, district, period, now, last, before, own=own)
    return rules.compose(told)


async def release(
    store: Store,
    district: District,
    period: HalfYear,
    now: datetime,
    *,
    reason: str = "",
    author_id: int | None = None,
    own: OwnFiles | None = None,
) -> CouncilReport:
    """Freeze the report and return it; the last version if nothing has changed since.

    Refuses a correction that does not say what has changed, and a half-year that has not begun.
    """
    await lock_district(store, district.id)
    last = await latest(store, district.id, period)
    snapshot = rules.next_version(
        await draft(store, district, period, now, own=own), last, reason, now.isoformat()
    )
    if snapshot is None and last is not None:
        return last
    content = rules.canonical(snapshot or {})
    report = CouncilReport(
        district_id=district.id,
        period=period,
        version=last.version + 1 if last else 1,
        snapshot=content,
        digest=rules.digest_of(content),
        reason=str((snapshot or {}).get("reason", "")),
        released_at=now,
        author_id=author_id,
    )
    await _insert(store, report)
    return report


async def latest(store: Store, district_id: int, period: HalfYear) -> CouncilReport | None:
    """Return the version that counts, or None if none is released."""
    return next(iter(reversed(await versions(store, district_id, period))), None)


async def versions(store: Store, district_id: int, period: HalfYear) -> list[CouncilReport]:
    """Return every version that was released, the first one first."""
    query = (
        select(t.council_report)
        .where(_c.district_id == district_id, _c.period == str(period))
        .order_by(_c.version)
    )
    return [_report(row) for row in await store.rows(query)]


async def released(store: Store) -> list[tuple[str, HalfYear]]:
    """Return district slug and half-year of every report that was released."""
    query = (
        select(t.district.c.slug, _c.period)
        .join(t.district, t.district.c.id == _c.district_id)
        .distinct()
        .order_by(t.district.c.slug, _c.period)
    )
    return [(str(slug), stored_period(period)) for slug, period in await store.execute(query)]


async def last_released(store: Store, district_id: int) -> HalfYear | None:
    """Return the last half-year with a released report, or None."""
    query = select(func.max(_c.period)).where(_c.district_id == district_id)
    period = (await store.execute(query)).scalar()
    return stored_period(period) if period else None


async def set_text(store: Store, district_id: int, period: HalfYear, part: str, words: str) -> None:
    """Keep a text of the office for a part of the report; later half-years begin with it."""
    if len(words) > rules.LONGEST_TEXT:
        raise Refusal(Problem.LONG_TEXT)
    row = {"district_id": district_id, "period": str(period), "part": part, "words": words}
    await store.execute(
        upserting(store)(t.report_text)
        .values(row)
        .on_conflict_do_update(
            index_elements=["district_id", "period", "part"], set_={"words": words}
        )
    )


async def _insert(store: Store, report: CouncilReport) -> None:
    values = {
        "district_id": report.district_id,
        "person_id": report.author_id,
        "period": str(report.period),
        "version": report.version,
        "snapshot": report.snapshot,
        "digest": report.digest,
        "reason": report.reason,
        "released_at": report.released_at,
    }
    await store.execute(insert(t.council_report).values(values))


def _report(row: RowMapping) -> CouncilReport:
    return CouncilReport(
        district_id=row["district_id"],
        period=stored_period(row["period"]),
        version=row["version"],
        snapshot=row["snapshot"],
        digest=row["digest"],
        reason=row["reason"],
        released_at=row["released_at"],
        author_id=row["person_id"],
    )
