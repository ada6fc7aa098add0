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
                tr("To change the address, type another one."),
            )
        case EmailState.ASKED:
            body = tr.lines(
                tr("We have sent you an e-mail. Please press the link in it."),
                tr("To change the address, type another one."),
            )
        case EmailState.REFUSED:
            body = tr.lines(
                tr("No e-mail arrives at your address."),
                tr("Please check it and type it again, or type another one."),
            )
        case EmailState.NONE:
            body = tr.lines(
                tr("Do you want messages by e-mail too?"),
                tr("Please type your e-mail address. We send you a link there."),
            )
    stop = (
        () if state is EmailState.NONE else ((Button(tr("No more e-mails"), press("email.stop")),),)
    )
    return Screen(body, stop, at="email.show", back="pause.show")
