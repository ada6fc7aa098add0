"""The parts of /mydata in words: what there is, with titles, without our codes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.grants import Role
from bot.domain.groups import Standing
from bot.domain.helping import Help
from bot.domain.levels import parse_range
from bot.domain.meetings import Answer
from bot.domain.pathway import Station
from bot.domain.people import Person
from bot.domain.places import Field
from bot.i18n import Language, Ltr, Translator, clock, mark, visible
from bot.rules.people import FOREVER
from bot.screens.fields import field_name
from bot.screens.groups import STANDINGS
from bot.screens.help_calls import skill
from bot.screens.helping import KINDS as HELPS
from bot.screens.helping import wanted
from bot.screens.levels import range_name
from bot.screens.meetings import SAID
from bot.screens.pathway import name as station_name
from bot.screens.settings import MUTABLE, REMINDERS
from bot.text import one_line, shortened
from bot.ui import NOTHING, Html

LONGEST_ITEM, LONGEST_VALUE = 80, 150
"""Characters of one of several things, and of all of them; the file has everything."""
ROLES = {
    Role.READER: mark("reader"),
    Role.EDITOR: mark("editor"),
    Role.VOLUNTEER: mark("volunteer"),
    Role.COORDINATOR: mark("coordinator"),
    Role.TRANSLATOR: mark("translator"),
}
CHANNELS = {"web": mark("Web chat"), "telegram": mark("Telegram"), "email": mark("E-mail")}
Row = Mapping[str, object]
"""Column → value of what is held; a column without a value is missing."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line of /mydata; ``value`` "" if there is nothing to tell, ``label`` "" for a sentence."""

    label: str
    value: object


@dataclass(frozen=True, slots=True)
class Names:
    """What rows refer to, by id; what is gone is missing. ``place`` is where the person lives."""

    place: str = ""
    districts: Mapping[int, str] = field(default_factory=dict)
    fields: Mapping[int, Field] = field(default_factory=dict)
    offers: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    meetings: Mapping[int, str] = field(default_factory=dict)
    wishes: Mapping[int, str] = field(default_factory=dict)
    languages: Mapping[str, Language] = field(default_factory=dict)
    stations: Mapping[int, Station] = field(default_factory=dict)


def parts(
    tr: Translator, person: Person, held: Mapping[str, Sequence[Row]], names: Names
) -> list[Part]:
    """Return every part of ``held`` in words, the person first."""
    first = held["person"][0] if held["person"] else {}
    told = [
        Part(label, _listed(tr, [words(tr, row, names) for row in held[part]]))
        for part, (label, words) in WORDS.items()
    ]
    counted = [Part(label, len(held[part]) or "") for part, label in COUNTED.items()]
    return [*_of_person(tr, person, first, names), *told, *counted]


def _of_person(tr: Translator, person: Person, row: Row, names: Names) -> list[Part]:
    quiet = person.quiet
    hours = clock(quiet.start, quiet.end) if quiet.start != quiet.end else ""
    reminders = [visible(tr(REMINDERS[name])) for name in REMINDERS if name in person.reminders]
    stopped = [visible(tr(words)) for kind, words in MUTABLE.items() if kind in person.stopped]
    return [
        Part(mark("Your number"), Ltr(person.id)),
        Part(mark("Language"), tr.language_name(person.language)),
        Part(mark("Town"), names.place),
        Part("", tr("Quiet hours: {hours}", hours=hours) if hours else NOTHING),
        Part(mark("No messages on Sundays"), tr("Yes") if quiet.sundays else tr("No")),
        Part("", _pause(tr, person.paused_until)),
        Part(mark("Messages you turned off"), _listed(tr, stopped)),
        Part(mark("Meeting reminders"), _listed(tr, reminders)),
        Part(mark("First visit"), _day(tr, row.get("created_at"))),
        Part(mark("You agreed on"), _day(tr, row.get("consent_at"))),
        Part(mark("Week of your last visit"), _week(tr, person.week_seen)),
    ]


def _pause(tr: Translator, day: date | None) -> Html:
    if day is None:
        return NOTHING
    if day == FOREVER:
        return tr("You get no messages until you turn them on again.")
    return tr("You get no messages until {day}.", day=tr.day(day))


def _day(tr: Translator, moment: object) -> str:
    return tr.day(moment) if isinstance(moment, date) else ""


def _week(tr: Translator, week: str) -> str:
    """Return the Monday of an ISO week such as "2026-W47"."""
    return tr.day(date.fromisoformat(f"{week}-1")) if week else ""


def _listed(tr: Translator, items: Sequence[str]) -> object:
    """Return as many items as fit, with dots for the others; "" for none."""
    short = [shortened(one_line(item), LONGEST_ITEM) for item in items if item]
    fitting = short
    while len(fitting) > 1 and sum(map(len, fitting)) > LONGEST_VALUE:
        fitting = fitting[:-1]
    return tr.listed([*fitting, *["…"][: len(short) - len(fitting)]]) if short else ""


def _text(row: Row, column: str) -> str:
    return str(row.get(column, ""))


def _id(row: Row, column: str) -> int:
    value = row.get(column, 0)
    return value if isinstance(value, int) else 0


def _address(tr: Translator, row: Row, _: Names) -> str:
    channel = _text(row, "channel")
    if channel == "email":
        return _text(row, "sealed")
    return visible(tr(CHANNELS[channel])) if channel in CHANNELS else channel


