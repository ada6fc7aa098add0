"""Training days: open to all, who was there is ticked off, and gets a certificate to print."""

from datetime import UTC, datetime

import pytest

from bot.domain.grants import Role
from bot.domain.groups import Group, Joining, Kind, Standing
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.catalogue import places
from storage.groups import groups, memberships
from tests.harness.circles import person_of
from tests.harness.databases import NOW
from tests.harness.talk import Talk, bare
from tests.test_announcing import somebody

DURING, AFTER = datetime(2026, 11, 24, 18, tzinfo=UTC), datetime(2026, 11, 25, 9, tzinfo=UTC)
"""The training day is on 24 November at 18:00."""


async def training(channel: Conversation) -> tuple[Talk, int]:
    """Its lead has planned the day."""
    lead = await somebody(channel, "lead", "en", role=Role.VOLUNTEER)
    async with channel.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        number = await groups.put(
            store, Group(0, district.id, Kind.TRAINING, "Fachtag Asylrecht", Joining.OPEN, most=20)
        )
        await memberships.enter(
            store, number, await person_of(channel, lead), Standing.LEAD, "Lea", NOW
        )
    await lead.hear(Pressed(f"meeting.plan:{number}"))
    await lead.say("24.11.2026 18:00-21:00 Asylrecht für Ehrenamtliche")
    return lead, number


async def takes_part(channel: Conversation, number: int, language: str = "en") -> Talk:
    """Somebody who joins by one tap and a name, whoever they are, and comes."""
    talk = await somebody(channel, f"guest {language}", language)
    await talk.look(f"group.show:{number}")
    await talk.press(talk.translated("Join"))
    await talk.say("Olena")
    await talk.look("meeting.show:1")
    await talk.press(talk.translated("✅ I am coming"))
    return talk


@pytest.mark.every_database
@pytest.mark.parametrize("language", ["de", "ar", "uk"])
async def test_who_was_there_prints_a_certificate(channel: Conversation, language: str) -> None:
    lead, number = await training(channel)
    guest = await takes_part(channel, number, language)
    lead.now = DURING
    await lead.look("attendance.list:1:0")
    await lead.goes(("[Olena]", "Who is here?"))
    guest.now = AFTER
    await guest.look("meeting.show:1")
    await guest.press(guest.translated("🎓 Certificate"))
    await guest.say("Олена Шевченко")
    if not guest.screen.documents:
        return  # Telegram shows it as a file of the chat
    page = bare(guest.screen.documents[0].content.decode())
    assert "Teilnahmebestätigung" in page
    assert "Олена Шевченко" in page
    assert "18:00–21:00" in page
    assert "Asylrecht für Ehrenamtliche" in page
    assert "Landkreis Waldshut" in page
    assert ('dir="rtl"' in page) is (language == "ar")
    assert "src=" not in page
    async with channel.database.read() as store:
        rows = (await store.connection.exec_driver_sql("SELECT * FROM dialogue")).all()
    assert "Шевченко" not in repr(rows)


async def test_a_name_cannot_break_the_page(conversation: Conversation) -> None:
    lead, number = await training(conversation)
    guest = await takes_part(conversation, number)
    lead.now = DURING
    await lead.hear(Pressed("attendance.toggle:1:2:0"))
    guest.now = AFTER
    await guest.hear(Pressed("certificate.ask:1"))
    await guest.say("<script>alert(1)")
    assert b"<script" not in guest.screen.documents[0].content


async def test_no_certificate_for_who_was_not_there_or_too_early(
    conversation: Conversation,
) -> None:
    lead, number = await training(conversation)
    guest = await takes_part(conversation, number)
    await lead.hear(Pressed("attendance.toggle:1:2:0"))
    assert "This is only possible after the meeting has started." in lead.shown
    guest.now = AFTER
    await guest.look("meeting.show:1")
    assert "[🎓 Certificate]" not in guest.shown
    await guest.hear(Pressed("certificate.ask:1"))
    assert "You are not allowed to do this." in guest.shown
    lead.now = DURING
    await lead.hear(Pressed("attendance.toggle:1:2:0"))
    guest.now = DURING
    await guest.hear(Pressed("certificate.ask:1"))
    assert "This is only possible after the meeting has started." in guest.shown


@pytest.mark.every_database
async def test_only_leads_say_who_was_there(conversation: Conversation) -> None:
    _, number = await training(conversation)
    guest = await takes_part(conversation, number)
    guest.now = DURING
    for press in ("attendance.toggle:1:2:0", "attendance.list:1:0"):
        await guest.hear(Pressed(press))
        assert "You are not allowed to do this." in guest.shown
