"""What the sender asks of every event, whatever its subject."""

from datetime import datetime
from typing import Protocol

from bot.i18n import Translator
from bot.ui import Screen


class GroupNews(Protocol):
    """An event with everything that showing it needs."""

    def is_stale(self, now: datetime) -> bool:
        """Return whether it makes no sense to send it any more."""
        ...

    def screen(self, tr: Translator) -> Screen:
        """Return the notification in the language of ``tr``."""
        ...
