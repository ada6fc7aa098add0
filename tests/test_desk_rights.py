"""Every page and form of the desk, by everybody who could open or send it.

A new page fails here until it has a line in ``MATRIX``. What is refused changes nothing, and shows
nothing of the district.
"""

import re
from asyncio.base_events import BaseEventLoop
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import pytest
from sqlalchemy import delete, insert, select, update

from bot.domain.announcements import Announcement
from bot.domain.announcements import State as AnnouncementState
from bot.domain.council_reports import DRAFT, ReportFile
from bot.domain.enquiries import Enquiry, SavedAnswer
from bot.domain.grants import Role
from bot.domain.groups import Kind as GroupKind
from bot.domain.half_years import HalfYear
from bot.domain.import_drafts import DraftState, ImportChoices, ImportFile
from bot.domain.measures import Measure
from bot.domain.meetings import Meeting
from bot.domain.offers import Draft, Offer, TextState
from bot.rules import group_form, seat_form
from bot.rules.desk import HOME, LONGEST_FORM
from bot.rules.translation_files import units
from bot.rules.translations import version
from handlers.desk.lists import frozen
from handlers.desk.page import Page
from handlers.desk.pages import PAGES
from handlers.desk.translations.texts import of_offer
from handlers.dialogue.conversation import Conversation
from handlers.files import xliff
from storage import schema as t
from storage.catalogue import import_runs, offer_links, offers, places, storing, text_states
from storage.catalogue.changes import Author
from storage.desk import acts, import_drafts
from storage.desk import enquiries as stored_answers
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import groups, meetings, seats
from storage.measures import measures, report_files
from storage.messaging import announcements
from storage.people import audits, enquiries, grants
from tests.harness import tables
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW, POSTGRESQL
from tests.harness.desk import OURS, AtDesk, Forms, at_desk, path_of
from tests.harness.letterheads import LOGO
from tests.harness.plans import numbered
from tests.harness.snapshots import Snapshot

WHO = (
    "coordinator",
    "editor of it",
    "editor of another",
    "reader",
    "other coordinator",
    "volunteer",
    "translator",
    "nobody",
    "revoked",
    "not signed in",
)
LOOKS = {"coordinator", "editor of it", "editor of another", "reader"}
KEEPS = {"coordinator", "editor of it"}
COORDINATES = {"coordinator"}
OFFICE = {"coordinator", "editor of it", "editor of another"}
INSIDE = LOOKS | {"other coordinator", "translator"}
ASKED = ("copy", "page", "size", "id", "draft", "q", "sort", "as", "week", "period")
"""Parameters of addresses that a page may have no link for."""
LONGEST_QUERY = 3000
LOGOS = {"report.letterhead": "logo", "district.pictures": "file"}
"""Pages with a picture, and the field that it is sent in."""
NAMED = re.compile(r"{(\w+)}")
OF_EVERYBODY = ("audit", "desk_act", "desk_draft", "form", "session", "person")
"""Tables of who was here, of what was refused and can be undone; two are looked at in part."""
NOTHING_ADDED: dict[str, list[str]] = {"municipalities": [], "fields": [], "seen": []}
STATION = (
    ("what", "Etwas"), ("givers", "advice"), ("concept", "work"), ("hidden", "nein"),
)  # fmt: skip
"""What every station needs."""
STATION_NUMBER = 6
NOT_STORED = f"\0{2**63 - 1}\0"
"""A text with a NUL, and a number above its type."""
STRANGE = ("-1", " 1", "1_0", NOT_STORED)


@dataclass(frozen=True)
class Line:
    """Who may look at a page and who may send its form; ``form`` is what they send.

    Others of ``lets_in`` are answered, and nothing is changed: they keep other offers.
    """

    looks: frozenset[str] | set[str]
    sends: frozenset[str] | set[str] = frozenset()
    form: tuple[tuple[str, str], ...] = ()


