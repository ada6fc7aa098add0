"""The district: its contact, towns and topics, holidays, posters, and what the operation needs."""

from dataclasses import asdict
from datetime import UTC, datetime

from bot.domain.audits import Act, Facts
from bot.domain.people import QuietHours
from bot.domain.places import Contact
from bot.i18n import clock, mark
from bot.rules import districts as rules
from bot.rules.desk import HOME
from bot.rules.fallouts import holidays_of
from bot.rules.problems import Problem, Refusal
from bot.rules.starts import Start, poster_name, start_payload
from bot.screens.desk import COLUMNS
from bot.screens.times import office_hours
from handlers.desk import forms
from handlers.desk.forms import FormField, Opened
from handlers.desk.page import Answer, DeskRequest, Done, File, Shown
from handlers.files.posters import Poster, data_url, qr_code
from handlers.web.rendering import Pages
from storage.catalogue import pictures, places
from storage.engine import settings
from storage.messaging import posters
from storage.messaging.posters import FEWEST

PAGE = f"{HOME}/district"
HOURS = "Mo-Fr 8:00-12:00, Do 14:00-18:00"
"""Hours as an office writes them."""
LABELS = {
    "name": mark("Name"),
    "hours": mark("Office hours"),
    "phone": COLUMNS["phone"],
    "email": COLUMNS["email"],
}
FIELDS = [
    FormField(name="name", label=LABELS["name"]),
    FormField(name="phone", label=LABELS["phone"]),
    FormField(name="email", label=LABELS["email"]),
    FormField(name="hours", label=LABELS["hours"], kind="area", example=HOURS),
]

WORDS = ("town", "postcodes", "topic", "emoji", "poster")
"""Typed fields of the short forms."""


async def show(desk: DeskRequest) -> Answer:
    """Return the page, with what the person typed into the contact and did not store yet."""
    district, turn = desk.district, desk.turn
    quiet = QuietHours()
    return Shown(
        "district.html",
        {
            **await _contact_form(desk),
            "hours": office_hours(turn.tr, district.contact.hours),
            "towns": await places.municipalities(desk.store, district.id),
            "topics": await places.fields(desk.store, district.id),
            "holidays": [
                holiday
                for year in (turn.today.year, turn.today.year + 1)
                for holiday in holidays_of(district.land, year, turn.tr.language.code)
                if holiday[0] >= turn.today
            ],
            "quiet": clock(quiet.start, quiet.end),
            "posters": await posters.of_district(desk.store, district.id),
            "fewest": FEWEST,
            "languages": turn.services.languages.values(),
            "checks": _checks(desk),
            "backup": await _last_backup(desk),
        },
    )


async def _contact_form(desk: DeskRequest) -> dict[str, object]:
    """Return what the form of the contact shows, with what another person changed meanwhile."""
    stored, version = asdict(desk.district.contact), rules.version(desk.district.contact)
    opened = await forms.opened(desk, form_of(desk), stored, version)
    values = forms.of_known(opened.values, rules.CONTACT)
    is_changed = opened.draft is not None and opened.base != version
    theirs = {name: stored[name] for name in rules.CONTACT if stored[name] != values[name]}
    return {
        "fields": FIELDS,
        "labels": LABELS,
        "values": values,
        "opened": opened,
        "base": version,
        "is_changed": is_changed,
        "theirs": theirs if is_changed else {},
        "mistakes": _mistakes(desk, values, opened),
    }


