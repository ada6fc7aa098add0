"""The last searches of a person, kept for a day (``retention.dialogue_hours``).

Each has a number, so that going back leads to the search before and not to the last one.
"""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.domain.people import Address
from storage import schema as t
from storage.engine.store import Store
from storage.engine.upserts import replacing
from storage.people.sealed_addresses import digests
from storage.schema.columns import Instant

MOST = 5
"""Maximum number of searches that are kept of a person."""
_d = t.dialogue.c
_LAST = (
    select(_d.number, _d.words)
    .where(_d.person_id == bindparam("person"))
    .order_by(_d.number.desc())
    .limit(1)
)
_WORDS = _LAST.where(_d.updated_at >= bindparam("since", type_=Instant))
_NUMBERED = _WORDS.where(_d.number == bindparam("number"))
_OLD = delete(t.dialogue).where(
    _d.person_id == bindparam("person"), _d.number <= bindparam("number")
)

_COUNTED_AT = (
    select(_d.person_id, _d.counted)
    .join(t.address, t.address.c.person_id == _d.person_id)
    .where(
        t.address.c.digest.in_(bindparam("digests", expanding=True)),
        _d.number == bindparam("search"),
    )
)


async def counted_at(store: Store, address: Address, search_number: int) -> int:
    """Return the id of the person at an address if a search of theirs is counted, else 0.

    One statement, because every card that is opened from a search asks it.
    """
    asked = {"digests": digests(store.seal, address), "search": search_number}
    row = await store.row(_COUNTED_AT, asked)
    return row["person_id"] if row and row["counted"] else 0


async def words_of(store: Store, person_id: int, since: datetime, search_number: int = 0) -> str:
    """Return the words of a search, 0 is the last one; "" if older than ``since`` or not kept."""
    statement = _NUMBERED if search_number else _WORDS
    values = {"person": person_id, "since": since} | (
        {"number": search_number} if search_number else {}
    )
    row = (await store.execute(statement, values)).one_or_none()
    return row.words if row else ""


async def keep_words(store: Store, person_id: int, words: str, now: datetime) -> int:
    """Keep the words of a search and return its number; the same words again are the same one."""
    last = (await store.execute(_LAST, {"person": person_id})).one_or_none()
    search_number = _number_after(last.number, is_same=last.words == words) if last else 1
    row = {"person_id": person_id, "number": search_number, "words": words, "updated_at": now}
    await store.execute(replacing(store, t.dialogue, "words", "updated_at"), row)
    if search_number > MOST:
        await store.execute(_OLD, {"person": person_id, "number": search_number - MOST})
    return search_number


def _number_after(last: int, *, is_same: bool) -> int:
    return last if is_same else last + 1
