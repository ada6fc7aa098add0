"""Groups are founded by the office, shaped by who leads them, and written to."""

from argparse import Namespace
from pathlib import Path

import orjson
import pytest

from bot.domain.grants import Role
from bot.domain.groups import Standing
from handlers.cli import announcements as cli
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.groups import memberships
from tests.harness.circles import finds, lead_of, newest, number_of, person_of
from tests.harness.databases import NOW
from tests.harness.offices import Office
from tests.test_announcing import delivered, somebody


@pytest.mark.every_database
async def test_the_office_founds_a_group_and_shapes_it(channel: Conversation) -> None:
    office = await somebody(channel, "office", role=Role.COORDINATOR)
    await finds(office, "[➕ Neue Gruppe]")
    await office.goes(
        ("Arbeitskreis Wohnen", "Eine Gruppe mit diesem Namen gibt es schon."),
        ("Fachtag Recht", "Arbeitskreis", "Unbegrenzt"),
        ("[Art]", "[Fortbildung]"),
        ("[Fortbildung]", "Fortbildung"),
        ("[Beitritt]", "[Offen für alle]"),
        ("[Offen für alle]", "Offen für alle."),
        ("[Beitritt]", "[Plätze in der Gruppe]"),
        ("[Plätze in der Gruppe]", "Bitte schreiben Sie eine Zahl."),
        ("viele", "Bitte schreiben Sie eine Zahl von 0 bis 9999."),
        ("20", "Plätze: 20"),
        ("[Texte]", "[Українська]"),
        ("[Українська]", "was die Gruppe macht: Українська"),
        ("Право на притулок за один день.", ""),
        ("[Texte]", "[Deutsch]"),
        ("[Deutsch]", ""),
        ("Asylrecht an einem Tag.", "Asylrecht an einem Tag."),
        ("[Sprache]", "Welche Sprache wird in der Gruppe gesprochen?"),
        ("[English]", ""),
        ("[Ort]", "[Der ganze Landkreis]", "[Albbruck]"),
        ("[Albbruck]", ""),
        ("[‹ Zurück]", "[Gruppe ändern]"),
        ("[Name der Gruppe]", "Fachtag Recht"),
        ("Arbeitskreis Wohnen", "Eine Gruppe mit diesem Namen gibt es schon."),
        ("Rechtstag", "Rechtstag", "Asylrecht an einem Tag."),
        ("[‹ Zurück]", "[Name der Gruppe]"),
        ("[Name der Gruppe]", "Rechtstag"),
        ("Fachtag Recht", "Fachtag Recht"),
        ("[‹ Zurück]", "[Gruppe ändern]"),
        ("[‹ Zurück]", "Fortbildung", "Ort: Albbruck", "Belegte Plätze: 0 von 20"),
    )
    assert "Sprache: Englisch" in office.shown
    reader = await somebody(channel, "reader", "uk")
    await finds(reader, "[Fachtag Recht]")
    assert "Право на притулок за один день." in reader.shown
    newcomer = await somebody(channel, "newcomer")
    await newcomer.say("/groups")
    assert "[➕" not in newcomer.shown
    await newcomer.hear(Pressed("group.new"))
    assert "Sie haben dafür keine Berechtigung." in newcomer.shown
    await finds(newcomer, "[Fachtag Recht]")
    await newcomer.goes(("[Beitreten]", ""), ("Sam", "Belegte Plätze: 1 von 20"))


async def test_only_who_leads_shapes_a_group(conversation: Conversation) -> None:
    group_id, wrong = await number_of(conversation, "Arbeitskreis Wohnen"), []
    for who, role, slug in (("v", Role.VOLUNTEER, "waldshut"), ("o", Role.COORDINATOR, "konstanz")):
        talk = await somebody(conversation, who, role=role, slug=slug)
        for press in (
            "group.edit:{g}",
            "group.choices:{g}:kind:0",
            "group.set:{g}:kind:training",
            "group.name:{g}",
            "group.size:{g}",
        ):
            await talk.hear(Pressed(press.format(g=group_id)))
            if "Sie haben dafür keine Berechtigung." not in talk.shown:
                wrong.append((who, press, talk.shown))
    assert not wrong
    lead = await lead_of(conversation, "Arbeitskreis Wohnen")
    for forged in (
        f"group.set:{group_id}:kind:king",
        f"group.set:{group_id}:town:99999",
        f"group.choices:{group_id}:nothing:0",
        f"group.size:{group_id}:name",
        f"group.set:{group_id}:language:xx",
        f"group.text:{group_id}:xx",
    ):
        await lead.hear(Pressed(forged))
        assert "funktioniert nicht mehr" in lead.shown


@pytest.mark.every_database
async def test_a_message_to_a_group_reaches_those_who_are_in_it(
    conversation: Conversation, office: Office, tmp_path: Path
) -> None:
    """Who asked is not in it yet; who lives elsewhere and is in it gets it."""
    name = "Arbeitskreis Wohnen"
    group_id = await number_of(conversation, name)
    people_ = {
        who: await somebody(
            conversation, who, slug="konstanz" if who == "elsewhere" else "waldshut"
        )
        for who in ("in", "elsewhere", "asked", "not")
    }
    async with conversation.database.write() as store:
        for who, standing in (
            ("in", Standing.MEMBER),
            ("elsewhere", Standing.GUEST),
            ("asked", Standing.ASKED),
        ):
            await memberships.enter(
                store, group_id, await person_of(conversation, people_[who]), standing, who, NOW
            )
    path = tmp_path / "message.toml"
    path.write_text(
        f'district = "waldshut"\n[audience]\ngroups = ["{name}"]\n'
        '[text]\nde = "Wir treffen uns am Montag."\n',
        "utf-8",
    )
    assert await cli.announce(office.context, Namespace(file=str(path), send=True, json=True)) == 0
    assert orjson.loads(office.lines[-1])["people"] is None  # fewer than five
    await delivered(conversation)
    for who in ("in", "elsewhere"):
        said = await newest(conversation, people_[who])
        assert "Wir treffen uns am Montag." in said
        assert "weil Sie in einer Gruppe aus diesem Landkreis sind: Landkreis Waldshut" in said
    path.write_text(
        'district = "waldshut"\n[audience]\ngroups = ["Atlantis"]\n[text]\nde = "x"\n', "utf-8"
    )
    assert await cli.announce(office.context, Namespace(file=str(path), send=True, json=True)) == 2
    coordinator = await somebody(conversation, "coordinator", role=Role.COORDINATOR)
    await coordinator.goes(
        ("/announce", ""),
        ("[✏️ Neue", ""),
        ("Morgen.", ""),
        ("[Für wen]", "[Nächste Seite ›]"),
        ("[Nächste Seite ›]", "[Gruppen: 0]"),
    )
    await coordinator.goes(
        ("[Gruppen: 0]", "[Arbeitskreis Wohnen]"),
        ("[Arbeitskreis Wohnen]", ""),
        ("[‹ Zurück]", "[Gruppen: 1]"),
    )
    await coordinator.goes(("[‹ Zurück]", "Personen: weniger als 5"))
