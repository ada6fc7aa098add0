"""Coordinators write to people in their chat, and people receive it: whole conversations.

The same from the command line.
"""

from argparse import Namespace
from datetime import datetime
from pathlib import Path

import orjson
import pytest

from bot.domain.grants import Right, Role
from bot.domain.outcomes import Outcome, Sent
from bot.domain.people import Person
from handlers.cli import announcements as cli
from handlers.delivery.channel import UnlimitedChannel
from handlers.delivery.sender import Sender
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.catalogue import places
from storage.engine.locks import Locks
from storage.messaging import announcements, campaigns
from storage.people import grants, people
from tests.harness.databases import NOW
from tests.harness.mailing import Mailing
from tests.harness.offices import Office
from tests.harness.talk import Talk
from tests.harness.telegram import Clock, OnTelegram


async def somebody(
    channel: Conversation,
    who: str,
    language: str = "de",
    role: Role | None = None,
    slug: str = "waldshut",
) -> Talk:
    """A person of a district who has agreed."""
    talk = Talk(channel, (language,), who)
    async with channel.database.write() as store:
        district = await places.district_named(store, slug)
        assert district
        person = Person(
            language=language,
            language_chosen=True,
            district_id=district.id,
            consent_version=1,
            consent_at=NOW,
        )
        met = await people.meet(store, talk.address, person, NOW)
        if role:
            await grants.give(store, met.id, Right(role, district.id), NOW)
    return talk


class Closed(UnlimitedChannel):
    """A chat that nobody has open."""

    async def notify(self, *_: object) -> Outcome:
        return Sent()

    async def amend(self, *_: object) -> Outcome:
        return Sent()


async def delivered(channel: Conversation, moment: datetime = NOW) -> None:
    """Everything that is due goes out."""
    clock = Clock()
    clock.moment = moment
    if isinstance(channel, OnTelegram):
        async with Sender(
            database=channel.database,
            services=channel.services,
            channels={"telegram": channel.telegram.channel},
            locks=channel.locks,
            parallel=8,
            now=clock,
        ) as sender:
            await Mailing(sender, clock, channel.database).settled()
        return
    locks = Locks(channel.database)
    async with Sender(
        database=channel.database,
        services=channel.services,
        channels={"web": Closed()},
        locks=locks,
        parallel=8,
        now=clock,
    ) as sender:
        await Mailing(sender, clock, channel.database).settled()
    await locks.close()


@pytest.mark.every_database
async def test_a_coordinator_writes_sees_who_gets_it_and_releases_it(channel: Conversation) -> None:
    for code in ("de", "uk", "ar"):
        await somebody(channel, code, code)
    await somebody(channel, "elsewhere", slug="konstanz")
    office = await somebody(channel, "office", role=Role.COORDINATOR)
    await office.goes(
        ("/start", "[📣 Nachrichten]"),
        ("/announce", "[✏️ Neue Nachricht]"),
        ("[✏️ Neue Nachricht]", "Bitte schreiben Sie zuerst den deutschen Text."),
        (
            "Der Kurs beginnt am Dienstag.",
            "Entwurf. Noch nicht gesendet.",
            "Personen: weniger als 5",
            "Erhalten den deutschen Text",
        ),
        ("[Texte]", "[Українська]"),
        ("[Українська]", "Bitte schreiben Sie den Text in dieser Sprache: Українська"),
        (
            "Курс починається у вівторок.",
            "Personen: weniger als 5",
            "weil ihre Sprache fehlt: العربية: weniger als 5",
        ),
        ("[Für wen]", "[Neuzugewanderte]"),
        ("[Neuzugewanderte]", "Wer soll die Nachricht erhalten?"),
        ("[‹ Zurück]", "Personen: weniger als 5"),
        ("[Wann]", "Wann soll die Nachricht gesendet werden?"),
        ("gestern um acht", "Wir verstehen diese Zeit nicht"),
    )
    await office.goes(
        ("/announce", "[Der Kurs beginnt am Dienstag.]"),
        ("[Der Kurs beginnt am Dienstag.]", "Wann: sofort"),
        ("[Wann]", "24.11.2026 18:00"),
        ("24.11.2026 18:00", "Wann: Di., 24. Nov. 2026, 18:00"),
        ("[Wann]", "[Sofort]"),
        ("[Sofort]", "Wann: sofort"),
        ("[Art und Datei]", "[Dringend]"),
        ("[Erinnerung]", "Erinnerung"),
        (
            "[Vorschau]",
            "📣 Landkreis Waldshut",
            "Der Kurs beginnt am Dienstag.",
            "Sie erhalten das, weil",
        ),
        ("[‹ Zurück]", "[✅ Senden]"),
        ("[✅ Senden]", "Freigegeben.", "Noch zu senden: weniger als 5"),
        ("[⏸ Anhalten]", "Angehalten."),
        ("[▶️ Fortsetzen]", "Wird gesendet."),
        ("[❌ Senden abbrechen]", "Noch zu senden: weniger als 5", "[Ja, ausführen]"),
        ("[Ja, ausführen]", "Abgebrochen.", "Abgebrochen: weniger als 5"),
    )