MATRIX = {
    "inbox": Line(
        INSIDE,
        {"coordinator", "editor of it"},
        (("kind", "unconfirmed"), ("subject", "{o}"), ("act", "note"), ("note", "Bitte prüfen")),
    ),
    "inbox.bulk": Line(set(), KEEPS, (("act", "done"), ("id", "unconfirmed-{o}"))),
    "mail": Line(set(), COORDINATES | {"other coordinator"}, (("mail", "off"),)),
    "offers": Line(
        LOOKS | {"other coordinator"},
        KEEPS,
        (("act", "close"), ("id", "{o}"), ("step", "do"), ("frozen", "{frozen}")),
    ),
    "offers.new": Line(
        OFFICE | {"other coordinator"},
        {"coordinator", "editor of it", "other coordinator"},
        (("title", "Neues Angebot"), ("organisation", "{owner}"), ("state", "published")),
    ),
    "offers.form": Line(
        LOOKS, KEEPS, (("title", "Anderer Titel"), ("organisation", "{owner}"), ("base", "1"))
    ),
    "offers.history": Line(LOOKS, KEEPS, (("version", "1"),)),
    "offers.link": Line(KEEPS, KEEPS, (("act", "make"), ("days", "14"))),
    "offers.suggested": Line(KEEPS, KEEPS, (("act", "decline"),)),
    "views": Line(
        set(),
        LOOKS | {"other coordinator"},
        (("name", "Meine"), ("back", "/desk/offers?state=paused")),
    ),
    "offers.row": Line(
        KEEPS, KEEPS, (("phone", "07751 77"), ("state", "published"), ("base", "1"))
    ),
    "offers.merge": Line(
        KEEPS, KEEPS, (("with", "{double}"), ("base", "{version}"), ("other_base", "1"))
    ),
    "groups": Line(
        COORDINATES | {"other coordinator"},
        COORDINATES | {"other coordinator"},
        (("title", "Neue Gruppe"),),
    ),
    "groups.bulk": Line(set(), COORDINATES, (("act", "archive"), ("id", "{w}"))),
    "groups.meetings.bulk": Line(set(), COORDINATES, (("act", "cancel"), ("id", "{met}"))),
    "groups.calendar": Line(COORDINATES | {"other coordinator"}),
    "groups.group": Line(COORDINATES, COORDINATES, (("act", "invite"), ("people", "Eine"))),
    "groups.meeting": Line(COORDINATES, COORDINATES, (("act", "topic"), ("topic", "Kautionen"))),
    "groups.meeting.new": Line(
        COORDINATES,
        COORDINATES,
        (("title", "Treffen"), ("when", "24.12.2026 18:00"), ("place", ""), ("most", "")),
    ),
    "groups.results": Line(
        COORDINATES, COORDINATES, (("kind", "decision"), ("words", "Wir mieten den Saal."))
    ),
    "groups.seats": Line(
        COORDINATES, COORDINATES, (("label_new1", "Caritas"), ("base", "{seats}"))
    ),
    "people.bulk": Line(
        set(), COORDINATES, (("act", "end_grant"), ("id", "{grant}"), ("day", "31.12.2027"))
    ),
    "people": Line(
        COORDINATES | {"other coordinator"},
        COORDINATES | {"other coordinator"},
        (("role", "volunteer"),),
    ),
    "people.right": Line(COORDINATES, COORDINATES, (("act", "hand_over"),)),
    "courses": Line(COORDINATES | {"other coordinator"}),
    "courses.stations": Line(
        COORDINATES | {"other coordinator"},
        COORDINATES | {"other coordinator"},
        (("act", "up"), ("station", "3")),
    ),
    "courses.stations.new": Line(
        COORDINATES | {"other coordinator"},
        COORDINATES | {"other coordinator"},
        (*STATION, ("name", "Neue Station")),
    ),
    "courses.stations.form": Line(
        COORDINATES | {"other coordinator"},
        COORDINATES | {"other coordinator"},
        (*STATION, ("name", "Anderer Name"), ("base", "0")),
    ),
    "log": Line(COORDINATES | {"other coordinator"}),
    "import": Line(
        {"coordinator", "other coordinator"},
        {"coordinator", "other coordinator"},
        (("source", "Liste"),),
    ),
    "import.draft": Line({"coordinator"}, {"coordinator"}, (("act", "discard"),)),
    "import.columns": Line({"coordinator"}, {"coordinator"}, (("take.0", "sum"),)),
    "import.mistakes": Line(
        {"coordinator"}, {"coordinator"}, (("asked", "only_good"), ("only_good", "1"))
    ),
    "import.preview": Line(
        {"coordinator"}, {"coordinator"}, (("act", "run"), ("base", "1"), ("frozen", "x"))
    ),
    "import.run": Line({"coordinator"}, {"coordinator"}),
    "measures": Line(LOOKS | {"other coordinator"}),
    "measures.new": Line(
        OFFICE | {"other coordinator"},
        {"coordinator", "other coordinator"},
        (("plan_number", "77"), ("title", "Neu"), ("target", "1"), ("unit", "Kurs")),
    ),
    "measures.import": Line(
        {"coordinator", "other coordinator"}, {"coordinator", "other coordinator"}
    ),
    "measures.import.file": Line({"coordinator"}, {"coordinator"}, (("act", "discard"),)),
    "measures.bulk": Line(
        set(), COORDINATES, (("act", "set_state"), ("id", "{m}"), ("state", "done"))
    ),
    "measures.form": Line(
        LOOKS,
        {"coordinator"},
        (("plan_number", "78"), ("title", "Neu"), ("target", "1"), ("unit", "Kurs"), ("base", "1")),
    ),
    "measures.history": Line(LOOKS, {"coordinator"}, (("version", "1"),)),
    "measures.evidence": Line(
        LOOKS, {"coordinator"}, (("act", "choose"), ("kind", "offers"), ("id", "{o}"))
    ),
    "measures.review": Line(
        OFFICE | {"other coordinator"},
        {"coordinator"},
        (("state_{m}", "done"), ("seen_{m}", "0")),
    ),
    "report": Line(LOOKS | {"other coordinator"}),
    "report.period": Line(
        LOOKS | {"other coordinator"},
        {"coordinator"},
        (("count", "1"), ("frozen", "{report}")),
    ),
    "report.indicators": Line(
        {"coordinator", "other coordinator"},
        {"coordinator", "other coordinator"},
        (
            ("base", str(crc32(b"[]") % 10**9)),
            ("name", "Zugewanderte"),
            ("unit", "Personen"),
            ("period", "2026-H2"),
            ("value", "7"),
            ("source", "Melderegister"),
            ("as_of", "1.11.2026"),
        ),
    ),
    "district.pictures": Line(
        {"coordinator", "other coordinator"}, {"coordinator", "other coordinator"}
    ),
    "report.letterhead": Line(
        {"coordinator", "other coordinator"}, {"coordinator", "other coordinator"}
    ),
    "report.files": Line(set(), LOOKS | {"other coordinator"}, (("as", "pdf"), ("version", "0"))),
    "report.file": Line(LOOKS),
    "report.needs": Line(set(), {"coordinator"}, (("need", "pets"), ("group", "{w}"))),
    "report.texts": Line(
        OFFICE | {"other coordinator"},
        {"coordinator", "other coordinator"},
        (("text_overview", "Ein Text"),),
    ),
    "messages.bulk": Line(set(), COORDINATES, (("act", "delete_draft"), ("id", "{draft}"))),
    "messages": Line({"coordinator", "other coordinator"}),
    "messages.new": Line(
        {"coordinator", "other coordinator"},
        {"coordinator", "other coordinator"},
        (("text_de", "Neuer Text"), ("kind", "information"), ("act", "save")),
    ),
    "messages.page": Line(
        {"coordinator"},
        {"coordinator"},
        (
            ("text_de", "Anderer Text"),
            ("kind", "information"),
            ("base", "0"),
            ("act", "save"),
        ),
    ),
    "messages.correct": Line(
        {"coordinator"}, {"coordinator"}, (("text_de", "Richtig"), ("base", "0"))
    ),
    "help": Line(COORDINATES | {"other coordinator"}),
    "questions": Line(COORDINATES | {"other coordinator"}),
    "questions.answers": Line(
        COORDINATES | {"other coordinator"}, COORDINATES, (("id", "{saved}"),)
    ),
    "questions.answers.new": Line(
        COORDINATES | {"other coordinator"},
        COORDINATES | {"other coordinator"},
        (("title", "Schule"), ("language", "de"), ("words", "Im Rathaus.")),
    ),
    "questions.page": Line(
        COORDINATES, COORDINATES, (("answer", "Im Rathaus."), ("language", "de"), ("base", "1"))
    ),
    "translations": Line(LOOKS | {"other coordinator"}),
    "translations.bulk": Line(set(), KEEPS, (("act", "check"), ("id", "offer-{o}"))),
    "translations.list": Line(INSIDE, KEEPS | {"translator"}),
    "translations.text": Line(
        LOOKS | {"translator"},
        KEEPS | {"translator"},
        (("title", "Переклад"), ("base", "{base}")),
    ),
    "security": Line(INSIDE, INSIDE, (("act", "start"),)),
    "second_factor": Line(INSIDE),
    "undo": Line(set(), {"coordinator"}),
    "district": Line(
        COORDINATES | {"other coordinator"},
        COORDINATES | {"other coordinator"},
        (("act", "town"), ("town", "Neustadt")),
    ),
    "choose": Line(set(), LOOKS | {"translator"}, (("district", "{d}"),)),
}


