"""Groups: find one, ask, be accepted or refused with a word, leave; who may do what; the last place; seats; the five samples."""

import asyncio
import re
from argparse import Namespace
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text

from bot.domain.groups import Group, Joining, Kind, Standing
from bot.domain.people import Role
from bot.rules import groups as rules
from bot.rules.problems import Refusal
from handlers.cli import announcements as cli
from handlers.conversation import Conversation
from handlers.files.districts import read_district
from handlers.routing import Pressed
from storage import audits, groups, people, places
from storage.database import Database
from storage.samples import SAMPLES
from tests.databases import NOW
from tests.offices import Office
from tests.talk import Talk, bare
from tests.telegram import OnTelegram
from tests.test_announcing import delivered, somebody

HOUSING = "[Arbeitskreis Wohnen]"


async def number_of(channel: Conversation, name: str, slug: str = "waldshut") -> int:
    async with channel.database.read() as connection:
        district = await places.district_named(connection, slug)
        assert district
        return next(one.id for one in await groups.of_district(connection, district.id) if one.name == name)


async def lead_of(channel: Conversation, name: str, who: str = "lead", language: str = "de") -> Talk:
    """Somebody who leads a group."""
    talk = await somebody(channel, who, language, role=Role.VOLUNTEER)
    group_id = await number_of(channel, name)
    async with channel.database.write() as connection:
        person = await person_of(channel, talk)
        await groups.enter(connection, channel.world.seal, group_id, person, Standing.LEAD, "Leitung Lea", NOW)
    return talk


async def person_of(channel: Conversation, talk: Talk) -> int:
    """Their id."""
    async with channel.database.read() as connection:
        found = await people.at(connection, channel.world.seal, talk.address)
    assert found
    return found.id


async def newest(channel: Conversation, talk: Talk) -> str:
    """What came unasked."""
    if isinstance(channel, OnTelegram):
        return bare(channel.emulator.world.people[int(talk.address.value)].last.text)
    await talk.say("/start")
    await talk.look("inbox:0")
    await talk.say("[● ")
    return talk.shown


async def finds(talk: Talk, label: str) -> None:
    """Through the directory, page by page."""
    await talk.say("/groups")
    while label not in talk.shown:
        (further,) = [
            b.action.data for b in talk.screen.buttons if getattr(b.action, "data", "").startswith("groups:") and b.action.data != talk.screen.at
        ][-1:]
        await talk.look(further)
    await talk.say(label)


@pytest.mark.parametrize(("language", "ask", "name", "wait", "welcome"), [
    ("de", "[Um Aufnahme bitten]", "Olena", "Wir haben die Leitung informiert.", "Sie sind jetzt in dieser Gruppe: Arbeitskreis Wohnen"),
    ("ar", "[طلب الانضمام]", "أمل", "أخبرنا المسؤولين.", "أنت الآن في هذه المجموعة: Arbeitskreis Wohnen"),
    ("uk", "[Попроситися до групи]", "Олена", "Ми повідомили керівників.", "Тепер ви в цій групі: Arbeitskreis Wohnen"),
])  # fmt: skip
async def test_a_volunteer_asks_and_the_lead_accepts(channel: Conversation, language: str, ask: str, name: str, wait: str, welcome: str) -> None:
    lead = await lead_of(channel, "Arbeitskreis Wohnen")
    volunteer = await somebody(channel, "volunteer", language, role=Role.VOLUNTEER)
    await finds(volunteer, HOUSING)
    await volunteer.goes((ask, ""), (name, wait))
    await finds(lead, HOUSING)
    await lead.goes(
        ("[Anfragen: 1]", "Sie möchten beitreten:", f"[{name}]"),
        (f"[{name}]", "[✅ Aufnehmen]"),
        ("[✅ Aufnehmen]", f"{name} ist jetzt in der Gruppe.", "Niemand wartet auf eine Antwort."),
        ("[‹ Zurück]", "2 Mitglieder"),
        ("[Mitglieder]", f"{name}: Mitglied", "Leitung Lea: Leitung"),
    )
    await delivered(channel)
    assert welcome in await newest(channel, volunteer)
    assert f"{name} möchte beitreten: Arbeitskreis Wohnen" in await newest(channel, lead)


