"""Settings of messages by e-mail."""

from bot.i18n import Translator
from bot.ui import Button, Screen, press


def emails(tr: Translator, confirmed: bool | None) -> Screen:
    """Return the settings; ``confirmed`` is whether the address is confirmed, None: no address."""
    match confirmed:
        case True:
            body = tr.lines(
                tr("You get messages by e-mail too."),
                tr("To change the address, type another one."),
            )
        case False:
            body = tr.lines(
                tr("We have sent you an e-mail. Please press the link in it."),
                tr("To change the address, type another one."),
            )
        case None:
            body = tr.lines(
                tr("Do you want messages by e-mail too?"),
                tr("Please type your e-mail address. We send you a link there."),
            )
    stop = () if confirmed is None else ((Button(tr("No more e-mails"), press("email.stop")),),)
    return Screen(body, stop, at="email.show", back="pause.show")
