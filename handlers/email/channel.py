"""The e-mail channel, for people without Telegram and without an open browser.

It writes only to those who asked for it and confirmed their address.
"""

import hmac
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import aiosmtplib
from aiosmtplib import SMTP

from bot.config import Email
from bot.domain.outcomes import Outcome, Refused, Sent, TryLater, Unknown, Unreachable
from bot.domain.people import Address
from bot.i18n import Ltr, Translator, plain, visible
from bot.text import shortened
from bot.ui import Screen
from handlers.delivery.channel import UnlimitedChannel
from handlers.services import Services
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.people import emails

LATER, SOON = 300.0, 30.0
"""Seconds until a mail server is tried again that said "later", and one that was not reached."""
TIMEOUT = 30.0
"""Seconds to wait for each answer of the mail server."""
BATCH_SIZE = 10
"""Addresses that are asked for confirmation before the other errands of a tick."""
LONGEST_SUBJECT, LONGEST_ID = 70, 40
PERMANENT = 500
"""Answers of a mail server from this code on are final (RFC 5321, 4.2.1)."""
log = logging.getLogger(__name__)


GOOD_FOR = {"confirm": timedelta(days=7), "leave": timedelta(days=180)}
"""How long the link of each kind works; each has a token of its own."""


def token(seal: Seal, what: str, email_id: int, until: int) -> str:
    """Return a token that proves that we sent out a link for this address.

    ``what`` is a key of ``GOOD_FOR``, ``until`` the second since 1970 up to which it is good.
    """
    proof = seal.token(f"email {what}", f"{email_id} {until}")[:32]
    return f"{email_id}-{until}-{proof}"


@dataclass(frozen=True, slots=True)
class EmailLink:
    """What a token of ours stands for."""

    email_id: int
    until: int

    def is_good(self, now: datetime) -> bool:
        """Return whether it may still be used."""
        return now.timestamp() <= self.until


def read_token(seal: Seal, what: str, given: str) -> EmailLink | None:
    """Return what a token stands for; None if it is not one of ours of this kind."""
    digits = re.fullmatch(r"(\d{1,18})-(\d{1,12})-[0-9a-f]{32}", given, re.ASCII)
    if digits is None:
        return None
    link = EmailLink(int(digits[1]), int(digits[2]))
    ours = token(seal, what, link.email_id, link.until)
    return link if hmac.compare_digest(given, ours) else None


class EmailChannel(UnlimitedChannel):
    """A ``Channel`` over one mail server. ``now`` is a clock."""

    def __init__(self, database: Database, services: Services, now: Callable[[], datetime]) -> None:
        self._database = database
        self._services = services
        self._now = now
        self._config: Email = services.config.email

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        """Send a screen as text, with links to answer and to leave."""
        async with self._database.read() as store:
            email_id = await emails.number_of(store, address)
        if not email_id:
            return Unreachable("no address")
        return await self.send(self._letter(address, screen, tr, email_id))

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        """Do nothing: an e-mail that was sent cannot be changed."""
        return Sent()

    async def ask(self) -> int:
        """Send the link of confirmation to new addresses; return to how many.

        Raises Unavailable.
        """
        async with self._database.read() as store:
            waiting = await emails.to_ask(store, BATCH_SIZE)
        asked_count = 0
        for email_id, language, address in waiting:
            tr = self._services.translator(language)
            outcome = await self.send(self._question(address, tr, email_id))
            if not isinstance(outcome, TryLater):
                async with self._database.write() as store:
                    await emails.asked(store, email_id)
                asked_count += 1
        return asked_count

    def _letter(
        self, address: Address, screen: Screen, tr: Translator, email_id: int
    ) -> EmailMessage:
        chat, leave = f"{self._services.base_url}/chat?at=inbox:0", self._link("leave", email_id)
        paragraphs = [
            plain(screen.text),
            visible(tr("Read and answer here: {link}", link=Ltr(chat))),
            visible(tr("No more e-mails: {link}", link=Ltr(leave))),
        ]
        subject = shortened(" ".join(visible(screen.text).split()), LONGEST_SUBJECT)
        letter = self._mail(address, subject, "\n\n".join(paragraphs))
        for file in screen.documents:
            main, _, sub = file.mime.partition("/")
            letter.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        letter["List-Unsubscribe"] = f"<{leave}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return letter

    def _question(self, address: Address, tr: Translator, email_id: int) -> EmailMessage:
        lines = [
            tr(
                "Press this link to get messages by e-mail: {link}",
                link=Ltr(self._link("confirm", email_id)),
            ),
            tr("If you did not ask for it, do nothing. Then you get no more e-mails."),
        ]
        return self._mail(
            address,
            visible(tr("Please confirm your e-mail address")),
            "\n\n".join(map(visible, lines)),
        )

    def _link(self, what: str, email_id: int) -> str:
        until = int((self._now() + GOOD_FOR[what]).timestamp())
        proof = token(self._services.seal, what, email_id, until)
        return f"{self._services.base_url}/email/{what}/{proof}"

    def _mail(self, address: Address, subject: str, body: str) -> EmailMessage:
        sender = self._config.sender
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, address.value, subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(body)
        return mail

    async def send(self, mail: EmailMessage) -> Outcome:
        """Send a mail. Never raises.

        Until the text is handed over, nothing was sent; after that, a lost answer is ``Unknown``.
        """
        client = SMTP(
            hostname=self._config.host,
            port=self._config.port,
            use_tls=self._config.security == "tls",
            start_tls=False,
            timeout=TIMEOUT,
        )
        try:
            await client.connect()
            if self._config.security == "starttls":
                await client.starttls()
            if self._config.user:
                await client.login(self._config.user, self._services.config.email_password)
        except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
            log.warning("the mail server is not reached (%s)", type(error).__name__)
            client.close()
            return TryLater(SOON)
        return await _handed_over(client, mail)


async def _handed_over(client: SMTP, mail: EmailMessage) -> Outcome:
    try:
        await client.send_message(mail)
        await client.quit()
    except aiosmtplib.SMTPRecipientsRefused as error:
        code = error.recipients[0].code if error.recipients else 550
        return TryLater(LATER) if code < PERMANENT else Unreachable(f"refused ({code})")
    except aiosmtplib.SMTPResponseException as error:
        return TryLater(LATER) if error.code < PERMANENT else Refused(f"refused ({error.code})")
    except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
        return Unknown(type(error).__name__)
    finally:
        client.close()
    return Sent(str(mail["Message-ID"])[:LONGEST_ID])
