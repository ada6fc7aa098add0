"""What narrows a list: filters, levels, and the line that says which are chosen."""

from bot.domain.listings import COURSE_FILTERS, FILTERS, USUAL_FILTERS, Listing, letter_of
from bot.domain.offers import LEVELS
from bot.i18n import Ltr, Translator, mark
from bot.screens import chips
from bot.search.query import Query
from bot.ui import Button, Html, Screen, in_rows, press

CHIPS = 6
FILTER_NAMES = {name: chips.NAMES[fact] for fact, name in chips.INSTEAD.items()} | {
    "my_town": mark("In my town")
}


def filters(tr: Translator, listing: Listing, query: Query, *, has_town: bool) -> Screen:
    """Return switches for filters and understood facts; without a town, "my town" asks for it."""
    taken = chips.labels(tr, query).items()
    understood = [
        Button(
            label,
            press("offer.list", listing.toggled(letter_of(fact)).code),
            not listing.ignores(fact),
        )
        for fact, label in taken
    ]
    chosen = [
        Button(
            tr(FILTER_NAMES[name]),
            press("offer.list", listing.toggled(c).code)
            if has_town or c != "m"
            else press("town.list", 0),
            listing.has(c),
        )
        for c, name in _offered(listing)
        if name not in chips.instead(query)
    ]
    label = (
        tr("German level: {level}", level=Ltr(listing.level))
        if listing.level
        else tr("German level")
    )
    level = Button(label, press("offer.level", listing.code), bool(listing.level))
    text = tr.lines(tr("What matters to you? Choose one. You can add more afterwards."))
    return Screen(
        text,
        in_rows(
            [*[*understood, *sorted(chosen, key=lambda choice: not choice.on)][: CHIPS - 1], level],
            2,
        ),
        at=f"offer.filters:{listing.code}",
        back=f"offer.list:{listing.code}",
    )


def _offered(listing: Listing) -> list[tuple[str, str]]:
    """Return the letters and names of filters that fit a list, and of those that are on."""
    letters = COURSE_FILTERS if listing.course_kind else USUAL_FILTERS
    return [(c, name) for c, name in FILTERS.items() if c in letters or listing.has(c)]


def levels(tr: Translator, listing: Listing) -> Screen:
    """Return the six levels; pressing the chosen one removes it."""
    buttons = [
        Button(
            tr.value(Ltr(level)),
            press("offer.list", listing.at_level("" if level == listing.level else level).code),
            level == listing.level,
        )
        for level in LEVELS[:6]
    ]
    text = tr.lines(
        tr("How well do you speak German?"),
        tr("A0 means: I am learning to read and write. B1 means: I can talk about everyday life."),
    )
    return Screen(
        text,
        in_rows(buttons, 3),
        at=f"offer.level:{listing.code}",
        back=f"offer.filters:{listing.code}",
    )


def active(tr: Translator, listing: Listing, query: Query) -> list[Html]:
    """Return the line of facts and filters that narrow a list; empty without any."""
    names = [label for fact, label in chips.labels(tr, query).items() if not listing.ignores(fact)]
    names += [tr(FILTER_NAMES[FILTERS[letter]]) for letter in listing.chosen]
    names += [tr("Level {level}", level=Ltr(listing.level))] if listing.level else []
    return [Html(f"✓ {' · '.join(dict.fromkeys(names))}")] if names else []


def filter_button(tr: Translator, listing: Listing) -> Button:
    return Button(
        tr("Filters"),
        press("offer.filters", listing.code),
        bool(listing.filters or listing.level) or None,
    )
