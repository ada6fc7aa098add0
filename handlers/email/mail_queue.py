"""What sends the mails of a queue: what is to be sent is a row."""

from collections.abc import Callable, Iterable
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage

from bot.domain.people import Address
from handlers.email.channel import EmailChannel
from handlers.workflows.each import GiveUp
from handlers.workflows.services import Services
from storage.engine.database import Database


class MailQueue:
    """Sends the mails of a queue. ``now`` is a clock."""

    def __init__(
        self,
        database: Database,
        services: Services,
        channel: EmailChannel,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._services = services
        self._channel = channel
        self._now = now

    def _written(self, address: Address, subject: str, paragraphs: Iterable[str]) -> EmailMessage:
        """Return a mail. Raises GiveUp for an address that no header takes."""
        try:
            return self._channel.mail(address, subject, "\n\n".join(paragraphs))
        except (ValueError, MessageError) as error:
            raise GiveUp("the address cannot be written to") from error
