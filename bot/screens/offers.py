"""Offers: card, details, and what people can do with them."""

from datetime import date
from itertools import chain

from bot.domain.listings import Around, Listing
from bot.domain.offers import Offer, OfferText, ReaderText, TextState, text_in
from bot.i18n import Translator, visible
from bot.rules import offers as rules
from bot.rules.german_words import words_in
from bot.screens import facts, links
from bot.screens.frame import call_button, paging
from bot.screens.german_words import words_button
from bot.screens.pictures import picture_of
from bot.screens.reports import KINDS
from bot.text import pages, shortened
from bot.ui import NOTHING, Button, Copy, Document, Html, Open, Screen, in_rows, press

CARD_CHARACTERS, CARD_LINES = 300, 5
DETAILS_CHARACTERS = 2500
"""Maximum length of a page of details; readable on a phone, and far below Telegram's 4096."""


def card(
    tr: Translator,
    offer: Offer,
    listing: Listing,
    *,
    saved: bool,
    today: date,
    around: Around | None = None,
) -> Screen:
    """Return the card: title (also in German, to show at an office), place, time, price."""
    code = listing.code
    keep = (
        Button(tr("⭐ Saved"), press("offer.unsave", offer.id, code), True)
        if saved
        else Button(tr("☆ Save"), press("offer.save", offer.id, code), False)
    )
    open_ = (
        [Button(tr("📎 Open the document"), press("material.open", offer.id, code))]
        if offer.attachment_id
        else []
    )
    buttons = [
        *open_,
        Button(tr("Details"), press("offer.details", offer.id, 0, code)),
        keep,
        *_contact(tr, offer),
    ]
    if rules.single_dates(offer.details) and not open_:
        buttons.append(Button(tr("📅 Calendar"), press("offer.calendar", offer.id, code)))
    buttons.append(Button(tr("Share"), press("offer.share", offer.id, code)))
    return Screen(
        card_text(tr, offer, today, around),
        in_rows(buttons, 2),
        at=f"offer.show:{offer.id}:{code}",
        back=f"offer.list:{code}",
        picture=picture_of(offer),
    )


def details(
    tr: Translator,
    offer: Offer,
    listing: Listing,
    page: int,
    today: date,
    *,
    may_edit: bool = False,
) -> Screen:
    """Return a page of all details; ``page`` counts from 0, ``may_edit``: they keep the offer."""
    text = text_in(offer.details.texts, tr.language.code)
    parts = pages(text.description, DETAILS_CHARACTERS)
    current = min(page, len(parts) - 1)
    body = tr.paragraphs(
        tr.lines(tr.bold(shortened(text.title, 200)), *notes(tr, offer, text)),
        _description(tr, text, parts[current]),
        _next_steps(tr, text) if not current else NOTHING,
        tr.lines(*(facts.all_facts(tr, offer, today) if current == len(parts) - 1 else [])),
    )
    code = listing.code
    buttons = [
        *_links(tr, offer),
        *_copied(tr, offer),
        Button(tr("✏️ Check this offer"), press("report.show", offer.id))
        if may_edit
        else Button(tr("⚠️ Report a mistake"), press("offer.wrong", offer.id, code)),
    ]
    arrows = paging(
        tr,
        press("offer.details", offer.id, current - 1, code) if current else None,
        press("offer.details", offer.id, current + 1, code) if current < len(parts) - 1 else None,
    )
    words = press("german_words.offer", offer.id, code, 0)
    explains = ((words_button(tr, words),),) if german_words_of(offer, tr.language.code) else ()
    return Screen(
        body,
        in_rows(buttons, 2),
        (*arrows, *explains),
        at=f"offer.details:{offer.id}:{current}:{code}",
        back=f"offer.show:{offer.id}:{code}",
    )


def german_words_of(offer: Offer, language: str) -> tuple[str, ...]:
    """Return the codes of the German words in an offer, as it is shown or at an office."""
    details = offer.details
    texts = [text_in(details.texts, code) for code in (language, "de")]
    written = [(text.title, text.description, text.next_steps) for text in texts]
    return words_in([*chain.from_iterable(written), *details.residence_statuses])


def whole(tr: Translator, offer: Offer, today: date) -> Html:
    """Return all that is known of an offer as one text, for a page that may be long."""
    text = text_in(offer.details.texts, tr.language.code)
    return tr.paragraphs(
        tr.lines(tr.bold(shortened(text.title, 200)), *notes(tr, offer, text)),
        _description(tr, text, text.description),
        _next_steps(tr, text),
        tr.lines(*facts.all_facts(tr, offer, today)),
    )


def _description(tr: Translator, text: ReaderText, part: str) -> Html:
    """Return a part of a description, marked if it is in another language than the title."""
    lines = [tr.value(line) for line in part.split("\n") if line]
    return tr.lines(_borrowed(tr, text, text.description_language), *lines)


