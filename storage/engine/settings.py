"""Small facts that outlive a process, such as what was last told to Telegram."""

from sqlalchemy import bindparam, select

from storage import schema as t
from storage.engine.database import upserting
from storage.engine.store import Store

MAIL_UNICODE, YES = "mail_unicode", "yes"
"""Whether our mail server takes letters other than ASCII before the @ (SMTPUTF8)."""
KEY = "key"
"""A proof of the key with which values are sealed."""

INSTALLATION = "installation"
"""A random name of this installation, drawn when its tables were made.

UIDs of calendar entries end with it, so that two installations never have the same ones.
"""
LAST_BACKUP = "last_backup"
"""When a backup was last completed: seconds since 1970."""

_VALUE = select(t.setting.c.value).where(t.setting.c.name == bindparam("name"))


async def value(store: Store, name: str) -> str:
    """Return a value, "" if it was never set."""
    return (await store.execute(_VALUE, {"name": name})).scalar() or ""


async def set_value(store: Store, name: str, text: str) -> None:
    """Store a value; of two processes that do so at once, the later one wins."""
    row = upserting(store)(t.setting).values(name=name, value=text)
    await store.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": text}))
