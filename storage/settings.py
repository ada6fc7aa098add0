"""Small facts that outlive a process, such as what was last told to Telegram."""

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables as t


async def value(connection: AsyncConnection, name: str) -> str:
    """ "" if it was never set."""
    return (await connection.execute(select(t.setting.c.value).where(t.setting.c.name == name))).scalar() or ""


async def set_value(connection: AsyncConnection, name: str, text: str) -> None:
    await connection.execute(delete(t.setting).where(t.setting.c.name == name))
    await connection.execute(insert(t.setting).values(name=name, value=text))
