"""Lists of offers: of a field, a search, saved ones; with filters, or empty."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.listings import NO_GUIDE, Around, Guide, Listing
from bot.domain.occupations import Occupation
from bot.domain.offers import Page
from bot.domain.places import Field
from bot.domain.watches import Watch
from bot.i18n import Language, Ltr, Translator, mark
from bot.screens import listing_filters, listing_lines
from bot.screens.enquiries import ask_button
from bot.screens.fields import field_label
from bot.screens.frame import leaf, map_button, paging, way_button
from bot.screens.levels import level_button
from bot.search.query import Query
from bot.text import shortened
from bot.ui import NOTHING as NO_KIND
from bot.ui import Button, Html, Rows, Screen, in_rows, press

WATCHES = 6
GERMAN = frozenset(
    (
        *("german_course", "beginners_course", "integration_course", "literacy", "job_german"),
        *("orientation_course", "placement_test"),
    )
)
"""Concepts of who wants to learn German: their level is asked, too."""
WORK = frozenset(
    (
        *("work", "job_search", "cv", "application", "internship", "apprenticeship", "mini_job"),
        *("recognition", "health_profession", "work_permit", "further_training", "career_advice"),
        *("crafts", "cleaning_job", "driver_job", "kitchen_job", "construction_job", "it_job"),
        *("warehouse_job", "employment_agency", "unemployment", "job_german"),
    )
)
"""Concepts of who looks for work: the stations to a job are shown, too."""
HEADINGS = {
    "s": mark("⭐ Saved offers"),
    "d": mark("📚 Documents"),
    "o": mark("🕘 Open now"),
    "w": mark("📅 Next 7 days"),
}
"""Headings of the lists that have one of their own."""


def found(
    tr: Translator,
    listing: Listing,
    page: Page,
    heading: Html,
    query: Query,
    spoken: Mapping[str, Language],
    today: date,
    *,
    adds: bool = False,
    guide: Guide = NO_GUIDE,
    around: Around | None = None,
) -> Screen:
    """Return a page of a list; ``query`` is the understood text, ``spoken`` are our languages.

    ``adds``: the person can add a document to the info pool. ``guide`` says where it also leads.
    ``around`` None says nothing of distances, nor of what is open now.
    """
    here = listing.on_page(page.number)
    numbered = list(enumerate(page.offers, page.number * page.size + 1))
    count = _count(tr, listing, page.total)
    active = listing_filters.active(tr, listing, query)
    head = tr.lines(Html(f"<b>{heading}</b>"), count, *active, no_material(tr, guide))
    text = tr.paragraphs(
        head, *listing_lines.lines(tr, numbered, page.similar, query, today, around)
    )
    buttons = [listing_lines.button(tr, n, offer, here) for n, offer in numbered]
    arrows = paging(
        tr,
        press("offer.list", listing.on_page(page.number - 1).code) if page.number else None,
        press("offer.list", listing.on_page(page.number + 1).code) if page.has_next else None,
    )
    last = _last_row(tr, listing, _switch(tr, query, spoken), adds=adds)
    return Screen(
        text,
        (*in_rows(buttons, 1), last),
        (*arrows, *_ways(tr, listing), *guides(tr, query, guide)),
        at=f"offer.list:{here.code}",
        back="offer.letters" if listing.letter else "home:0",
        body=(head, *listing_lines.entries(tr, page, here, query, today, around)),
    )


def _ways(tr: Translator, listing: Listing) -> Rows:
    """Return other ways into the list of all offers: topics, letters, towns and dates."""
    if listing.source != "a":
        return ()
    ways = [
        Button(tr("Topics"), press("home", 0)),
        Button(tr("🔤 A to Z"), press("offer.letters")),
        map_button(tr),
    ]
    return in_rows([*ways, *soon(tr)], 3)


def soon(tr: Translator) -> list[Button]:
    """Return the buttons to what is open now, and to what takes place in the next days."""
    return [
        Button(tr(HEADINGS[source]), press("offer.list", Listing(source).code)) for source in "ow"
    ]


def guides(tr: Translator, query: Query, guide: Guide = NO_GUIDE) -> Rows:
    """Return the rows that lead further: to an occupation, documents, one's German, a job."""
    german = [level_button(tr)] if GERMAN.intersection(query.concepts) else []
    job = [way_button(tr)] if WORK.intersection(query.concepts) else []
    return in_rows([*_occupation(tr, guide.occupation), *_material(tr, guide), *german, *job], 2)


