"""Settings of messages by e-mail."""

from bot.domain.people import EmailState
from bot.i18n import Translator
from bot.ui import Button, Screen, press


def emails(tr: Translator, state: EmailState) -> Screen:
    """Return the settings of a person whose address is in this state."""
    match state:
        case EmailState.CONFIRMED:
            body = tr.lines(
                tr("You get messages by e-mail too."),
                tr("To change the address, write another one."),
            )
        case EmailState.ASKED:
            body = tr.lines(
                tr("We have sent you an e-mail. Please open the link in it."),
                tr("To change the address, write another one."),
            )
        case EmailState.REFUSED:
            body = tr.lines(
                tr("Our e-mails do not reach your address."),
                tr("Please check the address and write it again, or write another one."),
            )
        case EmailState.NONE:
            body = tr.lines(
                tr("Do you want messages by e-mail too?"),
                tr("Please write your e-mail address. We will send you a link."),
            )
    stop = () if state is EmailState.NONE else ((Button(tr("Stop e-mails"), press("email.stop")),),)
    return Screen(body, stop, at="email.show", back="pause.show")
