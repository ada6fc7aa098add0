"""The question before what reaches others and cannot be undone."""

from bot.i18n import Translator
from bot.ui import Button, Html, Press, Screen, in_rows, meant


def question(tr: Translator, at: str, back: str, name: Html, act: Html, *lines: Html) -> Screen:
    """Ask whether a press is meant, in the words of the button that was pressed.

    ``at`` is the press that asks, ``name`` says with what something would be done, ``act`` is the
    label of the button, ``lines`` say what would follow.
    """
    yes = Button(tr("Yes, do it"), Press(meant(at)), answers="yes")
    body = tr.paragraphs(
        tr.lines(name, act), tr.lines(*lines), tr.lines(tr("This cannot be undone."))
    )
    return Screen(body, in_rows([yes], 1), at=at, back=back)