def _next_steps(tr: Translator, text: ReaderText) -> Html:
    """Return what to do, or nothing if no text says it."""
    if not text.next_steps:
        return NOTHING
    return tr.lines(
        _borrowed(tr, text, text.next_steps_language),
        tr("<b>What to do:</b> {steps}", steps=shortened(text.next_steps, 400)),
    )


def _borrowed(tr: Translator, text: ReaderText, language: str) -> Html:
    """Return a mark for a field that is in another language than the title, or nothing."""
    own = (text.language.split("-")[0], tr.language.code.split("-")[0])
    if language.split("-")[0] in own:
        return NOTHING
    if language == "de":
        return tr("<i>In German:</i>")
    name = tr.language_name(language)
    return Html(f"<i>{tr('Only in this language: {language}.', language=name)}</i>")


def wrong(tr: Translator, offer: Offer, listing: Listing, *, may_write: bool) -> Screen:
    """Ask what is wrong; ``may_write``: they can also say it to the office in their own words."""
    kinds = [kind for kind in rules.REPORTS if kind != rules.OTHER or not may_write]
    buttons = [
        Button(tr(KINDS[kind]), press("offer.report", offer.id, kind, listing.code))
        for kind in kinds
    ]
    if may_write:
        buttons.append(Button(tr("Other"), press("enquiry.offer", offer.id, listing.code)))
    text = tr.lines(
        tr.bold(facts.title(tr, offer, 120)),
        tr("What is wrong? The office will look at it. We will not say who told us."),
    )
    return Screen(
        text,
        in_rows(buttons, 2),
        at=f"offer.wrong:{offer.id}:{listing.code}",
        back=f"offer.details:{offer.id}:0:{listing.code}",
    )


def calendar(tr: Translator, offer: Offer, listing: Listing, file: Document) -> Screen:
    text = tr.lines(tr.bold(facts.title(tr, offer, 120)), tr("Here is the file for your calendar."))
    return Screen(
        text,
        at=f"offer.calendar:{offer.id}:{listing.code}",
        back=f"offer.show:{offer.id}:{listing.code}",
        documents=(file,),
    )


def notes(tr: Translator, offer: Offer, text: OfferText) -> list[Html]:
    """Return a line with notes about sample and translation, or none."""
    body = [
        tr("Sample, not a real offer.") if offer.details.sample else NOTHING,
        tr("Only in this language: {language}.", language=tr.language_name(text.language))
        if _foreign(tr, text)
        else NOTHING,
        tr("This text is not in Easy Language.")
        if tr.language.simplifies(text.language)
        else NOTHING,
        tr("Translation not checked.") if text.state is TextState.UNCHECKED else NOTHING,
        tr("Translation may be out of date.") if text.state is TextState.STALE else NOTHING,
    ]
    line = " ".join(filter(None, body))
    return [Html(f"<i>{line}</i>")] if line else []


def _foreign(tr: Translator, text: OfferText) -> bool:
    """Return whether a text is in another language; German is none for simple German."""
    return text.language.split("-")[0] != tr.language.code.split("-")[0]


def card_text(tr: Translator, offer: Offer, today: date, around: Around | None = None) -> Html:
    """Return what a card says: title (also in German), place, time, price, notes."""
    text, german = (
        text_in(offer.details.texts, tr.language.code),
        text_in(offer.details.texts, "de"),
    )
    others = [*facts.card_facts(tr, offer, today, around), *notes(tr, offer, text)]
    emoji = f"{offer.field_emoji} " if offer.field_emoji else ""
    room = CARD_CHARACTERS - len(emoji) - sum(len(visible(line)) + 1 for line in others)
    if text.title == german.title:
        return tr.lines(Html(f"{emoji}{tr.bold(shortened(text.title, room))}"), *others)
    room -= len(visible(tr("In German: {title}", title=""))) + 2
    below = shortened(german.title, max(room // 2, room - len(text.title)))
    above = tr.bold(shortened(text.title, room - len(below)))
    return tr.lines(Html(f"{emoji}{above}"), tr("In German: {title}", title=below), *others)


def _contact(tr: Translator, offer: Offer) -> list[Button]:
    phone, address = offer.details.phone, offer.details.address
    call = [call_button(tr, phone)] if phone else []
    where = (
        [Button(tr("🗺 Map"), Open(links.map_of(f"{address}, {offer.details.municipality}")))]
        if address
        else []
    )
    return call + where


def _copied(tr: Translator, offer: Offer) -> list[Button]:
    """Return a button that copies the address, if there is one."""
    details = offer.details
    return (
        [
            Button(
                tr("📋 Copy address"),
                Copy(f"{details.address}, {details.municipality}".strip(", ")),
            )
        ]
        if details.address
        else []
    )


def _links(tr: Translator, offer: Offer) -> list[Button]:
    url, email = offer.details.url, offer.details.email
    page = [Button(tr("🌐 Website"), Open(url))] if url else []
    mail = [Button(tr("✉️ E-mail"), Open(f"mailto:{email}"))] if email else []
    return page + mail + _contact(tr, offer)
