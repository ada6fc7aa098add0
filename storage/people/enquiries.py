"""Enquiries: the questions that people write to the office, and what it answers.

The words are sealed. What no key of ours opens is None, and keeps nothing else from being read.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, func, insert, select, update

from bot.domain.desk import Waiting
from bot.domain.enquiries import Enquiry, EnquiryMessage, EnquiryState
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.people import enquiry_translations
from storage.people.enquiry_translations import PURPOSE

_e, _m, _mark = t.enquiry.c, t.enquiry_message.c, t.inbox_mark.c


async def add(store: Store, enquiry: Enquiry, words: str) -> int:
    """Store an enquiry with its first words; return its id."""
    row = {
        "district_id": enquiry.district_id,
        "person_id": enquiry.person_id,
        "language": enquiry.language,
        "state": enquiry.state,
        "created_at": enquiry.created_at,
        "since": enquiry.since,
        "may_be_translated": enquiry.may_be_translated,
    }
    added = await store.execute(insert(t.enquiry).values(row).returning(_e.id))
    enquiry_id = int(added.scalar_one())
    first = EnquiryMessage(0, enquiry_id, False, enquiry.language, enquiry.since, words)
    await say(store, enquiry.person_id, first)
    return enquiry_id


async def say(store: Store, person_id: int, message: EnquiryMessage) -> int:
    """Store what one side wrote to the other, of the enquiry of a person; return its id."""
    row = {
        "enquiry_id": message.enquiry_id,
        "person_id": person_id,
        "by_office": message.by_office,
        "language": message.language,
        "sealed": store.seal.close(PURPOSE, message.words or ""),
        "written_at": message.written_at,
    }
    added = await store.execute(insert(t.enquiry_message).values(row).returning(_m.id))
    return int(added.scalar_one())


async def set_state(store: Store, enquiry_id: int, state: EnquiryState, since: datetime) -> None:
    """Store the state of an enquiry, and when it began."""
    statement = update(t.enquiry).where(_e.id == enquiry_id)
    await store.execute(statement.values(state=state, since=since))


async def remove(store: Store, enquiry_id: int) -> None:
    """Delete an enquiry with all that was written, and what the office noted about it."""
    mine = (_mark.kind == Waiting.QUESTION.value) & (_mark.subject_id == enquiry_id)
    await store.execute(delete(t.inbox_mark).where(mine))
    await store.execute(delete(t.enquiry).where(_e.id == enquiry_id))


async def by_id(store: Store, enquiry_id: int, *, lock: bool = False) -> Enquiry | None:
    """Return an enquiry, None if there is none.

    The person is locked before it, as they lock themselves before their own acts.
    """
    query = select(t.enquiry).where(_e.id == enquiry_id)
    if lock:
        asker = select(t.person.c.id).join(t.enquiry).where(_e.id == enquiry_id)
        await store.execute(asker.with_for_update(of=t.person, read=True, key_share=True))
        query = query.with_for_update()
    row = await store.row(query)
    return _enquiry(row) if row else None


async def by_ids(store: Store, enquiry_ids: Collection[int]) -> dict[int, Enquiry]:
    """Return those that exist, by id."""
    if not enquiry_ids:
        return {}
    rows = await store.rows(select(t.enquiry).where(_e.id.in_(sorted(enquiry_ids))))
    return {row["id"]: _enquiry(row) for row in rows}


async def of_person(store: Store, person_id: int) -> list[Enquiry]:
    """Return the enquiries of a person, the newest first."""
    query = select(t.enquiry).where(_e.person_id == person_id)
    return [_enquiry(row) for row in await store.rows(query.order_by(_e.id.desc()))]


async def count_since(store: Store, district_id: int, since: datetime) -> int:
    """Return how many enquiries the office of a district got since a moment."""
    mine = and_(_e.district_id == district_id, _e.created_at > since)
    query = select(func.count()).select_from(t.enquiry).where(mine)
    return int((await store.execute(query)).scalar_one())


async def messages(store: Store, enquiry_id: int) -> list[EnquiryMessage]:
    """Return what was written with its translations, the oldest first."""
    query = select(t.enquiry_message).where(_m.enquiry_id == enquiry_id).order_by(_m.id)
    found = [_message(row, store.seal) for row in await store.rows(query)]
    made = await enquiry_translations.of_messages(store, [message.id for message in found])
    return [replace(message, translation=made.get(message.id)) for message in found]


async def messages_by_ids(store: Store, message_ids: Collection[int]) -> dict[int, EnquiryMessage]:
    """Return those that exist with their translations, by id."""
    if not message_ids:
        return {}
    rows = await store.rows(select(t.enquiry_message).where(_m.id.in_(sorted(message_ids))))
    made = await enquiry_translations.of_messages(store, message_ids)
    found = [_message(row, store.seal) for row in rows]
    return {message.id: replace(message, translation=made.get(message.id)) for message in found}


async def first_words(store: Store, enquiry_ids: Collection[int]) -> dict[int, str | None]:
    """Return id of an enquiry → the words that it began with, None if no key of ours opens them."""
    if not enquiry_ids:
        return {}
    firsts = select(func.min(_m.id)).where(_m.enquiry_id.in_(sorted(enquiry_ids)))
    rows = await store.rows(
        select(t.enquiry_message).where(_m.id.in_(firsts.group_by(_m.enquiry_id)))
    )
    return {row["enquiry_id"]: _message(row, store.seal).words for row in rows}


def is_past(before: datetime) -> ColumnElement[bool]:
    """The enquiry was answered or closed before a moment, and nobody wrote anything since."""
    return (_e.state != EnquiryState.OPEN.value) & (_e.since < before)


def is_mark_of_none() -> ColumnElement[bool]:
    """The mark of the office is about an enquiry that was deleted: it may tell of the person."""
    is_there = select(_e.id).where(_e.id == _mark.subject_id).exists()
    return (_mark.kind == Waiting.QUESTION.value) & ~is_there


def _enquiry(row: RowMapping) -> Enquiry:
    return Enquiry(
        id=row["id"],
        district_id=row["district_id"],
        person_id=row["person_id"],
        language=row["language"],
        created_at=row["created_at"],
        since=row["since"],
        state=EnquiryState(row["state"]),
        may_be_translated=row["may_be_translated"],
    )


def _message(row: Mapping[Any, Any], seal: Seal) -> EnquiryMessage:
    return EnquiryMessage(
        id=row["id"],
        enquiry_id=row["enquiry_id"],
        by_office=row["by_office"],
        language=row["language"],
        written_at=row["written_at"],
        words=seal.opened(PURPOSE, row["sealed"]),
    )
