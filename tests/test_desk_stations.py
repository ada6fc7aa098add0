"""A district writes its stations to a job at the desk: order, texts, the way back."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from bot.domain.audits import Act
from bot.domain.groups import Kind, Standing
from bot.domain.pathway import StationAnswer, StationEdit
from bot.i18n import plain
from bot.rules import pathway_form as rules
from bot.rules.pathway_form import StationContext
from bot.rules.people import week
from bot.screens import pathway as screens
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed, Typed
from handlers.jobs.stations import ask_stations
from storage import schema as t
from storage.catalogue import places, station_checks, station_edits
from storage.catalogue.pathways import load_pathways, shipped_pathway
from storage.groups import groups, memberships
from storage.messaging import received
from storage.people import people, stations
from tests import test_announcing as announcing
from tests.harness.browsers import Site, opened
from tests.harness.circles import newest, person_of
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.harness.talk import Talk, bare
from tests.test_desk import EVIL, acted
from tests.test_stations import OWN, somebody

PATH = "/desk/courses/stations"
SLUG = "rems-murr"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def sends(desk: AtDesk, number: int | str, **values: object) -> None:
    path = f"{PATH}/{number}"
    await desk.get(path)
    await desk.send(path, desk.form("base") | values)


async def moves(desk: AtDesk, number: int, act: str) -> None:
    await desk.get(PATH)
    await desk.send(PATH, desk.form("station") | {"station": str(number), "act": act})


async def edits(site: Site, slug: str = SLUG) -> Sequence[StationEdit]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        return await station_edits.of_district(store, district.id)


async def names(site: Site, language: str = "en", slug: str = SLUG) -> list[str]:
    """Return the names of the stations as people of the district read them, in their order."""
    services = site.conversation.services
    pathway = rules.of_readers(shipped_pathway(), await edits(site, slug), "Kreis")
    tr = services.translator(language)
    return [bare(plain(screens.name(tr, station))) for station in pathway.stations.values()]


@pytest.mark.every_database
async def test_a_station_is_changed_read_and_put_back(site: Site) -> None:
    """In the chat at once, in each language by itself; other districts read what is delivered."""
    desk = await at_desk(site, slug=SLUG)
    await sends(
        desk, 6, name="Lebenslauf im Kreis", what_uk="Ми пишемо його разом.", weeks="2",
        bring=["", "diploma"], givers=["", "employer"],
    )  # fmt: skip
    assert "Your changes are saved." in desk.text
    talk = await somebody(site.conversation, "uk")
    await talk.look("station.show:6")
    assert "Ми пишемо його разом." in talk.shown
    assert "Lebenslauf im Kreis" not in talk.shown
    german = await somebody(site.conversation, "de")
    await german.look("station.show:6")
    shown = bare(german.shown)
    assert "6. Lebenslauf im Kreis" in shown
    assert "höchstens 2 Wochen" in shown
    assert "Sie schreiben Ihren Lebenslauf" in shown
    assert (await names(site, slug="konstanz"))[5] == "CV and application"
    assert (await acted(site, 1))[0][0] == Act.STATION_CHANGE
    await desk.get(f"{PATH}/6")
    for field in ("Lebenslauf im Kreis", "employer", "Back to the station as delivered"):
        assert field in desk.text
    await desk.send(f"{PATH}/6", desk.form("number") | {"act": "reset"})
    await german.look("station.show:6")
    assert "Lebenslauf im Kreis" not in german.shown
    assert [tuple(edit.cells) for edit in await edits(site)] == [()]
    await desk.get(f"{PATH}/6")
    assert desk.page.count('<section class="change">') == 2
    assert "Back to the station as delivered" not in desk.text


@pytest.mark.every_database
async def test_stations_are_added_hidden_and_moved_and_keep_their_numbers(site: Site) -> None:
    desk = await at_desk(site, slug=SLUG)
    talk = await somebody(site.conversation)
    await talk.hear(Pressed("station.keep:4"))
    await sends(desk, "new", name="Pilotprojekte", what="Pflege und Metall.", givers=["employer"])
    assert desk.location.startswith(f"{PATH}/10")
    await moves(desk, 10, "up")
    await moves(desk, 4, "up")
    await sends(desk, 5, hidden="ja")
    assert await names(site) == [
        "What are my skills?", "May I work?", "Test without a diploma", "Is my diploma valid?",
        "CV and application", "Trying out a job", "Looking for a job", "Pilotprojekte",
        "After the start",
    ]  # fmt: skip
    await talk.look("station.list:0")
    assert "You are here: Test without a diploma" in talk.shown
    await talk.goes(
        ("[4. Is my diploma valid?]", "[➡️ CV and application]"),
        ("[➡️ CV and application]", "5. CV and application"),
    )
    await talk.look("station.show:10")
    assert "Pflege und Metall." in talk.shown
    assert "[➡️ After the start]" in talk.shown
    await talk.hear(Pressed("station.show:5"))
    assert "This button no longer works" in talk.shown
    async with site.conversation.database.read() as store:
        person = await people.at(store, talk.address)
        assert person is not None
        assert await stations.of(store, person.id) == 4
    await sends(desk, 10, hidden="ja")
    await sends(desk, "new", name="Noch eine", what="Später.", givers=["advice"])
    assert desk.location.startswith(f"{PATH}/11"), "a number was used again"
    await moves(desk, 1, "up")
    assert (await names(site))[0] == "What are my skills?"


WRONG = {
    "a long name": ({"name": "x" * 25}, "name"),
    "a long sentence": ({"what_ar": "x" * 161}, "what_ar"),
    "weeks in words": ({"weeks": "viele"}, "weeks"),
    "no weeks": ({"weeks": "0"}, "weeks"),
    "too many weeks": ({"weeks": "999"}, "weeks"),
    "nobody who helps": ({"givers": [""]}, "givers"),
    "an unknown office": ({"givers": ["", "mayor"]}, "givers"),
    "an unknown paper": ({"bring": ["", "crown"]}, "bring"),
    "an unknown concept": ({"concept": "wishing"}, "concept"),
    "a foreign group": ({"group": "99999"}, "group"),
    "hidden a little": ({"hidden": "vielleicht"}, "hidden"),
    "markup": ({"concept": EVIL}, "concept"),
}


async def test_what_is_unknown_is_refused_and_stays_typed(site: Site) -> None:
    desk, wrong = await at_desk(site, slug=SLUG), []
    for name, (values, field) in WRONG.items():
        await sends(desk, 6, **values)
        told = f'id="{field}-mistake"' in desk.page
        if not told or await edits(site) or "Nothing is saved yet" not in desk.text:
            wrong.append((name, desk.text[:200]))
        await desk.send(f"{PATH}/6", desk.form("base") | {"act": "discard"})
    await sends(desk, "new", what="Ohne Namen", givers=["advice"])
    assert 'id="name-mistake"' in desk.page
    for number, act in ((98, "up"), (0, "down"), (3, "sideways"), (3, "")):
        await moves(desk, number, act)
        wrong += [(number, act)] if await edits(site) else []
    for path in (f"{PATH}/98", f"{PATH}/999999999"):
        await desk.get(path)
        wrong += [(path, desk.status)] if desk.status < 400 else []
    await sends(desk, "new", name="Eigene", what="Da.", givers=["advice"])
    before = await edits(site)
    await desk.get(f"{PATH}/10")
    await desk.send(f"{PATH}/10", desk.form("number") | {"act": "reset"})
    assert await edits(site) == before, "a station of the district's own was taken away"
    assert not wrong


async def test_two_people_write_one_station(site: Site) -> None:
    """The second one sees what stands there now, and takes one of it; twice the same is once."""
    one, two = await at_desk(site, slug=SLUG), await at_desk(site, slug=SLUG)
    await one.get(f"{PATH}/6")
    form = one.form("base")
    await sends(two, 6, name="Von zwei", weeks="3")
    await one.send(f"{PATH}/6", form | {"name": "Von eins", "weeks": "4"})
    assert "changed meanwhile" in one.text
    assert (await edits(site))[0].cells["name"] == "Von zwei"
    await one.send(f"{PATH}/6", one.form("base") | {"take": "weeks"})
    stored = (await edits(site))[0]
    assert (stored.version, stored.cells["name"], stored.cells["weeks"]) == (2, "Von eins", "3")
    await sends(one, 6)
    assert (await edits(site))[0].version == 2


def test_every_cell_comes_back_as_it_was_written() -> None:
    """What is written over a station is what its form shows, for each field and language."""
    fields = rules.names(["en", "uk", "de-simple"])
    context = StationContext(["cv", "work"], [7], ["de", "en", "uk", "de-simple"])
    values = {
        "concept": "work", "givers": "advice, employer", "bring": "", "weeks": "12", "group": "7",
        "hidden": "ja", "name": "Deutsch", "what": "Was", "name_uk": "Українською",
        "what_de-simple": "Einfach",
    }  # fmt: skip
    reading = rules.read(values, context, "cv")
    assert not reading.mistakes
    station = shipped_pathway().stations["cv"]
    kept = rules.differing(station, {**reading.cells, "place": "2"})
    edit = StationEdit(station.number, 1, kept, NOW)
    changed = next(s for s in rules.edited(shipped_pathway(), [edit], "K") if s.code == "cv")
    assert rules.cells(changed, fields) == {**dict.fromkeys(fields, ""), **values}
    assert changed.place == 2
    assert rules.of_readers(shipped_pathway(), [], "K") == shipped_pathway()


async def test_who_reads_english_reads_the_sentence_of_ours_beside_german_of_theirs(
    site: Site,
) -> None:
    desk = await at_desk(site, slug=SLUG)
    await sends(desk, 6, name="Lebenslauf im Kreis")
    assert (await names(site))[5] == "CV and application"
    assert (await names(site, "de"))[5] == "Lebenslauf im Kreis"
    talk = Talk(site.conversation, ("en",))
    await talk.open()
    await talk.look("station.show:6")
    assert "CV and application" in talk.shown


async def kept_by_a_group(site: Site, lead: Talk) -> tuple[int, int]:
    """Return a district and a group with a lead, which keeps station 6 up to date."""
    conversation = site.conversation
    async with conversation.database.write() as store:
        district = await places.district_named(store, SLUG)
        person = await people.at(store, lead.address)
        assert district
        assert person
        group = next(
            group
            for group in await groups.of_district(store, district.id)
            if group.kind is Kind.WORKING_GROUP
        )
        await store.execute(delete(t.membership).where(t.membership.c.group_id == group.id))
        await memberships.enter(store, group.id, person.id, Standing.LEAD, "Lea", NOW)
        cells = {"group": str(group.id), "name": "Lebenslauf im Kreis"}
        await station_edits.write(store, district.id, 6, cells, NOW - timedelta(days=90), person.id)
    return district.id, group.id


@pytest.mark.every_database
async def test_the_group_confirms_its_station_with_one_press(channel: Conversation) -> None:
    """Asked once a half-year; people read the date; the desk shows what nobody answered."""
    async with opened(channel) as site:
        lead = await somebody(channel, "de")
        district_id, _ = await kept_by_a_group(site, lead)
        assert await ask_stations(channel.database, NOW) == 1
        assert await ask_stations(channel.database, NOW) == 0, "asked once"
        await announcing.delivered(channel)
        told = await newest(channel, lead)
        assert "Lebenslauf im Kreis" in told
        desk = await at_desk(site, slug=SLUG)
        async with channel.database.write() as store:
            asked_at = NOW - timedelta(days=15)
            await store.execute(update(t.station_check).values(asked_at=asked_at))
        await desk.get(PATH)
        assert "No answer since" in desk.text
        stranger = await announcing.somebody(channel, "stranger", "en")
        await stranger.hear(Pressed(f"district.set:{district_id}"))
        press = f"{district_id}:6:2026-H2"
        await stranger.hear(Pressed(f"station.holds:{press}"))
        assert await answers(site, district_id) == [StationAnswer.NONE]
        await lead.hear(Pressed(f"station.holds:{press}"))
        await lead.hear(Pressed(f"station.holds:{press}"))
        assert await answers(site, district_id) == [StationAnswer.HOLDS]
        await desk.get(PATH)
        assert "Still right" in desk.text
        await stranger.look("station.show:6")
        assert "checked on" in stranger.shown
        await lead.hear(Pressed(f"station.wrong:{press}"))
        assert "Was stimmt nicht?" in lead.shown
        await lead.hear(Typed(REASON))
        assert "Das Amt liest, was geändert werden muss." in lead.shown
        await desk.get(PATH)
        assert "Has to change" in desk.text
        assert bare(escape(REASON)) in bare(desk.page)
        await desk.get("/desk?kind=station")
        assert "Station has to change: " + REASON in bare(desk.text)
        assert "CV and application" in desk.text
        await stranger.look("station.show:6")
        assert "Not checked" in stranger.shown
        for forged in ("99999:6:2026-H2", f"{district_id}:98:2026-H2", f"{district_id}:6:2026-H1"):
            await lead.hear(Pressed(f"station.holds:{forged}"))
        assert await answers(site, district_id) == [StationAnswer.CHANGE]


REASON = "Die Beratung ist <b>umgezogen</b>: {{ 7 }}"


async def test_a_station_waits_until_it_is_changed_or_said_to_hold(site: Site) -> None:
    """A late text of somebody who leads no more is refused; "holds" takes the reason away."""
    lead = await somebody(site.conversation, "de")
    district_id, _ = await kept_by_a_group(site, lead)
    assert await ask_stations(site.conversation.database, NOW) == 1
    desk, press, waits = await at_desk(site, slug=SLUG), f"{district_id}:6:2026-H2", []
    for said in ("wrong", "reason", "holds", "wrong", "changed"):
        if said == "reason":
            await lead.hear(Typed(REASON))
        elif said == "changed":
            await sends(desk, 6, name="Neu im Kreis")
        else:
            await lead.hear(Pressed(f"station.{said}:{press}"))
        await desk.get("/desk?kind=station")
        waits.append((said, "station-6" in desk.page, "umgezogen" in desk.page))
    assert waits == [
        ("wrong", True, False), ("reason", True, True), ("holds", False, False),
        ("wrong", True, False), ("changed", False, False),
    ]  # fmt: skip
    await lead.hear(Pressed(f"station.wrong:{press}"))
    await lead.hear(Typed("x" * 3001))
    assert "too long" in lead.shown or "zu lang" in lead.shown
    async with site.conversation.database.write() as store:
        await store.execute(delete(t.membership))
    await lead.hear(Typed("Ich bin nicht mehr da."))
    async with site.conversation.database.read() as store:
        (check,) = await station_checks.of_district(store, district_id)
    assert check.reason == ""


@pytest.mark.every_database
async def test_a_district_is_asked_and_reported_by_its_own_file(
    channel: Conversation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Station 10 stands in the district's file only: its name is asked about and reported."""
    (tmp_path / f"{SLUG}.toml").write_text(OWN, "utf-8")
    own = load_pathways(tmp_path).of(SLUG)
    monkeypatch.setitem(channel.services.pathways.own, SLUG, own)  # type: ignore[arg-type]
    lead = await somebody(channel, "de")
    async with opened(channel) as site:
        district_id, group_id = await kept_by_a_group(site, lead)
        async with channel.database.write() as store:
            cells, long_ago = {"group": str(group_id)}, NOW - timedelta(days=90)
            await station_edits.write(store, district_id, 6, {}, long_ago, None)
            await station_edits.write(store, district_id, 10, cells, long_ago, None)
            await stations.count(store, week(NOW), district_id, 10, 7)
        assert await ask_stations(channel.database, NOW) == 1
        await announcing.delivered(channel)
        assert "Pilotprojekte" in await newest(channel, lead)
        desk = await at_desk(site, slug=SLUG)
        await desk.get("/desk/report/2026-H2?version=draft")
        assert "Pilotprojekte" in desk.text


