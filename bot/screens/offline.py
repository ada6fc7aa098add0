"""What can be read without the network: whom to call, and the saved offers."""

from collections.abc import Sequence
from datetime import date

from bot.domain.offers import Offer, text_in
from bot.i18n import Ltr, Translator
from bot.screens import facts, links
from bot.screens.crisis import AMBULANCE
from bot.screens.frame import call_button
from bot.text import shortened
from bot.ui import NOTHING, Button, Html, Screen, press

MOST = 20
"""Maximum number of saved offers that a device keeps."""
STEPS = 400
"""Maximum length of what to do, in characters."""


def offline(tr: Translator, saved: Sequence[Offer], phone: str, today: date) -> Screen:
    """Return whom to call, "" for no ``phone`` of an office, and the saved offers."""
    said = _said(tr)
    calls = [call_button(tr, number) for number in (phone, AMBULANCE) if number]
    last = Button(tr("Last list"), press("offline.last"))
    offers = [_offer(tr, offer, today) for offer in saved]
    heading = [tr.lines(tr("<b>Saved offers</b>"))] if offers else []
    return Screen(
        tr.paragraphs(said, *heading, *offers),
        ((*calls,), (last,)),
        at="offline",
        back="home:0",
        body=(said, *heading, *offers),
    )


def for_everybody(tr: Translator) -> Screen:
    """Return the page of a device that knows nobody: whom to call in an emergency."""
    return Screen(_said(tr), ((call_button(tr, AMBULANCE),),), bare=True)


def _said(tr: Translator) -> Html:
    return tr.lines(
        tr("<b>You are offline</b>"),
        tr("Your device has no internet connection. You can still read what you saw before."),
        tr("We will send what you press as soon as you are online again."),
        tr("You can always call. In an emergency: {phone}", phone=Ltr(AMBULANCE)),
    )


def _offer(tr: Translator, offer: Offer, today: date) -> Html:
    """Return all that is known of an offer; its phone number can be pressed."""
    own, german = facts.title(tr, offer, 120), facts.german_title(tr, offer, 120)
    steps = text_in(offer.details.texts, tr.language.code).next_steps
    return tr.lines(
        tr.bold(own),
        tr("In German: {title}", title=german) if own != german else NOTHING,
        *facts.all_facts(tr, offer, today),
        tr("<b>What to do:</b> {steps}", steps=shortened(steps, STEPS)) if steps else NOTHING,
        _call(tr, offer.details.phone) if offer.details.phone else NOTHING,
    )


def _call(tr: Translator, phone: str) -> Html:
    label = tr("📞 Call {phone}", phone=Ltr(phone))
    return Html(f'<a href="{links.tel(phone)}">{label}</a>')
