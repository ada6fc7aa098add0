"""Every screen, with values as long and as strange as real ones.

Tests of limits and of golden texts use them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time

from bot.domain.announcements import (
    SERVICES,
    WRITTEN,
    Announcement,
    Audience,
    Campaign,
    Flight,
    Progress,
    Reach,
    Recipient,
    State,
    Times,
)
from bot.domain.attachments import Attachment
from bot.domain.grants import Role
from bot.domain.ladder import Situation, Status
from bot.domain.levels import KeptLevel, Level, LevelRange, Script
from bot.domain.listings import Aid, Listing
from bot.domain.offers import Details, Offer, OfferText, Page, Schedule, Target, TextState
from bot.domain.people import EmailState, Person, QuietHours
from bot.domain.places import Contact, District, Field, Municipality
from bot.domain.reports import Report
from bot.domain.sessions import Session
from bot.domain.watches import Watch
from bot.domain.ways import Ways
from bot.i18n import Language, Translator
from bot.rules import ladder as ladder_rules
from bot.rules import levels as level_rules
from bot.rules.fallouts import Understood
from bot.rules.german_words import WORDS
from bot.rules.people import FOREVER
from bot.rules.problems import Problem
from bot.screens import (
    announcements,
    audiences,
    campaigns,
    crisis,
    devices,
    emails,
    empty,
    enquiries,
    facts,
    frame,
    german_words,
    home,
    invitations,
    ladder,
    letters,
    levels,
    listing_filters,
    listings,
    maps,
    materials,
    notices,
    occupations,
    offers,
    offices,
    offline,
    own_data,
    pathway,
    people,
    places,
    privacy,
    problems,
    reports,
    settings,
    sharing,
    ways,
    welcome,
)
from bot.search.query import NOTHING, Query
from bot.ui import NOTHING as NOTHING_SAID
from bot.ui import Document, Screen, in_rows
from storage.catalogue.ladders import shipped_ladder
from storage.catalogue.occupations import shipped_occupations
from storage.catalogue.pathways import shipped_pathway
from tests.harness.databases import NOW
from tests.harness.rights import held

TODAY = NOW.date()
SPOKEN = {"uk": Language("uk", "Українська", "uk"), "de": Language("de", "Deutsch", "de")}
DISTRICTS = [
    District(
        n,
        name.lower(),
        f"Landkreis {name}",
        "BW",
        "Europe/Berlin",
        Contact(
            "Büro für Integration", "Mo-Fr 09:00-12:00", "069 90009-110", "office@kreis.example"
        ),
    )
    for n, name in enumerate(
        ("Esslingen", "Kaiserslautern", "Konstanz", "Rems-Murr", "Waldshut", "Muster"), 1
    )
]
TOWNS = [
    Municipality(n, 5, name)
    for n, name in enumerate(
        (
            "Albbruck",
            "Bad Säckingen",
            "Bernau im Schwarzwald",
            "Bonndorf im Schwarzwald",
            "Küssaberg",
        ),
        1,
    )
]
ON_THE_MAP = [
    replace(town, latitude=47.5 + town.id / 20, longitude=8.4 - town.id / 9) for town in TOWNS
]
FIELDS = [
    Field(n, 5, f"f{n}", "🏠", {"de": german, "en": english})
    for n, (german, english) in enumerate(
        (
            ("Sprache", "Language"),
            ("Bildung", "Education"),
            ("Arbeit", "Work"),
            ("Wohnen", "Housing"),
            ("Zugang", "Access to services"),
            ("Gesundheit", "Health"),
            ("Pflege", "Nursing care"),
        ),
        1,
    )
]
UNDERSTOOD = Query(
    (), "uk", ("for_women", "evening", "level B1", "age 7", "cheap"), ("german_course",), TOWNS[1]
)
PERSON = Person(
    id=4711,
    rights=held(Role.COORDINATOR, district_id=5),
    language="ar",
    language_chosen=True,
    district_id=5,
    consent_version=1,
    consent_at=NOW,
    week_seen="2026-W47",
)
LONG = (
    "Donaudampfschifffahrtsgesellschaftskapitänsmützen-Anprobe"
    " für Eltern, Großeltern und Kinder aus aller Welt"
)
TEXTS = (
    OfferText(
        "de",
        LONG,
        "Erster Absatz mit <b>Tücken</b> & Zeichen.\n\nTel. +49 (0)7731 123-45",
        "Bringen Sie Ihren Ausweis mit.",
    ),
    OfferText(
        "ar",
        "دورة لغة ألمانية للنساء مع رعاية الأطفال في المساء وفي عطلة نهاية الأسبوع أيضًا",
        "النص",
        "",
        TextState.STALE,
    ),
    OfferText(
        "uk",
        "Курс німецької для жінок з доглядом за дітьми ввечері та у вихідні дні, також онлайн",
        "Текст",
        "",
        TextState.UNCHECKED,
    ),
)
DETAILS = Details(
    organisation="Volkshochschule Waldshut-Tiengen",
    texts=TEXTS,
    municipality="Hohentengen am Hochrhein",
    field="f1",
    targets=frozenset(Target),
    residence_statuses=frozenset({"Duldung", "Aufenthaltsgestattung"}),
    languages=("de", "ar", "ti", "kmr"),
    age_from=6,
    age_to=99,
    level_from="A1",
    level_to="B1",
    price="60 Euro, ermäßigt 30 Euro, Kinder frei",
    address="Rathausplatz 1, 79801 Hohentengen am Hochrhein",
    phone="+49 (0)7731 123-45",
    email="kurs@vhs.example",
    url="https://vhs.example/kurs?a=1&b=2",
    starts_on=date(2027, 1, 12),
    register_by=date(2027, 1, 5),
    seats=18,
    accessible=True,
    schedules=(
        Schedule("FREQ=WEEKLY;BYDAY=TU,TH", date(2027, 1, 12), time(18), time(19, 30)),
        Schedule("FREQ=MONTHLY;BYDAY=-1FR", None, time(9), time(12)),
        Schedule("", date(2027, 2, 1), time(8, 30)),
    ),
    expires_at=date(2027, 12, 31),
    sample=True,
    breadcrumb="Sprache › Kurse",
)
OFFER = Offer(123456789, 5, "w-1", DETAILS, NOW, 1, "🗣️", 3)
PLAIN = replace(
    OFFER, id=2, details=Details("AWO", (OfferText("de", "Sprachcafé"),), free=True), field_emoji=""
)
QUERY = Listing("q", "ekw", "B1", 7)


def gallery(tr: Translator, known: list[Translator]) -> Iterator[tuple[str, Screen]]:
    """Name and screen, as the channel would get it."""
    for name, screen in (
        *_beginning(tr, known),
        *_offers(tr),
        *_handed_on(tr, known),
        *_own(tr),
        *_levels(tr),
        *_unasked(tr),
        *_announcements(tr),
        *_others(tr),
    ):
        yield name, frame.framed(screen, tr, tr)


def _beginning(tr: Translator, known: list[Translator]) -> Iterator[tuple[str, Screen]]:
    yield "languages", welcome.languages(known)
    yield "about", welcome.about(tr, "Landkreis Waldshut, Büro für Integration", DISTRICTS)
    yield "what we keep", privacy.before(tr, "Landkreis Waldshut", "datenschutz@kreis.example", 52)
    yield "letters", letters.letters(tr, {"#": 1, "A": 12, "О": 3, "ت": 2})
    yield "districts", places.districts(tr, DISTRICTS, 1)
    yield "towns", places.towns(tr, DISTRICTS[4], TOWNS)
    yield "which town", places.which(tr, TOWNS)
    yield "where are you", places.where(tr)
    yield "is this your town", places.which(tr, TOWNS[:1])
    yield "is this your town, typed", places.which(tr, TOWNS[:1], "Вальдсхут")
    yield "a town where we are not", places.elsewhere(tr, begins=True)
    yield "home", home.home(tr, DISTRICTS[4], None, FIELDS, 0, home.Work(3, writes=True))
    yield (
        "home in a town",
        home.home(tr, DISTRICTS[4], TOWNS[1], FIELDS[:3], 0, home.Work(writes=True)),
    )
    url = "https://lotse.example.org/r/waldshut/2026-H1?lang=de"
    reported = home.home(tr, DISTRICTS[4], None, FIELDS, 0, report_url=url)
    yield "home with a report to the council", reported
    volunteer = home.home(tr, DISTRICTS[4], None, FIELDS, 0, unread=2, is_in_group=True)
    yield "home of somebody in a group", volunteer
    yield "home without a place", home.nowhere(tr)
    several = home.Work(3, writes=True, office="Landkreis Konstanz")
    yield "home with two offices", home.home(tr, DISTRICTS[4], None, FIELDS, 0, several)
    yield "offices", offices.offices(tr, DISTRICTS[3:5], DISTRICTS[4].id)
    yield "type", people.type_words(tr)
    yield "help", people.help_(tr)


def _offers(tr: Translator) -> Iterator[tuple[str, Screen]]:
    heading = listings.heading(tr, QUERY, "курс <німецької> ввечері", None)
    page = Page((OFFER, PLAIN, OFFER, PLAIN), 7, 41)
    yield "list", listings.found(tr, QUERY, page, heading, UNDERSTOOD, SPOKEN, TODAY)
    everything = listings.heading(tr, Listing(), "", None)
    first = Page((OFFER, PLAIN), 0, 2)
    yield (
        "list of all offers",
        listings.found(tr, Listing(), first, everything, NOTHING, SPOKEN, TODAY),
    )
    yield (
        "list of a field",
        listings.found(
            tr,
            Listing("f1"),
            Page((PLAIN,), 0, 1),
            listings.heading(tr, Listing("f1"), "", FIELDS[0]),
            NOTHING,
            SPOKEN,
            TODAY,
        ),
    )
    aid = Aid(tuple(FIELDS), PLAIN, "+49 7751 86-0")
    yield "nothing found", empty.nothing(tr, QUERY, heading, aid)
    similar = Page((OFFER, PLAIN), 0, 2, similar=frozenset((PLAIN.id,)))
    yield "similar", listings.found(tr, QUERY, similar, heading, UNDERSTOOD, SPOKEN, TODAY)
    here = listings.heading(tr, Listing("p1"), "", None, "Waldshut-Tiengen")
    yield (
        "list of a town",
        listings.found(tr, Listing("p1"), page, here, NOTHING, SPOKEN, TODAY),
    )
    yield "crisis", crisis.crisis(tr, (PLAIN,))
    yield (
        "nothing saved",
        empty.nothing(tr, Listing("s"), listings.heading(tr, Listing("s"), "", None)),
    )
    yield "filters", listing_filters.filters(tr, QUERY, UNDERSTOOD, has_town=False)
    yield "levels", listing_filters.levels(tr, QUERY)
    counted = [(town, 3 * number) for number, town in enumerate(ON_THE_MAP, 1)]
    yield "map", maps.towns(tr, counted, {town.id: 18 for town in ON_THE_MAP[1:]}, TOWNS[0].id, 0)
    yield "offline", offline.offline(tr, [OFFER, PLAIN], "07751 86-0", TODAY)
    yield "offline, nobody", offline.for_everybody(tr)
    yield "card", offers.card(tr, OFFER, QUERY, saved=True, today=TODAY)
    yield "card with little", offers.card(tr, PLAIN, Listing(), saved=False, today=TODAY)
    yield "details", offers.details(tr, OFFER, QUERY, 0, TODAY)
    yield "wrong", offers.wrong(tr, OFFER, QUERY, may_write=True)
    yield "wrong, a stranger", offers.wrong(tr, OFFER, QUERY, may_write=False)
    yield "wrong, in words", enquiries.ask_about(tr, OFFER, QUERY, 3)
    yield "calendar", offers.calendar(tr, OFFER, QUERY, Document("lotse.ics", "text/calendar", b""))
    yield "wishes", listings.watches(tr, [(Watch(n, "", "a...0"), heading) for n in range(8)], 0)
    yield "no wishes", listings.watches(tr, [], 0)


def _handed_on(tr: Translator, known: list[Translator]) -> Iterator[tuple[str, Screen]]:
    urls = [
        "https://lotse.example.org/o/123456789?start=o123456789_l-ar",
        "https://t.me/lotse_bot?start=o123456789_l-ar",
    ]
    yield "share", sharing.share(tr, OFFER, QUERY, urls, "ar", may_tell=True)
    yield "share in", sharing.share_languages(tr, OFFER, QUERY, known)
    every, route = tuple(WORDS), "german_words.list"
    yield "German words", german_words.words(tr, every, 1, route, "help", is_all=True)


def _own(tr: Translator) -> Iterator[tuple[str, Screen]]:
    yield "settings", settings.settings(tr, PERSON, "Waldshut-Tiengen", TODAY)
    yield (
        "settings without a place",
        settings.settings(
            tr, replace(PERSON, paused_until=FOREVER, quiet=QuietHours(time(0), time(0))), "", TODAY
        ),
    )
    yield "interests", settings.interests(tr, FIELDS, {1}, 0)
    yield "reminders", settings.reminders(tr, PERSON)
    yield "quiet hours", settings.quiet(tr, QuietHours())
    yield (
        "pause",
        settings.pause(tr, replace(PERSON, paused_until=date(2026, 12, 24)), TODAY, by_email=True),
    )
    yield from _reached(tr)
    yield from _devices(tr)
    yield "privacy", privacy.privacy(tr, "Landkreis Waldshut", "datenschutz@kreis.example", 52)
    yield "my data", _my_data(tr)
    yield "nothing held", privacy.nothing_held(tr)
    yield "forget", privacy.forget(tr)
    yield "forgotten", privacy.forgotten(tr)
    yield "stopped", people.stopped(tr)


def _reached(tr: Translator) -> Iterator[tuple[str, Screen]]:
    """Where an answer arrives, by what is set up, with what can be."""
    yield "pause in a browser", settings.pause(tr, PERSON, TODAY, by_email=True, by_push=True)
    for known in (
        Ways(offers_push=True, offers_email=True),
        Ways(offers_push=True),
        Ways(by_push=True, offers_push=True, offers_email=True),
        Ways(by_email=True, offers_push=True),
        Ways(by_telegram=True),
    ):
        name = ", ".join(key for key, value in asdict(known).items() if value)
        rows = in_rows(ways.buttons(tr, known), 1)
        yield f"reached: {name}", Screen(ways.sentence(tr, known), rows)


def _devices(tr: Translator) -> Iterator[tuple[str, Screen]]:
    sessions = [
        Session(id=n, person_id=1, device=device, created_at=NOW, used_at=NOW)
        for n, device in enumerate(("Firefox, Windows", "Samsung, Android", "", "Safari, Mac"), 1)
    ]
    url = "https://lotse.example.org/sign-in/123456789-0123456789abcdef0123456789abcdef"
    yield "devices", devices.devices(tr, sessions, 0, here=1, on_web=True, may_link=True)
    yield "devices elsewhere", devices.devices(tr, sessions, 0, here=0, on_web=True, may_link=True)
    yield "no devices", devices.devices(tr, [], 0, here=0, on_web=True, may_link=False)
    yield "sign out", devices.leave(tr, comes_back=True)
    yield "sign out for ever", devices.leave(tr, comes_back=False)
    yield "signed out", devices.signed_out(tr)
    yield "link to sign in", devices.link(tr, url)
    bot_link = "https://t.me/lotse_bot?start=devices"
    yield "sign in", devices.sign_in(tr, has_mail=True, may_type=False, bot_link=bot_link)
    yield "sign in by typing", devices.sign_in(tr, has_mail=False, may_type=True, bot_link="")
    yield "link was mailed", devices.mailed(tr)


def _levels(tr: Translator) -> Iterator[tuple[str, Screen]]:
    """Every question once, every reason, and the next steps of every status."""
    kept = KeptLevel(LevelRange(Level.A2, Level.B1), TODAY)
    said = levels.last_time(tr, kept, is_outdated=True)
    for code in ("1", "1r", "1rr", "1rrw", "1rrww", "1rrn", "1rrnn", "1rrwww", "1rrwn", "1rrwwww"):
        answers = level_rules.parse_answers(code)
        asked = level_rules.next_question(answers) or level_rules.next_task(answers)
        assert asked
        first = said if code == "1" else NOTHING_SAID
        yield f"question {code}", levels.question(tr, answers, asked, first)
    for code in ("1rrwnw3", "1rrwnw0", "1rrwnw0b"):
        answers = level_rules.parse_answers(code)
        asked = level_rules.next_question(answers) or level_rules.next_task(answers)
        assert asked
        yield f"question {code}", levels.question(tr, answers, asked)
    for code in RESULTS:
        answers = level_rules.parse_answers(code)
        yield (
            f"result {code}",
            levels.result(tr, answers, level_rules.assess(answers), may_keep=True, has_tasks=True),
        )
    yield "kept level", levels.kept(tr, kept)
    yield from _next_steps(tr)
    yield from _stations(tr)


RESULTS = (
    *("1nnn0", "1own0", "1rrnnw0", "1rrwwwnnn0", "1rrwnw5r", "1rrwnw3o", "1rrwnw2", "1rrwwww0"),
    *("1rrwnw0ba", "1rrwnw0cb"),
)


def _next_steps(tr: Translator) -> Iterator[tuple[str, Screen]]:
    answers = level_rules.parse_answers("1rrwnw0")
    yield "status", ladder.status(tr, answers)
    near = ladder.Nearby([OFFER, replace(OFFER, id=3)], 7, OFFER, "069 90009-310", 3)
    for status in Status:
        for level in (Level.A0, Level.A2, Level.B1, Level.C1):
            found = ladder_rules.next_steps(
                shipped_ladder(), Situation(level, Script.LATIN, status, is_fluent=level > 4)
            )
            reach = LevelRange(level, Level(level + 1))
            yield (
                f"next step {status} {level.name}",
                ladder.step(
                    tr, f"level.next:{answers.code}:{status}", reach, found, 0, near, TODAY
                ),
            )
    for script in (Script.LITERACY, Script.SECOND, Script.UNSURE):
        found = ladder_rules.next_steps(shipped_ladder(), Situation(Level.A0, script))
        reach = LevelRange(Level.A0, Level.A1)
        at = f"level.next:{answers.code}:unknown"
        nowhere = ladder.NOTHING_NEARBY
        yield f"next step {script}", ladder.step(tr, at, reach, found, 0, nowhere, TODAY)


def _stations(tr: Translator) -> Iterator[tuple[str, Screen]]:
    way = shipped_pathway()
    near = pathway.Nearby([OFFER, replace(OFFER, id=3)], 7, "069 90009-310")
    for shown in way.stations.values():
        following = way.stations.get(shown.following)
        yield f"way, at {shown.code}", pathway.way(tr, way, shown, 0)
        for where in (near, pathway.NOTHING_NEARBY):
            screen = pathway.station(tr, shown, following, where, may_mark=True)
            yield f"station {shown.code} {where.offer_count}", screen
        yield f"mark {shown.code}", pathway.consent(tr, shown)
    for job in shipped_occupations().table.values():
        screen = occupations.occupation(tr, job, shipped_ladder(), near, "BW")
        yield f"occupation {job.code}", screen
    for office in occupations.IN_BADEN_WUERTTEMBERG:
        elsewhere = replace(job, office=office, is_regulated=True)
        screen = occupations.occupation(tr, elsewhere, shipped_ladder(), near, "RP")
        yield f"recognition elsewhere: {office}", screen
    yield "occupation asked", occupations.ask(tr, shipped_occupations().table["nurse"])
    yield "occupation unknown", occupations.unknown(tr, near.phone)


def _my_data(tr: Translator) -> Screen:
    file = Document("lotse.json", "application/json", b"{}")
    return privacy.my_data(tr, own_data.parts(tr, PERSON, HELD, NAMES), file)


HELD: Mapping[str, Sequence[own_data.Row]] = {
    part: () for part in (*own_data.WORDS, *own_data.COUNTED)
} | {
    "person": [{"created_at": NOW, "consent_at": NOW}],
    "addresses": [{"channel": "web"}, {"channel": "email", "sealed": "sample@example.org"}],
    "interests": [{"field_id": FIELDS[0].id}],
    "skills": [{"skill": "form"}, {"skill": "thu"}, {"skill": "speaks-ti"}],
    "level": [{"levels": "A2-B1", "assessed_on": TODAY}],
    "station": [{"number": 3}],
    "last_search": [{"words": "курс німецької"}],
    "grants": [
        {"role": "editor", "district_id": 2, "ends_at": NOW},
        {"role": "volunteer", "district_id": 1},
    ],
    "saved_offers": [{"offer_id": 1}, {"offer_id": 2}, {"offer_id": 3}],
    "groups": [{"group_id": 7, "standing": "member", "sealed": "Sam S."}],
    "meetings": [{"meeting_id": 9, "answer": "yes", "present": True}],
    "help": [{"kind": "form", "wanted": "soon", "sealed": "Sam S., 0151 000"}],
    "messages": [{}] * 12,
    "log": [{}],
}
NAMES = own_data.Names(
    place="Waldshut-Tiengen",
    districts={1: "Landkreis Waldshut", 2: "Landkreis Konstanz"},
    fields={field.id: field for field in FIELDS},
    offers={1: LONG, 2: LONG, 3: "Schwimmkurs"},
    groups={7: "Arbeitskreis Wohnen"},
    meetings={9: "Wohnungssuche"},
    languages={"ti": Language("ti", "ትግርኛ", "ti")},
    stations={3: shipped_pathway().stations["recognition"]},
)


SAID = Announcement(
    123456,
    5,
    texts={
        "de": f"{LONG}\n\nAm Dienstag, 24.11.2026, 18:00-19:30 im Rathaus. Tel. +49 (0)7731 123-45\nhttps://www.example.org/a?b=1&c=2",
        "ar": "تبدأ الدورة يوم الثلاثاء في Rathaus الساعة 18:00-19:30.",
        "uk": "Курс починається у вівторок.",
    },
    audience=Audience(roles=frozenset({Recipient.VOLUNTEER}), municipalities=frozenset({2})),
    times=Times(datetime.combine(date(2026, 11, 24), time(18)), "FREQ=WEEKLY", land="BW"),
    next_at=NOW,
)
SPEAK = [
    ("de", "Deutsch"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("ti", "ትግርኛ"),
    ("fr", "Français"),
    ("pl", "Polski"),
    ("ro", "Română"),
]
REACH = Reach({"de": 1204, "uk": 311, "ar": 87, "ti": 2}, 12, 3)


def _unasked(tr: Translator) -> Iterator[tuple[str, Screen]]:
    for kind in WRITTEN:
        yield f"notice: {kind}", notices.notice(tr, replace(SAID, kind=kind), DISTRICTS[4])
    yield (
        "notice, late, with an offer",
        notices.notice(tr, replace(SAID, texts={"de": "Kurz."}, offer_id=17), DISTRICTS[4], NOW),
    )
    for kind in SERVICES:
        yield f"news: {kind}", notices.news(tr, kind, [OFFER, PLAIN], TODAY)
    yield (
        "notice with a file",
        notices.notice(
            tr, SAID, DISTRICTS[4], attachment=Attachment("Plan für Mai.pdf", "application/pdf", 99)
        ),
    )
    yield "missed", notices.missed(tr, SAID, NOW)
    yield (
        "messages that wait",
        notices.waiting(
            tr, [(n, "Der Kurs beginnt am Dienstag um 18:00.", TODAY, n > 1) for n in range(9)], 0
        ),
    )
    yield "no message waits", notices.waiting(tr, [], 0)
    for state in EmailState:
        yield f"by e-mail: {state}", emails.emails(tr, state)
    yield "which messages", settings.mutes(tr, replace(PERSON, stopped=frozenset({"digest"})), 0)


SAID_BACK = Understood(
    dates=(NOW,) * 5,
    last=NOW,
    holidays=((NOW.date(), "Fronleichnam"),) * 9,
    missing=(29, 31),
    leap_day=True,
    moves=True,
)


def _announcements(tr: Translator) -> Iterator[tuple[str, Screen]]:
    names = dict(SPEAK)
    yield "announcements", announcements.messages(tr, [SAID] * 9)
    yield "no announcements", announcements.messages(tr, [])
    yield "write German", announcements.write(tr, 123456, "de", "Deutsch")
    yield "write another language", announcements.write(tr, 123456, "ar", "العربية")
    yield (
        "draft",
        announcements.draft(
            tr,
            SAID,
            REACH,
            [NOW, NOW, NOW],
            "Deutsch am Abend",
            Attachment("Plan für Mai.pdf", "application/pdf", 99),
            names,
            25,
        ),
    )
    yield (
        "empty draft",
        announcements.draft(tr, Announcement(1, 5), Reach({}, 0, 0), [], "", None, names, 25),
    )
    yield "languages of a text", announcements.texts(tr, SAID, SPEAK, 0)
    yield "file", announcements.file(tr, SAID)
    yield "kinds", announcements.kinds(tr, SAID)
    yield "for whom", audiences.whom(tr, SAID, 0)
    yield (
        "towns of the audience",
        audiences.aims(
            tr, SAID, "municipalities", [(str(town.id), town.name) for town in TOWNS], 0
        ),
    )
    yield "when", announcements.when(tr, SAID)
    yield "dates of a rule", announcements.dates(tr, SAID, SAID_BACK)
    yield "correct", campaigns.correct(tr, 123456, "Deutsch")
    counts = {"sent": 1200, "due": 300, "blocked": 4, "dead": 1, "cancelled": 2}
    for flight in Flight:
        campaign = Campaign(1, 123456, TODAY, NOW, flight)
        yield (
            f"progress: {flight}",
            campaigns.progress(
                tr,
                replace(SAID, state=State.RELEASED),
                campaign,
                Progress(counts, 3, {"blocked": 4}),
            ),
        )
    yield (
        "all sent",
        campaigns.progress(
            tr,
            replace(SAID, state=State.ENDED, next_at=None),
            campaign,
            Progress({"sent": 1200}, 0, {}),
        ),
    )
    yield (
        "released, nothing sent yet",
        campaigns.progress(tr, replace(SAID, state=State.RELEASED), None, None),
    )


def _others(tr: Translator) -> Iterator[tuple[str, Screen]]:
    yield "a human", people.human(tr, DISTRICTS[4], "Landkreis Waldshut", "", own=True)
    yield (
        "a human without a district",
        people.offices(tr, DISTRICTS, 0, "Landkreis Waldshut", "lotse@kreis.example", own=False),
    )
    yield (
        "an office without a phone",
        people.human(tr, replace(DISTRICTS[4], contact=Contact()), "Kreis", "07751 86-0", own=True),
    )
    yield (
        "reports",
        reports.reports(tr, [(Report(1, 1, "wrong"), OFFER), (Report(2, 2, "closed"), PLAIN)]),
    )
    yield "no reports", reports.reports(tr, [])
    yield "review", reports.review(tr, OFFER, facts.all_facts(tr, OFFER, TODAY))
    yield "something has changed", reports.changed(tr, OFFER, LONG)
    yield from _materials(tr)
    for role in invitations.ASKED:
        yield (
            f"invited: {role}",
            invitations.invited(tr, role, DISTRICTS[4], "0123456789abcdef" * 2),
        )
    for kind in people.UNREADABLE:
        yield f"unreadable: {kind}", people.unreadable(tr, kind)
    for reason in Problem:
        yield f"problem: {reason}", problems.problem(tr, reason)


def _materials(tr: Translator) -> Iterator[tuple[str, Screen]]:
    listing = Listing("d")
    heading = listings.heading(tr, listing, "", None)
    form = replace(
        OFFER,
        attachment_id=3,
        details=replace(OFFER.details, languages=("uk", "ar"), targets=frozenset(Target)),
    )
    file = Attachment("Antrag.pdf", "application/pdf", 1234, None, "", 3)
    yield (
        "documents",
        listings.found(
            tr, listing, Page((form,) * 4, 0, 4), heading, NOTHING, SPOKEN, TODAY, adds=True
        ),
    )
    yield "no documents", empty.nothing(tr, listing, heading, adds=True)
    yield "card of a document", offers.card(tr, form, listing, saved=False, today=TODAY)
    yield "new document", materials.new(tr)
    yield (
        "draft of a document",
        materials.material(tr, replace(PLAIN, attachment_id=None), None, ""),
    )
    yield "document to publish", materials.material(tr, form, file, "Wohnen")
    yield "send a document", materials.send(tr, form)
    yield (
        "field of a document",
        materials.choices(tr, form, "field", [("housing", "Wohnen", True)], 0),
    )
    yield (
        "language of a document",
        materials.choices(tr, form, "language", [("uk", "Українська", False)], 0),
    )
    yield (
        "for whom a document is",
        materials.choices(
            tr,
            form,
            "target",
            [(target.value, facts.TARGETS[target], True) for target in Target],
            0,
        ),
    )
