"""The e-mail channel, for people without Telegram and without an open browser.

It writes only to those who asked for it and confirmed their address.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import formatdate, make_msgid

import aiosmtplib

from bot.config_sections import Email
from bot.domain.group_events.emails import EmailReturned
from bot.domain.outcomes import Outcome, Refused, Sent, TryLater, Unreachable
from bot.domain.people import Address
from bot.domain.queues import QueueName
from bot.i18n import Ltr, Translator, plain, visible
from bot.rules import emails as rules
from bot.text import shortened
from bot.ui import Screen
from handlers.delivery.channel import UnlimitedChannel
from handlers.email.handover import Client, hand_over
from handlers.email.links import GOOD_FOR, token
from handlers.workflows.each import GiveUp, Later, Queue, each
from handlers.workflows.notify import notify_in_district
from handlers.workflows.rounds import Outage
from handlers.workflows.services import Services
from storage.engine import settings
from storage.engine.database import Database
from storage.engine.store import Store
from storage.people import emails

SOON = 30.0
"""Seconds until a mail server is tried again that was not reached."""
TIMEOUT = 30.0
"""Seconds to wait for each answer of the mail server."""
PATIENCE, NO_TIME = timedelta(hours=20), timedelta(0)
"""A server that has said "later" for so long does not take the link any more."""
LONGEST_SUBJECT = 70


class EmailChannel(UnlimitedChannel):
    """A ``Channel`` over one mail server. ``now`` is a clock."""

    def __init__(self, database: Database, services: Services, now: Callable[[], datetime]) -> None:
        self._database = database
        self._services = services
        self._now = now
        self._takes_unicode: bool | None = None
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

        Raises Unavailable, and Outage while the mail server is not reached.
        """
        queue = Queue(
            name=QueueName.CONFIRMATIONS,
            waiting=emails.to_ask,
            work=self._ask,
            end=self._tell,
            patience=PATIENCE,
        )
        return await each(self._database, queue, self._now())

    async def _ask(self, email_id: int) -> bool:
        """Send one link. Raises Later, GiveUp, Outage."""
        async with self._database.read() as store:
            unasked = await emails.unasked(store, email_id)
        if unasked is None:
            return False
        if unasked.sent_at and (rest := unasked.sent_at + rules.DAY - self._now()) > NO_TIME:
            raise Later("one link a day", rest.total_seconds())
        tr = self._services.translator(unasked.language)
        await self.deliver(self._question(unasked.address, tr, email_id))
        async with self._database.write() as store:
            await emails.asked(store, email_id, self._now())
        return True

    async def _tell(self, store: Store, email_id: int) -> None:
        """Tell a person where they are reached otherwise that no e-mail arrives."""
        owner = await emails.owner(store, email_id)
        if owner and owner.district_id:
            event = EmailReturned(None)
            people = [owner.person_id]
            await notify_in_district(store, owner.district_id, people, event, self._now())

    def _letter(
        self, address: Address, screen: Screen, tr: Translator, email_id: int
    ) -> EmailMessage:
        chat, leave = f"{self._services.base_url}/chat?at=inbox:0", self.link("leave", email_id)
        paragraphs = [
            plain(screen.text),
            visible(tr("Read and answer here: {link}", link=Ltr(chat))),
            visible(tr("Stop e-mails: {link}", link=Ltr(leave))),
        ]
        subject = shortened(" ".join(visible(screen.text).split()), LONGEST_SUBJECT)
        letter = self.mail(address, subject, "\n\n".join(paragraphs))
        for file in screen.documents:
            main, _, sub = file.mime.partition("/")
            letter.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        letter["List-Unsubscribe"] = f"<{leave}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return letter

    def _question(self, address: Address, tr: Translator, email_id: int) -> EmailMessage:
        lines = [
            tr(
                "Open this link to get messages by e-mail: {link}",
                link=Ltr(self.link("confirm", email_id)),
            ),
            tr("If you did not ask for this, you can ignore this e-mail. You will get no more."),
        ]
        return self.mail(
            address,
            visible(tr("Please confirm your e-mail address")),
            "\n\n".join(map(visible, lines)),
        )

    def link(self, what: str, email_id: int) -> str:
        """Return the address of a page that does something with an address."""
        until = int((self._now() + GOOD_FOR[what]).timestamp())
        proof = token(self._services.seal, what, email_id, until)
        return f"{self._services.base_url}/email/{what}/{proof}"

    def mail(self, address: Address, subject: str, body: str) -> EmailMessage:
        """Return a mail to an address. Raises ValueError for one that cannot be written to."""
        sender = self._config.ascii_sender
        mail = EmailMessage(policy=SMTPUTF8)
        mail["From"], mail["To"], mail["Subject"] = sender, header_of(address.value), subject
        mail["Date"] = formatdate()
        mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(body)
        return mail

    async def deliver(self, mail: EmailMessage) -> None:
        """Send the mail of a queue. Raises Later, GiveUp, Outage."""
        match await self.attempt(mail):
            case TryLater(after):
                raise Later("later", after)
            case Unreachable(reason) | Refused(reason):
                raise GiveUp(reason)

    async def send(self, mail: EmailMessage) -> Outcome:
        """Send a mail; one for whom the server is not reached is tried again soon."""
        try:
            return await self.attempt(mail)
        except Outage:
            return TryLater(SOON)

    async def attempt(self, mail: EmailMessage) -> Outcome:
        """Send a mail. Raises Outage if the server is not reached.

        Until the text is handed over, nothing was sent; after that, a lost answer is ``Unknown``.
        """
        client = await self._connected()
        try:
            await self._learn(client)
            return await hand_over(client, mail)
        finally:
            client.close()

    async def _connected(self) -> Client:
        client = Client(
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
            await client.ehlo()
        except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise Outage(f"the mail server is not reached: {type(error).__name__}") from error
        return client

    async def _learn(self, client: Client) -> None:
        """Remember whether the server takes letters of all scripts before the @."""
        takes = client.supports_extension("smtputf8")
        if takes is not self._takes_unicode:
            async with self._database.write() as store:
                await settings.set_value(store, settings.MAIL_UNICODE, settings.YES * takes)
            self._takes_unicode = takes


def header_of(value: str) -> str:
    """Return an address for the header "To". Raises ValueError if it would be read as another one.

    What was checked is what is written to: nothing in it is decoded, nothing is a second address.
    """
    local, _, domain = value.rpartition("@")
    # The library takes letters of other scripts only in this form.
    parts = {"addr_spec": value} if value.isascii() else {"username": local, "domain": domain}
    address = str(HeaderAddress(**parts))
    probe = EmailMessage(policy=SMTPUTF8)
    probe["To"] = address
    if [written.addr_spec for written in probe["To"].addresses] != [value]:
        raise ValueError("an address that is read as another one")
    return address
