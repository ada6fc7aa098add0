"""Help requests and their answers. Contacts are sealed, and deleted when a request is closed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, case, exists, func, insert, select, update

from bot.domain.helping import Help, HelpRequest, State, When
from bot.rules.helping import EVENINGS
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.groups import help_tallies

_h, _a, _s = t.help_request.c, t.help_answer.c, t.person_skill.c
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


async def add(store: Store, request: HelpRequest, asked: Collection[int]) -> int:
    """Store a request with the people who are asked; return its id."""
    request_id = int(
        (
            await store.execute(
                insert(t.help_request).values(_values(store.seal, request)).returning(_h.id)
            )
        ).scalar_one()
    )
    await help_tallies.asked(store, request)
    if asked:
        await store.execute(
            insert(t.help_answer),
            [
                {"help_request_id": request_id, "person_id": person, "answer": ASKED}
                for person in sorted(asked)
            ],
        )
    return request_id


async def change(store: Store, request: HelpRequest) -> None:
    """Store a request as it is now."""
    before = (await store.execute(select(_h.state).where(_h.id == request.id))).scalar()
    if before is not None:
        await help_tallies.changed(store, State(before), request)
    await store.execute(
        update(t.help_request).where(_h.id == request.id).values(_values(store.seal, request))
    )


async def by_id(store: Store, request_id: int, *, lock: bool = False) -> HelpRequest | None:
    """Return a request, or None if there is none."""
    query = select(t.help_request).where(_h.id == request_id)
    row = await store.row(query.with_for_update() if lock else query)
    return _request(row, store.seal) if row else None


async def by_ids(store: Store, request_ids: Collection[int]) -> Mapping[int, HelpRequest]:
    """Return those that exist, by id."""
    if not request_ids:
        return {}
    rows = await store.rows(select(t.help_request).where(_h.id.in_(sorted(request_ids))))
    return {row["id"]: _request(row, store.seal) for row in rows}


async def of_person(store: Store, person_id: int) -> list[HelpRequest]:
    """Return the requests that are not closed which a person made or helps with."""
    mine = (_h.person_id == person_id) | (_h.helper_id == person_id)
    rows = await store.rows(
        select(t.help_request).where(mine, _h.state != State.CLOSED).order_by(_h.id)
    )
    return [_request(row, store.seal) for row in rows]


async def asked_of(store: Store, person_id: int, limit: int) -> list[HelpRequest]:
    """Return the open requests that a person was asked to help with and has not answered.

    The oldest first, without contacts: nobody sees them before both agreed.
    """
    asked = select(_a.help_request_id).where(_a.person_id == person_id, _a.answer == ASKED)
    return await _bare(store, _h.id.in_(asked) & (_h.state == State.OPEN), limit)


async def given_by(store: Store, person_id: int, limit: int) -> list[HelpRequest]:
    """Return the requests with which a person helps, the oldest first, without contacts."""
    is_going_on = _h.state.in_((State.TAKEN, State.AGREED))
    return await _bare(store, (_h.helper_id == person_id) & is_going_on, limit)


async def _bare(store: Store, which: ColumnElement[bool], limit: int) -> list[HelpRequest]:
    is_known = _h.kind.in_(list(Help))
    rows = await store.rows(
        select(t.help_request).where(which, is_known).order_by(_h.created_at, _h.id).limit(limit)
    )
    bare = [{**row, "sealed": None, "helper_sealed": None} for row in rows]
    return [_request(row, store.seal) for row in bare]


async def count_open(store: Store, person_id: int) -> int:
    """Return how many requests of a newcomer are not closed."""
    query = select(func.count()).where(
        _h.person_id == person_id, _h.state != State.CLOSED, _h.group_id.is_(None)
    )
    return (await store.execute(query)).scalar_one()


async def count_in_town(store: Store, municipality_id: int | None, since: datetime) -> int:
    """Return how many newcomers of a town asked for help since a moment, closed ones too."""
    query = select(func.count()).where(
        _h.municipality_id == municipality_id, _h.created_at > since, _h.group_id.is_(None)
    )
    return (await store.execute(query)).scalar_one()


async def to_hand_over(store: Store, before: datetime, limit: int) -> Sequence[int]:
    """Return the ids of requests for which nobody had time until a moment, the oldest first."""
    query = select(_h.id).where(_waits_since(before)).order_by(_h.id).limit(limit)
    return list((await store.execute(query)).scalars())


async def take_to_hand_over(store: Store, request_id: int, before: datetime) -> HelpRequest | None:
    """Lock and return a request that ``to_hand_over`` named, without its contacts.

    None if it does not wait any more or is locked elsewhere. The contacts stay sealed, so that one
    that cannot be opened keeps no request from the office.
    """
    query = select(t.help_request).where(_h.id == request_id, _waits_since(before))
    row = await store.row(query.with_for_update(skip_locked=True))
    return _request({**row, "sealed": None, "helper_sealed": None}, store.seal) if row else None


def _waits_since(before: datetime) -> ColumnElement[bool]:
    return (
        _h.state.in_((State.OPEN, State.TAKEN)) & (_h.created_at < before) & _h.group_id.is_(None)
    )


async def handed(store: Store, district_id: int) -> list[HelpRequest]:
    """Return the requests of a district that its office takes care of, the oldest first."""
    query = select(t.help_request).where(
        _h.district_id == district_id, _h.state == State.HANDED, _h.group_id.is_(None)
    )
    return [_request(row, store.seal) for row in await store.rows(query.order_by(_h.id))]


async def on_board(
    store: Store, district_id: int, state: State, limit: int
) -> tuple[list[HelpRequest], int]:
    """Return requests of newcomers in one state, the oldest first, and how many there are.

    They come without contacts: these stay sealed, so one that cannot be opened is listed, too. What
    a newer version wrote and we have no words for is left out.
    """
    is_known = _h.kind.in_(list(Help)) & _h.wanted.in_(list(When))
    is_here = (_h.district_id == district_id) & _h.group_id.is_(None)
    which = is_here & is_known & (_h.state == state)
    rows = await store.rows(
        select(t.help_request).where(which).order_by(_h.created_at, _h.id).limit(limit)
    )
    count = await store.execute(select(func.count()).select_from(t.help_request).where(which))
    bare = [{**row, "sealed": None, "helper_sealed": None} for row in rows]
    return [_request(row, store.seal) for row in bare], int(count.scalar_one())


async def answer(store: Store, request_id: int, person_id: int, reply: str) -> None:
    """Store the answer of a person: ``YES``, ``NO``, or ``ASKED`` for somebody who is asked now."""
    row = {"help_request_id": request_id, "person_id": person_id, "answer": reply}
    statement = upserting(store)(t.help_answer).values(row)
    await store.execute(
        statement.on_conflict_do_update(
            index_elements=["help_request_id", "person_id"], set_={"answer": reply}
        )
    )


async def answers(store: Store, request_id: int) -> dict[int, str]:
    """Return person → answer of all who were asked, ``ASKED`` for those who gave none yet."""
    rows = await store.execute(
        select(_a.person_id, _a.answer)
        .where(_a.help_request_id == request_id)
        .order_by(_a.person_id)
    )
    return {row.person_id: row.answer for row in rows}


async def able(store: Store, people: Collection[int], skill: str, evening: str) -> dict[int, bool]:
    """Return those of these people who have a skill: person → whether they are free on an evening.

    ``evening`` is one of ``EVENINGS``. A person who named none of them is free on all.
    """
    free = _has_one_of([evening]) | ~_has_one_of(EVENINGS)
    query = (
        select(_s.person_id, free.label("is_free"))
        .where(_s.person_id.in_(sorted(people)), _s.skill == skill)
        .order_by(_s.person_id)
    )
    return {row.person_id: bool(row.is_free) for row in await store.execute(query)}


def _has_one_of(skills: Sequence[str]) -> ColumnElement[bool]:
    """The person of a row of ``person_skill`` has one of these skills too."""
    other = t.person_skill.alias().c
    return exists().where(other.person_id == _s.person_id, other.skill.in_(skills))


async def release(store: Store, person_id: int) -> None:
    """Open the requests again with which a person helps who deletes their data."""
    await reopen(store, _h.helper_id == person_id)


async def reopen(store: Store, which: ColumnElement[bool]) -> int:
    """Open requests again whose helper is gone; return how many."""
    await help_tallies.reopened(store, which)
    statement = update(t.help_request).where(which).values(REOPENED)
    return (await store.execute(statement)).rowcount


def has_lost_its_helper() -> ColumnElement[bool]:
    """The helper was deleted: nobody comes, so the request is open again."""
    return _h.helper_id.is_(None) & _h.state.in_((State.TAKEN, State.AGREED))


REOPENED = {
    "helper_id": None,
    "sealed": None,
    "helper_sealed": None,
    "state": case((_h.state.in_((State.TAKEN, State.AGREED)), State.OPEN), else_=_h.state),
}
"""A request without its helper; the contacts of both people are deleted."""


def _values(seal: Seal, request: HelpRequest) -> dict[str, Any]:
    sealed = {
        "sealed": _closed(seal, request.contact),
        "helper_sealed": _closed(seal, request.helper_contact),
    }
    return {name: getattr(request, name) for name in _COLUMNS} | sealed


def _closed(seal: Seal, contact: str) -> bytes | None:
    return seal.close(_CONTACT, contact) if contact else None


def _opened(seal: Seal, sealed: bytes | None) -> str:
    return seal.open(_CONTACT, sealed) if sealed else ""


def _request(row: RowMapping | Mapping[str, Any], seal: Seal) -> HelpRequest:
    return HelpRequest(
        id=row["id"],
        district_id=row["district_id"],
        person_id=row["person_id"],
        kind=Help(row["kind"]),
        language=row["language"],
        wanted=row["wanted"],
        created_at=row["created_at"],
        municipality_id=row["municipality_id"],
        group_id=row["group_id"],
        state=State(row["state"]),
        helper_id=row["helper_id"],
        contact=_opened(seal, row["sealed"]),
        helper_contact=_opened(seal, row["helper_sealed"]),
    )