async def hear(desk: DeskRequest) -> Answer:
    """Store the contact, add a town or a topic, or make a poster."""
    if answer := await forms.aside(desk, form_of(desk), PAGE):
        return answer
    match desk.sent("act"):
        case "town":
            return await _town(desk)
        case "topic":
            return await _topic(desk)
        case "poster":
            return await _poster(desk)
        case "":
            return await _contact(desk)
    raise Refusal(Problem.UNKNOWN_BUTTON)


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of the contact are kept, "" for the short forms."""
    is_contact = desk.sent("act") in ("", "draft", "discard")
    return f"district:{desk.district.id}" if is_contact else ""


async def _contact(desk: DeskRequest) -> Answer:
    district = await places.locked_district(desk.store, desk.district.id)
    assert district  # the desk is open in it
    before = asdict(district.contact)
    values = forms.of_known(forms.kept_values(desk.fields), rules.CONTACT)
    values |= {name: before[name] for name in desk.sent_all("take") if name in before}
    reading = rules.read_contact(values)
    is_old = forms.base_of(desk) != rules.version(district.contact)
    if is_old or reading.contact is None:
        return await forms.refuse(desk, form_of(desk), PAGE)
    await places.set_contact(desk.store, district.id, reading.contact)
    await note(desk, {"contact": _changed(district.contact, reading.contact)})
    await forms.drop(desk)
    return Done(f"{PAGE}?said=saved")


def _changed(before: Contact, after: Contact) -> str:
    """Return the names of the fields that changed: the log holds no names of people."""
    old, new = asdict(before), asdict(after)
    return ", ".join(name for name in rules.CONTACT if old[name] != new[name])


def _mistakes(desk: DeskRequest, values: dict[str, str], opened: Opened) -> dict[str, str]:
    """Return the sentence of each wrong field, once the person wanted to store them."""
    if not (opened.draft and opened.draft.refused):
        return {}
    return desk.reasons(rules.read_contact(values).mistakes)


async def _town(desk: DeskRequest) -> Answer:
    await places.locked_district(desk.store, desk.district.id)
    known = await places.municipalities(desk.store, desk.district.id)
    names = [name for town in known for name in town.names]
    town = rules.new_town(desk.district.id, desk.sent("town"), desk.sent("postcodes"), names)
    await places.add_municipality(desk.store, town)
    await note(desk, {"town": town.name})
    return Done(f"{PAGE}?said=saved#towns")


async def _topic(desk: DeskRequest) -> Answer:
    await places.locked_district(desk.store, desk.district.id)
    known = await places.fields(desk.store, desk.district.id)
    topic = rules.new_topic(desk.district.id, desk.sent("topic"), desk.sent("emoji"), known)
    await places.add_field(desk.store, topic, len(known))
    await note(desk, {"topic": topic.names["de"]})
    return Done(f"{PAGE}?said=saved#topics")


async def _poster(desk: DeskRequest) -> Answer:
    """Return a page to print, whose links are counted under its name."""
    name, code = poster_name(desk.sent("poster")), desk.sent("language")
    services = desk.turn.services
    if not name:
        raise Refusal(Problem.NO_POSTER)
    if code not in services.languages:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    if await posters.made(desk.store, name, desk.district.id) != desk.district.id:
        raise Refusal(Problem.POSTER_KNOWN)
    payload = start_payload(Start(language=code, district=desk.district.slug, poster=name))
    links = [f"{services.base_url}/chat?start={payload}", services.bot_link(payload)]
    codes = [(link, qr_code(link)) for link in links if link]
    logo = await pictures.content(desk.store, desk.district.picture)
    poster = Poster(desk.district, codes, data_url(logo))
    page = Pages().public("poster.html", services.translator(code), poster=poster)
    return File(f"{name}-{code}.html", "text/html", page.encode())


async def note(desk: DeskRequest, after: Facts) -> None:
    """Note a change of the district in the log."""
    await desk.turn.audit(Act.DISTRICT, f"district {desk.district.id}", {}, after)


def _checks(desk: DeskRequest) -> list[tuple[str, bool]]:
    """Return what the operation needs, each with whether it is set."""
    config = desk.turn.services.config
    return [
        (mark("Contact for people without a town"), bool(config.operator.contact.strip())),
        (mark("Secure web address (https)"), config.web.is_secure),
        (mark("Telegram"), bool(config.telegram_token)),
        (mark("E-mail"), bool(config.email.sender)),
    ]


async def _last_backup(desk: DeskRequest) -> datetime | None:
    """Return when a backup was last completed, None for never."""
    seconds = await settings.value(desk.store, settings.LAST_BACKUP)
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
