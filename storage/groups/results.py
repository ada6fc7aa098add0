"""Decisions, tasks and minutes of groups."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, insert, select, update

from bot.domain.results import Kind, Published, Result
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.groups.memberships import name_of

_r, _m = t.result.c, t.membership.c
_RESULTS = select(t.result, _m.sealed).outerjoin(t.membership, _m.id == _r.owner_id)
_COLUMNS = (
    "group_id",
    "meeting_id",
    "attachment_id",
    "kind",
    "words",
    "published",
    "owner_id",
    "due",
    "done",
    "reminded",
    "author_id",
)


async def add(store: Store, result: Result, now: datetime) -> int:
    """Store a result; return its id."""
    return int(
        (
            await store.execute(
                insert(t.result).values(_values(result) | {"written_at": now}).returning(_r.id)
            )
        ).scalar_one()
    )


async def change(store: Store, result: Result) -> None:
    """Store a result as it is now."""
    await store.execute(update(t.result).where(_r.id == result.id).values(_values(result)))


async def by_id(store: Store, result_id: int, *, lock: bool = False) -> Result | None:
    """Return a result, or None if there is none."""
    query = _RESULTS.where(_r.id == result_id)
    row = await store.row(query.with_for_update(of=t.result) if lock else query)
    return _result(row, store.seal) if row else None


async def by_ids(store: Store, result_ids: Collection[int]) -> Mapping[int, Result]:
    """Return those that still exist, by id."""
    if not result_ids:
        return {}
    rows = await store.rows(_RESULTS.where(_r.id.in_(sorted(result_ids))))
    return {row["id"]: _result(row, store.seal) for row in rows}


async def of_file(store: Store, attachment_id: int) -> Result | None:
    """Return the result that has a file, or None if none has it."""
    row = await store.row(_RESULTS.where(_r.attachment_id == attachment_id).limit(1))
    return _result(row, store.seal) if row else None


async def of_group(
    store: Store,
    group_id: int,
    published: Collection[Published],
    limit: int,
) -> list[Result]:
    """Return the results of a group that are published to one of these, the latest first."""
    query = _of(_RESULTS, group_id, published).order_by(_r.id.desc()).limit(limit)
    return [_result(row, store.seal) for row in await store.rows(query)]


async def count(store: Store, group_id: int, published: Collection[Published]) -> int:
    """Return how many results ``of_group`` has to choose from."""
    return int((await store.execute(_of(select(func.count()), group_id, published))).scalar_one())


async def propose_measure(store: Store, result_id: int, now: datetime) -> None:
    """Let a result wait for the office, which makes a measure of it or declines."""
    await store.execute(update(t.result).where(_r.id == result_id).values(proposed_at=now))


async def became_measure(store: Store, result_id: int, measure_id: int) -> None:
    """Note which measure the office made of a result."""
    await store.execute(update(t.result).where(_r.id == result_id).values(measure_id=measure_id))


async def remove(store: Store, result_id: int) -> None:
    """Delete a result."""
    await store.execute(delete(t.result).where(_r.id == result_id))


async def to_remind(store: Store, before: date, limit: int) -> Sequence[int]:
    """Return the ids of tasks due before a day whose owners were not reminded yet."""
    query = select(_r.id).where(_is_to_remind(before)).order_by(_r.due, _r.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def take_to_remind(store: Store, result_id: int, before: date) -> Result | None:
    """Lock and return a task that ``to_remind`` named.

    None if it does not wait any more or is locked elsewhere.
    """
    query = _RESULTS.where(_r.id == result_id, _is_to_remind(before))
    row = await store.row(query.with_for_update(of=t.result, skip_locked=True))
    return _result(row, store.seal) if row else None


def _is_to_remind(before: date) -> ColumnElement[bool]:
    return (
        (_r.kind == Kind.TASK)
        & ~_r.done
        & ~_r.reminded
        & (_r.due < before)
        & _r.owner_id.is_not(None)
        & _r.group_id.not_in(select(t.group.c.id).where(t.group.c.archived_at.is_not(None)))
    )


async def of_person(store: Store, person_id: int) -> list[str]:
    """Return the words of the tasks that a person has taken on."""
    query = (
        select(_r.words)
        .join(t.membership, _m.id == _r.owner_id)
        .where(_m.person_id == person_id)
        .order_by(_r.id)
    )
    return list((await store.execute(query)).scalars())


async def tasks_of(store: Store, person_id: int, limit: int) -> list[Result]:
    """Return the open tasks that a person has taken on, the next due first.

    Tasks without a date come last; those of archived groups are left out.
    """
    archived = select(t.group.c.id).where(t.group.c.archived_at.is_not(None))
    query = _RESULTS.where(
        _m.person_id == person_id,
        _r.kind == Kind.TASK,
        ~_r.done,
        _r.group_id.not_in(archived),
    )
    ordered = query.order_by(_r.due.is_(None), _r.due, _r.id).limit(limit)
    return [_result(row, store.seal) for row in await store.rows(ordered)]


def _of(query: Select[Any], group_id: int, published: Collection[Published]) -> Select[Any]:
    return query.where(_r.group_id == group_id, _r.published.in_(list(published)))


def _values(result: Result) -> dict[str, Any]:
    values = {name: getattr(result, name) for name in _COLUMNS}
    return values | {"person_id": values.pop("author_id")}


def _result(row: RowMapping, seal: Seal) -> Result:
    return Result(
        id=row["id"],
        group_id=row["group_id"],
        kind=Kind(row["kind"]),
        words=row["words"],
        published=Published(row["published"]),
        meeting_id=row["meeting_id"],
        attachment_id=row["attachment_id"],
        owner_id=row["owner_id"],
        owner=name_of(seal, row["sealed"]),
        due=row["due"],
        done=row["done"],
        reminded=row["reminded"],
        author_id=row["person_id"],
        proposed_at=row["proposed_at"],
        measure_id=row["measure_id"],
    )
