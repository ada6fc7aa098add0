"""The stations to a job: the way as a whole, and what each station is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.ladder import Source
from bot.domain.listings import Listing
from bot.domain.offers import Offer
from bot.domain.pathway import Pathway, Station, StationTexts
from bot.i18n import Ltr, Translator, mark
from bot.screens.frame import call_button, leaf
from bot.screens.ladder_words import BRINGS, GIVERS
from bot.screens.levels import level_button
from bot.screens.listing_lines import button
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

PAGE = 6
"""Stations on one page of the way."""
GIVERS_SHOWN = 2
"""Maximum number of offices on a station."""
NAMES = {
    "skills": mark("What are my skills?"),
    "permission": mark("May I work?"),
    "recognition": mark("Is my diploma valid?"),
    "no_papers": mark("Test without a diploma"),
    "german": mark("German for the job"),
    "cv": mark("CV and application"),
    "trying": mark("Trying out a job"),
    "searching": mark("Looking for a job"),
    "started": mark("After the start"),
}
WHAT = {
    "skills": mark("You talk about what you have learned and where you have worked."),
    "permission": mark("Your residence document says if you may work. If not, ask first."),
    "recognition": mark("An office compares your diploma with the German one."),
    "no_papers": mark("You have no diploma? You can show in practice what you can do."),
    "german": mark("You learn the German that you need at work."),
    "cv": mark("You write your CV and letters to companies."),
    "trying": mark("You work in a company for some days and see if the job fits."),
    "searching": mark("You look for open jobs and talk to companies."),
    "started": mark("You check your contract and your pay in the first months."),
}


@dataclass(frozen=True, slots=True)
class Nearby:
    """Offers for a station: the first ``offers``, ``offer_count`` in all.

    ``phone`` is that of the district's office, "" for none.
    """

    offers: Sequence[Offer] = ()
    offer_count: int = 0
    phone: str = ""


NOTHING_NEARBY = Nearby()
NO_TEXTS = StationTexts("", "")


def way(tr: Translator, pathway: Pathway, here: Station | None, page: int) -> Screen:
    """Return the stations in their order; ``here`` is the one that the person marked."""
    shown, arrows = leaf(tr, tuple(pathway.stations.values()), page, PAGE, "station.list")
    buttons = [
        Button(
            tr("{n}. {title}", n=Ltr(str(station.place)), title=name(tr, station)),
            press("station.show", station.number),
            True if here and station.code == here.code else None,
        )
        for station in shown
    ]
    text = tr.lines(
        tr("<b>Your way to a job</b>"),
        tr("Choose a station. You can start anywhere."),
        tr("You are here: {station}", station=name(tr, here)) if here else NOTHING,
    )
    leave = ((Button(tr("🗑 Delete my station"), press("station.delete")),),) if here else ()
    return Screen(
        text, in_rows(buttons, 1), (*arrows, *leave), at=f"station.list:{page}", back="home:0"
    )


def station(
    tr: Translator, shown: Station, following: Station | None, nearby: Nearby, *, may_mark: bool
) -> Screen:
    """Return a station: what it is, who helps, where, what to bring, how long, and what is next.

    ``may_mark``: the person has agreed to be remembered and is not here yet.
    """
    text = tr.lines(
        Html(f"<b>{tr('{n}. {title}', n=Ltr(str(shown.place)), title=name(tr, shown))}</b>"),
        what(tr, shown),
        who(tr, shown),
        _where(tr, nearby),
        things(tr, shown),
        duration(tr, shown),
        source(tr, shown.source),
    )
    return Screen(
        text,
        in_rows(_buttons(tr, shown, following, nearby, may_mark=may_mark), 1),
        at=f"station.show:{shown.number}",
        back="station.list:0",
    )


def who(tr: Translator, shown: Station) -> Html:
    """Return who helps at a station, nothing if nobody is named."""
    if not shown.givers:
        return NOTHING
    offices = tr.listed(tr(GIVERS[giver]) for giver in shown.givers[:GIVERS_SHOWN])
    return tr("Who helps: {offices}.", offices=offices)


def _where(tr: Translator, nearby: Nearby) -> Html:
    if not nearby.offer_count:
        return tr("We do not know an offer near you. Please ask the office.")
    count = tr.plural("{n} offer", "{n} offers", nearby.offer_count)
    return tr("Near you: {offers}.", offers=count)


def things(tr: Translator, shown: Station) -> Html:
    """Return what to bring, nothing if that is nothing."""
    listed = tr.listed(tr(BRINGS[thing]) for thing in shown.bring)
    return tr("Bring: {things}.", things=listed) if shown.bring else NOTHING


def duration(tr: Translator, shown: Station) -> Html:
    """Return how long a station takes."""
    if not shown.weeks:
        return tr("How long it takes depends on you.")
    return tr.plural("It takes at most {n} week.", "It takes at most {n} weeks.", shown.weeks)


def source(tr: Translator, shown: Source) -> Html:
    """Return where something is written, and whether somebody of the office found it right."""
    day = tr.day(shown.as_of)
    if shown.checked_on:
        checked = tr.day(shown.checked_on)
        return tr("Source: {source}, checked on {day}.", source=shown.name, day=checked)
    return tr("Source: {source}, {day}. Not checked.", source=shown.name, day=day)


def _buttons(
    tr: Translator, shown: Station, following: Station | None, nearby: Nearby, *, may_mark: bool
) -> list[Button]:
    """Return the offers, then what is special here, the mark and the next station."""
    listing = Listing(f"k{shown.concept}")
    offers = [button(tr, n, offer, listing) for n, offer in enumerate(nearby.offers, 1)]
    every = Button(tr("All offers"), press("offer.list", listing.code))
    call = [call_button(tr, nearby.phone)] if nearby.phone and not offers else []
    occupation = Button(tr("💼 My job"), press("occupation.ask"))
    here = Button(tr("📌 I am here"), press("station.ask", shown.number))
    return [
        *offers,
        *([every] if nearby.offer_count > len(offers) else []),
        *call,
        *([level_button(tr)] if shown.code == "german" else []),
        *([occupation] if shown.code == "recognition" else []),
        *([here] if may_mark else []),
        *([_next(tr, following)] if following else []),
    ]


def _next(tr: Translator, following: Station) -> Button:
    return Button(
        tr("➡️ {title}", title=name(tr, following)), press("station.show", following.number)
    )


def consent(tr: Translator, shown: Station) -> Screen:
    """Ask whether the station may be kept."""
    text = tr.lines(
        tr("<b>Are you at this station?</b>"),
        tr("We keep only the number of the station. You can delete it at any time."),
        tr(
            "The office sees only how many people are at a station and what they search for, "
            "never who."
        ),
    )
    yes = Button(tr("Yes, keep it"), press("station.keep", shown.number), answers="yes")
    back = f"station.show:{shown.number}"
    return Screen(text, in_rows([yes], 1), at=f"station.ask:{shown.number}", back=back)


def name(tr: Translator, shown: Station) -> Html:
    """Return the name of a station: the district's in this language, the usual one, German."""
    own = shown.texts.get(tr.language.code, NO_TEXTS).name
    if not own and shown.code in NAMES:
        return tr(NAMES[shown.code])
    return tr.value(own or shown.texts["de"].name)


def has_words(shown: Station) -> bool:
    """Return whether a station can be named: by a sentence of ours, or by its German texts."""
    return shown.code in NAMES or "de" in shown.texts


def what(tr: Translator, shown: Station) -> Html:
    """Return what happens at a station, in the reader's language if there are words in it."""
    own = shown.texts.get(tr.language.code, NO_TEXTS).what
    if not own and shown.code in WHAT:
        return tr(WHAT[shown.code])
    return tr.value(own or shown.texts["de"].what)