def test_every_page_of_the_desk_has_a_line() -> None:
    """A new page fails here until somebody says who may open it."""
    assert {page.name for page in PAGES} == set(MATRIX)
    assert len({page.path for page in PAGES}) == len(PAGES)
    wrong = [page.name for page in PAGES if page.hear and not page.writers]
    wrong += [page.name for page in PAGES if not (page.look or page.hear)]
    assert not wrong


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


@dataclass
class Scene:
    """A district with an old offer and somebody of each kind."""

    site: Site
    offer: Offer
    measure: Measure
    who: dict[str, AtDesk]
    draft_id: int
    plan_id: int
    run_id: int
    message_id: int
    sent_id: int
    grant_id: int
    group_id: int
    meeting_id: int
    question_id: int
    saved_id: int
    double_id: int
    suggestion_id: int
    file_id: int

    @staticmethod
    async def made(site: Site) -> "Scene":
        async with site.conversation.database.write() as store:
            district = await places.district_named(store, "waldshut")
            assert district
            listed = await offers.of_district(store, district.id)
            offer = next(offer for offer in listed if offer.organisation_id)
            other = next(o for o in listed if o.organisation_id != offer.organisation_id)
            await _grow_old(store, offer.id)
            double_id = await _double(site, store, offer)
            values = {"phone": offer.details.organisation}
            await offer_links.suggest(store, offer.id, 1, values, "", NOW)
            suggestion_id = (await offer_links.waiting_of(store, offer.id))[0].id
            measure = await measures.add(store, district.id, numbered(f"7.{offer.id}"), NOW)
            draft = Announcement(0, district.id, texts={"de": offer.details.organisation})
            message_id = await announcements.add(store, draft, NOW)
            ended = replace(draft, state=AnnouncementState.ENDED)
            sent_id = await announcements.add(store, ended, NOW)
            saved = SavedAnswer(0, district.id, offer.details.organisation, "de", "Im Rathaus.")
            saved_id = await stored_answers.save_answer(store, saved)
            file = ReportFile(0, district.id, HalfYear(2026, 2), DRAFT, "xlsx", "uk", NOW)
            file_id = await report_files.ask(store, file)
        who = {
            "coordinator": await at_desk(site),
            "editor of it": await at_desk(site, Role.EDITOR, organisation_id=offer.organisation_id),
            "editor of another": await at_desk(
                site, Role.EDITOR, organisation_id=other.organisation_id
            ),
            "reader": await at_desk(site, Role.READER),
            "other coordinator": await at_desk(site, slug="konstanz"),
            "volunteer": await at_desk(site, Role.VOLUNTEER),
            "translator": await at_desk(site, Role.TRANSLATOR, into="uk"),
            "nobody": await at_desk(site, None),
            "revoked": await at_desk(site),
            "not signed in": AtDesk(site, OURS.value(OURS.new(NOW)), (await at_desk(site)).person),
        }
        await _revoke(site, who["revoked"])
        async with site.conversation.database.write() as store:
            of_helper = await grants.of_person(store, who["volunteer"].person.id)
            group = (await groups.of_district(store, district.id))[0]
            start = (NOW + timedelta(days=9)).replace(tzinfo=None)
            meeting = Meeting(0, group.id, "Treffen", start, district.zone)
            meeting_id = await meetings.add(store, meeting)
        draft_id, plan_id, run_id = await _imports(site, offer, who["coordinator"])
        question_id = await _question(site, offer, who["nobody"])
        return Scene(
            site,
            offer,
            measure,
            who,
            draft_id,
            plan_id,
            run_id,
            message_id,
            sent_id,
            of_helper[0].id,
            group.id,
            meeting_id,
            question_id,
            saved_id,
            double_id,
            suggestion_id,
            file_id,
        )

    def again(self) -> "Scene":
        """The same, with everybody as they were before they opened a page."""
        return replace(self, who={name: replace(person) for name, person in self.who.items()})


