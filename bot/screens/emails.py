"""Messages by e-mail."""

from bot.i18n import Translator
from bot.ui import Button, Screen, press


def emails(tr: Translator, confirmed: bool | None) -> Screen:
    """``confirmed`` is None where there is no address."""
    match confirmed:
        case True:
            said = tr.lines(
                tr("You get messages by e-mail too."),
                tr("To change the address, type another one."),
            )
        case False:
            said = tr.lines(
                tr("We have sent you an e-mail. Please press the link in it."),
                tr("To change the address, type another one."),
            )
        case None:
            said = tr.lines(
                tr("Do you want messages by e-mail too?"),
                tr("Please type your e-mail address. We send you a link there."),
            )
    stop = () if confirmed is None else ((Button(tr("No more e-mails"), press("email.stop")),),)
    return Screen(
        said, stop, at="email.show", back="pause.show", placeholder=tr("Your e-mail address")
    )
