"""Messages that a person received, and reads or read in the web chat."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from bot.domain.deliveries import Delivery, State
from bot.domain.push import CHANNEL as BELL
from storage import schema as t
from storage.engine.store import Store
from storage.messaging import deliveries
from storage.schema.columns import Instant

_d = t.delivery.c
_IS_RINGING = (_d.channel == BELL) & _d.state.in_((State.DUE.value, State.SENDING.value))
"""A device was not reached yet: the message can be read meanwhile."""
_IS_HERE = _d.channel.in_(("web", BELL))
"""Is read in the web chat."""
_OF_PERSON = (
    select(
        _d.id,
        t.campaign.c.announcement_id,
        func.coalesce(_d.ended_at, _d.due_at),
        _d.is_read | (_d.channel == "email"),
    )
    .join(t.campaign)
    .where(
        _d.person_id == bindparam("person"),
        (_d.state == State.SENT.value) & (_IS_HERE | (_d.channel == "email")) | _IS_RINGING,
    )
    .order_by(_d.id.desc())
    .limit(bindparam("most"))
)
_COUNT_UNREAD = (
    select(func.count())
    .select_from(t.delivery)
    .where(
        _d.person_id == bindparam("person"),
        (_d.state == State.SENT.value) & _IS_HERE | _IS_RINGING,
        ~_d.is_read,
    )
)

_REACHED = select(_d.id).where(_d.person_id == bindparam("person"), _d.state == State.SENT.value)
_ONE = _REACHED.where(_d.id == bindparam("delivery"))
_NEWEST = (
    _REACHED.where(
        _d.channel == bindparam("channel"), _d.ended_at >= bindparam("since", type_=Instant)
    )
    .order_by(_d.ended_at.desc(), _d.id.desc())
    .limit(1)
)


class Kept(NamedTuple):
    """A message that a person can read again; ``at`` is when it was sent."""

    delivery_id: int
    announcement_id: int
    at: datetime
    is_read: bool


async def of_person(store: Store, person_id: int, limit: int) -> Sequence[Kept]:
    """Return what waits in the web chat, was read there or went out by e-mail, the latest first."""
    values = {"person": person_id, "most": limit}
    return [Kept(*row) for row in await store.execute(_OF_PERSON, values)]


async def of(store: Store, person_id: int, delivery_id: int) -> Delivery | None:
    """Return what reached a person, read or not; None if they have none by this id."""
    row = await store.row(_ONE, {"person": person_id, "delivery": delivery_id})
    return next(iter(await deliveries.by_ids(store, [row["id"]])), None) if row else None


async def newest(store: Store, person_id: int, channel: str, since: datetime) -> Delivery | None:
    """Return what reached a person last in a channel, None if nothing did ``since`` then."""
    row = await store.row(_NEWEST, {"person": person_id, "channel": channel, "since": since})
    return next(iter(await deliveries.by_ids(store, [row["id"]])), None) if row else None


async def is_for(store: Store, person_id: int, announcement_id: int) -> bool:
    """Return whether a person gets or got this announcement."""
    mine = (
        select(_d.id)
        .join(t.campaign)
        .where(_d.person_id == person_id, t.campaign.c.announcement_id == announcement_id)
    )
    return (await store.execute(mine.limit(1))).first() is not None


async def count_of(store: Store, person_id: int) -> int:
    """Return how many deliveries of a person are stored."""
    return (
        await store.execute(
            select(func.count()).select_from(t.delivery).where(_d.person_id == person_id)
        )
    ).scalar_one()


async def count_unread(store: Store, person_id: int) -> int:
    """Return how many messages wait in the web chat of a person."""
    return (await store.execute(_COUNT_UNREAD, {"person": person_id})).scalar_one()


async def read(store: Store, person_id: int, delivery_id: int, now: datetime) -> Delivery | None:
    """Return a delivery of the person, from now on read; None if they have none by this id.

    Of one that is read no device needs to be told any more.
    """
    mine = (_d.id == delivery_id) & (_d.person_id == person_id)
    shown = mine & ((_d.state == State.SENT) | _IS_RINGING)
    await store.execute(update(t.delivery).where(shown, _IS_HERE).values(is_read=True))
    waiting = update(t.delivery).where(shown, _d.state == State.DUE)
    await store.execute(waiting.values(state=State.SENT, ended_at=now))
    found = list((await store.execute(select(_d.id).where(shown))).scalars())
    return next(iter(await deliveries.by_ids(store, found)), None)
