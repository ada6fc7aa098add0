"""Emergency numbers, shown for words of violence, suicide or an emergency."""

from collections.abc import Sequence

from bot.domain.listings import Listing
from bot.domain.offers import Offer
from bot.i18n import Ltr, Translator
from bot.screens import facts
from bot.screens.frame import call_button
from bot.ui import Button, Entry, Screen, in_rows, press

POLICE, AMBULANCE = "110", "112"
WOMEN, TALK, YOUTH = "116\u00a0016", "0800\u00a0111\u00a00\u00a0111", "116\u00a0111"
"""Hilfetelefon Gewalt gegen Frauen, TelefonSeelsorge, Nummer gegen Kummer; calls are free.

The spaces do not break.
"""


def crisis(tr: Translator, offers: Sequence[Offer]) -> Screen:
    """Return the numbers and two offers; without further pages, because the text is not kept."""
    title = tr("<b>Are you in danger? Call now.</b>")
    kept = tr("These calls are free. We have not kept what you wrote.")
    lines = {
        POLICE: tr("Police: {phone}", phone=Ltr(POLICE)),
        AMBULANCE: tr("Ambulance and fire: {phone}", phone=Ltr(AMBULANCE)),
        WOMEN: tr("Help for women facing violence, in many languages: {phone}", phone=Ltr(WOMEN)),
        TALK: tr("Somebody to talk to, day and night: {phone}", phone=Ltr(TALK)),
        YOUTH: tr("For children and young people: {phone}", phone=Ltr(YOUTH)),
    }
    at_once, others = [*lines.values()][:2], [*lines.values()][2:]
    text = tr.paragraphs(tr.lines(title, *at_once), tr.lines(*others), tr.lines(kept))
    calls = [call_button(tr, phone) for phone in lines]
    numbers = [
        Entry(line, button.action, icon="📞")
        for line, button in zip(lines.values(), calls, strict=True)
    ]
    also = [
        Button(tr.value(facts.title(tr, offer, 50)), press("offer.show", offer.id, Listing().code))
        for offer in offers[:2]
    ]
    return Screen(
        text,
        (*in_rows(calls, 2), *in_rows(also, 1)),
        back="home:0",
        body=(tr.lines(title, kept), *numbers),
        can_be_left=True,
    )
