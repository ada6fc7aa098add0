"""The ledger: one row for each message and person, from its release to a final state.

``due → sending → sent | due (possibly twice) | held | blocked | dead | expired | cancelled``.
``sending`` is committed before the message leaves, and no more rows are claimed than there are free
slots: that limits how many messages a crash can double.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, RowMapping, String, bindparam, case, func, select, text, update

from bot.domain.announcements import Flight
from bot.domain.deliveries import OPEN, Amendment, Delivery, Result, State
from storage import schema as t
from storage.engine.store import Store
from storage.messaging.group_events import from_json
from storage.people.person_rows import PERSON, person_of
from storage.schema.columns import Instant

LONGEST_MESSAGE, LONGEST_REASON = 40, 80
"""Characters of the columns ``message`` and ``reason``."""
_d = t.delivery.c
_IS_OPEN = text(t.DELIVERY_OPEN)


_TO_AMEND = (text(t.DELIVERY_AMENDED), _d.state == State.SENT)
"""One that is on its way is changed when it has arrived."""
_CLAIM = (
    update(t.delivery)
    .where(
        _d.id.in_(
            select(_d.id)
            .where(
                _IS_OPEN, _d.state == text("'due'"), _d.due_at <= bindparam("now", type_=Instant)
            )
            .order_by(_d.priority, _d.due_at, _d.id)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True)
        )
    )
    .values(state=State.SENDING.value, owner=bindparam("claimed_by"), attempts=_d.attempts + 1)
    .returning(_d.id)
)
_DETAILS = (
    select(
        _d.id.label("delivery_id"), _d.campaign_id, _d.attempts, _d.possibly_twice,
        t.campaign.c.announcement_id, t.campaign.c.due_at, t.campaign.c.late, t.campaign.c.flight,
        _d.offers, _d.event, *PERSON,
    )
    .join(t.campaign, t.campaign.c.id == _d.campaign_id)
    .join(t.person, t.person.c.id == _d.person_id)
)  # fmt: skip
_CLAIMED = _DETAILS.where(_d.id.in_(bindparam("numbers", expanding=True))).order_by(
    _d.priority, _d.due_at, _d.id
)
_RECORD = (
    update(t.delivery)
    .where(
        _d.id == bindparam("number"), _d.owner == bindparam("recorded_by"),
        _d.attempts == bindparam("attempt"), _d.state == text("'sending'"),
    )
    .values(
        state=bindparam("becomes"), owner=None, attempts=bindparam("counted"),
        due_at=func.coalesce(bindparam("again_at", type_=Instant), _d.due_at),
        channel=func.coalesce(func.nullif(bindparam("by", type_=String), ""), _d.channel),
        message=bindparam("as_message"), is_read=_d.is_read | bindparam("seen", type_=Boolean),
        reason=bindparam("because"), ended_at=bindparam("ended", type_=Instant),
        possibly_twice=_d.possibly_twice | bindparam("twice"),
    )
)  # fmt: skip


class Amended(NamedTuple):
    """A message to change: ``message`` is the channel's id of it."""

    delivery: Delivery
    amendment: Amendment
    channel: str
    message: str


async def claim(store: Store, owner: int, most: int, now: datetime) -> list[int]:
    """Claim the next deliveries and return their ids; the caller commits before it sends any."""
    claimed = await store.execute(_CLAIM, {"now": now, "most": most, "claimed_by": owner})
    return list(claimed.scalars())


async def by_ids(store: Store, delivery_ids: Sequence[int]) -> list[Delivery]:
    """Return those that exist, the most urgent first."""
    if not delivery_ids:
        return []
    rows = await store.rows(_CLAIMED, {"numbers": list(delivery_ids)})
    return [_delivery(row) for row in rows]


async def bury(store: Store, delivery_id: int, reason: str, now: datetime) -> None:
    """Give a delivery that cannot be handled its final state, whatever else is in its row."""
    said = _storable(reason, LONGEST_REASON)
    values = {"state": State.DEAD, "owner": None, "reason": said, "ended_at": now}
    await store.execute(update(t.delivery).where(_d.id == delivery_id).values(values))


async def record(store: Store, results: Sequence[Result], owner: int) -> None:
    """Store what became of claimed rows; nothing if a row was taken over meanwhile."""
    if results:
        await store.execute(_RECORD, [_recorded(result, owner) for result in results])


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["delivery_id"],
        campaign_id=row["campaign_id"],
        announcement_id=row["announcement_id"],
        person=person_of(row),
        attempt=row["attempts"],
        due_at=row["due_at"],
        possibly_twice=row["possibly_twice"],
        late=row["late"],
        flight=Flight(row["flight"]),
        offers=tuple(row["offers"] or ()),
        event=from_json(row["event"]) if row["event"] else None,
    )


