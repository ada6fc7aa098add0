"""One sending of an announcement, stored in one transaction with its deliveries and next date."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, func, insert, literal, select, update

from bot.domain.announcements import WRITTEN, Announcement, Campaign, Flight, Kind, Progress
from bot.domain.deliveries import Amendment, State
from bot.domain.group_events import GroupEvent
from bot.rules.announcements import PRIORITIES
from bot.rules.recurrence import zone_of
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store
from storage.messaging.audiences import is_reachable, members
from storage.messaging.group_events import to_json
from storage.people.person_rows import listens

OFFERS = 4
"""Maximum number of offers in one message."""
HERE = ("web", "push")
"""Channels whose messages are rendered again whenever they are opened."""
_c, _d = t.campaign.c, t.delivery.c


class Before(NamedTuple):
    """A local date, and the id of the newest offer that there was then, 0 if none."""

    day: date
    newest: int


async def fire(
    store: Store,
    announcement: Announcement,
    due_at: datetime,
    day: date,
    *,
    late: bool = False,
    flight: Flight = Flight.OPEN,
) -> int | None:
    """Store the campaign of one local date and a delivery for everybody in the audience.

    Return its id; None if that date was fired already. What the service makes gets its deliveries
    from ``give``.
    """
    newest = select(func.coalesce(func.max(t.offer.c.id), 0)).scalar_subquery()
    values = {
        "announcement_id": announcement.id,
        "day": day,
        "due_at": due_at,
        "flight": flight,
        "late": late,
        "newest": newest,
    }
    added = (
        upserting(store)(t.campaign)
        .values(values)
        .on_conflict_do_nothing(index_elements=["announcement_id", "day"])
    )
    campaign_id = (await store.execute(added.returning(_c.id))).scalar()
    if campaign_id is not None and announcement.kind in WRITTEN:
        await _expand(store, announcement, campaign_id, due_at, flight)
    return campaign_id


async def _expand(
    store: Store,
    announcement: Announcement,
    campaign_id: int,
    due_at: datetime,
    flight: Flight,
) -> None:
    """Store the deliveries inside the database, so that a million people need no memory here.

    A campaign that was missed is delivered to its author only. Who is forgotten at this moment is
    waited for, and left out.
    """
    same = {
        name: literal(value, _d[name].type)
        for name, value in _new(campaign_id, announcement.kind, due_at).items()
    }
    row = same | {"person_id": t.person.c.id, "part": literal(0)}
    wanted = (
        t.person.c.id == announcement.author_id
        if flight is Flight.MISSED
        else members(announcement, due_at) & listens(announcement.kind)
    )
    people = select(*row.values()).where(wanted, is_reachable()).order_by(t.person.c.id)
    kept = people.with_for_update(of=t.person, read=True, key_share=True)
    await store.execute(insert(t.delivery).from_select(list(row), kept))


async def give(
    store: Store,
    campaign_id: int,
    kind: Kind,
    offer_ids: Mapping[int, Sequence[int]],
    due_at: datetime,
) -> None:
    """Store a delivery for each person with the offers; several if one message cannot hold them."""
    same = _new(campaign_id, kind, due_at)
    if rows := [
        same | {"person_id": person_id, "part": part, "offers": list(ids[start : start + OFFERS])}
        for person_id, ids in sorted(offer_ids.items())
        for part, start in enumerate(range(0, len(ids), OFFERS))
    ]:
        await store.execute(insert(t.delivery), rows)


async def tell(
    store: Store,
    standing: Announcement,
    people: Collection[int],
    event: GroupEvent,
    now: datetime,
) -> int:
    """Add a further delivery of the day for each of the people who listens and can be reached.

    Return how many there are.
    """
    day = now.astimezone(zone_of(standing.times)).date()
    campaign_id = await _of_day(store, standing.id, day, now)
    parts = await _next_parts(store, campaign_id, standing.kind, people)
    same = _new(campaign_id, standing.kind, now) | {"event": to_json(event)}
    if rows := [same | {"person_id": person_id, "part": part} for person_id, part in parts]:
        await store.execute(insert(t.delivery), rows)
    return len(rows)


async def _of_day(store: Store, announcement_id: int, day: date, now: datetime) -> int:
    """Return the id of an announcement's campaign of a day, which is made if there is none."""
    key = {"announcement_id": announcement_id, "day": day}
    values = key | {"due_at": now, "flight": Flight.OPEN, "late": False}
    added = upserting(store)(t.campaign).values(values)
    await store.execute(added.on_conflict_do_nothing(index_elements=list(key)))
    found = select(_c.id).where(_c.announcement_id == announcement_id, _c.day == day)
    return int((await store.execute(found)).scalar_one())


async def _next_parts(
    store: Store, campaign_id: int, kind: Kind, people: Collection[int]
) -> list[tuple[int, int]]:
    """Return who of some people listens and can be reached, with the number of their next part."""
    parts = select(t.person.c.id, func.coalesce(func.max(_d.part) + 1, 0)).outerjoin(
        t.delivery, (_d.person_id == t.person.c.id) & (_d.campaign_id == campaign_id)
    )
    reached = (t.person.c.id.in_(sorted(people)), listens(kind), is_reachable())
    found = await store.execute(parts.where(*reached).group_by(t.person.c.id))
    return [(person_id, part) for person_id, part in found]


def _new(campaign_id: int, kind: Kind, due_at: datetime) -> dict[str, Any]:
    """Return what is the same for every new delivery of a campaign."""
    return {
        "campaign_id": campaign_id,
        "priority": PRIORITIES[kind],
        "state": State.DUE,
        "due_at": due_at,
        "attempts": 0,
        "possibly_twice": False,
        "channel": "",
        "message": "",
        "reason": "",
    }