async def answers(site: Site, district_id: int) -> list[StationAnswer]:
    async with site.conversation.database.read() as store:
        return [check.answer for check in await station_checks.of_district(store, district_id)]


async def test_when_it_is_asked(site: Site) -> None:
    """Two weeks into a half-year; not what is fresh, hidden or nobody's; else the office."""
    lead = await somebody(site.conversation, "de")
    district_id, group_id = await kept_by_a_group(site, lead)
    database = site.conversation.database
    days = [date(2026, 12, 20) + timedelta(days=n) for n in range(220)]
    noon = [NOW.replace(year=day.year, month=day.month, day=day.day) for day in days]
    asked = [day.date() for day in noon if await ask_stations(database, day)]
    assert asked == [date(2026, 12, 20), date(2027, 1, 15), date(2027, 7, 15)]
    later, lead_id = NOW.replace(year=2028, month=3), await person_of(site.conversation, lead)
    for cells, changed_at in (
        ({"group": str(group_id)}, later - timedelta(days=27)),
        ({"group": str(group_id), "hidden": "ja"}, NOW),
        ({"group": ""}, NOW),
        ({"group": "viele"}, NOW),
        ({}, NOW),
    ):
        async with database.write() as store:
            await station_edits.write(store, district_id, 6, cells, changed_at, lead_id)
        assert await ask_stations(database, later) == 0, cells
    coordinator = await at_desk(site, slug=SLUG)
    async with database.write() as store:
        await station_edits.write(
            store, district_id, 6, {"group": "987654"}, NOW, coordinator.person.id
        )
        before = await received.count_of(store, coordinator.person.id)
    assert await ask_stations(database, later) == 1
    async with database.read() as store:
        assert await received.count_of(store, coordinator.person.id) == before + 1
