"""Groups: find, ask to join, be accepted or refused with a reason, leave.

Also rights, the last place, seats, and the five samples.
"""

import asyncio
import re
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.domain.grants import Role
from bot.domain.groups import Group, Joining, Kind, Standing
from bot.rules import groups as rules
from bot.rules.problems import Refusal
from bot.ui import Press
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.files.districts import read_district
from storage.catalogue import places
from storage.engine.database import Database
from storage.groups import groups, memberships, seats
from storage.people import audits
from storage.samples import SAMPLES
from tests.harness.circles import finds, lead_of, newest, number_of, person_of
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody

HOUSING = "[Arbeitskreis Wohnen]"


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("language", "ask", "name", "wait", "welcome"),
    [
        (
            "de",
            "[Beitritt anfragen]",
            "Olena",
            "Wir haben die Leitung informiert.",
            "Sie sind jetzt in dieser Gruppe: Arbeitskreis Wohnen",
        ),
        (
            "ar",
            "[طلب الانضمام]",
            "أمل",
            "وصل طلبك إلى إدارة المجموعة.",
            "أنت الآن في هذه المجموعة: Arbeitskreis Wohnen",
        ),
        (
            "uk",
            "[Подати заявку]",
            "Олена",
            "Заявку передано керівництву групи.",
            "Тепер ви в цій групі: Arbeitskreis Wohnen",
        ),
    ],
)
async def test_a_volunteer_asks_and_the_lead_accepts(
    channel: Conversation, language: str, ask: str, name: str, wait: str, welcome: str
) -> None:
    lead = await lead_of(channel, "Arbeitskreis Wohnen")
    volunteer = await somebody(channel, "volunteer", language, role=Role.VOLUNTEER)
    await finds(volunteer, HOUSING)
    await volunteer.goes((ask, ""), (name, wait))
    await finds(lead, HOUSING)
    await lead.goes(
        ("[🛠 Gruppe leiten: 1]", "[Beitrittsanfragen: 1]"),
        ("[Beitrittsanfragen: 1]", "Diese Personen möchten beitreten:", f"[{name}]"),
        (f"[{name}]", "[✅ Aufnehmen]"),
        ("[✅ Aufnehmen]", f"{name} ist jetzt in der Gruppe.", "Niemand wartet auf eine Antwort."),
        ("[‹ Zurück]", "2 Mitglieder", "[Beitrittsanfragen: 0]"),
        ("[‹ Zurück]", "2 Mitglieder"),
        ("[Mitglieder]", f"{name}: Mitglied", "Leitung Lea: Leitung"),
    )
    await delivered(channel)
    assert welcome in await newest(channel, volunteer)
    assert f"{name} möchte beitreten: Arbeitskreis Wohnen" in await newest(channel, lead)


@pytest.mark.every_database
async def test_a_refusal_says_a_word_and_can_be_asked_again(conversation: Conversation) -> None:
    lead = await lead_of(conversation, "Arbeitskreis Wohnen")
    volunteer = await somebody(conversation, "volunteer", role=Role.VOLUNTEER)
    await finds(volunteer, HOUSING)
    await volunteer.goes(
        ("[Beitritt anfragen]", "Wie soll die Gruppe Sie nennen?"),
        ("sam@example.org", "Bitte schreiben Sie einen Namen"),
        ("Sam", ""),
    )
    await volunteer.goes(
        ("[Anfrage zurücknehmen]", "Sie sind nicht mehr in dieser Gruppe."),
        ("[Beitritt anfragen]", ""),
        ("Sam", ""),
    )
    await finds(lead, HOUSING)
    await lead.goes(
        ("[🛠 Gruppe leiten: 1]", ""),
        ("[Beitrittsanfragen: 1]", "[Sam]"),
        ("[Sam]", "[Ablehnen]"),
        ("[Ablehnen]", "Was sollen wir Sam sagen?"),
        ("Im März wieder.", "Abgelehnt. Sam erhält eine Nachricht."),
    )
    await delivered(conversation)
    said = await newest(conversation, volunteer)
    assert "Sie können dieser Gruppe jetzt nicht beitreten" in said
    assert "Die Leitung sagt: Im März wieder." in said
    await finds(volunteer, HOUSING)
    assert "[Beitritt anfragen]" in volunteer.shown


