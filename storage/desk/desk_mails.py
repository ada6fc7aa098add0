"""Who gets the daily mail about what waits at the desk, and for which day they got one last.

The day is stored before the mail leaves: after a crash in between somebody gets none that day, and
nobody gets two.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, update

from bot.domain.announcements import Kind
from bot.domain.grants import GrantState, Role
from bot.domain.people import Address
from bot.rules.desk_mails import mail_day
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store
from storage.people import sealed_addresses
from storage.people.person_rows import listens

CHANNEL = "email"
_m, _g, _p, _d, _a = t.desk_mail.c, t.grants.c, t.person.c, t.district.c, t.address.c


class Reader(NamedTuple):
    """Somebody whose mail is to be sent, and the districts that they coordinate, by id."""

    person_id: int
    language: str
    address: Address
    address_id: int
    district_ids: Sequence[int]
    day: date


async def waiting(store: Store, limit: int, now: datetime) -> Sequence[int]:
    """Return the ids of people who may get a mail now and got none for today."""
    days = await _days(store, now)
    query = _due(days, now).with_only_columns(_p.id).distinct().order_by(_p.id).limit(limit)
    return list((await store.execute(query)).scalars()) if days else []


async def take(store: Store, person_id: int, now: datetime) -> Reader | None:
    """Return somebody whom ``waiting`` named, from now on with a mail for today.

    None if they do not wait any more, or another process was faster.
    """
    days = await _days(store, now)
    rows = await store.rows(_due(days, now).where(_p.id == person_id).order_by(_d.id))
    if not rows:
        return None
    first, day = rows[0], max(days[row["zone"]] for row in rows)
    if not await _note(store, person_id, day):
        return None
    return Reader(
        person_id=person_id,
        language=first["language"],
        address=sealed_addresses.opened(store.seal, CHANNEL, first["sealed"]),
        address_id=first["address_id"],
        district_ids=list(dict.fromkeys(row["district_id"] for row in rows)),
        day=day,
    )


async def give_back(store: Store, reader: Reader) -> None:
    """Let somebody wait for the mail of a day again: it did not leave."""
    mine = update(t.desk_mail).where(_m.person_id == reader.person_id, _m.day == reader.day)
    await store.execute(mine.values(day=None))


async def turn(store: Store, person_id: int, *, is_on: bool) -> None:
    """Send somebody the daily mail, or none from now on."""
    statement = upserting(store)(t.desk_mail).values(person_id=person_id, is_off=not is_on)
    await store.execute(
        statement.on_conflict_do_update(index_elements=["person_id"], set_={"is_off": not is_on})
    )


async def is_on(store: Store, person_id: int) -> bool:
    """Return whether somebody did not turn the mail off."""
    off = select(_m.is_off).where(_m.person_id == person_id)
    return not (await store.execute(off)).scalar()


async def _note(store: Store, person_id: int, day: date) -> bool:
    """Note the mail of a day; return False if it was noted before."""
    statement = upserting(store)(t.desk_mail).values(person_id=person_id, is_off=False, day=day)
    is_new = or_(_m.day.is_(None), _m.day < day) & ~_m.is_off
    noted = statement.on_conflict_do_update(
        index_elements=["person_id"], set_={"day": day}, where=is_new
    )
    return (await store.execute(noted.returning(_m.person_id))).first() is not None


async def _days(store: Store, now: datetime) -> dict[str, date]:
    """Return time zone → local day, of the zones of districts where a mail may be sent now."""
    zones = (await store.execute(select(_d.zone).distinct())).scalars()
    found = {zone: mail_day(zone, now) for zone in zones}
    return {zone: day for zone, day in found.items() if day}


def _due(days: Mapping[str, date], now: datetime) -> Select[int, str, bytes, int, int, str]:
    """Return a row for each district that somebody coordinates who gets a mail now."""
    return (
        select(
            _p.id,
            _p.language,
            _a.sealed,
            _a.id.label("address_id"),
            _d.id.label("district_id"),
            _d.zone,
        )
        .select_from(t.person)
        .join(t.grants, _g.person_id == _p.id)
        .join(t.district, _d.id == _g.district_id)
        .join(t.address, and_(_a.person_id == _p.id, _a.channel == CHANNEL))
        .outerjoin(t.desk_mail, _m.person_id == _p.id)
        .where(
            _g.role == Role.COORDINATOR,
            _g.state == GrantState.ACTIVE.value,
            _g.ends_at.is_(None) | (_g.ends_at > now),
            _a.confirmed,
            _a.suspended_at.is_(None),
            ~_p.is_group,
            listens(Kind.GROUP),
            _m.is_off.is_(None) | ~_m.is_off,
            or_(false(), *_is_new(days)),
        )
    )


def _is_new(days: Mapping[str, date]) -> Collection[ColumnElement[bool]]:
    return [(_d.zone == zone) & (_m.day.is_(None) | (_m.day < day)) for zone, day in days.items()]
