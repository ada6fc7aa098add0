"""Announcements that their authors look at before anybody else gets them."""

from dataclasses import dataclass

from bot.domain.group_events.base import BaseEvent


@dataclass(frozen=True, slots=True)
class MessageTested(BaseEvent):
    """For the coordinator who asked for it alone; ``group_id`` is None.

    ``position`` is that of the text to be shown, among those that are written, German first.
    """

    type = "message_tested"
    group_id: int | None
    announcement_id: int
    position: int