async def before(store: Store, announcement_id: int, campaign_id: int) -> Before | None:
    """Return the campaign before this one, or None if it is the first."""
    earlier = (_c.announcement_id == announcement_id) & (_c.id < campaign_id)
    row = (
        await store.execute(
            select(_c.day, _c.newest).where(earlier).order_by(_c.id.desc()).limit(1)
        )
    ).first()
    return Before(row.day, row.newest) if row else None


async def by_id(store: Store, campaign_id: int) -> Campaign | None:
    """Return a campaign, or None if there is none."""
    row = await store.row(select(t.campaign).where(_c.id == campaign_id))
    return _campaign(row) if row else None


async def of_announcement(store: Store, announcement_id: int) -> Sequence[Campaign]:
    """Return the campaigns of an announcement, the latest first."""
    query = (
        select(t.campaign)
        .where(_c.announcement_id == announcement_id)
        .order_by(_c.due_at.desc(), _c.id.desc())
    )
    return [_campaign(row) for row in await store.rows(query)]


async def progress(store: Store, campaign_id: int) -> Progress:
    """Count deliveries from their rows, or, once those are gone, from what was kept of them."""
    kept = (await store.execute(select(_c.counts).where(_c.id == campaign_id))).scalar()
    if kept:
        return Progress(kept["states"], kept["possibly_twice"], kept["reasons"])
    states = select(_d.state, func.count()).where(_d.campaign_id == campaign_id).group_by(_d.state)
    reasons = (
        select(_d.reason, func.count())
        .where(_d.campaign_id == campaign_id, _d.reason != "")
        .group_by(_d.reason)
    )
    twice = (
        select(func.count())
        .select_from(t.delivery)
        .where(_d.campaign_id == campaign_id, _d.possibly_twice)
    )
    counted = [
        {str(name): int(n) for name, n in await store.execute(query)} for query in (states, reasons)
    ]
    return Progress(counted[0], (await store.execute(twice)).scalar_one(), counted[1])


async def hold(store: Store, campaign_id: int) -> None:
    """Pause a campaign: nothing more is begun, what is on its way is finished.

    Does nothing to one that is not open: what is cancelled stays so.
    """
    if await _turn(store, campaign_id, (Flight.OPEN,), Flight.PAUSED):
        await _move(store, campaign_id, State.DUE, State.PAUSED)


async def resume(store: Store, campaign_id: int) -> None:
    """Go on with a campaign that was paused."""
    await _turn(store, campaign_id, (Flight.PAUSED, Flight.WAITS), Flight.OPEN)
    await _move(store, campaign_id, State.PAUSED, State.DUE)


async def cancel(store: Store, campaign_id: int, now: datetime) -> None:
    """Cancel for good what is not sent yet; messages that arrived stay."""
    await _turn(store, campaign_id, tuple(Flight), Flight.CANCELLED)
    await _move(store, campaign_id, State.PAUSED, State.CANCELLED, now)
    await _move(store, campaign_id, State.DUE, State.CANCELLED, now)


async def amend(store: Store, announcement_id: int, amendment: Amendment) -> None:
    """Have messages that arrived changed or taken away; in the web chat it happens at once.

    Those on their way left with the text of before: they are amended as soon as they arrive. On
    PostgreSQL they go on meanwhile, so nobody begins with those that are due before the end of the
    transaction, and whoever is on the way is looked for before those that have arrived.
    """
    is_of_it = _d.campaign_id.in_(select(_c.id).where(_c.announcement_id == announcement_id))
    due = select(_d.id).where(is_of_it, _d.state == State.DUE).with_for_update()
    await store.execute(select(func.count()).select_from(due.subquery()))
    of_it = update(t.delivery).where(is_of_it)
    await store.execute(of_it.where(_d.state == State.SENDING).values(amend=amendment))
    sent = of_it.where(_d.state == State.SENT)
    await store.execute(sent.where(_d.channel.not_in(HERE)).values(amend=amendment))
    if amendment is Amendment.WITHDRAW:
        await store.execute(sent.where(_d.channel.in_(HERE)).values(state=State.WITHDRAWN))


async def keep_counts(store: Store, is_due: ColumnElement[bool]) -> int:
    """Keep only counts of these campaigns: who got them is forgotten; return how many they were."""
    campaign_ids = list((await store.execute(select(_c.id).where(is_due))).scalars())
    for campaign_id in campaign_ids:
        counts = await progress(store, campaign_id)
        kept = {
            "states": dict(counts.states),
            "possibly_twice": counts.possibly_twice,
            "reasons": dict(counts.reasons),
        }
        await store.execute(update(t.campaign).where(_c.id == campaign_id).values(counts=kept))
        await store.execute(t.delivery.delete().where(_d.campaign_id == campaign_id))
    return len(campaign_ids)


async def _turn(store: Store, campaign_id: int, before: Collection[Flight], after: Flight) -> bool:
    """Give a campaign another state and hold its lock; return False if it was in no such state."""
    mine = (_c.id == campaign_id) & _c.flight.in_(before)
    turned = await store.execute(update(t.campaign).where(mine).values(flight=after))
    return turned.rowcount > 0


async def _move(
    store: Store, campaign_id: int, before: State, after: State, ended_at: datetime | None = None
) -> None:
    rows = update(t.delivery).where(_d.campaign_id == campaign_id, _d.state == before)
    await store.execute(rows.values(state=after, ended_at=ended_at))


def _campaign(row: RowMapping) -> Campaign:
    return Campaign(
        id=row["id"],
        announcement_id=row["announcement_id"],
        day=row["day"],
        due_at=row["due_at"],
        flight=Flight(row["flight"]),
        late=row["late"],
    )