async def _question(site: Site, offer: Offer, person: AtDesk) -> int:
    """What somebody asks the office of the district."""
    enquiry = Enquiry(0, offer.district_id, person.person.id, "uk", NOW, NOW)
    async with site.conversation.database.write() as store:
        return await enquiries.add(store, enquiry, f"{offer.details.organisation}?")


async def _imports(site: Site, offer: Offer, person: AtDesk) -> tuple[int, int, int]:
    """An import and a table of measures that somebody prepares, and what changed the offer."""
    async with site.conversation.database.write() as store:
        choices = ImportChoices(names=("a.csv",), organisation=offer.details.organisation)
        files = import_drafts.packed(store.seal, [ImportFile("a.csv", b"Titel;Ort\nNeu;Wehr")])
        draft_id = await import_drafts.add(
            store, person.person.id, offer.district_id, choices, files, NOW
        )
        plan = [ImportFile("plan.csv", b"Nr.;Titel;Zielwert;Einheit\n3;Neu;1;Kurs")]
        table = import_drafts.packed(store.seal, plan)
        plan_id = await import_drafts.add(
            store, person.person.id, offer.district_id, choices, table, NOW, DraftState.PLAN
        )
        run_id = await import_runs.begin(
            store, offer.district_id, [offer.details.organisation], NOTHING_ADDED, NOW
        )
        await import_runs.note_changed(store, run_id, [replace(offer, version=0)])
    return draft_id, plan_id, run_id


