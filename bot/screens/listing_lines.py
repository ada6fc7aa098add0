"""The offers of a list: as lines with buttons, and as entries."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from bot.domain.listings import Around, Listing
from bot.domain.offers import Offer, Page
from bot.i18n import Ltr, Translator
from bot.screens import chips, facts
from bot.search.query import NOTHING, Query
from bot.ui import NOTHING as NO_KIND
from bot.ui import Button, Entry, Html, press


def lines(
    tr: Translator,
    numbered: Sequence[tuple[int, Offer]],
    similar: Collection[int],
    query: Query,
    today: date,
    around: Around | None,
) -> Iterator[Html]:
    """Yield the paragraphs of a page: what was asked for, then what is only similar to it."""
    certain = [(n, offer) for n, offer in numbered if offer.id not in similar]
    also = [(n, offer) for n, offer in numbered if offer.id in similar]
    if certain:
        yield tr.lines(*(line(tr, n, offer, today, query, around) for n, offer in certain))
    if also:
        lines = (line(tr, n, offer, today, query, around) for n, offer in also)
        yield tr.lines(tr("<b>Perhaps also:</b>"), *lines)


def entries(
    tr: Translator,
    page: Page,
    here: Listing,
    query: Query,
    today: date,
    around: Around | None,
) -> Iterator[Html | Entry]:
    """Yield the offers of a page as entries, with a heading above those that are only similar."""
    for similar in (False, True):
        offers = [offer for offer in page.offers if (offer.id in page.similar) is similar]
        if offers and similar:
            yield tr("<b>Perhaps also:</b>")
        for offer in offers:
            yield entry(tr, offer, here, today, query, around)


def entry(
    tr: Translator,
    offer: Offer,
    listing: Listing,
    today: date,
    query: Query = NOTHING,
    around: Around | None = None,
) -> Entry:
    """Return an offer as an entry of a list; ``query`` is what it may lack something of."""
    title, original = facts.title(tr, offer, 120), facts.german_title(tr, offer, 120)
    missing = " · ".join(f"✗ {label}" for label in chips.lacking(tr, query, offer.details))
    return Entry(
        tr.value(title),
        press("offer.show", offer.id, listing.code),
        tuple(filter(None, (*facts.card_facts(tr, offer, today, around), Html(missing)))),
        offer.field_emoji,
        tr.value(original) if original != title else NO_KIND,
    )


def line(
    tr: Translator,
    n: int,
    offer: Offer,
    today: date,
    query: Query = NOTHING,
    around: Around | None = None,
) -> Html:
    """Return the lines of an offer in a list; ``query`` is what it may lack something of."""
    title = facts.title(tr, offer, 70)
    times_shown = facts.first_time(tr, offer.details, today, around)
    missing = (f"✗ {label}" for label in chips.lacking(tr, query, offer.details))
    cared = filter(None, [facts.childcare(tr, offer.details)])
    below = " · ".join([facts.where(tr, offer, around), *times_shown, *cared, *missing])
    return Html(f"{tr('{n}. <b>{title}</b>', n=Ltr(str(n)), title=title)}\n{below}")


def button(tr: Translator, n: int, offer: Offer, listing: Listing) -> Button:
    title = facts.title(tr, offer, 50)
    return Button(
        tr("{n}. {title}", n=Ltr(str(n)), title=title), press("offer.show", offer.id, listing.code)
    )