def _grant(tr: Translator, row: Row, names: Names) -> str:
    role = visible(tr(ROLES[Role(_text(row, "role"))]))
    district = names.districts.get(_id(row, "district_id"), "")
    end = _day(tr, row.get("ends_at"))
    if end:
        return visible(
            tr("{role} in {district}, until {day}", role=role, district=district, day=end)
        )
    return visible(tr("{role} in {district}", role=role, district=district))


def _interest(tr: Translator, row: Row, names: Names) -> str:
    chosen = names.fields.get(_id(row, "field_id"))
    return visible(field_name(tr, chosen)) if chosen else ""


def _skill(tr: Translator, row: Row, names: Names) -> str:
    return visible(skill(tr, _text(row, "skill"), names.languages))


def _level(tr: Translator, row: Row, _: Names) -> str:
    levels = visible(range_name(tr, parse_range(_text(row, "levels"))))
    return visible(tr("{levels}, on {day}", levels=levels, day=_day(tr, row.get("assessed_on"))))


def _station(tr: Translator, row: Row, names: Names) -> str:
    station_number = _id(row, "number")
    station = names.stations.get(station_number)
    return visible(station_name(tr, station)) if station else str(station_number)


def _group(tr: Translator, row: Row, names: Names) -> str:
    group = names.groups.get(_id(row, "group_id"), "")
    standing = visible(tr(STANDINGS[Standing(_text(row, "standing"))]))
    name = _text(row, "sealed")
    return visible(tr("{group}: {name} ({standing})", group=group, name=name, standing=standing))


def _meeting(tr: Translator, row: Row, names: Names) -> str:
    title = names.meetings.get(_id(row, "meeting_id"), "")
    said = visible(tr(SAID[Answer(_text(row, "answer"))]))
    here = visible(tr("was there")) if row.get("present") else ""
    answer = " · ".join(filter(None, [said, here]))
    return visible(tr("{name}: {answer}", name=title, answer=answer))


def _help(tr: Translator, row: Row, _: Names) -> str:
    kind = visible(tr(HELPS[Help(_text(row, "kind"))]))
    when = visible(wanted(tr, _text(row, "wanted")))
    own = _text(row, "helper_sealed") or ("" if "helper_id" in row else _text(row, "sealed"))
    return " · ".join(filter(None, [kind, when, own]))


def _typed(column: str) -> "Words":
    """Return the words of rows in which somebody typed something."""

    def words(tr: Translator, row: Row, names: Names) -> str:
        return _text(row, column)

    return words


def _offer(tr: Translator, row: Row, names: Names) -> str:
    return names.offers.get(_id(row, "offer_id"), "")


def _proposal(tr: Translator, row: Row, names: Names) -> str:
    return names.offers.get(_id(row, "id"), "")


def _wish(tr: Translator, row: Row, names: Names) -> str:
    return names.wishes.get(_id(row, "id"), "")


Words = Callable[[Translator, Row, Names], str]
"""Returns what a row says, "" for nothing."""
WORDS: Mapping[str, tuple[str, Words]] = {
    "addresses": (mark("How we reach you"), _address),
    "grants": (mark("Role"), _grant),
    "interests": (mark("My topics"), _interest),
    "skills": (mark("What you help with"), _skill),
    "level": (mark("Your German"), _level),
    "station": (mark("Your station to a job"), _station),
    "devices": (mark("My devices"), _typed("device")),
    "passkeys": (mark("Passkeys"), _typed("device")),
    "accounts": (mark("Accounts that sign you in"), _typed("issuer")),
    "notified": (mark("Devices with notifications"), _typed("device")),
    "last_search": (mark("Last search"), _typed("words")),
    "saved_offers": (mark("Saved offers"), _offer),
    "wishes": (mark("Alerts"), _wish),
    "groups": (mark("Groups"), _group),
    "seats": (mark("Seats"), _typed("label")),
    "meetings": (mark("Meetings"), _meeting),
    "tasks": (mark("Tasks"), _typed("words")),
    "topics": (mark("Agenda items you suggested"), _typed("words")),
    "results": (mark("Results you wrote down"), _typed("words")),
    "files": (mark("Files you added"), _typed("name")),
    "remarks": (mark("What you wrote to people who asked to join"), _typed("sealed")),
    "remarks_got": (mark("What leads wrote to you"), _typed("sealed")),
    "help": (mark("Help you asked for"), _help),
    "help_given": (mark("Help you give"), _help),
    "enquiry_words": (mark("What you and the office wrote to each other"), _typed("sealed")),
    "proposals": (mark("Offers you suggested"), _proposal),
}
"""Parts whose rows are told one by one."""
COUNTED: Mapping[str, str] = {
    "sign_ins": mark("Links to sign in"),
    "authenticators": mark("Apps with codes"),
    "recovery_codes": mark("Recovery codes"),
    "links": mark("Links that we sent by e-mail"),
    "last_question": mark("Questions waiting for your answer"),
    "help_answers": mark("Times you were asked for help"),
    "enquiries": mark("Questions to the office"),
    "translated": mark("Questions you translated for the office"),
    "calendars": mark("Calendar addresses"),
    "messages": mark("Messages received"),
    "written": mark("Messages you wrote for the office"),
    "log": mark("Entries in the log"),
    "drafts": mark("Texts that are not saved yet"),
    "desk_mail": mark("Daily e-mail of the desk"),
    "views": mark("Views that you keep at the desk"),
    "changes": mark("Changes to offers"),
    "desk_acts": mark("Changes that can be undone"),
    "inbox": mark("Things you take care of for the office"),
    "measures": mark("Changes and reviews of measures"),
    "station_changes": mark("Changes to stations to a job"),
}
"""Parts of which only the number of rows is told; the file has each of them."""
