"""Home: the fields of action, and buttons to everything else."""

from collections.abc import Sequence

from bot.domain.listings import Listing
from bot.domain.people import Person, Role
from bot.domain.places import District, Field, Municipality
from bot.i18n import Translator
from bot.screens.fields import field_label
from bot.screens.frame import leaf
from bot.ui import Button, Html, Rows, Screen, in_rows, press

PAGE = 6


def home(
    tr: Translator,
    person: Person,
    district: District,
    town: Municipality | None,
    fields: Sequence[Field],
    page: int,
    reports: int,
    unread: int = 0,
    help_requests: int = 0,
) -> Screen:
    """Return home; ``town`` None is the whole district.

    ``reports`` is the number of open reports, shown to coordinators only. ``unread`` is the number
    of unread messages, ``help_requests`` that of the requests which wait for the office.
    """
    shown, arrows = leaf(tr, fields, page, PAGE, "home")
    buttons = [
        Button(field_label(tr, field), press("offer.list", Listing(f"f{field.id}").code))
        for field in shown
    ]
    if len(shown) < PAGE and not page:
        buttons.append(Button(tr("All offers"), press("offer.list", Listing().code)))
    coordinates = person.role is Role.COORDINATOR
    waiting = (
        [Button(tr("🤝 Waiting: {n}", n=help_requests), press("helping.office", 0))]
        if help_requests
        else []
    )
    own = _own(tr, town, reports if coordinates else 0, unread, waiting, coordinates=coordinates)
    return Screen(
        _text(tr, district, town),
        in_rows(buttons, 1),
        (*arrows, *own),
        at=f"home:{page}",
    )


def nowhere(tr: Translator) -> Screen:
    """Return the home of a person without a place."""
    buttons = [
        Button(tr("All offers"), press("offer.list", Listing().code)),
        Button(tr("📍 Choose your district"), press("district.list", 0)),
    ]
    text = tr.lines(
        tr("<b>What do you look for?</b>"),
        tr("Type it in your own words. If we know your place, we show what is near you."),
    )
    return Screen(
        text,
        in_rows(buttons, 1),
        (tuple(_mine(tr)),),
        at="home:0",
    )


def _text(tr: Translator, district: District, town: Municipality | None) -> Html:
    place = (
        tr("Your town: {town}", town=town.name)
        if town
        else tr("Your district: {district}", district=district.name)
    )
    return tr.lines(
        tr("<b>What do you look for?</b>"),
        tr("Choose a field or type it in your own words."),
        place,
    )


def _own(
    tr: Translator,
    town: Municipality | None,
    reports: int,
    unread: int,
    waiting: Sequence[Button],
    *,
    coordinates: bool,
) -> Rows:
    place = [] if town else [Button(tr("📍 My town"), press("town.list", 0))]
    documents = [Button(tr("📚 Documents"), press("offer.list", Listing("d").code))]
    together = [
        Button(tr("👥 Groups"), press("group.list", 0)),
        Button(tr("🤝 Help"), press("helping.ask")),
    ]
    report_list = [Button(tr("Reports: {n}", n=reports), press("report.list"))] if reports else []
    messages = [Button(tr("📣 Messages"), press("message.list"))] if coordinates else []
    new = [Button(tr("📬 New: {n}", n=unread), press("inbox.list", 0))] if unread else []
    buttons = [*new, *waiting, *place, *_mine(tr), *together, *documents, *report_list, *messages]
    return in_rows(buttons, 3)


def _mine(tr: Translator) -> list[Button]:
    return [
        Button(tr("⭐ Saved"), press("offer.list", Listing("s").code)),
        Button(tr("⚙️ Settings"), press("settings")),
    ]