async def test_who_withdrew_meanwhile_is_not_accepted(conversation: Conversation) -> None:
    lead = await lead_of(conversation, "Arbeitskreis Wohnen")
    volunteer = await somebody(conversation, "volunteer", role=Role.VOLUNTEER)
    await finds(volunteer, HOUSING)
    await volunteer.goes(("[Beitritt anfragen]", ""), ("Sam", ""))
    await finds(lead, HOUSING)
    await lead.goes(
        ("[🛠 Gruppe leiten: 1]", ""), ("[Beitrittsanfragen: 1]", ""), ("[Sam]", "[✅ Aufnehmen]")
    )
    await volunteer.goes(("[Anfrage zurücknehmen]", ""))
    await lead.goes(("[✅ Aufnehmen]", "Jemand anderes hat das inzwischen geändert."))


@pytest.mark.every_database
async def test_an_open_group_is_joined_once_and_left_at_once(channel: Conversation) -> None:
    newcomer = await somebody(channel, "newcomer")
    await finds(newcomer, "[Arbeitskreis Migration]")
    await newcomer.goes(
        ("[Beitreten]", "Nur die Mitglieder der Gruppe sehen den Namen."),
        ("Sam", "Willkommen!", "1 Mitglied"),
    )
    group_id = await number_of(channel, "Arbeitskreis Migration")
    await newcomer.hear(Pressed(f"group.join:{group_id}"))
    assert "Sie sind schon in dieser Gruppe." in newcomer.shown
    await newcomer.say("/mydata")
    assert "Arbeitskreis Migration: Sam" in newcomer.shown
    await finds(newcomer, "[Arbeitskreis Migration]")
    await newcomer.goes(
        ("[Gruppe verlassen]", "Sie sind nicht mehr in dieser Gruppe.", "0 Mitglieder")
    )
    async with channel.database.read() as store:
        assert not await memberships.members(store, group_id)


async def test_the_last_lead_stays_as_long_as_others_are_there(conversation: Conversation) -> None:
    lead = await lead_of(conversation, "Arbeitskreis Migration")
    other = await somebody(conversation, "other")
    await finds(other, "[Arbeitskreis Migration]")
    await other.goes(("[Beitreten]", ""), ("Sam", ""))
    await finds(lead, "[Arbeitskreis Migration]")
    await lead.goes(
        ("[Gruppe verlassen]", "Nur Sie leiten diese Gruppe."),
        ("/groups", ""),
        ("[Arbeitskreis Migration]", ""),
        ("[Mitglieder]", "[Sam]"),
        ("[Leitung Lea]", "[Gast]"),
        ("[Gast]", "Nur Sie leiten diese Gruppe."),
        ("/groups", ""),
        ("[Arbeitskreis Migration]", ""),
        ("[Mitglieder]", ""),
        ("[Sam]", "[Leitung]"),
        ("[Leitung]", "Sam: Leitung"),
        ("[‹ Zurück]", ""),
        ("[Gruppe verlassen]", "Sie sind nicht mehr in dieser Gruppe."),
    )


@pytest.mark.every_database
async def test_an_invitation_lets_one_person_in(channel: Conversation) -> None:
    lead = await lead_of(channel, "Arbeitskreis Wohnen")
    await finds(lead, HOUSING)
    await lead.goes(
        ("[🛠 Gruppe leiten: 0]", ""),
        ("[Jemanden einladen]", "Er funktioniert einmal und ist sieben Tage gültig."),
    )
    token = re.search(r"i-([0-9a-f]{32})", lead.shown)
    assert token
    one, two = await somebody(channel, "one"), await somebody(channel, "two")
    await one.say("/start")
    await one.look(f"invitation.show:{token[1]}")
    assert "Sie sind eingeladen, dieser Gruppe beizutreten: Arbeitskreis Wohnen" in one.shown
    await one.goes(
        ("[Annehmen]", "Wie soll die Gruppe Sie nennen?"),
        ("Sam", "Willkommen! Sie sind jetzt in dieser Gruppe.", "2 Mitglieder"),
    )
    await two.say("/start")
    await two.hear(Pressed(f"invitation.accept:{token[1]}"))
    assert "Diese Einladung" in two.shown


