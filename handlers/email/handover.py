"""Handing a mail over to the mail server, and what its answers mean."""

import re
from contextlib import suppress
from email.message import EmailMessage
from typing import Any

import aiosmtplib
from aiosmtplib import SMTP, SMTPRecipientRefused, SMTPResponse

from bot.domain.outcomes import Outcome, Refused, Sent, TryLater, Unknown, Unreachable

LATER = 300.0
"""Seconds until a mail server is tried again that said "later"."""
LONGEST_ID = 40
PERMANENT, NO_MAILBOX = 500, 550
"""Answers of a mail server from the first code on are final, the second refuses an address
(RFC 5321, 4.2)."""

ABOUT_ADDRESS = ("1", "2")
"""Second digits of enhanced codes about the address and the mailbox (RFC 3463, 3.2 and 3.3)."""


class Client(SMTP):
    """A client that knows whether it began to send the text of a mail."""

    has_begun = False

    async def data(self, message: str | bytes, /, **options: Any) -> SMTPResponse:
        self.has_begun = True
        return await super().data(message, **options)


async def hand_over(client: Client, mail: EmailMessage) -> Outcome:
    """Send a mail. A server that is gone before the text had begun has nothing of it."""
    try:
        await client.send_message(mail)
    except aiosmtplib.SMTPNotSupported:
        return Unreachable("letters before the @")
    except aiosmtplib.SMTPRecipientsRefused as error:
        refusals = error.recipients or [SMTPRecipientRefused(NO_MAILBOX, "", "")]
        return _refused(refusals[0].code, refusals[0].message, is_address=True)
    except aiosmtplib.SMTPResponseException as error:
        return _refused(error.code, error.message, is_address=False)
    except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
        return Unknown(type(error).__name__) if client.has_begun else TryLater(LATER)
    await _take_leave(client)
    return Sent(str(mail["Message-ID"])[:LONGEST_ID])


async def _take_leave(client: Client) -> None:
    """Say that nothing more comes. Whatever the server says to that, it has taken the mail."""
    with suppress(TimeoutError, aiosmtplib.SMTPException, OSError):
        await client.quit()


def _refused(code: int, message: str, *, is_address: bool) -> Outcome:
    """Return what a refusal means.

    ``is_address`` is whether it was said of the address; an enhanced code (RFC 3463) knows better.
    What is the fault of us or of the operator gives up no address.
    """
    if code < PERMANENT:
        return TryLater(LATER)
    if enhanced := re.match(r"\s*5\.(\d{1,3})\.\d{1,3}\b", message):
        is_address = enhanced[1] in ABOUT_ADDRESS
    return Unreachable(f"refused ({code})") if is_address else Refused(f"refused ({code})")
