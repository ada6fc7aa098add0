"""Home: the fields of action, and buttons to everything else."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.listings import Listing
from bot.domain.places import District, Field, Municipality
from bot.i18n import Translator
from bot.screens.fields import field_label, field_name
from bot.screens.frame import leaf, map_button, way_button
from bot.screens.levels import level_button
from bot.screens.listings import soon
from bot.screens.offices import office_button
from bot.screens.volunteering import own_button
from bot.ui import Button, Entry, Html, Open, Rows, Screen, in_rows, press

PAGE = 6


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody who works in an office finds at home.

    ``reports`` is the number of open reports, ``help_requests`` that of the requests for help which
    wait for the office, ``waiting`` that of all that waits at the desk, ``writes``: they can write
    to people, ``office`` is the name of the district if they can choose one, "" if not.
    ``translates``: they translate texts at the desk.
    """

    reports: int = 0
    help_requests: int = 0
    waiting: int = 0
    writes: bool = False
    office: str = ""
    translates: bool = False


NO_WORK = Work()


def home(
    tr: Translator,
    district: District,
    town: Municipality | None,
    fields: Sequence[Field],
    page: int,
    work: Work = NO_WORK,
    unread: int = 0,
    report_url: str = "",
    *,
    is_in_group: bool = False,
    has_documents: bool = True,
) -> Screen:
    """Return home; ``town`` None is the whole district, ``unread`` the number of new messages.

    ``report_url`` is the page of the last released report to the council, "" if there is none.
    ``is_in_group``: what they take part in has a button. ``has_documents``: there are documents, or
    they may add some.
    """
    shown, arrows = leaf(tr, fields, page, PAGE, "home")
    topics = [_topic(tr, field) for field in shown]
    buttons = [
        Button(field_label(tr, field), topic.action)
        for field, topic in zip(shown, topics, strict=True)
    ]
    if len(shown) < PAGE and not page:
        buttons.append(Button(tr("All offers"), press("offer.list", Listing().code)))
    report = [Button(tr("📊 Integration report"), Open(report_url))] if report_url else []
    volunteers = [own_button(tr)] if is_in_group else []
    documents = [_documents_button(tr)] if has_documents else []
    own = (*_own(tr, town, work, unread, volunteers, documents), *in_rows(report, 1))
    text = _text(tr, district, town)
    return Screen(
        text,
        in_rows(buttons, 1),
        (*arrows, (*soon(tr), map_button(tr)), *own),
        at=f"home:{page}",
        body=(text, *topics),
        tiles=True,
    )


def _topic(tr: Translator, field: Field) -> Entry:
    leads = press("offer.list", Listing(f"f{field.id}").code)
    return Entry(field_name(tr, field), leads, icon=field.emoji)


def nowhere(tr: Translator, work: Work = NO_WORK) -> Screen:
    """Return the home of a person without a place."""
    buttons = [
        Button(tr("All offers"), press("offer.list", Listing().code)),
        Button(tr("📍 Choose your district"), press("district.list", 0)),
    ]
    text = tr.lines(
        tr("<b>What are you looking for?</b>"),
        tr("Write in your own words. If we know your town, we can show what is near you."),
    )
    return Screen(
        text,
        in_rows(buttons, 1),
        ((*_mine(tr), level_button(tr)), (way_button(tr),), *in_rows(_at_work(tr, work), 3)),
        at="home:0",
    )


def _text(tr: Translator, district: District, town: Municipality | None) -> Html:
    place = (
        tr("Your town: {town}", town=town.name)
        if town
        else tr("Your district: {district}", district=district.name)
    )
    return tr.lines(
        tr("<b>What are you looking for?</b>"),
        tr("Choose a topic, or write in your own words."),
        place,
    )


def _documents_button(tr: Translator) -> Button:
    return Button(tr("📚 Documents"), press("offer.list", Listing("d").code))


def _own(
    tr: Translator,
    town: Municipality | None,
    work: Work,
    unread: int,
    volunteers: Sequence[Button],
    documents: Sequence[Button],
) -> Rows:
    place = [] if town else [Button(tr("📍 My town"), press("town.list", 0))]
    together = [
        Button(tr("👥 Groups"), press("group.list", 0)),
        Button(tr("🤝 Get help"), press("helping.ask")),
        level_button(tr),
        way_button(tr),
    ]
    new = [Button(tr("📬 New: {n}", n=unread), press("inbox.list", 0))] if unread else []
    theirs = [*new, *volunteers, *place, *_mine(tr)]
    return in_rows([*theirs, *together, *documents, *_at_work(tr, work)], 3)


def _at_work(tr: Translator, work: Work) -> list[Button]:
    desk = Button(tr("🗂 Waiting for you: {n}", n=work.waiting), press("desk.open"))
    waiting = Button(tr("🤝 Help requests: {n}", n=work.help_requests), press("helping.office", 0))
    reports = Button(tr("To check: {n}", n=work.reports), press("report.list"))
    messages = Button(tr("📣 Messages"), press("message.list"))
    translations = Button(tr("🌐 Translations"), press("desk.open"))
    return [
        *([desk] if work.waiting else []),
        *([waiting] if work.help_requests else []),
        *([reports] if work.reports else []),
        *([messages] if work.writes else []),
        *([translations] if work.translates else []),
        *office_button(tr, work.office),
    ]


def _mine(tr: Translator) -> list[Button]:
    return [
        Button(tr("⭐ Saved offers"), press("offer.list", Listing("s").code)),
        Button(tr("⚙️ Settings"), press("settings")),
    ]
