"""What a command is given, instead of anything global."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line answers fast: it loads this before it knows what is asked for
    from bot.config import Config
    from bot.domain.places import District
    from handlers.dialogue.conversation import Conversation
    from storage.engine.store import Store


@dataclass(frozen=True)
class CommandContext:
    """``out`` prints a line, ``opened`` gives the migrated database and the words."""

    config: "Config"
    out: Callable[[str], None]
    now: Callable[[], datetime]
    opened: Callable[[], AbstractAsyncContextManager["Conversation"]]
    database_url: str


class UnknownDistrict(Exception):
    """There is no district with this slug."""


async def district_named(store: "Store", slug: str) -> "District":
    """Raises UnknownDistrict."""
    from storage.catalogue import places

    district = await places.district_named(store, slug)
    if district is None:
        raise UnknownDistrict(slug)
    return district