async def _double(site: Site, store: Store, offer: Offer) -> int:
    """An offer that is the same, from another list."""
    draft = Draft(f"double {token_hex(4)}", offer.details, source="Andere Liste")
    thesaurus = site.conversation.services.thesaurus
    names = [offer.details.organisation]
    shelf = await storing.shelf(store, offer.district_id, names, thesaurus)
    return await storing.add(store, shelf, draft, NOW, NOW.date())


async def _grow_old(store: Store, offer_id: int) -> None:
    old = NOW - timedelta(days=300)
    english = {"offer_id": offer_id, "language": "en", "title": "Course", "state": "checked"}
    await store.execute(
        delete(t.offer_text).where(
            t.offer_text.c.offer_id == offer_id, t.offer_text.c.language == "en"
        )
    )
    await store.execute(
        insert(t.offer_text).values(english | {"description": "", "next_steps": ""})
    )
    await text_states.put(store, {offer_id: {"en": TextState.UNCHECKED}}, Author(None), NOW)
    await store.execute(
        update(t.offer).where(t.offer.c.id == offer_id).values(confirmed_at=old, version=1)
    )
    await store.execute(delete(t.offer_change).where(t.offer_change.c.offer_id == offer_id))


async def _revoke(site: Site, person: AtDesk) -> None:
    async with site.conversation.database.write() as store:
        for grant in await grants.of_person(store, person.person.id):
            await grants.revoke(store, grant.id)


def _path(page: Page, scene: Scene, act_id: int) -> str:
    rows = {"undo": act_id, "import.run": scene.run_id}
    if page.name.startswith("import."):
        rows.setdefault(page.name, scene.draft_id)
    if page.name.startswith("measures."):
        rows[page.name] = scene.measure.id
    rows["measures.import.file"] = scene.plan_id
    rows |= {"messages.correct": scene.sent_id, "messages.page": scene.message_id}
    rows |= {"questions.page": scene.question_id, "courses.stations.form": STATION_NUMBER}
    rows["report.file"] = scene.file_id
    rows["offers.suggested"] = scene.suggestion_id
    rows |= {"people.right": scene.grant_id, "groups.group": scene.group_id}
    rows["groups.results"] = rows["groups.seats"] = rows["groups.meeting.new"] = scene.group_id
    rows["groups.meeting"] = scene.meeting_id
    return path_of(page, rows.get(page.name, scene.offer.id))


CODE = re.compile(r"(?<![\w-])\d{4}-H[12](?![\w-])")
"""A half-year as addresses and names of files have it; people read words."""


async def test_every_page_is_shown_to_whom_it_is_for_and_to_nobody_else(site: Site) -> None:
    scene, wrong = await Scene.made(site), []
    secret = scene.offer.details.organisation
    for page in PAGES:
        if page.look is None:
            continue
        for name in WHO:
            person = scene.who[name]
            await person.get(_path(page, scene, 0))
            is_shown = person.status in (200, 303)
            if is_shown != (name in MATRIX[page.name].looks):
                wrong.append(f"{page.name}: {name} got {person.status}")
            if not is_shown and (secret in person.text or person.status not in (403, 404)):
                wrong.append(f"{page.name}: {name} read something, {person.status}")
            if is_shown and CODE.search(person.text):
                wrong.append(f"{page.name}: a half-year that is not in words")
    assert not wrong


