"""Topics of meetings: proposed by a member, or come up from another group."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from bot.domain.agendas import Topic
from bot.domain.groups import Kind
from bot.domain.meetings import Meeting, State
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.groups import meetings
from storage.groups.memberships import name_of

_t, _m, _meeting = t.topic.c, t.membership.c, t.meeting.c
_TOPICS = (
    select(t.topic, _m.sealed, t.group.c.name.label("from_group"))
    .outerjoin(t.membership, _m.id == _t.membership_id)
    .outerjoin(t.group, t.group.c.id == _t.from_group_id)
)

_ORDER = (_t.position.is_(None), _t.position, _t.id)


async def add(store: Store, topic: Topic, now: datetime) -> int:
    """Store a topic; return its id."""
    row = {
        name: getattr(topic, name)
        for name in ("group_id", "meeting_id", "from_group_id", "membership_id", "words", "done")
    }
    row |= {"person_id": topic.author_id, "added_at": now}
    return int((await store.execute(insert(t.topic).values(row).returning(_t.id))).scalar_one())


async def of_meeting(store: Store, meeting: Meeting, now: datetime) -> list[Topic]:
    """Return the topics of a meeting as they were arranged, then in the order of their proposal.

    Topics that earlier meetings left open, or that belong to none, come up at the next one.
    """
    rows = await store.rows(_TOPICS.where(await _on(store, meeting, now)).order_by(*_ORDER))
    return [_topic(row, store.seal) for row in rows]


async def count(store: Store, meeting: Meeting, now: datetime) -> int:
    """Return how many topics ``of_meeting`` returns."""
    return (
        await store.execute(
            select(func.count()).select_from(t.topic).where(await _on(store, meeting, now))
        )
    ).scalar_one()


async def _on(store: Store, meeting: Meeting, now: datetime) -> ColumnElement[bool]:
    own = _t.meeting_id == meeting.id
    if await meetings.next_of(store, meeting.group_id, now) != meeting.id:
        return own
    past = select(t.meeting.c.id).where(
        t.meeting.c.group_id == meeting.group_id,
        (t.meeting.c.starts_at < now) | (t.meeting.c.state == State.CANCELLED),
    )
    return own | (
        (_t.group_id == meeting.group_id)
        & ~_t.done
        & (_t.meeting_id.is_(None) | _t.meeting_id.in_(past))
    )


async def by_id(store: Store, topic_id: int, *, lock: bool = False) -> Topic | None:
    """Return a topic, or None if there is none. With ``lock`` nobody else changes it meanwhile."""
    query = _TOPICS.where(_t.id == topic_id)
    row = await store.row(query.with_for_update(of=t.topic) if lock else query)
    return _topic(row, store.seal) if row else None


async def by_ids(store: Store, topic_ids: Collection[int]) -> Mapping[int, Topic]:
    """Return those that still exist, by id."""
    if not any(topic_ids):
        return {}
    rows = await store.rows(_TOPICS.where(_t.id.in_(sorted(topic_ids))))
    return {row["id"]: _topic(row, store.seal) for row in rows}


async def open_topics(
    store: Store, district_id: int, words: Collection[str]
) -> dict[str, tuple[int, str]]:
    """Return words → id and name of a group of a district on whose agenda they stand and wait."""
    group = t.group.c
    query = (
        select(_t.words, group.id, group.name)
        .join(t.group, group.id == _t.group_id)
        .where(group.district_id == district_id, ~_t.done, _t.words.in_(sorted(words)))
        .order_by(_t.id.desc())
    )
    return {row.words: (row.id, row.name) for row in await store.execute(query)}


async def to_prepare(store: Store, now: datetime, until: datetime, limit: int) -> Sequence[int]:
    """Return the ids of meetings of steering groups before ``until``, with no agenda prepared."""
    query = select(_meeting.id).where(_is_to_prepare(now, until))
    ordered = query.order_by(_meeting.starts_at, _meeting.id).limit(limit)
    return list((await store.execute(ordered)).scalars())


async def take_to_prepare(
    store: Store, meeting_id: int, now: datetime, until: datetime
) -> Meeting | None:
    """Lock and return a meeting that ``to_prepare`` named; None if it does not wait any more."""
    waits = select(_meeting.id).where(_meeting.id == meeting_id, _is_to_prepare(now, until))
    meeting = await meetings.by_id(store, meeting_id, lock=True)
    return meeting if (await store.execute(waits)).first() else None


async def prepared(store: Store, meeting_id: int, now: datetime) -> None:
    """Note that the agenda of a meeting was prepared: what leads remove from it stays away."""
    await store.execute(update(t.meeting).where(_meeting.id == meeting_id).values(prepared_at=now))


def _is_to_prepare(now: datetime, until: datetime) -> ColumnElement[bool]:
    steering = select(t.group.c.id).where(t.group.c.kind == Kind.STEERING_GROUP)
    return (
        _meeting.group_id.in_(steering)
        & (_meeting.state == State.PLANNED)
        & _meeting.starts_at.between(now, until)
        & _meeting.prepared_at.is_(None)
    )


async def tick(store: Store, topic_id: int, meeting_id: int, *, done: bool) -> None:
    """Mark a topic as dealt with at a meeting, or not, whichever one it was proposed for."""
    await store.execute(
        update(t.topic).where(_t.id == topic_id).values(done=done, meeting_id=meeting_id)
    )


async def arrange(store: Store, topic_ids: Sequence[int]) -> None:
    """Give topics their places on an agenda, the first one first."""
    for position, topic_id in enumerate(topic_ids, 1):
        await store.execute(update(t.topic).where(_t.id == topic_id).values(position=position))


async def remove(store: Store, topic_id: int) -> None:
    """Delete a topic."""
    await store.execute(delete(t.topic).where(_t.id == topic_id))


def _topic(row: RowMapping, seal: Seal) -> Topic:
    source = row["from_group"] or name_of(seal, row["sealed"])
    return Topic(
        id=row["id"],
        group_id=row["group_id"],
        words=row["words"],
        meeting_id=row["meeting_id"],
        from_group_id=row["from_group_id"],
        membership_id=row["membership_id"],
        source=source,
        done=row["done"],
        author_id=row["person_id"],
    )