@pytest.mark.every_database
@pytest.mark.parametrize("parallel", [30])
async def test_the_last_places_are_given_once(
    database: Database, conversation: Conversation, parallel: int
) -> None:
    """Many press at once: exactly as many get in as there are places."""
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        await groups.put(
            store, Group(0, district.id, Kind.TRAINING, "Fachtag Recht", Joining.OPEN, most=20)
        )
    group_id = await number_of(conversation, "Fachtag Recht")
    crowd = [await somebody(conversation, f"n{n}") for n in range(parallel)]
    for one in crowd:
        await one.hear(Pressed(f"group.join:{group_id}"))
    await asyncio.gather(*(one.say(f"Name {chr(65 + n)}") for n, one in enumerate(crowd)))
    async with database.read() as store:
        assert len(await memberships.members(store, group_id)) == 20
    assert sum("Alle Plätze sind vergeben." in one.shown for one in crowd) == parallel - 20


ACTIONS = (
    "member.requests:{g}:0",
    "group.invite:{g}",
    "member.list:{g}:0",
    "member.request:{m}",
    "member.accept:{m}",
    "member.refuse:{m}",
    "member.refuse_now:{m}",
    "member.show:{m}",
    "member.role:{m}:lead",
    "member.remove:{m}",
    "member.remove!:{m}",
    "seat.show:{s}:0",
    "seat.set:{s}:{l}",
    "seat.set:{s}:0",
)
READERS = {"member.list:{g}:0": {"member", "delegate", "lead", "coordinator"}}


async def test_every_action_is_for_those_who_may(conversation: Conversation) -> None:
    """Wrong grants: none; every refused press leaves a line in the audit."""
    name, wrong = "Steuerungsgruppe Migration und Integration", []
    lead, group_id = await lead_of(conversation, name), await number_of(conversation, name)
    for who in (
        "newcomer",
        "volunteer",
        "asked",
        "member",
        "delegate",
        "other coordinator",
        "lead",
        "coordinator",
    ):
        actor = await _actor(conversation, who, group_id, lead)
        asking = await somebody(conversation, f"asks a {who}", role=Role.VOLUNTEER)
        async with conversation.database.write() as store:
            asked = await memberships.enter(
                store,
                group_id,
                await person_of(conversation, asking),
                Standing.ASKED,
                "Fragende",
                NOW,
            )
            (seat, *_) = await seats.of_group(store, group_id)
            (first, *_) = await memberships.members(store, group_id)
        for action in ACTIONS:
            may = who in READERS.get(action, {"lead", "coordinator"})
            before = await _noted(conversation)
            await actor.hear(Pressed(action.format(g=group_id, m=asked, s=seat.id, l=first.id)))
            noted = await _noted(conversation) - before
            refused = "Sie haben dafür keine Berechtigung." in actor.shown
            if refused is may or noted != (0 if may else 1):
                wrong.append((who, action, noted, actor.shown))
    assert not wrong


async def _noted(channel: Conversation) -> int:
    async with channel.database.read() as store:
        return await audits.count_refusals(store)


async def _actor(channel: Conversation, who: str, group_id: int, lead: Talk) -> Talk:
    if who == "lead":
        return lead
    role = (
        Role.COORDINATOR if "coordinator" in who else None if who == "newcomer" else Role.VOLUNTEER
    )
    talk = await somebody(
        channel, who, role=role, slug="konstanz" if who == "other coordinator" else "waldshut"
    )
    if who in ("asked", "member", "delegate"):
        async with channel.database.write() as store:
            await memberships.enter(
                store, group_id, await person_of(channel, talk), Standing(who), "Wer", NOW
            )
    return talk


async def test_seats_are_filled_and_get_vacant_when_somebody_leaves(
    conversation: Conversation,
) -> None:
    name = "Steuerungsgruppe Migration und Integration"
    lead, group_id = await lead_of(conversation, name), await number_of(conversation, name)
    stranger = await somebody(conversation, "stranger")
    await lead.look(f"group.show:{group_id}")
    await lead.goes(
        ("[Sitze: 13]", "11 Sitze sind frei.", "Caritas: frei"),
        ("[Caritas]", "Wer hat diesen Sitz: Caritas?"),
        ("[Leitung Lea]", "10 Sitze sind frei.", "Caritas: Leitung Lea"),
        ("[Diakonie]", ""),
        ("[Leitung Lea]", "10 Sitze sind frei.", "Caritas: frei", "Diakonie: Leitung Lea"),
    )
    await stranger.say("/start")
    await stranger.look(f"seat.list:{group_id}:0")
    assert "Diakonie: besetzt" in stranger.shown
    assert "Lea" not in stranger.shown
    await lead.goes(
        ("[‹ Zurück]", ""),
        ("[Gruppe verlassen]", ""),
        ("[Sitze: 13]", "11 Sitze sind frei.", "Diakonie: frei"),
    )


