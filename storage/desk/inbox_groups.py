"""What of groups waits for the office: requests and seats, and who should lead."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func

from bot.domain.groups import IN, Standing
from storage import schema as t
from storage.desk.inbox_rows import DISTRICT, MORNING, row

_g, _m, _s = t.group.c, t.membership.c, t.seat.c
_IS_ACTIVE = _g.archived_at.is_(None)


def joins() -> Select[Any]:
    """Return requests to join groups that have no lead who could answer."""
    return (
        row(_m.id, _g.id, _m.since, title=_g.name, town=_g.municipality_id)
        .join(t.group, _g.id == _m.group_id)
        .where(
            _g.district_id == DISTRICT,
            _m.standing == Standing.ASKED.value,
            ~_has_lead(),
            _IS_ACTIVE,
        )
        .order_by(_m.since, _m.id)
    )


def seats() -> Select[Any]:
    """Return vacant seats, since their leads were told; where nobody was told, since today."""
    since = func.coalesce(_g.vacancies_told_at, MORNING)
    return (
        row(_s.id, _g.id, since, title=_g.name, word=_s.label, town=_g.municipality_id)
        .join(t.group, _g.id == _s.group_id)
        .where(_g.district_id == DISTRICT, _s.membership_id.is_(None), ~_s.optional, _IS_ACTIVE)
        .order_by(since, _s.id)
    )


def leaderless() -> Select[Any]:
    """Return groups with members of whom nobody leads them: who led left, or lost the right."""
    inside = t.membership.alias().c
    has_members = exists().where(
        inside.group_id == _g.id, inside.standing.in_([standing.value for standing in IN])
    )
    return (
        row(_g.id, _g.id, MORNING, title=_g.name, town=_g.municipality_id)
        .where(_g.district_id == DISTRICT, has_members, ~_has_lead(), _IS_ACTIVE)
        .order_by(_g.name, _g.id)
    )


def _has_lead() -> ColumnElement[bool]:
    other = t.membership.alias().c
    return exists().where(other.group_id == _g.id, other.standing == Standing.LEAD.value)