async def test_a_refusal_says_a_word_and_can_be_asked_again(conversation: Conversation) -> None:
    lead = await lead_of(conversation, "Arbeitskreis Wohnen")
    volunteer = await somebody(conversation, "volunteer", role=Role.VOLUNTEER)
    await finds(volunteer, HOUSING)
    await volunteer.goes(("[Um Aufnahme bitten]", "Wie soll die Gruppe Sie nennen?"), ("sam@example.org", "Bitte geben Sie einen Namen"), ("Sam", ""))
    await volunteer.goes(("[Meine Anfrage zurücknehmen]", "Sie sind nicht mehr in dieser Gruppe."), ("[Um Aufnahme bitten]", ""), ("Sam", ""))
    await finds(lead, HOUSING)
    await lead.goes(
        ("[Anfragen: 1]", "[Sam]"),
        ("[Sam]", "[Ablehnen]"),
        ("[Ablehnen]", "Was sollen wir Sam sagen?"),
        ("Im März wieder.", "Abgelehnt. Sam erhält eine Nachricht."),
    )
    await delivered(conversation)
    said = await newest(conversation, volunteer)
    assert "Sie können dieser Gruppe jetzt nicht beitreten" in said
    assert "Die Leitung sagt: Im März wieder." in said
    await finds(volunteer, HOUSING)
    assert "[Um Aufnahme bitten]" in volunteer.shown


async def test_who_withdrew_meanwhile_is_not_accepted(conversation: Conversation) -> None:
    lead = await lead_of(conversation, "Arbeitskreis Wohnen")
    volunteer = await somebody(conversation, "volunteer", role=Role.VOLUNTEER)
    await finds(volunteer, HOUSING)
    await volunteer.goes(("[Um Aufnahme bitten]", ""), ("Sam", ""))
    await finds(lead, HOUSING)
    await lead.goes(("[Anfragen: 1]", ""), ("[Sam]", "[✅ Aufnehmen]"))
    await volunteer.goes(("[Meine Anfrage zurücknehmen]", ""))
    await lead.goes(("[✅ Aufnehmen]", "Jemand anderes hat das inzwischen geändert."))


async def test_an_open_group_is_joined_once_and_left_at_once(channel: Conversation) -> None:
    newcomer = await somebody(channel, "newcomer")
    await finds(newcomer, "[Arbeitskreis Migration]")
    await newcomer.goes(("[Beitreten]", "Nur die Personen dieser Gruppe sehen ihn."), ("Sam", "Willkommen!", "1 Mitglied"))
    group_id = await number_of(channel, "Arbeitskreis Migration")
    await newcomer.hear(Pressed(f"join:{group_id}"))
    assert "Sie sind schon in dieser Gruppe." in newcomer.shown
    await newcomer.say("/mydata")
    assert "Arbeitskreis Migration: Sam" in newcomer.shown
    await finds(newcomer, "[Arbeitskreis Migration]")
    await newcomer.goes(("[Gruppe verlassen]", "Sie sind nicht mehr in dieser Gruppe.", "0 Mitglieder"))
    async with channel.database.read() as connection:
        assert not await groups.members(connection, channel.world.seal, group_id)


async def test_the_last_lead_stays_as_long_as_others_are_there(conversation: Conversation) -> None:
    lead = await lead_of(conversation, "Arbeitskreis Migration")
    other = await somebody(conversation, "other")
    await finds(other, "[Arbeitskreis Migration]")
    await other.goes(("[Beitreten]", ""), ("Sam", ""))
    await finds(lead, "[Arbeitskreis Migration]")
    await lead.goes(
        ("[Gruppe verlassen]", "Sie sind die einzige Leitung."),
        ("/groups", ""),
        ("[Arbeitskreis Migration]", ""),
        ("[Mitglieder]", "[Sam]"),
        ("[Leitung Lea]", "[Gast]"),
        ("[Gast]", "Sie sind die einzige Leitung."),
        ("/groups", ""),
        ("[Arbeitskreis Migration]", ""),
        ("[Mitglieder]", ""),
        ("[Sam]", "[Leitung]"),
        ("[Leitung]", "Sam: Leitung"),
        ("[‹ Zurück]", ""),
        ("[Gruppe verlassen]", "Sie sind nicht mehr in dieser Gruppe."),
    )