def _recorded(result: Result, owner: int) -> dict[str, Any]:
    return {
        "number": result.delivery.id,
        "recorded_by": owner,
        "attempt": result.delivery.attempt,
        "becomes": result.state.value,
        "counted": result.delivery.attempt - (not result.counts),
        "again_at": result.due_at,
        "by": result.channel,
        "as_message": _storable(result.message, LONGEST_MESSAGE),
        "seen": result.is_read,
        "because": _storable(result.reason, LONGEST_REASON),
        "ended": None if result.state in OPEN else result.at,
        "twice": result.possibly_twice,
    }


def _storable(text: str, longest: int) -> str:
    """Return a text of a channel as every database takes it."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:longest]


async def counted(store: Store) -> dict[str, int]:
    """Return how many deliveries are in each state, and how many perhaps arrived twice."""
    states = {
        row[0]: int(row[1])
        for row in await store.execute(select(_d.state, func.count()).group_by(_d.state))
    }
    twice = select(func.count()).select_from(t.delivery).where(_d.possibly_twice)
    return {state.value: states.get(state, 0) for state in State} | {
        "possibly_twice": (await store.execute(twice)).scalar_one()
    }


async def amended(store: Store, limit: int) -> Sequence[int]:
    """Return the ids of messages that are still to be changed or taken away, the oldest first."""
    query = select(_d.id).where(*_TO_AMEND).order_by(_d.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def amended_by_id(store: Store, delivery_id: int) -> Amended | None:
    """Return a message to change; None if there is nothing to change any more."""
    query = _DETAILS.add_columns(_d.amend, _d.channel, _d.message)
    row = await store.row(query.where(_d.id == delivery_id, *_TO_AMEND))
    if row is None:
        return None
    return Amended(_delivery(row), Amendment(row["amend"]), row["channel"], row["message"])


async def leave_as_it_is(store: Store, delivery_id: int) -> None:
    """Change a message no more that could not be changed; it stays as it arrived."""
    mine = update(t.delivery).where(_d.id == delivery_id)
    await store.execute(mine.values(amend=Amendment.NONE))


async def settle(store: Store, delivery_id: int, amendment: Amendment, version: int) -> bool:
    """Remember that an amendment is done, or can never be; False if it was changed meanwhile.

    ``version`` is that of the announcement whose text went out.
    """
    values = {"amend": Amendment.NONE} | (
        {"state": State.WITHDRAWN} if amendment is Amendment.WITHDRAW else {}
    )
    sent_version = (
        select(t.announcement.c.version)
        .join(t.campaign, t.campaign.c.announcement_id == t.announcement.c.id)
        .where(t.campaign.c.id == _d.campaign_id)
        .scalar_subquery()
    )
    mine = update(t.delivery).where(_d.id == delivery_id, _d.amend == amendment)
    return bool((await store.execute(mine.where(sent_version == version).values(values))).rowcount)


async def owners(store: Store) -> list[int]:
    """Return the ids of processes that have something on its way."""
    query = select(_d.owner).where(_IS_OPEN, _d.state == text("'sending'")).distinct()
    return [owner for owner in (await store.execute(query)).scalars() if owner is not None]


async def take_back(store: Store, owner: int, now: datetime) -> int:
    """Release what a dead process had on its way; return how many rows.

    It may have arrived, so it is sent again and marked, or held if the author chose that.
    """
    never = (
        select(t.campaign.c.id)
        .join(t.announcement, t.announcement.c.id == t.campaign.c.announcement_id)
        .where(t.announcement.c.never_twice)
    )
    held = _d.campaign_id.in_(never)
    values = {
        "state": case((held, State.HELD.value), else_=State.DUE.value),
        "ended_at": case((held, bindparam("when", now, type_=Instant))),
        "possibly_twice": True,
        "owner": None,
    }
    return (
        await store.execute(
            update(t.delivery)
            .where(_IS_OPEN, _d.state == text("'sending'"), _d.owner == owner)
            .values(values)
        )
    ).rowcount


async def wait(store: Store) -> int:
    """Pause everything that is still open, after a restore; return how many rows."""
    open_ones = select(_d.campaign_id).where(_d.state.in_(OPEN)).distinct()
    await store.execute(
        update(t.campaign).where(t.campaign.c.id.in_(open_ones)).values(flight=Flight.WAITS)
    )
    rows = update(t.delivery).where(_d.state.in_((State.DUE, State.SENDING)))
    return (await store.execute(rows.values(state=State.PAUSED, owner=None))).rowcount
