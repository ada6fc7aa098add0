"""Links to sign in, sent by e-mail. What is to be sent is a row."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from bot.domain.outcomes import TryLater
from bot.i18n import Ltr, visible
from handlers.email.channel import BATCH_SIZE, EmailChannel
from handlers.services import Services
from storage.engine.database import Database
from storage.people import sessions
from storage.people.sessions import Link


class SignInMails:
    """Sends the links that were asked for. ``now`` is a clock."""

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

    async def send(self) -> int:
        """Send the waiting links; return how many. One that cannot be written stops no other.

        Raises Unavailable.
        """
        async with self._database.read() as store:
            waiting = await sessions.links_to_send(store, self._now(), BATCH_SIZE)
        return sum([await self._sent(link) for link in waiting])

    async def _sent(self, link: Link) -> bool:
        """Send one link; False if it is to be tried again."""
        try:
            outcome = await self._channel.send(self._mail(link))
        except ValueError:  # an address that no header takes
            outcome = None
        if isinstance(outcome, TryLater):
            return False
        async with self._database.write() as store:
            await sessions.link_sent(store, link.id, self._now())
        return True

    def _mail(self, link: Link) -> EmailMessage:
        """Return the mail. Raises ValueError if the address cannot be written to."""
        tr, sender = self._services.translator(link.language), self._services.config.email.sender
        url = f"{self._services.base_url}/sign-in/{link.token}"
        lines = [
            tr("Press this link to sign in: {link}", link=Ltr(url)),
            tr("It works once, for 30 minutes. Give it to nobody."),
            tr("If you did not ask for it, do nothing."),
        ]
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, link.address.value
        mail["Subject"] = visible(tr("Sign in"))
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content("\n\n".join(map(visible, lines)))
        return mail
