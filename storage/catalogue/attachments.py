"""Documents and pictures that go with messages."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)

from bot.domain.attachments import Attachment
from bot.domain.offers import State
from storage import schema as t
from storage.engine.store import Store

_a = t.attachment.c
_o = t.offer.c
_ARE_SHOWN = select(
    exists().where(
        _o.attachment_id.is_not(None),
        _o.district_id == bindparam("district"),
        _o.state == State.PUBLISHED.value,
        _o.expires_at >= bindparam("today"),
    )
)
_NAMED = select(_a.id, _a.name, _a.mime, _a.size, _a.remote)


async def add(
    store: Store, attachment: Attachment, now: datetime, *, author_id: int | None = None
) -> int:
    """Store an attachment; return its id.

    ``author_id`` is the person with whom it is deleted; None for files of the office, which stay.
    """
    values = {
        "name": attachment.name,
        "mime": attachment.mime,
        "size": attachment.size,
        "content": attachment.content,
        "remote": attachment.remote,
        "added_at": now,
        "person_id": author_id,
    }
    return int(
        (await store.execute(insert(t.attachment).values(values).returning(_a.id))).scalar_one()
    )


async def by_id(store: Store, attachment_id: int) -> Attachment | None:
    """Return an attachment with its content, or None if there is none."""
    row = await store.row(_NAMED.add_columns(_a.content).where(_a.id == attachment_id))
    return _attachment(row, row["content"]) if row else None


async def by_ids(store: Store, attachment_ids: Collection[int]) -> dict[int, Attachment]:
    """Return those that exist, by id, without their contents."""
    if not attachment_ids:
        return {}
    return {
        row["id"]: _attachment(row)
        for row in await store.rows(_NAMED.where(_a.id.in_(sorted(attachment_ids))))
    }


async def are_shown(store: Store, district_id: int, today: date) -> bool:
    """Return whether a district has a document that everybody may read now."""
    return bool(
        (await store.execute(_ARE_SHOWN, {"district": district_id, "today": today})).scalar()
    )


async def is_here(store: Store, attachment_id: int) -> bool:
    """Return whether the content of an attachment is stored here."""
    return (
        await store.execute(select(_a.id).where(_a.id == attachment_id, _a.content.is_not(None)))
    ).first() is not None


async def to_fetch(store: Store, most: int) -> Sequence[int]:
    """Return the ids of attachments whose content is still at Telegram, the oldest first."""
    query = select(_a.id).where(_a.content.is_(None)).order_by(_a.id).limit(most)
    return list((await store.execute(query)).scalars())


async def fetched(store: Store, attachment_id: int, content: bytes) -> None:
    """Store the content of an attachment."""
    await store.execute(
        update(t.attachment)
        .where(_a.id == attachment_id)
        .values(content=content, size=len(content))
    )


async def at_telegram(store: Store, attachment_id: int, remote: str) -> None:
    """Remember Telegram's id of an attachment that was uploaded, so that it is uploaded once."""
    await store.execute(
        update(t.attachment).where(_a.id == attachment_id, _a.remote == "").values(remote=remote)
    )


async def forget(store: Store, attachment_id: int) -> None:
    """Delete an attachment; its announcement has none then."""
    await store.execute(delete(t.attachment).where(_a.id == attachment_id))


async def keep(store: Store, attachment_id: int, now: datetime) -> None:
    """Let an attachment that nobody has stay for as long as one that was just added."""
    await store.execute(update(t.attachment).where(_a.id == attachment_id).values(added_at=now))


def is_unused(before: datetime) -> ColumnElement[bool]:
    """Was added before a moment, and no announcement, result or offer has it."""
    owners = (t.announcement, t.result, t.offer)
    used = or_(*(exists().where(owner.c.attachment_id == _a.id) for owner in owners))
    return ~used & (_a.added_at < before)


def _attachment(row: RowMapping, content: bytes | None = None) -> Attachment:
    return Attachment(
        name=row["name"],
        mime=row["mime"],
        size=row["size"],
        content=content,
        remote=row["remote"],
        id=row["id"],
    )
