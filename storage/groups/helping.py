"""Help requests and who has answered. How people are reached is sealed, and gone when a request is closed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, case, delete, func, insert, select, update

from bot.domain.helping import Help, HelpRequest, State
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.sealing import Seal
from storage.engine.store import Store

_h, _a = t.help_request.c, t.help_answer.c
_CONTACT = "contact"
_COLUMNS = (
    "district_id",
    "person_id",
    "kind",
    "language",
    "wanted",
    "created_at",
    "municipality_id",
    "group_id",
    "state",
    "helper_id",
)
ASKED, YES, NO = "", "yes", "no"


async def add(store: Store, one: HelpRequest, asked: Collection[int]) -> int:
    """With the people who are asked; gives back its id."""
    number = int(
        (
            await store.execute(
                insert(t.help_request).values(_values(store.seal, one)).returning(_h.id)
            )
        ).scalar_one()
    )
    if asked:
        await store.execute(
            insert(t.help_answer),
            [
                {"help_request_id": number, "person_id": person, "answer": ASKED}
                for person in sorted(asked)
            ],
        )
    return number


async def change(store: Store, one: HelpRequest) -> None:
    await store.execute(
        update(t.help_request).where(_h.id == one.id).values(_values(store.seal, one))
    )


async def by_id(store: Store, number: int, *, lock: bool = False) -> HelpRequest | None:
    """None if there is none."""
    query = select(t.help_request).where(_h.id == number)
    row = (await store.execute(query.with_for_update() if lock else query)).mappings().first()
    return _request(row, store.seal) if row else None


async def by_ids(store: Store, numbers: Collection[int]) -> Mapping[int, HelpRequest]:
    """Those that are there."""
    if not numbers:
        return {}
    rows = (
        await store.execute(select(t.help_request).where(_h.id.in_(sorted(numbers))))
    ).mappings()
    return {row["id"]: _request(row, store.seal) for row in rows}


async def of_person(store: Store, person_id: int) -> list[HelpRequest]:
    """What they asked for and is not closed, and what they help with."""
    mine = (_h.person_id == person_id) | (_h.helper_id == person_id)
    rows = (
        await store.execute(
            select(t.help_request).where(mine, _h.state != State.CLOSED).order_by(_h.id)
        )
    ).mappings()
    return [_request(row, store.seal) for row in rows]


async def count_open(store: Store, person_id: int) -> int:
    query = select(func.count()).where(
        _h.person_id == person_id, _h.state != State.CLOSED, _h.group_id.is_(None)
    )
    return (await store.execute(query)).scalar_one()


async def to_hand_over(store: Store, before: datetime) -> HelpRequest | None:
    """One for which nobody had time until then, locked; None if there is none."""
    waits = (
        _h.state.in_((State.OPEN, State.TAKEN)) & (_h.created_at < before) & _h.group_id.is_(None)
    )
    row = (
        (
            await store.execute(
                select(t.help_request)
                .where(waits)
                .order_by(_h.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
        )
        .mappings()
        .first()
    )
    return _request(row, store.seal) if row else None


async def answer(store: Store, number: int, person_id: int, said: str) -> None:
    """What somebody who was asked says."""
    row = {"help_request_id": number, "person_id": person_id, "answer": said}
    statement = upserting(store)(t.help_answer).values(row)
    await store.execute(
        statement.on_conflict_do_update(
            index_elements=["help_request_id", "person_id"], set_={"answer": said}
        )
    )


async def answers(store: Store, number: int) -> dict[int, str]:
    """Person → what they said, "" nothing yet."""
    rows = await store.execute(
        select(_a.person_id, _a.answer).where(_a.help_request_id == number).order_by(_a.person_id)
    )
    return {row.person_id: row.answer for row in rows}


async def skills(store: Store, people: Collection[int]) -> dict[int, frozenset[str]]:
    """Person → what they said that they can do, and on which days."""
    c = t.person.c
    rows = await store.execute(
        select(c.id, c.skills).where(c.id.in_(sorted(people))).order_by(c.id)
    )
    return {row.id: frozenset(row.skills) for row in rows}


async def release(store: Store, person_id: int) -> None:
    """Whoever deletes their data helps nobody any more, and how they are reached is gone; the request is open again."""
    await _without_helper(store, _h.helper_id == person_id)


async def forget_before(store: Store, moment: datetime) -> int:
    """And how helpers are reached who were forgotten meanwhile."""
    await _without_helper(store, _h.helper_id.is_(None) & _h.helper_sealed.is_not(None))
    return (await store.execute(delete(t.help_request).where(_h.created_at < moment))).rowcount


async def count_before(store: Store, moment: datetime) -> int:
    return (
        await store.execute(
            select(func.count()).select_from(t.help_request).where(_h.created_at < moment)
        )
    ).scalar_one()


async def _without_helper(store: Store, which: ColumnElement[bool]) -> None:
    going_on = _h.state.in_((State.TAKEN, State.AGREED))
    again = {
        "helper_id": None,
        "sealed": None,
        "helper_sealed": None,
        "state": case((going_on, State.OPEN), else_=_h.state),
    }
    await store.execute(update(t.help_request).where(which).values(again))


def _values(seal: Seal, one: HelpRequest) -> dict[str, Any]:
    sealed = {
        "sealed": _closed(seal, one.contact),
        "helper_sealed": _closed(seal, one.helper_contact),
    }
    return {name: getattr(one, name) for name in _COLUMNS} | sealed


def _closed(seal: Seal, contact: str) -> bytes | None:
    return seal.close(_CONTACT, contact) if contact else None


def _opened(seal: Seal, sealed: bytes | None) -> str:
    return seal.open(_CONTACT, sealed) if sealed else ""


def _request(row: RowMapping, seal: Seal) -> HelpRequest:
    return HelpRequest(
        row["id"],
        row["district_id"],
        row["person_id"],
        Help(row["kind"]),
        row["language"],
        row["wanted"],
        row["created_at"],
        row["municipality_id"],
        row["group_id"],
        State(row["state"]),
        row["helper_id"],
        _opened(seal, row["sealed"]),
        _opened(seal, row["helper_sealed"]),
    )