async def test_an_invitation_lets_one_person_in(channel: Conversation) -> None:
    lead = await lead_of(channel, "Arbeitskreis Wohnen")
    await finds(lead, HOUSING)
    await lead.goes(("[Anfragen: 0]", "Niemand wartet"), ("[Jemanden einladen]", "Er gilt einmal, sieben Tage lang."))
    token = re.search(r"i-([0-9a-f]{32})", lead.shown)
    assert token
    one, two = await somebody(channel, "one"), await somebody(channel, "two")
    await one.say("/start")
    await one.look(f"invited:{token[1]}")
    assert "Sie sind in diese Gruppe eingeladen: Arbeitskreis Wohnen" in one.shown
    await one.goes(("[Annehmen]", "Wie soll die Gruppe Sie nennen?"), ("Sam", "Willkommen! Sie sind jetzt in dieser Gruppe.", "2 Mitglieder"))
    await two.say("/start")
    await two.hear(Pressed(f"accept:{token[1]}"))
    assert "Diese Einladung" in two.shown


@pytest.mark.parametrize("parallel", [30])
async def test_the_last_places_are_given_once(database: Database, conversation: Conversation, parallel: int) -> None:
    """Many press at once: exactly as many get in as there are places."""
    async with database.write() as connection:
        district = await places.district_named(connection, "waldshut")
        assert district
        await groups.put(connection, Group(0, district.id, Kind.TRAINING, "Fachtag Recht", Joining.OPEN, most=20))
    group_id = await number_of(conversation, "Fachtag Recht")
    crowd = [await somebody(conversation, f"n{n}") for n in range(parallel)]
    for one in crowd:
        await one.hear(Pressed(f"join:{group_id}"))
    await asyncio.gather(*(one.say(f"Name {chr(65 + n)}") for n, one in enumerate(crowd)))
    async with database.read() as connection:
        assert len(await groups.members(connection, conversation.world.seal, group_id)) == 20
    assert sum("Alle Plätze sind vergeben." in one.shown for one in crowd) == parallel - 20


ACTIONS = ("asking:{g}:0", "bring:{g}", "members:{g}:0", "request:{m}", "admit:{m}", "refuse:{m}", "refuseyes:{m}", "member:{m}", "standing:{m}:lead", "remove:{m}", "seat:{s}:0", "sit:{s}:{l}", "sit:{s}:0")  # fmt: skip
READERS = {"members:{g}:0": {"member", "delegate", "lead", "coordinator"}}


@pytest.mark.parametrize("who", ["newcomer", "volunteer", "asked", "member", "delegate", "lead", "coordinator", "other coordinator"])
async def test_every_action_is_for_those_who_may(conversation: Conversation, who: str) -> None:
    """Wrong grants: none; every refused press leaves a line in the audit."""
    seal, name = conversation.world.seal, "Steuerungsgruppe Migration und Integration"
    lead, group_id = await lead_of(conversation, name), await number_of(conversation, name)
    actor, asking = await _actor(conversation, who, group_id, lead), await somebody(conversation, "asking", role=Role.VOLUNTEER)
    async with conversation.database.write() as connection:
        asked = await groups.enter(connection, seal, group_id, await person_of(conversation, asking), Standing.ASKED, "Fragende", NOW)
        (seat, *_) = await groups.seats(connection, seal, group_id)
        (first, *_) = await groups.members(connection, seal, group_id)
    for action in ACTIONS:
        may = who in READERS.get(action, {"lead", "coordinator"})
        async with conversation.database.read() as connection:
            before = await audits.count(connection)
        await actor.hear(Pressed(action.format(g=group_id, m=asked, s=seat.id, l=first.id)))
        async with conversation.database.read() as connection:
            noted = await audits.count(connection) - before
        assert ("Das dürfen Sie nicht." in actor.shown) is not may, f"{who}: {action}"
        assert noted == (0 if may else 1), f"{who}: {action}"


