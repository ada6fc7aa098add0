"""The e-mail channel: what we say unasked, for those without Telegram and without an open browser. Nobody gets it unasked for."""

import logging
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
from handlers.delivery.channel import Uncounted
from handlers.services import Services
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.people import emails

LATER, SOON = 300.0, 30.0
"""Seconds until a mail server is asked again that said "later", and one that was not reached."""
PATIENCE = 30.0
AT_ONCE = 10
log = logging.getLogger(__name__)


def token(seal: Seal, number: int) -> str:
    """Proves that we gave out a link for this address."""
    return f"{number}-{seal.token('email', str(number))[:32]}"


class Mailer(Uncounted):
    def __init__(self, database: Database, services: Services) -> None:
        self._database = database
        self._services = services
        self._config: Email = services.config.email

    async def notify(self, address: Address, screen: Screen, tr: Translator) -> Outcome:
        async with self._database.read() as store:
            number = await emails.number_of(store, address)
        return (
            await self.send(self._letter(address, screen, tr, number))
            if number
            else Unreachable("no address")
        )

    async def amend(
        self, address: Address, message: str, screen: Screen | None, tr: Translator
    ) -> Outcome:
        """What lies in a mailbox cannot be changed."""
        return Sent()

    async def ask(self) -> int:
        """Send the link to those who gave an address; gives back how many."""
        async with self._database.read() as store:
            waiting = await emails.to_ask(store, AT_ONCE)
        done = 0
        for number, language, address in waiting:
            outcome = await self.send(
                self._question(address, self._services.translator(language), number)
            )
            if not isinstance(outcome, TryLater):
                async with self._database.write() as store:
                    await emails.asked(store, number)
                done += 1
        return done

    def _letter(
        self, address: Address, screen: Screen, tr: Translator, number: int
    ) -> EmailMessage:
        chat, leave = f"{self._services.base_url}/chat?at=inbox:0", self._link("leave", number)
        words = plain(screen.text)
        body = "\n\n".join(
            [
                words,
                visible(tr("Read and answer here: {link}", link=Ltr(chat))),
                visible(tr("No more e-mails: {link}", link=Ltr(leave))),
            ]
        )
        made = self._mail(address, shortened(" ".join(visible(screen.text).split()), 70), body)
        for file in screen.documents:
            main, _, sub = file.mime.partition("/")
            made.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        made["List-Unsubscribe"] = f"<{leave}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return made

    def _question(self, address: Address, tr: Translator, number: int) -> EmailMessage:
        lines = [
            tr(
                "Press this link to get messages by e-mail: {link}",
                link=Ltr(self._link("confirm", number)),
            ),
            tr("If you did not ask for it, do nothing. Then you get no more e-mails."),
        ]
        return self._mail(
            address,
            visible(tr("Please confirm your e-mail address")),
            "\n\n".join(map(visible, lines)),
        )

    def _link(self, what: str, number: int) -> str:
        return f"{self._services.base_url}/email/{what}/{token(self._services.seal, number)}"

    def _mail(self, address: Address, subject: str, body: str) -> EmailMessage:
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = self._config.sender, address.value, subject
        made["Date"], made["Message-ID"] = (
            formatdate(),
            make_msgid(domain=self._config.sender.rpartition("@")[2]),
        )
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(body)
        return made

    async def send(self, mail: EmailMessage) -> Outcome:
        """Until the text is handed over nothing was sent; after that, a lost answer leaves it open."""
        client = SMTP(
            hostname=self._config.host,
            port=self._config.port,
            use_tls=self._config.security == "tls",
            start_tls=False,
            timeout=PATIENCE,
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
        return TryLater(LATER) if code < 500 else Unreachable(f"refused ({code})")
    except aiosmtplib.SMTPResponseException as error:
        return TryLater(LATER) if error.code < 500 else Refused(f"refused ({error.code})")
    except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
        return Unknown(type(error).__name__)
    finally:
        client.close()
    return Sent(str(mail["Message-ID"])[:40])
