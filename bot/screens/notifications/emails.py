"""E-mails that do not arrive."""

from bot.i18n import Translator
from bot.ui import Button, Screen, in_rows, press


def notification(tr: Translator) -> Screen:
    """Return the news that nothing arrives at the e-mail address of a person."""
    body = tr.lines(
        tr("✉️ <b>Our e-mails do not reach your address</b>"),
        tr("Please check the address and write it again, or write another one."),
    )
    return Screen(body, in_rows([Button(tr("By e-mail too"), press("email.show"))], 1))
