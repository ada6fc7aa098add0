"""What waits for the office: one queue, done from there, by the presses of the chat."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import insert, select, update

from bot.domain.desk import Waiting
from bot.domain.enquiries import Enquiry
from bot.domain.grants import Role
from bot.domain.groups import Standing
from bot.domain.import_drafts import ImportChoices, ImportFile
from bot.rules.problems import Problem
from handlers.desk.inbox.acts import is_final
from handlers.desk.inbox.queue import PRESSES
from handlers.desk.inbox.subjects import LINKS
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.routes import ROUTES
from storage import schema as t
from storage.catalogue import offer_links, places
from storage.desk import import_drafts
from storage.groups import memberships
from storage.people import enquiries, people
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.test_announcing import somebody
from tests.test_asked_first import ASKED_BY
from tests.test_desk import EVIL, acted, offer, offers_of, report, words


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def everything_waits(site: Site) -> None:
    """Something of every kind waits in Waldshut."""
    known = await offers_of(site)
    await report(site, known[0].id)
    await report(site, known[1].id, "proposed")
    lina = await somebody(site.conversation, "Lina")
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        person = await people.at(store, lina.address)
        assert district
        assert person
        await store.execute(
            update(t.offer)
            .where(t.offer.c.id == known[2].id)
            .values(expires_at=NOW.date() + timedelta(days=3))
        )
        await store.execute(
            update(t.offer)
            .where(t.offer.c.id == known[3].id)
            .values(confirmed_at=NOW - timedelta(days=200))
        )
        await offer_links.suggest(store, known[4].id, 1, {"phone": "07751 1"}, "", NOW)
        group = {
            "district_id": district.id, "name": "Ohne Leitung", "kind": "helper_circle",
            "texts": {"de": "x"}, "joining": "approval", "sample": False,
        }  # fmt: skip
        added = insert(t.group).returning(t.group.c.id)
        group_id = (await store.execute(added, group)).scalar_one()
        left = (await store.execute(added, group | {"name": "Verlassen"})).scalar_one()
        await memberships.enter(store, left, person.id, Standing.MEMBER, "Lina", NOW)
        await store.execute(
            insert(t.group_translation).values(group_id=group_id, language="uk", german="y")
        )
        await memberships.enter(
            store, group_id, person.id, Standing.ASKED, "Lina", NOW - timedelta(days=4)
        )
        await store.execute(
            insert(t.seat).values(group_id=group_id, position=0, label="Caritas", optional=False)
        )
        await store.execute(
            insert(t.result).values(
                group_id=group_id, kind="decision", words="Vermieter anschreiben", done=False,
                published="group", reminded=False, written_at=NOW - timedelta(days=3),
                proposed_at=NOW - timedelta(days=2),
            )
        )  # fmt: skip
        await store.execute(
            insert(t.station_check).values(
                district_id=district.id, number=6, period="2026-H2", answer="change",
                asked_at=NOW - timedelta(days=9), answered_at=NOW - timedelta(days=8),
                reason="Die Beratung ist <b>umgezogen</b>.",
            )
        )  # fmt: skip
        await store.execute(
            insert(t.help_request).values(
                district_id=district.id, person_id=person.id, kind="form", language="uk",
                wanted="soon", state="handed", created_at=NOW - timedelta(days=5),
            )
        )  # fmt: skip
        enquiry = Enquiry(0, district.id, person.id, "uk", NOW, NOW - timedelta(days=2))
        await enquiries.add(store, enquiry, "Де записати дитину в школу?")
        texts = {
            "district_id": district.id, "kind": "information", "state": "asked",
            "texts": {"de": "Wartet auf eine zweite Person"}, "audience": {}, "start": "",
            "rule": "", "zone": "Europe/Berlin", "land": "", "never_twice": False, "version": 1,
            "changed_at": NOW - timedelta(days=6),
        }  # fmt: skip
        asked = await store.execute(
            insert(t.announcement).values(texts).returning(t.announcement.c.id)
        )
        await store.execute(
            insert(t.campaign).values(
                announcement_id=asked.scalar_one(), day=NOW.date(), flight="missed",
                due_at=NOW - timedelta(days=7), late=False,
            )
        )  # fmt: skip


async def with_import(site: Site, desk: AtDesk) -> None:
    """Let somebody have prepared an import yesterday."""
    file = ImportFile("liste.csv", b"Titel;Telefon\nKurs;kein Telefon")
    choices = ImportChoices(source="Liste", names=(file.name,))
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        yesterday = site.moment - timedelta(days=1)
        files = import_drafts.packed(store.seal, [file])
        await import_drafts.add(store, desk.person.id, district.id, choices, files, yesterday)


@pytest.mark.every_database
async def test_what_somebody_imports_waits_for_them_alone(site: Site) -> None:
    mine, other = await at_desk(site), await at_desk(site)
    await with_import(site, mine)
    await mine.get("/desk?kind=import")
    await other.get("/desk?kind=import")
    assert "liste.csv" in mine.text
    assert "for 1 day" in mine.text
    assert 'name="person"' not in mine.page
    assert "liste.csv" not in other.text
    form = {**mine.form("subject"), "act": "done"}
    await other.get("/desk/offers/new")
    token = {name: other.form("base")[name] for name in ("csrf", "number")}
    await other.send("/desk?kind=import", form | token)
    await mine.get("/desk?kind=import")
    assert "liste.csv" in mine.text


@pytest.mark.every_database
async def test_all_that_waits_is_one_queue_the_oldest_first(site: Site) -> None:
    await everything_waits(site)
    desk = await at_desk(site)
    await with_import(site, desk)
    await desk.get("/desk?size=100")
    ids = re.findall(r'<li id="([a-z]+)-\d+">', desk.page)
    assert set(ids) >= {kind.value for kind in Waiting}, desk.text
    days = [int(found) for found in re.findall(r"for (\d+) days?", desk.text)]
    assert days == sorted(days, reverse=True)
    for kind in Waiting:
        await desk.get(f"/desk?kind={kind}")
        shown = set(re.findall(r'<li id="([a-z]+)-\d+">', desk.page))
        assert shown == {kind.value}


async def test_every_button_of_the_inbox_is_a_press_of_the_chat(site: Site) -> None:
    """So its right, its verb and its audit line are the same."""
    wrong = [
        name
        for presses in PRESSES.values()
        for name, _ in presses
        if ROUTES.name_of(f"{name}:1") != name or ROUTES.reads_only(ROUTES.does(f"{name}:1"))
    ]
    assert not wrong


def test_what_the_chat_asks_first_is_asked_in_the_inbox_too() -> None:
    names = {name for presses in PRESSES.values() for name, _ in presses}
    asked = {name for name in names if ROUTES.presses[name].asks or name in ASKED_BY}
    assert asked == {name for name in names if is_final(f"{name}:1")}
    assert asked == {"helping.close", "member.refuse_now"}


async def test_what_waits_is_opened_at_the_desk(site: Site) -> None:
    """Only a contact is in the chat alone."""
    assert set(LINKS) - {"plan"} == set(Waiting)
    in_chat = {kind for kind, link in LINKS.items() if not link.startswith("/desk/")}
    assert in_chat == {Waiting.HELP}
    await everything_waits(site)
    desk, wrong = await at_desk(site), []
    await with_import(site, desk)
    await desk.get("/desk?size=100")
    for link in re.findall(r'<h2><a href="(/desk[^"]+)">', desk.page):
        await desk.get(unescape(link))
        if desk.status == 303:  # an import opens at the step where it stands
            await desk.get(desk.location)
        wrong += [(link, desk.status)] if desk.status != 200 else []
    assert not wrong


@pytest.mark.every_database
async def test_what_waits_is_done_from_the_queue_with_a_line_in_the_log(site: Site) -> None:
    await everything_waits(site)
    wrong = []
    for kind, presses in PRESSES.items():
        for name, _ in presses[:1]:
            desk = await at_desk(site)
            await desk.get(f"/desk?kind={kind}")
            form = pressing(desk, name)
            before = await acted(site, 50)
            await desk.send("/desk", form)
            if is_final(f"{name}:1"):
                await desk.send("/desk", desk.form("sure"))
            after = await acted(site, 51)
            is_gone = f'<li id="{kind}-{form["subject"]}">' not in desk.page
            if "Done." not in desk.text or len(after) != len(before) + 1 or not is_gone:
                wrong.append((kind, name, desk.text[-200:], after[:1]))
            if after[0][:2] != (name, "desk"):
                wrong.append((kind, after[0]))
    assert not wrong


def pressing(desk: AtDesk, name: str) -> dict[str, object]:
    """The form of the first row with that press, and the press."""
    found = re.search(rf'name="press" value="({re.escape(name)}:\d+)"', desk.page)
    assert found, (name, desk.text)
    form: dict[str, object] = {}
    form |= desk.form("subject")
    return {key: value[0] for key, value in form.items()} | {"press": found[1]}


@pytest.mark.every_database
async def test_what_waits_is_assigned_noted_put_off_and_taken_off_the_list(site: Site) -> None:
    await everything_waits(site)
    one, two = await at_desk(site), await at_desk(site)
    await one.get("/desk?kind=report")
    form = one.form("note")
    mine = {"person": str(two.person.id), "act": "assign"}
    await one.send("/desk", form | mine)
    await two.get("/desk?mine=1")
    assert re.findall(r'<li id="([a-z]+)-', two.page) == ["report"]
    await one.send("/desk?kind=report", form | {"act": "note", "note": EVIL})
    assert "fett" in one.text
    stored = await raw_marks(site)
    assert b"fett" not in stored
    await one.send("/desk?kind=report", form | {"act": "snooze", "day": "01.01.2020"})
    assert words(Problem.IN_THE_PAST) in one.text
    await one.send("/desk?kind=report", form | {"act": "snooze", "day": "27.11.2026"})
    assert "Nothing is waiting" in one.text
    site.moment = NOW + timedelta(days=7)
    later = await at_desk(site)
    await later.get("/desk?kind=report")
    await later.send("/desk?kind=report", later.form("subject") | {"act": "done"})
    assert "Nothing is waiting" in later.text
    await later.send(re.findall(r"/desk/undo/\d+", later.page)[0], later.form("back"))
    assert "Undone." in later.text
    await later.get("/desk?kind=report")
    assert re.findall(r'<li id="([a-z]+)-', later.page) == ["report"]
    stranger = await at_desk(site, slug="konstanz")
    await later.send(
        "/desk", later.form("note") | {"act": "assign", "person": str(stranger.person.id)}
    )
    assert words(Problem.NOT_ALLOWED) in later.text


async def raw_marks(site: Site) -> bytes:
    async with site.conversation.database.read() as store:
        return b"".join((await store.execute(select(t.inbox_mark.c.sealed))).scalars())


async def test_a_forged_press_or_subject_does_nothing(site: Site) -> None:
    await everything_waits(site)
    desk = await at_desk(site)
    foreign = (await offers_of(site, "konstanz"))[0]
    before = await acted(site, 100)
    await desk.get("/desk?kind=report")
    form = {name: value[0] for name, value in desk.form("subject").items()}
    forged = (
        {"press": f"report.close:{foreign.id}"}, {"press": "grant.revoke:1"},
        {"press": "data.delete"}, {"press": "report.close:1:2"}, {"press": "member.accept:1"},
        {"kind": "offer"}, {"subject": "999999"}, {"subject": "x"}, {"act": "nonsense"}, {},
    )  # fmt: skip
    for more in forged:
        await desk.send("/desk", form | more)
        assert desk.status == 200
    assert await acted(site, 100) == before
    assert await offer(site, foreign.id) == foreign


@pytest.mark.every_database
async def test_the_chat_says_how_much_waits_and_leads_to_the_desk(site: Site) -> None:
    """The number of the home screen is that of the desk; its link signs in, once."""
    await everything_waits(site)
    desk = await at_desk(site)
    await desk.get("/desk")
    count = re.search(r"Inbox (\d+) ", desk.text.partition("My devices")[2])
    assert count
    await desk.get("/chat?at=home:0")
    assert f"Waiting for you: {count[1]}" in desk.text
    await desk.send("/chat", desk.form("csrf") | {"press": "desk.open"})
    link = re.search(r"/sign-in/[\w-]+\?to=desk", desk.page.replace("&#61;", "="))
    assert link, desk.text
    browser = site.browser()
    await browser.get(link[0])
    await browser.post(link[0])
    assert browser.status == 200
    assert "Vacant seat" in browser.shown
    again = await site.browser().get(link[0])
    assert "Inbox" not in again.shown
    for role in (Role.VOLUNTEER, None):
        other = await at_desk(site, role)
        await other.get("/chat?at=home:0")
        assert "Waiting for you" not in other.text
        await other.send("/chat", other.form("csrf") | {"press": "desk.open"})
        assert "/sign-in/" not in other.page
