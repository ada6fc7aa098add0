"""Help requests. A notification never has a contact: that is only on the screen of the request."""

from collections.abc import Mapping

from bot.domain.announcements import Kind
from bot.domain.group_events.helping import (
    HelpAgreed,
    HelpClosed,
    HelpDeclined,
    HelperFound,
    HelpEvent,
    HelpForOffice,
    HelpHandedOver,
    HelpReachable,
    HelpUnanswered,
    HelpWanted,
)
from bot.domain.helping import HelpRequest
from bot.domain.places import Municipality
from bot.i18n import Translator, mark
from bot.screens.frame import no_more
from bot.screens.helping import agreement_buttons, answer_buttons, facts, reach_button
from bot.ui import Button, Screen, in_rows, press

HEADINGS: Mapping[type[HelpEvent], str] = {
    HelpWanted: mark("🤝 <b>Somebody needs help. Do you have time?</b>"),
    HelperFound: mark("🤝 <b>Somebody can help you</b>"),
    HelpAgreed: mark("🤝 <b>You have both agreed. Here is the contact.</b>"),
    HelpDeclined: mark("🤝 <b>Your help is not needed any more. Thank you!</b>"),
    HelpHandedOver: mark("🤝 <b>No volunteer had time. The office is taking care of it now.</b>"),
    HelpUnanswered: mark(
        "🤝 <b>Somebody has been waiting for help for two days. Please take care of it.</b>"
    ),
    HelpForOffice: mark(
        "🤝 <b>Somebody needs help, and there is no volunteer to ask. Please take care of it.</b>"
    ),
    HelpReachable: mark("🤝 <b>Now you can reach the person who needs help.</b>"),
    HelpClosed: mark(
        "🤝 <b>Your help request is closed. If you still need help, please ask again.</b>"
    ),
}


def notification(
    tr: Translator, event: HelpEvent, request: HelpRequest | None, town: Municipality | None
) -> Screen:
    """Return news of one request, None if it was deleted meanwhile."""
    details = facts(tr, request, town) if request else []
    buttons = _buttons(tr, event, request) if request else []
    body = tr.lines(tr(HEADINGS[type(event)]), *details)
    return Screen(body, in_rows([*buttons, no_more(tr, Kind.GROUP)], 1))


def _buttons(tr: Translator, event: HelpEvent, request: HelpRequest) -> list[Button]:
    look = Button(tr("Open"), press("helping.show", request.id))
    match event:
        case HelpWanted():
            return [*answer_buttons(tr, request.id), look]
        case HelperFound():
            return [*agreement_buttons(tr, request), look]
        case HelpHandedOver():
            return [reach_button(tr, request.id), look]
        case HelpDeclined() | HelpClosed():
            return []
    return [look]
