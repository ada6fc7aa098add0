"""What the Word file of a report of a district begins with."""

from datetime import datetime

from sqlalchemy import delete, select

from bot.domain.council_reports import Letterhead
from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

_l = t.letterhead.c
NONE = Letterhead()


async def of_district(store: Store, district_id: int) -> Letterhead:
    """Return the letterhead of a district, one without anything if there is none."""
    row = await store.row(select(t.letterhead).where(_l.district_id == district_id))
    return Letterhead(row["template"], row["logo"], row["name"]) if row else NONE


async def change(store: Store, district_id: int, letterhead: Letterhead, now: datetime) -> None:
    """Keep a letterhead; one without anything is removed."""
    if letterhead == NONE:
        await store.execute(delete(t.letterhead).where(_l.district_id == district_id))
        return
    values = {
        "name": letterhead.name,
        "template": letterhead.template,
        "logo": letterhead.logo,
        "changed_at": now,
    }
    statement = upserting(store)(t.letterhead).values(values | {"district_id": district_id})
    await store.execute(
        statement.on_conflict_do_update(index_elements=["district_id"], set_=values)
    )