def _occupation(tr: Translator, named: Occupation | None) -> list[Button]:
    if named is None:
        return []
    label = tr("💼 {title}", title=shortened(occupation_name(tr, named), 40))
    return [Button(label, press("occupation.show", named.code))]


def _material(tr: Translator, guide: Guide) -> list[Button]:
    """Return the button to documents for a level; where there are none, to all and the office."""
    if level := guide.material_level:
        listing = Listing("d", level=level)
        label = tr("📚 Documents: {level}", level=Ltr(level))
        return [Button(label, press("offer.list", listing.code))]
    if guide.missing_level:
        all_of_them = Button(tr("📚 Documents"), press("offer.list", Listing("d").code))
        return [all_of_them, ask_button(tr)]
    return []


def no_material(tr: Translator, guide: Guide) -> Html:
    """Return that there are no documents for the level that a helper named, else nothing."""
    if not guide.missing_level:
        return NO_KIND
    return tr(
        "There are no documents for the level {level} yet. The office can look for some.",
        level=Ltr(guide.missing_level),
    )


def occupation_name(tr: Translator, shown: Occupation) -> str:
    """Return the name of an occupation in the reader's language, else in German."""
    code = tr.language.code
    return shown.names.get(code) or shown.names.get(code.split("-")[0]) or shown.names["de"]


def _last_row(
    tr: Translator, listing: Listing, switch: Button | None, *, adds: bool
) -> tuple[Button, ...]:
    """Return the buttons below the offers; nobody can wait for what is open now, or for an A."""
    if listing.source == "s":
        return (wishes(tr),)
    if adds:
        return listing_filters.filter_button(tr, listing), new_document(tr)
    if listing.is_timed or listing.letter:
        return (listing_filters.filter_button(tr, listing),)
    return listing_filters.filter_button(tr, listing), switch or bell(tr, listing)


def _count(tr: Translator, listing: Listing, total: int) -> Html:
    if listing.source == "d":
        return tr.plural("{n} document", "{n} documents", total)
    return tr.plural("{n} offer", "{n} offers", total)


def heading(
    tr: Translator,
    listing: Listing,
    words: str,
    field: Field | None,
    town: str = "",
    kind: Html = NO_KIND,
) -> Html:
    """Return the heading.

    ``words`` are the typed ones; ``field``, ``town`` and the name of the ``kind`` of course those
    listed.
    """
    if listing.is_typed:
        return tr("Search: {words}", words=shortened(words, 60))
    if listing.letter:
        return tr.value(listing.letter)
    if listing.source in HEADINGS:
        return tr(HEADINGS[listing.source])
    if town or kind:
        return tr("All offers: {town}", town=town) if town else kind
    return field_label(tr, field) if field else tr("All offers")


def watches(tr: Translator, watches: Sequence[tuple[Watch, Html]], page: int) -> Screen:
    """Return the saved searches, each with its heading; pressing one deletes it."""
    shown, arrows = leaf(tr, watches, page, WATCHES, "watch.list")
    buttons = [
        Button(tr("🗑 {wish}", wish=name), press("watch.delete", watch.id)) for watch, name in shown
    ]
    text = (
        tr("We will tell you when there is something like this:")
        if watches
        else tr("You have no alerts yet. Search for something, then press the bell.")
    )
    return Screen(
        tr.lines(text),
        in_rows(buttons, 1),
        arrows,
        at=f"watch.list:{page}",
        back=f"offer.list:{Listing('s').code}",
    )


def _switch(tr: Translator, query: Query, spoken: Mapping[str, Language]) -> Button | None:
    """Return a button to the language of the words; None if it is shown or not supported."""
    language = spoken.get(query.language)
    same = query.language.split("-")[0] == tr.language.code.split("-")[0]
    return (
        None
        if same or language is None
        else Button(Html(f"🌐 {language.name}"), press("search.language", language.code))
    )


def bell(tr: Translator, listing: Listing) -> Button:
    """Return the button that keeps a search, so that new offers are told."""
    return Button(tr("🔔 Tell me about new ones"), press("watch.add", listing.code))


def new_document(tr: Translator) -> Button:
    """Return the button that adds a document to the info pool."""
    return Button(tr("➕ New document"), press("material.new"))


def wishes(tr: Translator) -> Button:
    """Return the button to the saved searches."""
    return Button(tr("🔔 My alerts"), press("watch.list", 0))