async def _actor(channel: Conversation, who: str, group_id: int, lead: Talk) -> Talk:
    if who == "lead":
        return lead
    role = Role.COORDINATOR if "coordinator" in who else Role.NEWCOMER if who == "newcomer" else Role.VOLUNTEER
    talk = await somebody(channel, who, role=role, slug="konstanz" if who == "other coordinator" else "waldshut")
    if who in ("asked", "member", "delegate"):
        async with channel.database.write() as connection:
            await groups.enter(connection, channel.world.seal, group_id, await person_of(channel, talk), Standing(who), "Wer", NOW)
    return talk


async def test_seats_are_filled_and_get_vacant_when_somebody_leaves(conversation: Conversation) -> None:
    name = "Steuerungsgruppe Migration und Integration"
    lead, group_id = await lead_of(conversation, name), await number_of(conversation, name)
    stranger = await somebody(conversation, "stranger")
    await lead.look(f"group:{group_id}")
    await lead.goes(
        ("[Sitze: 13]", "11 Sitze sind frei.", "Caritas: frei"),
        ("[Caritas]", "Wer sitzt hier: Caritas?"),
        ("[Leitung Lea]", "10 Sitze sind frei.", "Caritas: Leitung Lea"),
        ("[Diakonie]", ""),
        ("[Leitung Lea]", "10 Sitze sind frei.", "Caritas: frei", "Diakonie: Leitung Lea"),
    )
    await stranger.say("/start")
    await stranger.look(f"seats:{group_id}:0")
    assert "Diakonie: besetzt" in stranger.shown
    assert "Lea" not in stranger.shown
    await lead.goes(("[‹ Zurück]", ""), ("[Gruppe verlassen]", ""), ("[Sitze: 13]", "11 Sitze sind frei.", "Diakonie: frei"))


@pytest.mark.parametrize("slug", ["esslingen", "kaiserslautern", "konstanz", "rems-murr", "waldshut"])
async def test_the_structure_of_every_district_can_be_opened(conversation: Conversation, slug: str) -> None:
    file = read_district(SAMPLES / f"{slug}.toml")
    reader = await somebody(conversation, "reader", role=Role.VOLUNTEER, slug=slug)
    await reader.say("/start")
    for row in file.groups:
        number = await number_of(conversation, row.group.name, slug)
        await reader.look(f"group:{number}")
        assert row.group.name in reader.shown
        assert "Beispiel, keine echte Gruppe." in reader.shown
        for position in range(len(row.seats)):
            await reader.look(f"seats:{number}:{position // 5}")
            assert row.seats[position][0] in reader.shown
    assert any(row.seats for row in file.groups)
    assert {row.group.kind for row in file.groups} >= {Kind.STEERING_GROUP, Kind.WORKING_GROUP}


@pytest.mark.parametrize("words", ["", "x" * 41, "sam@example.org", "https://x.example", "0171 2345678"])
def test_what_is_no_name(words: str) -> None:
    with pytest.raises(Refusal):
        rules.called(words)


async def test_names_are_sealed(conversation: Conversation) -> None:
    await lead_of(conversation, "Arbeitskreis Wohnen")
    async with conversation.database.read() as connection:
        rows = (await connection.execute(text("SELECT sealed FROM membership"))).scalars()
        assert not any(b"Lea" in bytes(sealed) for sealed in rows)


async def test_the_office_founds_a_group_and_shapes_it(channel: Conversation) -> None:
    office = await somebody(channel, "office", role=Role.COORDINATOR)
    await finds(office, "[➕ Neue Gruppe]")
    await office.goes(
        ("Arbeitskreis Wohnen", "Eine Gruppe mit diesem Namen gibt es schon."),
        ("Fachtag Recht", "Arbeitskreis", "So viele, wie kommen"),
        ("[Art]", "[Fortbildung]"),
        ("[Fortbildung]", "Fortbildung"),
        ("[Aufnahme]", "[Alle können sofort beitreten.]"),
        ("[Alle können sofort beitreten.]", "Alle können sofort beitreten."),
        ("[Größe]", "Bitte geben Sie eine Zahl ein."),
        ("viele", "Bitte geben Sie eine Zahl von 0 bis 9999 ein."),
        ("20", "Plätze: 20"),
        ("[Text]", "was die Gruppe tut"),
        ("Asylrecht an einem Tag.", "Asylrecht an einem Tag."),
        ("[Ort]", "[Der ganze Landkreis]", "[Albbruck]"),
        ("[Albbruck]", ""),
        ("[‹ Zurück]", "Fortbildung", "Ort: Albbruck", "0 von 20 Plätzen sind vergeben."),
    )
    newcomer = await somebody(channel, "newcomer")
    await newcomer.say("/groups")
    assert "[➕" not in newcomer.shown
    await newcomer.hear(Pressed("newgroup"))
    assert "Das dürfen Sie nicht." in newcomer.shown
    await finds(newcomer, "[Fachtag Recht]")
    await newcomer.goes(("[Beitreten]", ""), ("Sam", "1 von 20 Plätzen sind vergeben."))


