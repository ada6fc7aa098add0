"""An occupation: who recognises it, which German is wanted, and what is near."""

from bot.domain.ladder import Ladder
from bot.domain.listings import Listing
from bot.domain.occupations import Occupation, RecognitionOffice
from bot.i18n import Ltr, Translator, mark
from bot.screens.frame import call_button, way_button
from bot.screens.listing_lines import button
from bot.screens.listings import occupation_name
from bot.screens.pathway import Nearby, source
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

RECOGNITION = Listing("krecognition")
OFFICES = {
    RecognitionOffice.HEALTH: mark("office for health professions"),
    RecognitionOffice.DOCTORS: mark("medical association (Ärztekammer)"),
    RecognitionOffice.SOCIAL: mark("office for social professions"),
    RecognitionOffice.SCHOOL: mark("office for schools"),
    RecognitionOffice.CRAFTS: mark("chamber of crafts (Handwerkskammer)"),
    RecognitionOffice.INDUSTRY: mark("chamber of commerce (IHK FOSA)"),
    RecognitionOffice.FARMING: mark("office for agriculture"),
    RecognitionOffice.ENGINEERS: mark("chamber of engineers (Ingenieurkammer)"),
    RecognitionOffice.ARCHITECTS: mark("chamber of architects (Architektenkammer)"),
    RecognitionOffice.LAW: mark("examination office for law (Justizprüfungsamt)"),
    RecognitionOffice.DEGREES: mark("office for foreign degrees (ZAB)"),
    RecognitionOffice.INSTRUCTION: mark("training centre (IHK, TÜV or DEKRA)"),
    RecognitionOffice.LICENCE: mark("driving licence office (Führerscheinstelle)"),
}
IN_BADEN_WUERTTEMBERG = {
    RecognitionOffice.HEALTH: mark("office for health professions (Regierungspräsidium)"),
    RecognitionOffice.SOCIAL: mark("office for social professions (Regierungspräsidium)"),
    RecognitionOffice.SCHOOL: mark("office for schools (Regierungspräsidium)"),
    RecognitionOffice.FARMING: mark("office for agriculture (Regierungspräsidium)"),
}
"""These are one authority there. Each state has others, and in most they are several."""


def occupation(
    tr: Translator, shown: Occupation, ladder: Ladder, nearby: Nearby, land: str
) -> Screen:
    """Return an occupation; ``nearby`` are offers that help with the recognition.

    ``land`` is the code of the reader's German state, "" while nobody knows it.
    """
    text = tr.lines(
        tr.bold(occupation_name(tr, shown)),
        tr("In German: {title}", title=shown.name),
        _recognition(tr, shown, land),
        tr("German level you need: {level}.", level=Ltr(shown.german.name)),
        source(tr, shown.source),
    )
    at = f"occupation.show:{shown.code}"
    return Screen(text, in_rows(_buttons(tr, shown, ladder, nearby), 1), at=at, back="home:0")


def _recognition(tr: Translator, shown: Occupation, land: str) -> Html:
    if shown.office is RecognitionOffice.NONE:
        return tr("You do not need recognition for this job.")
    names = OFFICES | (IN_BADEN_WUERTTEMBERG if land == "BW" else {})
    office = tr(names[shown.office])
    if shown.is_regulated:
        return tr("You need a permission for this job. You get it here: {office}.", office=office)
    return tr(
        "You may work without recognition. If you want recognition, ask here: {office}.",
        office=office,
    )


def _buttons(tr: Translator, shown: Occupation, ladder: Ladder, nearby: Nearby) -> list[Button]:
    """Return who helps with the recognition, the office, courses, offers and the stations."""
    helps = [button(tr, n, offer, RECOGNITION) for n, offer in enumerate(nearby.offers, 1)]
    call = [call_button(tr, nearby.phone)] if nearby.phone else []
    offers = Button(tr("Offers for this job"), press("offer.list", f"k{shown.concept}...0"))
    courses = [
        Button(tr("German for the job"), press("offer.list", Listing(f"c{code}").code))
        for code in shown.courses[:1]
        if code in ladder.kinds
    ]
    return [*helps, *call, *courses, offers, way_button(tr)]


def ask(tr: Translator, example: Occupation | None) -> Screen:
    """Ask which occupation somebody has learned; ``example`` is one that may be typed."""
    text = tr.lines(
        tr("<b>What is your job?</b>"),
        tr("Write it in your language."),
        tr("For example: {example}", example=occupation_name(tr, example)) if example else NOTHING,
    )
    return Screen(text, at="occupation.ask", back="station.list:0")


def unknown(tr: Translator, phone: str) -> Screen:
    """Return what helps somebody whose occupation we do not know; ``phone`` "" is none."""
    text = tr.lines(tr("We do not know this job. Please try another word, or talk to a person."))
    again = Button(tr("Answer again"), press("occupation.ask"))
    call = [call_button(tr, phone)] if phone else []
    here = press("offer.list", RECOGNITION.code)
    buttons = [again, Button(tr("Help with recognition"), here), *call]
    return Screen(text, in_rows(buttons, 1), at="occupation.ask", back="station.list:0")
