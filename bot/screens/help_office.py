"""Help requests that the office takes care of, for the office."""

from collections.abc import Sequence

from bot.domain.groups import Group
from bot.domain.helping import HelpRequest
from bot.i18n import Translator
from bot.screens.frame import leaf
from bot.screens.helping import KINDS, PAGE
from bot.screens.irreversible import question
from bot.ui import NOTHING, Button, Screen, in_rows, press


def handed(tr: Translator, requests: Sequence[HelpRequest], page: int) -> Screen:
    """Return the requests that the office takes care of."""
    shown, arrows = leaf(tr, requests, page, PAGE, "helping.office")
    buttons = [
        Button(tr(KINDS[request.kind]), press("helping.show", request.id)) for request in shown
    ]
    body = tr.lines(
        tr("<b>Help requests waiting for you</b>"),
        NOTHING if requests else tr("There is no ongoing help."),
    )
    return Screen(body, in_rows(buttons, 1), arrows, at=f"helping.office:{page}", back="home:0")


def circles(tr: Translator, request: HelpRequest, groups: Sequence[Group], page: int) -> Screen:
    """Ask the office which helper circle is to be asked."""
    shown, arrows = leaf(tr, groups, page, PAGE, f"helping.circles:{request.id}")
    buttons = [
        Button(tr.value(group.name), press("helping.circle", request.id, group.id))
        for group in shown
    ]
    body = tr.lines(
        tr(KINDS[request.kind]),
        tr("Which helper circle should we ask?")
        if groups
        else tr("There is no helper circle in this district yet."),
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"helping.circles:{request.id}:{page}",
        back=f"helping.show:{request.id}",
    )


def ask_circle(tr: Translator, request: HelpRequest, group: Group) -> Screen:
    """Ask whether the people of a helper circle are to be asked instead of the office."""
    return question(
        tr,
        f"helping.circle:{request.id}:{group.id}",
        f"helping.circles:{request.id}:0",
        tr.bold(group.name),
        tr("Ask a helper circle"),
        tr("We delete what we know about how to reach people for this request."),
    )
