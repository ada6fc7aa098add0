"""The people an audience means: one condition, the same for the preview and for the sending."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true

from bot.domain.announcements import Announcement, Audience, Kind, Reach, Recipient
from bot.domain.grants import GrantState, Role
from bot.domain.groups import IN
from bot.domain.people import Person
from bot.rules.people import CONSENT_VERSION
from storage import schema as t
from storage.engine.store import Store
from storage.people.person_rows import PERSON, listens, person_of

_p, _m, _i, _g = t.person.c, t.membership.c, t.person_interest.c, t.grants.c
ROLES = {Recipient.VOLUNTEER: Role.VOLUNTEER, Recipient.COORDINATOR: Role.COORDINATOR}


async def reach(store: Store, announcement: Announcement, now: datetime) -> Reach:
    """Return a preview of who would get the announcement now."""
    meant = members(announcement, now)
    languages = (
        select(_p.language, func.count())
        .where(meant, listens(announcement.kind), is_reachable())
        .group_by(_p.language)
        .order_by(_p.language)
    )
    return Reach(
        languages={language: count for language, count in await store.execute(languages)},
        paused=await _count(store, meant, ~listens(announcement.kind)),
        unreachable=await _count(store, meant, ~is_reachable()),
    )


async def interested(
    store: Store, district_id: int, fields: Collection[int]
) -> dict[int, Callable[[], Person]]:
    """Return person → how they are read, of all of a district who want news of these fields.

    Each is read by itself, so that one who cannot be read spoils no other.
    """
    query = (
        select(*PERSON)
        .where(_p.district_id == district_id, listens(Kind.DIGEST), _is_interested(fields))
        .order_by(_p.id)
    )
    return {row["id"]: partial(person_of, row) for row in await store.rows(query)}


async def coordinators(store: Store, district_id: int, kind: Kind, now: datetime) -> list[int]:
    """Return the ids of a district's coordinators who want messages of this kind."""
    query = (
        select(_p.id)
        .where(_p.id.in_(_holders(district_id, now, Role.COORDINATOR)), listens(kind))
        .order_by(_p.id)
    )
    return list((await store.execute(query)).scalars())


def members(announcement: Announcement, now: datetime) -> ColumnElement[bool]:
    """Is in the audience at a moment, and agreed that we write at all."""
    audience = announcement.audience
    district_id = None if audience.groups else announcement.district_id
    return and_(
        true() if district_id is None else _is_there(district_id, now),
        _p.consent_version >= CONSENT_VERSION,
        not_(_p.is_group),
        *_recipients(audience, district_id, now),
        *_parts(audience),
    )


def _is_there(district_id: int, now: datetime) -> ColumnElement[bool]:
    """Lives in a district, or has a grant there."""
    return or_(_p.district_id == district_id, _p.id.in_(_holders(district_id, now)))


def _holders(district_id: int | None, now: datetime, *roles: Role) -> Any:
    """Whoever has a grant in a district at a moment; without roles, any; None is any district."""
    in_force = or_(_g.ends_at.is_(None), _g.ends_at > now)
    query = select(_g.person_id).where(_g.state == GrantState.ACTIVE.value, in_force)
    if roles:
        query = query.where(_g.role.in_(sorted(roles)))
    return query if district_id is None else query.where(_g.district_id == district_id)


def _recipients(
    audience: Audience, district_id: int | None, now: datetime
) -> Iterable[ColumnElement[bool]]:
    def is_one(recipient: Recipient) -> ColumnElement[bool]:
        if recipient is Recipient.NEWCOMER:
            return _p.id.not_in(_holders(district_id, now))
        return _p.id.in_(_holders(district_id, now, ROLES[recipient]))

    if audience.roles:
        yield or_(*map(is_one, sorted(audience.roles)))
    for recipient in sorted(audience.without_roles):
        yield not_(is_one(recipient))


def is_reachable() -> ColumnElement[bool]:
    """Has an address that could be written to the last time."""
    return exists().where(
        t.address.c.person_id == _p.id, t.address.c.suspended_at.is_(None), t.address.c.confirmed
    )


def _parts(audience: Audience) -> Iterable[ColumnElement[bool]]:
    if audience.languages:
        yield _p.language.in_(sorted(audience.languages))
    if audience.without_languages:
        yield _p.language.not_in(sorted(audience.without_languages))
    if audience.municipalities:
        yield _p.municipality_id.in_(sorted(audience.municipalities))
    if audience.without_municipalities:
        yield func.coalesce(_p.municipality_id, 0).not_in(sorted(audience.without_municipalities))
    if audience.groups:
        yield exists().where(
            _m.person_id == _p.id, _m.group_id.in_(sorted(audience.groups)), _m.standing.in_(IN)
        )
    if audience.fields:
        yield _is_interested(audience.fields)


def _is_interested(fields: Collection[int]) -> ColumnElement[bool]:
    return exists().where(_i.person_id == _p.id, _i.field_id.in_(sorted(fields)))


async def _count(store: Store, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(t.person).where(*conditions)
    return (await store.execute(query)).scalar_one()
