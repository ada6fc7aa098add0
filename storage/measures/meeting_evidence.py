"""What meetings show: who came, who waited for a place in vain, and days of training."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, RowMapping, and_, exists, func, or_, select

from bot.domain.evidence import Evidence, EvidenceKind, Only, Span
from bot.domain.grants import Role
from bot.domain.groups import Kind
from bot.domain.meetings import Answer
from bot.domain.meetings import State as MeetingState
from bot.domain.needs import Waiting, waiting_atom
from storage import schema as t
from storage.engine.store import Store
from storage.measures.counting import Counting, of_groups

_a, _g, _m, _grant = t.attendance.c, t.group.c, t.meeting.c, t.grants.c
HAS_WAITED = and_(_a.answer == Answer.WAITING, ~_a.present)
"""Somebody was on the waiting list until the end, and did not come either."""


async def meetings(store: Store, counting: Counting) -> Evidence:
    """Count meetings held until today, who came, who waited in vain, and what was cancelled."""
    rows = await _rows(store, counting)
    held = _held(rows, counting.span)
    came, newcomers, others = _came(held), _newcomers(held), _others(held)
    waited = newcomers | others
    figures = {
        "held": len(held),
        "cancelled": sum(row["state"] == MeetingState.CANCELLED for row in rows),
        "came": sum(came.values()),
        "waited": sum(waited.values()),
    }
    people = {"came": came, "waited": waited, "others_waited": others}
    return Evidence(EvidenceKind.MEETINGS, figures, _ids(held), people)


async def trainings(store: Store, counting: Counting) -> Evidence:
    """Count the days on which training groups met until today, and who came.

    Two groups that meet on one day are two training days, two parts of a day are one.
    """
    rows = await _rows(store, counting, _g.kind == Kind.TRAINING)
    held = _held(rows, counting.span)
    days = {(row["group_id"], _day(row, counting.span)) for row in held}
    came = _came(held)
    figures = {"days": len(days), "came": sum(came.values())}
    return Evidence(EvidenceKind.TRAININGS, figures, _ids(held), {"came": came})


async def waiting_lists(store: Store, district_id: int, span: Span) -> list[Waiting]:
    """Return the meetings held until today for which newcomers waited in vain, the first first."""
    counting = Counting(district_id, span, Only())
    rows = _held(await _rows(store, counting), span)
    return [
        Waiting(
            meeting_id=row["id"],
            title=row["title"],
            day=_day(row, span),
            group_id=row["group_id"],
            group=row["group"],
            field=row["field"] or "",
            municipality=row["town"] or "",
            newcomers=row["newcomers"],
        )
        for row in rows
        if row["newcomers"]
    ]


async def _rows(
    store: Store, counting: Counting, *conditions: ColumnElement[bool]
) -> Sequence[RowMapping]:
    """Return the meetings of a period, cancelled ones too, with how many people each has."""
    chosen = [_m.id.in_(counting.only.ids)] if counting.only.ids else []
    had_right = _had_right(counting.district_id)
    counts = {
        "came": _a.present,
        "newcomers": and_(HAS_WAITED, ~had_right),
        "others": and_(HAS_WAITED, had_right),
    }
    query = (
        select(_m.id, _m.title, _m.state, _m.starts_at, _m.group_id)
        .add_columns(_g.name.label("group"), t.field.c.slug.label("field"))
        .add_columns(t.municipality.c.name.label("town"))
        .add_columns(*(_people(which).label(name) for name, which in counts.items()))
        .join(t.group, _g.id == _m.group_id)
        .outerjoin(t.field, t.field.c.id == _g.field_id)
        .outerjoin(t.municipality, t.municipality.c.id == _g.municipality_id)
        .where(of_groups(counting), counting.within(_m.starts_at), *chosen, *conditions)
        .order_by(_m.starts_at, _m.id)
    )
    return await store.rows(query)


def _people(which: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(_a.meeting_id == _m.id, which).scalar_subquery()


def _had_right(district_id: int) -> ColumnElement[bool]:
    """Somebody was no newcomer when they answered, as ``bot/rules/grants.py`` says it."""
    return exists().where(
        _grant.person_id == _a.person_id,
        _grant.district_id == district_id,
        _grant.role != Role.TRANSLATOR,
        _grant.given_at <= _a.since,
        or_(_grant.ends_at.is_(None), _grant.ends_at > _a.since),
    )


def _held(rows: Collection[RowMapping], span: Span) -> list[RowMapping]:
    tomorrow = datetime.combine(span.at + timedelta(days=1), time(), ZoneInfo(span.zone))
    return [
        row
        for row in rows
        if row["state"] != MeetingState.CANCELLED and row["starts_at"] < tomorrow
    ]


def _came(held: Collection[RowMapping]) -> dict[str, int]:
    return {f"meeting {row['id']}": int(row["came"]) for row in held}


def _newcomers(held: Collection[RowMapping]) -> dict[str, int]:
    """Return the newcomers who waited: needs tell of them alone."""
    return {waiting_atom(row["id"]): int(row["newcomers"]) for row in held}


def _others(held: Collection[RowMapping]) -> dict[str, int]:
    """Return who waited and is no newcomer: told nowhere, what is left of the two others."""
    return {f"waited {row['id']} with a right": int(row["others"]) for row in held}


def _ids(held: Collection[RowMapping]) -> tuple[int, ...]:
    return tuple(sorted(row["id"] for row in held))


def _day(row: RowMapping, span: Span) -> date:
    day: date = row["starts_at"].astimezone(ZoneInfo(span.zone)).date()
    return day
