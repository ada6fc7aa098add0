"""The questions to the office of a district, as its desk lists them, and its saved answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, insert, literal, select

from bot.domain.enquiries import SavedAnswer
from storage import schema as t
from storage.engine.store import Store

AGES = (2, 7, 30)
"""Days of which a list shows what is as old as that, or older."""
_e, _s = t.enquiry.c, t.saved_answer.c


@dataclass(frozen=True, kw_only=True)
class EnquiryQuery:
    """Which questions are wanted; "" and 0 mean any. ``days`` is how old they are at least."""

    district_id: int
    state: str = ""
    language: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class EnquiryCount:
    """How many questions have one state, one language, and at least an age of ``days``."""

    state: str
    language: str
    days: int
    count: int


async def ids(
    store: Store, query: EnquiryQuery, now: datetime, *, limit: int, offset: int
) -> list[int]:
    """Return the ids of one page of a list: what waits longest first."""
    wanted = select(_e.id).where(*_matching(query, now)).order_by(_e.since, _e.id)
    return list((await store.execute(wanted.limit(limit).offset(offset))).scalars())


async def counts(store: Store, district_id: int, now: datetime) -> list[EnquiryCount]:
    """Return how many questions of a district there are of each state, language and age."""
    ages = [(_e.since <= now - timedelta(days=days), literal(days)) for days in reversed(AGES)]
    age = case(*ages, else_=literal(0))
    query = select(_e.state, _e.language, age, func.count()).where(_e.district_id == district_id)
    rows = await store.execute(query.group_by(_e.state, _e.language, age))
    return [EnquiryCount(*row) for row in rows]


async def message_counts(store: Store, ids_: list[int]) -> Mapping[int, int]:
    """Return id of a question → how many messages it has."""
    message = t.enquiry_message.c
    query = select(message.enquiry_id, func.count()).where(message.enquiry_id.in_(ids_))
    return {row[0]: row[1] for row in await store.execute(query.group_by(message.enquiry_id))}


def _matching(query: EnquiryQuery, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[Any] = [_e.district_id == query.district_id]
    if query.state:
        conditions.append(_e.state == query.state)
    if query.language:
        conditions.append(_e.language == query.language)
    if query.days:
        conditions.append(_e.since <= now - timedelta(days=query.days))
    return conditions


async def saved_answers(store: Store, district_id: int) -> list[SavedAnswer]:
    """Return the saved answers of a district, by title."""
    query = select(t.saved_answer).where(_s.district_id == district_id)
    rows = await store.rows(query.order_by(_s.title, _s.id))
    return [SavedAnswer(**row) for row in rows]


async def save_answer(store: Store, answer: SavedAnswer) -> int:
    """Store an answer to be used again; return its id."""
    row = {
        "district_id": answer.district_id,
        "title": answer.title,
        "language": answer.language,
        "words": answer.words,
    }
    added = await store.execute(insert(t.saved_answer).values(row).returning(_s.id))
    return int(added.scalar_one())


async def drop_answer(store: Store, district_id: int, answer_id: int) -> bool:
    """Delete a saved answer of a district; False if there is none."""
    mine = (_s.id == answer_id) & (_s.district_id == district_id)
    return (await store.execute(delete(t.saved_answer).where(mine))).rowcount > 0