@pytest.mark.every_database
async def test_people_and_times_are_chosen_in_the_chat(channel: Conversation) -> None:
    for code in ("de", "uk", "ar"):
        await somebody(channel, code, code)
    office = await somebody(channel, "office", role=Role.COORDINATOR)
    await office.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", "Personen: weniger als 5"),
        ("[Für wen]", "[Koordination]"),
        ("[Koordination]", "[Koordination]"),
        ("[Koordination]", "[🚫 Koordination]"),
        ("[Sprachen: 0]", "[Українська]"),
        ("[Українська]", ""),
        ("[Українська]", "[🚫 Українська]"),
        ("[‹ Zurück]", "[Sprachen: 1]"),
        ("[‹ Zurück]", "Personen: weniger als 5"),
        ("[Wann]", "7 und 1 Tage vor 24.12.2026 10:00"),
        (
            "7 und 1 Tage vor 24.12.2026 10:00",
            "zuerst am Do., 17. Dez. 2026, 10:00",
            "Nächster Termin: Mi., 23. Dez. 2026, 10:00",
        ),
        ("[Für wen]", ""),
        ("[Sprachen: 1]", ""),
        ("[🚫 Українська]", "[Українська]", "![🚫"),
    )


async def test_a_message_leads_to_an_offer(channel: Conversation) -> None:
    newcomer = await somebody(channel, "newcomer", "uk")
    office = await somebody(channel, "office", role=Role.COORDINATOR)
    await office.goes(
        ("/offers", "[1. Migrationsberatung"),
        ("[1. ", "[Teilen]"),
        ("[Teilen]", "[📣 Als Nachricht senden]"),
        ("[📣 Als Nachricht senden]", "deutschen Text"),
        ("Noch Plätze frei.", "Mit Knopf zum Angebot: Migrationsberatung für Erwachsene"),
        ("[Vorschau]", "[Angebot ansehen]"),
        ("[Angebot ansehen]", "Migrationsberatung für Erwachsene"),
    )
    await newcomer.goes(("/offers", "[1. "), ("[1. ", ""), ("[Поділитися]", "!📣"))
    other = await somebody(channel, "other", role=Role.COORDINATOR, slug="konstanz")
    await other.hear(Pressed("message.about:1"))
    assert "Sie haben dafür keine Berechtigung." in other.shown or "nicht mehr" in other.shown


@pytest.mark.every_database
async def test_messages_wait_in_the_web_chat_each_in_one_language(
    conversation: Conversation,
) -> None:
    german, ukrainian, arabic = [
        await somebody(conversation, code, code) for code in ("de", "uk", "ar")
    ]
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await office.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", ""),
        ("[Texte]", ""),
        ("[Українська]", ""),
        ("Курс починається у вівторок.", ""),
        ("[✅ Senden]", "Noch zu senden: weniger als 5"),
    )
    await delivered(conversation)
    await office.goes(
        ("[🔄 Neu laden]", "Der Versand ist abgeschlossen.", "Gesendet: weniger als 5")
    )
    await german.goes(
        ("/start", "[📬 Neu: 1]"),
        ("[📬 Neu: 1]", "Der Kurs beginnt am Dienstag."),
        ("[● ", "📣 Landkreis Waldshut", "Der Kurs beginnt am Dienstag.", "!auf Deutsch"),
        ("[🏠 Start]", "!📬"),
    )
    await ukrainian.goes(
        ("/start", "📬"), ("[📬 ", "Курс"), ("[● ", "Курс починається у вівторок.", "!Der Kurs")
    )
    await arabic.goes(
        ("/start", "📬"),
        ("[📬 ", "Der Kurs"),
        ("[● ", "هذه الرسالة بالألمانية فقط.", "Der Kurs beginnt am Dienstag."),
    )
    await german.goes(
        ("/start", ""),
        ("[⚙️ ", ""),
        ("[Pause]", "[Welche Nachrichten]"),
        ("[Welche Nachrichten]", "[Neues vom Amt]"),
    )
    await german.goes(("[Neues vom Amt]", "Welche Nachrichten möchten Sie?"))
    await office.goes(
        ("/announce", ""),
        ("[✏️ Neue", ""),
        (
            "Noch eine Nachricht.",
            "Personen: weniger als 5",
            "Möchten diese Nachrichten zurzeit nicht: weniger als 5",
        ),
    )


