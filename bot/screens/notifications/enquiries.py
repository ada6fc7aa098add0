"""Questions to the office: news for the person who asked, and for the office."""

from bot.domain.announcements import Kind
from bot.domain.enquiries import Enquiry, EnquiryMessage
from bot.domain.group_events.enquiries import EnquiryAnswered, EnquiryAsked, EnquiryEvent
from bot.i18n import Translator
from bot.screens.enquiries import UNREADABLE
from bot.screens.frame import no_more
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press


def notification(
    tr: Translator,
    event: EnquiryEvent,
    enquiry: Enquiry | None,
    message: EnquiryMessage | None = None,
) -> Screen:
    """Return news of a question, None if it was deleted meanwhile; ``message`` is the answer."""
    match event:
        case EnquiryAsked():
            return _for_office(tr, enquiry)
        case EnquiryAnswered():
            heading = tr("💬 <b>The office has answered your question</b>")
            return _for_asker(tr, tr.paragraphs(heading, _words(tr, message)), enquiry)
    closed = tr("💬 <b>The office has closed your question. If you still need help, ask again.</b>")
    return _for_asker(tr, closed, enquiry)


def _for_office(tr: Translator, enquiry: Enquiry | None) -> Screen:
    language = tr.language_name(enquiry.language) if enquiry else ""
    body = tr.lines(
        tr("💬 <b>Somebody has a question for the office</b>"),
        tr("Language: {language}", language=language) if language else NOTHING,
    )
    buttons = [Button(tr("Desk"), press("desk.open")), no_more(tr, Kind.GROUP)]
    return Screen(body, in_rows(buttons, 1))


def _for_asker(tr: Translator, body: Html, enquiry: Enquiry | None) -> Screen:
    if enquiry is None:
        return Screen(tr.lines(body))
    buttons = [
        Button(tr("✏️ Write to the office"), press("enquiry.reply", enquiry.id)),
        Button(tr("Open"), press("enquiry.show", enquiry.id, 0)),
    ]
    return Screen(tr.lines(body), in_rows(buttons, 1))


def _words(tr: Translator, message: EnquiryMessage | None) -> Html:
    if message is None:
        return NOTHING
    return tr.value(message.words) if message.words else tr(UNREADABLE)
