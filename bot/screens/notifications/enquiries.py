"""Questions to the office: news for the person who asked, and for the office."""

from bot.domain.announcements import Kind
from bot.domain.enquiries import Enquiry, EnquiryMessage
from bot.domain.group_events.enquiries import (
    EnquiryAnswered,
    EnquiryAsked,
    EnquiryEvent,
    EnquiryTranslated,
    TranslationWanted,
)
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
        case TranslationWanted():
            return _for_volunteer(tr, enquiry, message)
        case EnquiryTranslated():
            return _translated(tr, enquiry, message)
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


def _for_volunteer(
    tr: Translator, enquiry: Enquiry | None, message: EnquiryMessage | None
) -> Screen:
    """Return the request to translate a message, without a word of it."""
    heading = tr("💬 <b>Can you translate a short text for the office?</b>")
    if enquiry is None or message is None or message.translation is None:
        return Screen(tr.lines(heading))
    body = tr.lines(
        heading,
        tr("Language: {language}", language=tr.language_name(enquiry.language)),
        tr("You do not see who wrote it, and nobody sees who translates it."),
    )
    take = Button(tr("I can translate it"), press("enquiry.translate", message.translation.id))
    return Screen(body, in_rows([take, no_more(tr, Kind.GROUP)], 1))


def _translated(tr: Translator, enquiry: Enquiry | None, message: EnquiryMessage | None) -> Screen:
    """Return a translated answer to who asked; to the office, that a question is translated."""
    if message is None or not message.by_office:
        heading = tr("💬 <b>A volunteer has translated a question to the office</b>")
        buttons = [Button(tr("Desk"), press("desk.open")), no_more(tr, Kind.GROUP)]
        return Screen(tr.lines(heading), in_rows(buttons, 1))
    heading = tr("💬 <b>The answer of the office in your language</b>")
    words = message.translation.words if message.translation else ""
    said = tr.value(words) if words else tr(UNREADABLE)
    by = tr("A volunteer has translated it.")
    return _for_asker(tr, tr.paragraphs(heading, said, by), enquiry)


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