OFFICE_PRESSES = (
    "messages",
    "compose",
    "message.show:1",
    "message.release:1:0",
    "campaign.pause:1",
    "campaign.cancel:1",
    "message.withdraw:1",
    "message.aim:1:roles:newcomer",
    "message.end:1",
)
OWN_OFFICE = {"messages", "compose", "campaign.pause:1", "campaign.cancel:1"}
"""What a coordinator of another district may press, too: it is about their own messages."""


async def test_only_coordinators_of_the_district_may(channel: Conversation) -> None:
    office, wrong = await somebody(channel, "office", role=Role.COORDINATOR), []
    await office.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", "[✅ Senden]"),
    )
    for who, role, slug in (
        ("newcomer", None, "waldshut"),
        ("volunteer", Role.VOLUNTEER, "waldshut"),
        ("other", Role.COORDINATOR, "konstanz"),
    ):
        talk = await somebody(channel, who, role=role, slug=slug)
        for press in [
            press for press in OFFICE_PRESSES if who != "other" or press not in OWN_OFFICE
        ]:
            await talk.say("/start")
            await talk.hear(Pressed(press))
            async with channel.database.read() as store:
                released = await campaigns.of_announcement(store, 1)
            if released or not (
                "Sie haben dafür keine Berechtigung." in talk.shown
                or "funktioniert nicht mehr" in talk.shown
            ):
                wrong.append((who, press, talk.shown))
    assert not wrong


@pytest.mark.every_database
async def test_two_coordinators_change_the_same_draft(conversation: Conversation) -> None:
    one = await somebody(conversation, "one", role=Role.COORDINATOR)
    two = await somebody(conversation, "two", role=Role.COORDINATOR)
    await one.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", "[✅ Senden]"),
    )
    await two.goes(
        ("/announce", ""), ("[Der Kurs", ""), ("[Art und Datei]", ""), ("[Dringend]", "Dringend")
    )
    await one.goes(("[✅ Senden]", "Jemand anderes hat das inzwischen geändert."))


async def test_whoever_lost_the_role_meanwhile_sends_nothing(conversation: Conversation) -> None:
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await office.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", "[✅ Senden]"),
    )
    async with conversation.database.write() as store:
        person = await people.at(store, office.address)
        assert person
        (grant,) = await grants.of_person(store, person.id)
        await grants.revoke(store, grant.id)
    await office.goes(("[✅ Senden]", "Sie haben dafür keine Berechtigung."))
    async with conversation.database.read() as store:
        assert not await campaigns.of_announcement(store, 1)


async def test_above_500_a_second_coordinator_confirms(conversation: Conversation) -> None:
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for number in range(501):
            person = Person(
                language="de",
                language_chosen=True,
                district_id=district.id,
                consent_version=1,
                consent_at=NOW,
            )
            await people.meet(store, Talk(conversation, who=f"n{number}").address, person, NOW)
    one = await somebody(conversation, "one", role=Role.COORDINATOR)
    two = await somebody(conversation, "two", role=Role.COORDINATOR)
    await one.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", "503 Personen"),
        (
            "[✅ Senden]",
            "Eine zweite Person aus der Koordination muss sie freigeben.",
            "Wartet auf eine zweite Person",
        ),
        ("[✅ Senden]", "Eine zweite Person"),
    )
    await two.goes(
        ("/announce", ""),
        ("[Der Kurs", "Wartet auf eine zweite Person"),
        ("[✅ Senden]", "Freigegeben.", "Noch zu senden: 503"),
    )


def file(path: Path, content: str) -> str:
    path.write_text(content, "utf-8")
    return str(path)


async def told(office: Office, name: str, *, send: bool = False) -> dict[str, object]:
    assert await cli.announce(office.context, Namespace(file=name, send=send, json=True)) == 0
    return dict(orjson.loads(office.lines[-1]))


