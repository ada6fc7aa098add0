"""E-mails to one person; no group has to do with them."""

from dataclasses import dataclass

from bot.domain.group_events.base import BaseEvent


@dataclass(frozen=True, slots=True)
class EmailReturned(BaseEvent):
    """For a person whose mail server takes no e-mail for their address; ``group_id`` is None."""

    type = "email_returned"
    group_id: int | None