async def test_every_form_works_for_whom_it_is_for_and_for_nobody_else(site: Site) -> None:
    """What is refused changes no offer, and nothing else that the desk stores."""
    database, wrong, made = site.conversation.database, [], await Scene.made(site)
    before = await state_of(made)
    snapshot = Snapshot(database)
    for page in PAGES:
        if page.hear is None:
            continue
        for names in _sharing(page):
            snapshot.restore()
            scene = made.again()
            for name in names:
                commits = tables.commits(database)
                await send_form(scene, page, name)
                is_done = tables.commits(database) > commits and await state_of(scene) != before
                if is_done != (name in MATRIX[page.name].sends):
                    wrong.append(f"{page.name}: {name} {'did' if is_done else 'did not do'} it")
    snapshot.close()
    assert not wrong


def _sharing(page: Page) -> list[list[str]]:
    """Who can be in one scene: all who change nothing, and each of the others alone."""
    sends = MATRIX[page.name].sends
    return [[name for name in WHO if name not in sends], *([name] for name in WHO if name in sends)]


async def test_no_form_is_computed_in_a_thread_while_others_wait_for_the_database(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes long of a file that was sent is done in ``Page.prepare``."""
    scene, waiting, wrong = await Scene.made(site), ContextVar("waiting", default=False), set()
    write, run = Database.write, BaseEventLoop.run_in_executor

    @asynccontextmanager
    async def written(self: Database) -> AsyncIterator[Store]:
        async with write(self) as store:
            token = waiting.set(True)
            yield store
            waiting.reset(token)

    def ran(*arguments: Any) -> Any:
        if waiting.get():
            wrong.add(page.name)
        return run(*arguments)

    monkeypatch.setattr(Database, "write", written)
    monkeypatch.setattr(BaseEventLoop, "run_in_executor", ran)
    for page in PAGES:
        if page.hear and "coordinator" in MATRIX[page.name].sends:
            for more in ({"act": "store"}, {}):
                await send_form(scene, page, "coordinator", **more)
    assert not wrong


async def test_no_field_fails_by_a_number_that_is_none(site: Site) -> None:
    assert not await _failing(await Scene.made(site), "\u00b2", "\u0661", "9" * 6000, *STRANGE)


@pytest.mark.parametrize("kind", [POSTGRESQL])
async def test_no_field_fails_by_what_only_one_database_takes(site: Site, kind: str) -> None:
    """PostgreSQL takes no NUL in a text, and no number above its type."""
    assert not await _failing(await Scene.made(site), NOT_STORED)


async def _failing(scene: Scene, *nonsense: str) -> list[tuple[str, int]]:
    """Send nonsense in every field that a page has, hidden ones too, and ask for it in addresses.

    Return the pages that failed.
    """
    wrong = []
    person = scene.who["coordinator"]
    for page in PAGES:
        path = _path(page, scene, 0)
        await person.get(path)
        names = {name for form in Forms(person.page).forms for name in form}
        asked = [*ASKED, *sorted({*re.findall(r"[?&;](\w+)=", person.page), *names} - {*ASKED})]
        for value in nonsense:
            wrong += [(page.name, await _sent(person, page, path, names, asked, value))]
    return [(name, status) for name, status in wrong if status >= 500]


async def _sent(
    person: AtDesk, page: Page, path: str, names: set[str], asked: list[str], value: str
) -> int:
    """Ask for a value and send it; return the higher status."""
    csrf, statuses = OURS.csrf(person.cookie.partition(".")[0]), [0]
    if page.look:
        named = asked[: max(len(ASKED), LONGEST_QUERY // len(value))]
        await person.get(f"{path}?{urlencode(dict.fromkeys(named, value))}")
        statuses.append(person.status)
    if page.hear:
        ours = {"csrf": csrf, "number": OURS.form_number()}
        form = dict.fromkeys(names | {"act", "id", "base", "offer", "attachment"}, value) | ours
        await person.send(path, form)
        statuses.append(person.status)
    return max(statuses)


async def send_form(scene: Scene, page: Page, name: str, **more: str) -> None:
    """Send the form of a page; where it leads is looked at only if something is asked there."""
    person = scene.who[name]
    act_id = await _act(scene) if page.name == "undo" else 0
    form = await _filled(scene, MATRIX[page.name].form)
    session = person.cookie.partition(".")[0]
    csrf, number = OURS.csrf(session), OURS.form_number()
    sent, path = {"csrf": csrf, "number": number, **form, **more}, _path(page, scene, act_id)
    asks = page.name.endswith(".bulk")
    if page.name == "translations.list":
        files = {"a.xlf": await _translated(scene)}
        await person.upload(path, sent, files, "file", follows=False)
    elif page.name in LOGOS:
        await person.upload(path, sent, {"logo.png": LOGO}, LOGOS[page.name], follows=False)
    elif page.longest > LONGEST_FORM and page.name != "groups.results":
        files = {"a.csv": b"Nr.;Titel;Ort\n3;Neu;Wehr"}
        await person.upload(path, sent, files, follows=False)
    else:
        await person.send(path, sent, follows=asks)
    if asks and any("step" in form for form in Forms(person.page).forms):
        await person.send(path, person.form("step"), follows=False)


async def _filled(scene: Scene, form: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the fields of a form, with the ids and versions that it names."""
    filled = {
        "o": scene.offer.id,
        "double": scene.double_id,
        "version": 1,
        "owner": scene.offer.details.organisation,
        "frozen": frozen({str(scene.offer.id): 1}),
        "d": scene.offer.district_id,
        "m": scene.measure.id,
        "saved": scene.saved_id,
        "report": frozen({str(scene.measure.id): 1000}),
        "met": scene.meeting_id,
        "draft": scene.message_id,
        "grant": scene.grant_id,
    }
    for name in {name for pair in form for name in NAMED.findall("".join(pair))} & set(OF_NOW):
        filled[name] = await OF_NOW[name](scene)
    return {field.format(**filled): value.format(**filled) for field, value in form}


async def _seats_now(scene: Scene) -> int:
    """The version of the form of all seats."""
    async with scene.site.conversation.database.read() as store:
        return group_form.version(seat_form.values(await seats.of_group(store, scene.group_id)))


async def _texts_now(scene: Scene) -> int:
    """The version of the texts of the offer."""
    return version(of_offer(await _offer_now(scene), "uk", ()))


async def _working_group(scene: Scene) -> int:
    async with scene.site.conversation.database.read() as store:
        known = await groups.of_district(store, scene.offer.district_id)
    return next(group.id for group in known if group.kind is GroupKind.WORKING_GROUP)


async def _translated(scene: Scene) -> bytes:
    """A file of a translator with another title of the offer."""
    unit = units(of_offer(await _offer_now(scene), "uk", ()))[0]
    return xliff.write([replace(unit, words="Переклад")], "uk")


async def _offer_now(scene: Scene) -> Offer:
    async with scene.site.conversation.database.read() as store:
        offer = await offers.by_id(store, scene.offer.id)
    assert offer
    return offer


OF_NOW: dict[str, Callable[[Scene], Awaitable[int]]] = {
    "w": _working_group,
    "base": _texts_now,
    "seats": _seats_now,
}
"""What a form names, read when it is sent."""


async def _act(scene: Scene) -> int:
    """Something that the coordinator did and can undo."""
    async with scene.site.conversation.database.write() as store:
        person_id = scene.who["coordinator"].person.id
        act_id = await acts.begin(
            store,
            person_id=person_id,
            district_id=scene.offer.district_id,
            name="done",
            count=1,
            now=NOW,
        )
        await acts.remember(store, act_id, {"marks": [["report", 1, None]]})
    return act_id


async def state_of(scene: Scene) -> list[object]:
    """Everything that a form could change; but words that are kept after a refusal."""
    database = scene.site.conversation.database
    stored = await tables.rows(database, OF_EVERYBODY)
    async with database.read() as store:
        done = await audits.latest(store, 100, acts_only=True)
        kept = select(t.desk_draft.c.number).where(~t.desk_draft.c.refused)
        drafts = (await store.execute(kept)).all()
    return [stored, done, drafts]


def test_every_page_is_below_the_path_that_nobody_may_frame() -> None:
    wrong = [
        page.path for page in PAGES if page.path != HOME and not page.path.startswith("/desk/")
    ]
    assert not wrong