@pytest.mark.every_database
async def test_a_file_is_previewed_and_then_sent(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    for code in ("de", "uk", "tr"):
        await somebody(conversation, code, code)
    name = file(
        tmp_path / "message.toml",
        'district = "waldshut"\nkind = "reminder"\nat = "now"\n'
        '[audience]\nroles = ["newcomer"]\n'
        '[text]\nde = "Der Kurs beginnt."\nuk = "Курс починається."\n',
    )
    preview = await told(office, name)
    assert preview == {
        "id": None,
        "people": None,
        "languages": {"de": None, "tr": None, "uk": None},
        "without_text": {"tr": None},
        "paused": 0,
        "unreachable": 0,
    }
    async with conversation.database.read() as store:
        assert not await announcements.every(store, 10)
    number = (await told(office, name, send=True))["id"]
    await delivered(conversation)
    await cli.show(office.context, Namespace(id=number, json=True))
    far = orjson.loads(office.lines[-1])
    assert (
        far["state"],
        far["sent"],
        far["waiting"],
        far["blocked"],
        far["failed"],
        far["possibly_twice"],
    ) == ("ended", 3, 0, 0, 0, 0)
    assert (far["district"], far["author"]) == ("waldshut", None)


async def test_the_list_of_the_command_line_says_who_wrote_and_released_what_and_tells_no_few(
    office: Office, conversation: Conversation
) -> None:
    for who, code in (("one", "de"), ("two", "uk")):
        await somebody(conversation, who, code)
    writes = await somebody(conversation, "writes", role=Role.COORDINATOR)
    await writes.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", "Personen: weniger als 5", "!3 Personen"),
    )
    await cli.show(office.context, Namespace(id=None, json=False))
    assert "released_at" not in office.lines[-1]
    await writes.say("[✅ Senden]")
    await delivered(conversation)
    async with conversation.database.read() as store:
        (grant,) = [one for one in await grants.listed(store) if one.right.role is Role.COORDINATOR]
    await cli.show(office.context, Namespace(id=None, json=False))
    line = office.lines[-1]
    assert f"district: waldshut  author: {grant.id}  released_at: 2026-11-20T10:30+01:00" in line
    assert "sent: weniger als 5 / fewer than 5" in line
    assert "waiting: 0" in line


WRONG_FILES = (
    ('district = "waldshut"\n[text]\nuk = "Курс"\n', "German text first"),
    ('district = "waldshut"\nwho = 1\n[text]\nde = "x"\n', "who?"),
    ('district = "waldshut"\nat = "2020-01-01 10:00"\n[text]\nde = "x"\n', "passed"),
    ('district = "waldshut"\nat = "31.02.2027 10:00"\n[text]\nde = "x"\n', "time"),
    ('district = "waldshut"\nat = "2027-03-28 02:30"\n[text]\nde = "x"\n', "does not exist"),
    ('district = "waldshut"\n[audience]\nroles = ["king"]\n[text]\nde = "x"\n', "king?"),
    (
        'district = "waldshut"\nstart = "2026-12-01 09:00"\nrule = "FREQ=MINUTELY"\n'
        '[text]\nde = "x"\n',
        "too often",
    ),
    ('district = "waldshut"\nkind = "party"\n[text]\nde = "x"\n', "party?"),
    ('district = "waldshut"\n[text]\nde = "Hallo {name}"\n', "filled in"),
    ("district =", "message.toml"),
    ('district = "waldshut"\n[text]\nde = "x"\nxx = "y"\n', "text.xx?"),
    (
        'district = "waldshut"\n[audience]\nmunicipalities = ["Atlantis"]\n[text]\nde = "x"\n',
        "Atlantis?",
    ),
    ('district = "waldshut"\n[text]\nde = "Niemand da"\n', "Nobody"),
)


async def test_a_wrong_file_is_explained_and_nothing_is_sent(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    wrong = []
    for content, words in WRONG_FILES:
        code = await cli.announce(
            office.context,
            Namespace(file=file(tmp_path / "message.toml", content), send=True, json=False),
        )
        async with conversation.database.read() as store:
            written = await announcements.every(store, 10)
        if code != 2 or words not in office.lines[-1] or written:
            wrong.append((content, code, office.lines[-1], written))
    assert not wrong


async def test_long_texts_are_taken_where_they_are_asked_for_and_too_long_ones_refused(
    conversation: Conversation,
) -> None:
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await office.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Satz. " * 400, "Entwurf. Noch nicht gesendet."),
        ("Satz. " * 400, "Dieser Text ist zu lang."),
        ("/announce", ""),
        ("[Satz.", ""),
        ("[Texte]", ""),
        ("[Deutsch]", ""),
        ("Satz. " * 600, "höchstens 3000 Zeichen"),
    )


async def test_forged_presses_of_a_coordinator_change_nothing(conversation: Conversation) -> None:
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    await office.goes(
        ("/announce", ""),
        ("[✏️ Neue Nachricht]", ""),
        ("Der Kurs beginnt am Dienstag.", ""),
    )
    wrong = []
    for press in (
        "message.kind:1:alert",
        "message.kind:1:digest",
        "message.text:1:xx",
        "message.correct:1:xx",
        "message.choices:1:nothing:0",
        "message.aim:1:roles:group",
    ):
        async with conversation.database.read() as store:
            before = await announcements.by_id(store, 1)
        await office.hear(Pressed(press))
        async with conversation.database.read() as store:
            after = await announcements.by_id(store, 1)
        if "funktioniert nicht mehr" not in office.shown or before != after:
            wrong.append((press, office.shown))
    assert not wrong
