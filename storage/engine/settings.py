"""Small facts that outlive a process, such as what was last told to Telegram."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema as t
from storage.engine.database import upserting


async def value(connection: AsyncConnection, name: str) -> str:
    """ "" if it was never set."""
    return (
        await connection.execute(select(t.setting.c.value).where(t.setting.c.name == name))
    ).scalar() or ""


async def set_value(connection: AsyncConnection, name: str, text: str) -> None:
    """Two processes may do it at once: the later one wins."""
    row = upserting(connection)(t.setting).values(name=name, value=text)
    await connection.execute(
        row.on_conflict_do_update(index_elements=["name"], set_={"value": text})
    )
