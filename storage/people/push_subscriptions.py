"""Browsers that are notified: one row each, its address and its keys sealed.

A browser belongs to one person: who can show its keys has it in front of them, and takes it along.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from hmac import compare_digest

from sqlalchemy import ColumnElement, RowMapping, bindparam, delete, func, or_, select, update

from bot.domain.push import CHANNEL, Device, Subscription
from bot.rules import push as rules
from bot.rules.problems import Problem, Refusal
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

KEYS = "push keys"
_s, _n = t.push_subscription.c, t.session.c
_IS_OPEN = or_(_s.session_id.is_(None), _n.ended_at.is_(None))
"""Who was signed out in a browser is not notified there."""
_JOINED = t.push_subscription.outerjoin(t.session, _n.id == _s.session_id)
_OF_PEOPLE = (
    select(_s.person_id, _s.id, _s.sealed, _s.keys_sealed, _s.push_key_id)
    .select_from(_JOINED)
    .where(_s.person_id.in_(bindparam("people", expanding=True)), _IS_OPEN)
    .order_by(_s.id)
)


async def add(
    store: Store,
    person_id: int,
    subscription: Subscription,
    *,
    key_id: int,
    session_id: int,
    device: str,
    now: datetime,
) -> None:
    """Notify a browser, and tell nobody else there. ``session_id`` 0 is none.

    Raises Refusal if the address is known with other keys: then it is somebody else's browser.
    """
    values = {
        "person_id": person_id,
        "session_id": session_id or None,
        "push_key_id": key_id,
        "digest": store.seal.digest(CHANNEL, subscription.endpoint),
        "sealed": store.seal.close(CHANNEL, subscription.endpoint),
        "keys_sealed": store.seal.close(KEYS, _keys(subscription)),
        "device": device,
        "added_at": now,
    }
    if not await _take_over(store, subscription, values):
        new = upserting(store)(t.push_subscription).values(values)
        added = await store.execute(new.on_conflict_do_nothing(index_elements=["digest"]))
        if not added.rowcount:  # two presses at once: the other one was first
            await _take_over(store, subscription, values)
    await _keep_newest(store, person_id)


async def _take_over(
    store: Store, subscription: Subscription, values: Mapping[str, object]
) -> bool:
    """Give a known browser to a person; return False if it is not known."""
    known = select(_s.id, _s.keys_sealed).where(_is_at(store, subscription.endpoint))
    row = (await store.execute(known.with_for_update())).first()
    if row is None:
        return False
    if not compare_digest(_opened(store, KEYS, row.keys_sealed), _keys(subscription)):
        raise Refusal(Problem.NO_DEVICE)
    mine = update(t.push_subscription).where(_s.id == row.id)
    await store.execute(mine.values(values))
    return True


async def _keep_newest(store: Store, person_id: int) -> None:
    theirs = select(_s.id).where(_s.person_id == person_id).order_by(_s.added_at.desc(), _s.id)
    ids = list((await store.execute(theirs)).scalars())
    if len(ids) > rules.MOST_DEVICES:
        await end(store, ids[rules.MOST_DEVICES :])


async def of_person(store: Store, person_id: int) -> Sequence[Device]:
    """Return the browsers in which a person is notified, without those that no key opens."""
    return (await of_people(store, [person_id])).get(person_id, [])


async def of_people(store: Store, people: Iterable[int]) -> dict[int, list[Device]]:
    """Return person → browsers, for those of these people who are notified somewhere."""
    devices: dict[int, list[Device]] = {}
    for row in await store.rows(_OF_PEOPLE, {"people": list(people)}):
        if device := _device(store, row):
            devices.setdefault(row["person_id"], []).append(device)
    return devices


async def count(store: Store, person_id: int) -> int:
    """Return how many browsers of a person are notified."""
    query = select(func.count()).select_from(_JOINED).where(_s.person_id == person_id, _IS_OPEN)
    return int((await store.execute(query)).scalar_one())


async def end(store: Store, ids: Collection[int]) -> None:
    """Forget browsers that do not take pushes any more."""
    await store.execute(delete(t.push_subscription).where(_s.id.in_(ids)))


async def stop(store: Store, person_id: int, endpoint: str) -> bool:
    """Notify a person in one browser no more; return False if they were not."""
    theirs = delete(t.push_subscription).where(_is_at(store, endpoint), _s.person_id == person_id)
    return (await store.execute(theirs)).rowcount > 0


async def stop_unsigned(store: Store, person_id: int) -> None:
    """Forget the browsers in which a person had no session: their cookies are nobody's now."""
    theirs = delete(t.push_subscription).where(_s.person_id == person_id, _s.session_id.is_(None))
    await store.execute(theirs)


def _is_at(store: Store, endpoint: str) -> ColumnElement[bool]:
    return _s.digest.in_(store.seal.digests(CHANNEL, endpoint))


def _keys(subscription: Subscription) -> str:
    return f"{subscription.p256dh} {subscription.auth}"


def _device(store: Store, row: RowMapping) -> Device | None:
    endpoint, keys = (
        _opened(store, CHANNEL, row["sealed"]),
        _opened(store, KEYS, row["keys_sealed"]),
    )
    if not endpoint or not keys:
        return None
    p256dh, _, auth = keys.partition(" ")
    return Device(row["id"], Subscription(endpoint, p256dh, auth), row["push_key_id"])


def _opened(store: Store, purpose: str, sealed: bytes) -> str:
    """Return what was sealed, "" if no key of ours opens it."""
    return store.seal.opened(purpose, sealed) or ""
