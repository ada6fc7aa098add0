"""A group's own chat on Telegram.

Connected by a one-time code, informed about meetings, disconnected when the bot is removed.
"""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from bot.domain.grants import Role
from handlers.jobs.reminders import remind_due
from handlers.telegram.emulator.people import Group, User, read
from storage.groups import groups
from tests.harness.circles import lead_of, number_of
from tests.harness.talk import Talk
from tests.harness.telegram import OnTelegram
from tests.test_announcing import delivered, somebody
from tests.test_meetings import NAME


async def coded(telegram: OnTelegram, lead: Talk, name: str = NAME) -> str:
    """What is to be typed in the chat."""
    await lead.look(f"group.lead:{await number_of(telegram, name)}")
    await lead.goes(
        ("[Connect a Telegram group]", "No Telegram group is connected."),
        ("[Create a code]", "The code can be used once, in the next hour."),
    )
    (line,) = [line for line in lead.shown.splitlines() if "/connect " in line]
    return line[line.index("/connect ") :].strip()


async def typed(
    telegram: OnTelegram, anna: User, circle: Group, words: str, thread: int = 0
) -> str:
    anna.say(words, circle, thread=thread)
    await telegram.settled()
    return read(circle.last.text)


async def meeting(telegram: OnTelegram, lead: Talk) -> None:
    await lead.look(f"meeting.list:{await number_of(telegram, NAME)}:0")
    await lead.goes(("[➕ New meeting]", ""), ("24.11.2026 18:00 Wohnungssuche", "Wohnungssuche"))
    await delivered(telegram)


async def chat_of(telegram: OnTelegram) -> int | None:
    async with telegram.database.read() as store:
        found = await groups.by_id(store, await number_of(telegram, NAME))
    assert found
    return found.chat_id


@pytest.mark.every_database
async def test_a_chat_is_connected_and_told_about_meetings(telegram: OnTelegram) -> None:
    anna, circle = telegram.emulator.world.person(1001, "de"), telegram.emulator.world.group()
    lead = await lead_of(telegram, NAME, language="en")
    code = await coded(telegram, lead)
    assert f"Dieser Chat ist jetzt verbunden: {NAME}" in await typed(telegram, anna, circle, code)
    await meeting(telegram, lead)
    assert "Wohnungssuche" in read(circle.last.text)
    assert "18:00" in read(circle.last.text)
    assert {button["callback_data"] for button in circle.last.buttons} <= {"home:0", "human"}, (
        "nobody has rights in a group"
    )


async def test_a_chat_is_reminded_two_days_and_two_hours_before(telegram: OnTelegram) -> None:
    """And not a week and a day before, too: that is chosen by nobody there."""
    anna, circle = telegram.emulator.world.person(1001, "de"), telegram.emulator.world.group()
    lead = await lead_of(telegram, NAME, language="en")
    await typed(telegram, anna, circle, await coded(telegram, lead))
    await lead.look(f"meeting.list:{await number_of(telegram, NAME)}:0")
    await lead.goes(("[➕ New meeting]", ""), ("20.01.2027 18:00 Wohnungssuche", ""))
    await delivered(telegram)
    before = len(circle.sees)
    for day, hour in ((13, 18), (18, 18), (19, 18), (20, 16)):
        moment = datetime(2027, 1, day, hour, tzinfo=UTC)
        await remind_due(telegram.database, moment)
        await delivered(telegram, moment)
    assert [read(message.text).partition("\n")[0] for message in circle.sees[before:]] == [
        "⏰ Bald beginnt ein Treffen"
    ] * 2


async def test_a_code_is_good_once_and_for_one_group(telegram: OnTelegram) -> None:
    anna, circle, other = (
        telegram.emulator.world.person(1001, "de"),
        telegram.emulator.world.group(),
        telegram.emulator.world.group(-100777, "Andere"),
    )
    lead = await lead_of(telegram, NAME, language="en")
    code = await coded(telegram, lead)
    await typed(telegram, anna, circle, code)
    before = await chat_of(telegram)
    for words in (code, "/connect 00000000", "/connect", "/connect " + "x" * 500):
        assert "Diese Einladung wurde schon verwendet" in await typed(telegram, anna, other, words)
    assert await chat_of(telegram) == before


async def test_in_a_private_chat_a_code_does_nothing(telegram: OnTelegram) -> None:
    lead = await lead_of(telegram, NAME, language="en")
    code = await coded(telegram, lead)
    stranger = await somebody(telegram, "stranger", "en", role=Role.VOLUNTEER)
    await stranger.say(code)
    assert "Please send this in your Telegram group" in stranger.shown
    assert await chat_of(telegram) is None


async def test_a_topic_of_a_forum_is_a_chat_of_its_own(telegram: OnTelegram) -> None:
    anna, forum = (
        telegram.emulator.world.person(1001, "de"),
        telegram.emulator.world.group(-100900, "Forum", forum=True),
    )
    lead = await lead_of(telegram, NAME, language="en")
    await typed(telegram, anna, forum, await coded(telegram, lead), thread=7)
    await meeting(telegram, lead)
    assert "Wohnungssuche" in read(forum.last.text)
    assert forum.last.thread == 7


@pytest.mark.every_database
async def test_a_bot_that_is_thrown_out_is_no_longer_connected(telegram: OnTelegram) -> None:
    anna, circle = telegram.emulator.world.person(1001, "de"), telegram.emulator.world.group()
    lead = await lead_of(telegram, NAME, language="en")
    await typed(telegram, anna, circle, await coded(telegram, lead))
    circle.throw_out(anna)
    await telegram.settled()
    assert await chat_of(telegram) is None
    sent = len(circle.sees)
    await meeting(telegram, lead)
    assert len(circle.sees) == sent
    async with telegram.database.read() as store:
        states = (await store.execute(text("SELECT DISTINCT state FROM delivery"))).scalars().all()
    assert set(states) <= {"sent"}


async def test_the_lead_takes_the_connection_away(telegram: OnTelegram) -> None:
    anna, circle = telegram.emulator.world.person(1001, "de"), telegram.emulator.world.group()
    lead = await lead_of(telegram, NAME, language="en")
    await typed(telegram, anna, circle, await coded(telegram, lead))
    await lead.look(f"chat.show:{await number_of(telegram, NAME)}")
    await lead.goes(("[Disconnect]", "No Telegram group is connected."))
    assert await chat_of(telegram) is None
