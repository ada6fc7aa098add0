"""Forms of the desk that somebody has begun: what was typed is kept, sealed, until it is stored."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import RowMapping, bindparam, delete, select

from bot.domain.desk import FormDraft
from bot.rules.desk import MOST_DRAFTS
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.sealing import Seal
from storage.engine.sqlite import QUICK
from storage.engine.store import Store

_PURPOSE = "draft"
_d = t.desk_draft.c
_FORMS = (
    select(_d.form, _d.saved_at)
    .where(_d.person_id == bindparam("person"))
    .order_by(_d.saved_at.desc(), _d.id.desc())
    .limit(20)
    .execution_options(**QUICK)
)


async def save(
    store: Store, person_id: int, draft: FormDraft, now: datetime, origin: str = ""
) -> None:
    """Keep what a page of a form holds; ``origin`` is the number of the draft that it went on with.

    Two pages of one form are two drafts, so that neither overwrites the other.
    """
    values = {
        "person_id": person_id,
        "form": draft.form,
        "number": draft.number,
        "base": draft.base,
        "refused": draft.refused,
        "sealed": store.seal.close(_PURPOSE, orjson.dumps(dict(draft.values)).decode()),
        "saved_at": now,
    }
    changed = {name: values[name] for name in ("form", "base", "refused", "sealed", "saved_at")}
    statement = upserting(store)(t.desk_draft).values(values)
    await store.execute(
        statement.on_conflict_do_update(index_elements=["person_id", "number"], set_=changed)
    )
    if origin and origin != draft.number:
        await remove(store, person_id, [origin])
    await _drop_oldest(store, person_id)


async def of_form(store: Store, person_id: int, form: str) -> list[FormDraft]:
    """Return what a person typed into a form, the latest first."""
    query = select(t.desk_draft).where(_d.person_id == person_id, _d.form == form)
    rows = await store.rows(query.order_by(_d.saved_at.desc(), _d.id.desc()))
    return [_draft(row, store.seal) for row in rows]


async def forms(store: Store, person_id: int) -> Sequence[tuple[str, datetime]]:
    """Return the forms that a person has begun and when they last typed, the latest first."""
    rows = await store.execute(_FORMS, {"person": person_id})
    return [(row.form, row.saved_at) for row in rows]


async def remove(store: Store, person_id: int, numbers: Sequence[str]) -> None:
    """Drop what was typed: it is stored elsewhere now, or not wanted."""
    mine = delete(t.desk_draft).where(_d.person_id == person_id, _d.number.in_(list(numbers)))
    await store.execute(mine)


async def _drop_oldest(store: Store, person_id: int) -> None:
    mine = select(_d.id).where(_d.person_id == person_id)
    kept = mine.order_by(_d.saved_at.desc(), _d.id.desc()).limit(MOST_DRAFTS)
    oldest = delete(t.desk_draft).where(_d.person_id == person_id, _d.id.not_in(kept))
    await store.execute(oldest)


def _draft(row: RowMapping, seal: Seal) -> FormDraft:
    return FormDraft(
        form=row["form"],
        number=row["number"],
        base=row["base"],
        values=orjson.loads(seal.open(_PURPOSE, row["sealed"])),
        refused=row["refused"],
        saved_at=row["saved_at"],
    )
