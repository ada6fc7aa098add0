"""An empty list: what may help where nothing was found."""

from collections.abc import Iterator

from bot.domain.listings import NO_AID, NO_GUIDE, Aid, Guide, Listing
from bot.i18n import Translator
from bot.screens import facts
from bot.screens.enquiries import ask_button
from bot.screens.fields import field_label
from bot.screens.frame import call_button
from bot.screens.listing_filters import active
from bot.screens.listings import bell, guides, new_document, no_material, wishes
from bot.search.query import NOTHING, Query
from bot.ui import Button, Html, Screen, in_rows, press

FIELDS = 2
"""Maximum number of fields on an empty list."""
MOST_BUTTONS = 6
"""Maximum number of buttons of a list; fields are left out first."""


def nothing(
    tr: Translator,
    listing: Listing,
    heading: Html,
    aid: Aid = NO_AID,
    query: Query = NOTHING,
    *,
    adds: bool = False,
    guide: Guide = NO_GUIDE,
) -> Screen:
    """Return an empty list with what may help.

    ``query`` is what was understood. ``adds``: the person can add a document.
    ``guide`` says where it also leads.
    """
    if listing.source == "s":
        return _nothing_saved(tr, listing, heading)
    wish = [] if listing.is_timed else [bell(tr, listing)]
    more = [*wish, *([new_document(tr)] if adds else [])]
    if listing.chosen or listing.level:
        unfiltered = Listing(listing.source)
        more.append(Button(tr("Remove all filters"), press("offer.list", unfiltered.code)))
    text = tr.lines(
        Html(f"<b>{heading}</b>"),
        *active(tr, listing, NOTHING),
        _nothing(tr, listing),
        no_material(tr, guide),
        *_advice(tr, aid),
    )
    helpers = list(_helpers(tr, listing, aid))
    room = max(0, min(FIELDS, MOST_BUTTONS - len(helpers) - len(more)))
    return Screen(
        text,
        in_rows([*helpers, *_fields(tr, aid, room), *more], 1),
        guides(tr, query, guide),
        at=f"offer.list:{listing.code}",
        back="home:0",
    )


def _nothing(tr: Translator, listing: Listing) -> Html:
    if listing.source == "d" and not (listing.chosen or listing.level):
        return tr("There are no documents yet.")
    if listing.source == "o":
        return tr("Nothing is open right now. Please look at the next few days.")
    return tr(
        "We found nothing. Please try other words, or choose a topic. You can also talk to a "
        "person."
    )


def _advice(tr: Translator, aid: Aid) -> Iterator[Html]:
    """Yield the lines about the offer of general advice, none without one."""
    if aid.advice:
        yield tr("This advice centre helps with many questions:")
        yield tr.value(facts.title(tr, aid.advice, 70))


def _helpers(tr: Translator, listing: Listing, aid: Aid) -> Iterator[Button]:
    """Yield the buttons to the advice and to the office."""
    if aid.advice:
        yield Button(
            tr.value(facts.title(tr, aid.advice, 50)),
            press("offer.show", aid.advice.id, listing.code),
        )
    if aid.phone:
        yield call_button(tr, aid.phone)
    yield ask_button(tr)


def _fields(tr: Translator, aid: Aid, room: int) -> Iterator[Button]:
    """Yield the buttons to the nearest fields, at most ``room``."""
    for field in aid.fields[:room]:
        yield Button(field_label(tr, field), press("offer.list", Listing(f"f{field.id}").code))


def _nothing_saved(tr: Translator, listing: Listing, heading: Html) -> Screen:
    return Screen(
        tr.lines(Html(f"<b>{heading}</b>"), tr("You have not saved anything yet.")),
        ((wishes(tr),),),
        at=f"offer.list:{listing.code}",
        back="home:0",
    )