@pytest.mark.parametrize(
    "slug", ["esslingen", "kaiserslautern", "konstanz", "rems-murr", "waldshut"]
)
async def test_the_structure_of_every_district_can_be_opened(
    conversation: Conversation, slug: str
) -> None:
    file = read_district(SAMPLES / f"{slug}.toml")
    reader = await somebody(conversation, "reader", role=Role.VOLUNTEER, slug=slug)
    await reader.say("/start")
    for row in file.groups:
        number = await number_of(conversation, row.group.name, slug)
        await reader.look(f"group.show:{number}")
        assert row.group.name in reader.shown
        assert "Beispiel, keine echte Gruppe." in reader.shown
        for position in range(len(row.seats)):
            await reader.look(f"seat.list:{number}:{position // 5}")
            assert row.seats[position].label in reader.shown
    assert any(row.seats for row in file.groups)
    assert {row.group.kind for row in file.groups} >= {Kind.STEERING_GROUP, Kind.WORKING_GROUP}


@pytest.mark.parametrize(
    "words", ["", "x" * 41, "sam@example.org", "https://x.example", "0171 2345678"]
)
def test_what_is_no_name(words: str) -> None:
    with pytest.raises(Refusal):
        rules.called(words, "")


@pytest.mark.every_database
async def test_names_are_sealed(conversation: Conversation) -> None:
    await lead_of(conversation, "Arbeitskreis Wohnen")
    async with conversation.database.read() as store:
        rows = (await store.execute(text("SELECT sealed FROM membership"))).scalars()
        assert not any(b"Lea" in bytes(sealed) for sealed in rows)


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("language", "by_field", "field"),
    [
        ("de", "[Nach Thema]", "Wohnen"),
        ("ar", "[حسب المجال]", "السكن"),
        ("uk", "[За темами]", "Житло"),
    ],
)
async def test_the_directory_by_field_and_by_town(
    channel: Conversation, language: str, by_field: str, field: str
) -> None:
    reader = await somebody(channel, "reader", language)
    await reader.goes(
        ("/groups", by_field),
        (by_field, f"[{field}]"),
        (f"[{field}]", field, "[Arbeitskreis Wohnen]", "!Steuerungsgruppe"),
    )
    async with channel.database.write() as store:
        group = await groups.by_id(store, await number_of(channel, "Arbeitskreis Wohnen"))
        assert group
        towns = await places.municipalities(store, group.district_id)
        await groups.put(store, replace(group, municipality_id=towns[0].id))
    await reader.look("group.parts:town:0")
    await reader.goes((f"[{towns[0].name}]", "[Arbeitskreis Wohnen]"))
    for forged in ("group.part:town:999999:0", "group.part:king:1:0", "group.parts:king:0"):
        await reader.hear(Pressed(forged))
        assert "[Arbeitskreis Wohnen]" not in reader.shown


@pytest.mark.every_database
async def test_ones_own_groups_and_near_ones_come_first(conversation: Conversation) -> None:
    reader = await somebody(conversation, "reader", role=Role.VOLUNTEER)
    async with conversation.database.write() as store:
        mine = await number_of(conversation, "Arbeitskreis Wohnen")
        await memberships.enter(
            store, mine, await person_of(conversation, reader), Standing.MEMBER, "Leser", NOW
        )
    await reader.say("/groups")
    first = next(
        button
        for button in reader.screen.buttons
        if getattr(button.action, "data", "").startswith("group.show:")
    )
    assert "Arbeitskreis Wohnen" in first.label


async def test_newcomers_see_first_what_helps_them_and_offices_what_they_work_in(
    conversation: Conversation,
) -> None:
    first = {}
    for who, role in (("newcomer", None), ("office", Role.COORDINATOR)):
        talk = await somebody(conversation, who, "uk", role)
        await talk.look("group.list:0")
        [button] = talk.screen.rows[0]
        assert isinstance(button.action, Press)
        async with conversation.database.read() as store:
            group = await groups.by_id(store, int(button.action.data.split(":")[1]))
        assert group
        first[who] = group.kind
    assert first == {"newcomer": Kind.HELPER_CIRCLE, "office": Kind.STEERING_GROUP}
