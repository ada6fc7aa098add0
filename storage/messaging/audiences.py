"""Who is in an audience: one condition, the same for the preview and for the sending."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, or_, select, true

from bot.domain.announcements import Announcement, Audience, Kind, Reach
from bot.domain.groups import IN
from bot.domain.people import Person, Role
from bot.rules.people import CONSENT_VERSION
from storage import schema as t
from storage.engine.store import Store
from storage.people.people import listens, person_of

_p, _m = t.person.c, t.membership.c


async def reach(store: Store, announcement: Announcement) -> Reach:
    """A preview of who would get it now."""
    wanted = members(announcement)
    languages = (
        select(_p.language, func.count())
        .where(wanted, listens(announcement.kind), is_reachable())
        .group_by(_p.language)
        .order_by(_p.language)
    )
    found = {code: number for code, number in await store.execute(languages)}
    return Reach(
        found,
        await _count(store, wanted, ~listens(announcement.kind)),
        await _count(store, wanted, ~is_reachable()),
    )


async def interested(store: Store, district_id: int) -> list[Person]:
    """People of a district who chose interests and want to hear what is new."""
    query = (
        select(t.person)
        .where(
            _p.district_id == district_id, listens(Kind.DIGEST), cast(_p.interests, Text) != "[]"
        )
        .order_by(_p.id)
    )
    return [person_of(row) for row in (await store.execute(query)).mappings()]


async def coordinators(store: Store, district_id: int, kind: Kind) -> list[int]:
    """Those of a district who want messages of this kind."""
    query = (
        select(_p.id)
        .where(_p.district_id == district_id, _p.role == Role.COORDINATOR, listens(kind))
        .order_by(_p.id)
    )
    return list((await store.execute(query)).scalars())


def members(announcement: Announcement) -> ColumnElement[bool]:
    """Everybody whom the audience means and who agreed that we write at all."""
    audience = announcement.audience
    here = true() if audience.groups else _p.district_id == announcement.district_id
    return and_(
        here,
        _p.consent_version >= CONSENT_VERSION,
        _p.role.in_(sorted(audience.all_roles)),
        *_parts(audience),
    )


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
        yield or_(*(_is_interested(number) for number in sorted(audience.fields)))


def _is_interested(field_id: int) -> ColumnElement[bool]:
    """Interests are a list in JSON, "[3, 5]": neither database filters it like the other, but both compare text."""
    said = cast(_p.interests, Text)
    return or_(
        said == f"[{field_id}]",
        said.like(f"[{field_id}, %"),
        said.like(f"%, {field_id}, %"),
        said.like(f"%, {field_id}]"),
    )


async def _count(store: Store, *conditions: ColumnElement[bool]) -> int:
    return (
        await store.execute(select(func.count()).select_from(t.person).where(*conditions))
    ).scalar_one()