@pytest.mark.parametrize("press", ["shape:{g}", "shapes:{g}:kind:0", "shaped:{g}:kind:training", "describe:{g}:size"])
async def test_only_who_leads_shapes_a_group(conversation: Conversation, press: str) -> None:
    group_id = await number_of(conversation, "Arbeitskreis Wohnen")
    for who, role, slug in (("v", Role.VOLUNTEER, "waldshut"), ("o", Role.COORDINATOR, "konstanz")):
        talk = await somebody(conversation, who, role=role, slug=slug)
        await talk.hear(Pressed(press.format(g=group_id)))
        assert "Das dürfen Sie nicht." in talk.shown
    lead = await lead_of(conversation, "Arbeitskreis Wohnen")
    for forged in (f"shaped:{group_id}:kind:king", f"shaped:{group_id}:town:99999", f"shapes:{group_id}:nothing:0", f"describe:{group_id}:name"):
        await lead.hear(Pressed(forged))
        assert "funktioniert nicht mehr" in lead.shown


async def test_a_message_to_a_group_reaches_those_who_are_in_it(conversation: Conversation, office: Office, tmp_path: Path) -> None:
    """Who asked is not in it yet; who lives elsewhere and is in it gets it."""
    name = "Arbeitskreis Wohnen"
    group_id = await number_of(conversation, name)
    people_ = {
        who: await somebody(conversation, who, slug="konstanz" if who == "elsewhere" else "waldshut") for who in ("in", "elsewhere", "asked", "not")
    }
    async with conversation.database.write() as connection:
        for who, standing in (("in", Standing.MEMBER), ("elsewhere", Standing.GUEST), ("asked", Standing.ASKED)):
            await groups.enter(connection, conversation.world.seal, group_id, await person_of(conversation, people_[who]), standing, who, NOW)
    path = tmp_path / "message.toml"
    path.write_text(f'district = "waldshut"\n[audience]\ngroups = ["{name}"]\n[text]\nde = "Wir treffen uns am Montag."\n', "utf-8")
    assert await cli.announce(office.desk, Namespace(file=str(path), send=True, json=True)) == 0
    assert orjson.loads(office.lines[-1])["people"] == 2
    await delivered(conversation)
    for who in ("in", "elsewhere"):
        said = await newest(conversation, people_[who])
        assert "Wir treffen uns am Montag." in said
        assert "weil Sie in einer Gruppe sind: Landkreis Waldshut" in said
    path.write_text('district = "waldshut"\n[audience]\ngroups = ["Atlantis"]\n[text]\nde = "x"\n', "utf-8")
    assert await cli.announce(office.desk, Namespace(file=str(path), send=True, json=True)) == 2
    coordinator = await somebody(conversation, "coordinator", role=Role.COORDINATOR)
    await coordinator.goes(("/announce", ""), ("[✏️ Neue", ""), ("Morgen.", ""), ("[Für wen]", "[Weiter ›]"), ("[Weiter ›]", "[Gruppen: 0]"))
    await coordinator.goes(("[Gruppen: 0]", "[Arbeitskreis Wohnen]"), ("[Arbeitskreis Wohnen]", ""), ("[‹ Zurück]", "[Gruppen: 1]"))
    await coordinator.goes(("[‹ Zurück]", "2 Personen erhalten sie."))
