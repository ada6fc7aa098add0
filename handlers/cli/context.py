"""What every command of the command line gets, instead of anything global."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line answers fast: it loads this before it knows what is asked for
    from bot.config import Config
    from bot.domain.places import District
    from handlers.dialogue.conversation import Conversation
    from storage.engine.database import Database
    from storage.engine.store import Store


@dataclass(frozen=True)
class CommandContext:
    """What a command works with.

    ``out`` prints a line, ``now`` is a clock, ``opened`` opens the migrated database with the
    services around it, ``database_url`` is for commands that do not open it.
    """

    config: "Config"
    out: Callable[[str], None]
    now: Callable[[], datetime]
    opened: Callable[[], AbstractAsyncContextManager["Conversation"]]
    database_url: str


class UnknownDistrict(Exception):
    """There is no district with this slug."""


async def district_named(store: "Store", slug: str) -> "District":
    """Return the district with a slug. Raises UnknownDistrict."""
    from storage.catalogue import places

    district = await places.district_named(store, slug)
    if district is None:
        raise UnknownDistrict(slug)
    return district


async def check_key(database: "Database") -> None:
    """Raise WrongKey if the database was sealed with another key; every command asks that seals."""
    from storage.engine import keys

    async with database.write() as store:
        await keys.check(store)
