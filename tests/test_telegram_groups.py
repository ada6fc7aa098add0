"""Groups on Telegram: answers go to the people concerned.

Nothing personal is shown, no rights are given, and conversations are not read.
"""

import pytest
from sqlalchemy import text

from handlers.telegram.emulator.people import Group, User, read
from handlers.telegram.inbound.answers import address_of
from handlers.telegram.inbound.group_messages import ANONYMOUS_ADMIN
from storage.messaging import update_inbox
from storage.people import audits, people
from tests.harness.telegram import OnTelegram

CHANNEL_POSTS = 777000


@pytest.fixture
def anna(telegram: OnTelegram) -> User:
    return telegram.emulator.world.person(1001, "de")


@pytest.fixture
def ben(telegram: OnTelegram) -> User:
    return telegram.emulator.world.person(1002, "en")


@pytest.fixture
def circle(telegram: OnTelegram) -> Group:
    return telegram.emulator.world.group()


async def test_talk_of_others_is_neither_read_nor_stored(
    telegram: OnTelegram, anna: User, circle: Group
) -> None:
    anna.say("Hat jemand morgen Zeit? Meine Nummer ist 0151 123", circle)
    anna.send(circle, photo=[{"file_id": "x"}])
    anna.say("/offers@another_bot", circle)
    anna.say("/unknown_command", circle)
    await telegram.settled()
    assert circle.sees == []
    async with telegram.database.read() as store:
        rows = (await store.execute(text("SELECT state, sealed FROM inbox"))).all()
    assert [tuple(row) for row in rows] == [
        ("done", None)
    ]  # the unknown command, of which nothing is left


async def test_commands_replies_and_mentions_are_answered_as_replies(
    telegram: OnTelegram, anna: User, circle: Group
) -> None:
    anna.say("/search Wohnung", circle)
    await telegram.settled()
    assert "Suche: Wohnung" in read(circle.last.text)
    assert circle.last.replies_to
    anna.say("Fahrrad", circle, replies_to=circle.last.id)
    await telegram.settled()
    assert "Fahrrad" in circle.last.text
    anna.say(f"@{telegram.emulator.state.me['username']} Schwimmen", circle)
    await telegram.settled()
    assert "Schwimmen" in circle.last.text
    assert len(circle.sees) == 3


async def test_buttons_of_somebody_else_do_nothing(
    telegram: OnTelegram, anna: User, ben: User, circle: Group
) -> None:
    anna.say("/offers", circle)
    await telegram.settled()
    before = circle.last.text
    ben.press_label("1.", circle.last)
    await telegram.settled()
    assert circle.last.text == before
    assert "belong to somebody else" in telegram.emulator.state.toasts[-1][1]
    async with telegram.database.read() as store:
        assert await audits.count(store) == 1
    anna.press_label("1.", circle.last)
    await telegram.settled()
    assert circle.last.text != before
    assert len(circle.sees) == 1


async def test_nothing_personal_is_shown_or_offered(
    telegram: OnTelegram, anna: User, circle: Group
) -> None:
    for command in ("/saved", "/settings", "/privacy", "/mydata", "/forget", "/stop"):
        anna.say(command, circle)
        await telegram.settled()
        assert "Das ist persönlich" in circle.last.text, command
    anna.say("/offers", circle)
    await telegram.settled()
    anna.press_label("1.", circle.last)
    await telegram.settled()
    pressed = {button.get("callback_data", "").split(":")[0] for button in circle.last.buttons}
    personal = {
        "offer.save",
        "offer.unsave",
        "watch.add",
        "settings",
        "offer.wrong",
        "offer.report",
    }
    assert pressed
    assert not pressed & personal
    anna.press("offer.save:1:a...0", circle.last)
    await telegram.settled()
    assert "Das ist persönlich" in circle.last.text


@pytest.mark.every_database
async def test_a_group_keeps_its_own_language_and_place(
    telegram: OnTelegram, anna: User, ben: User, circle: Group
) -> None:
    circle.take_in(anna)
    await telegram.settled()
    anna.press_label("English", circle.last)
    await telegram.settled()
    anna.press_label("Waldshut", circle.last)
    await telegram.settled()
    ben.say("/start", circle)
    await telegram.settled()
    assert "Landkreis Waldshut" in circle.last.text
    async with telegram.database.read() as store:
        group = await people.at(store, address_of(circle.id))
        assert await people.at(store, address_of(ben.id)) is None
    assert group
    assert (group.is_group, group.language) == (True, "en")


@pytest.mark.parametrize("sender", [ANONYMOUS_ADMIN, CHANNEL_POSTS, 136817688])
async def test_anonymous_senders_get_no_rights(
    telegram: OnTelegram, circle: Group, sender: int
) -> None:
    state = telegram.emulator.state
    nobody = {"id": sender, "is_bot": sender != CHANNEL_POSTS, "first_name": "Group"}
    message = state.message(circle.chat, nobody, "/start i-" + "0" * 32)
    more = {
        "sender_chat": circle.chat.json,
        **({"is_automatic_forward": True} if sender == CHANNEL_POSTS else {}),
    }
    state.update("message", state.json(message) | more)
    await telegram.settled()
    async with telegram.database.read() as store:
        found = await people.at(store, address_of(circle.id))
    assert found is None or found.is_group


async def test_an_invitation_in_a_group_gives_nothing(
    telegram: OnTelegram, anna: User, circle: Group
) -> None:
    anna.say("/start i-" + "0" * 32, circle)
    await telegram.settled()
    anna.press("invitation.accept:" + "0" * 32, circle.last)
    await telegram.settled()
    assert "Das ist persönlich" in circle.last.text
    async with telegram.database.read() as store:
        assert await audits.count(store) == 2


async def test_a_forum_topic_is_answered_in_its_topic(telegram: OnTelegram, anna: User) -> None:
    forum = telegram.emulator.world.group(-100777, forum=True)
    anna.say("/offers", forum, thread=42)
    await telegram.settled()
    assert forum.last.thread == 42


@pytest.mark.every_database
async def test_a_group_that_became_a_supergroup_keeps_what_it_chose(
    telegram: OnTelegram, anna: User
) -> None:
    group = telegram.emulator.world.group(-4711)
    anna.say("/language", group)
    await telegram.settled()
    anna.press_label("English", group.last)
    await telegram.settled()
    group.become_supergroup(-1004711, anna)
    await telegram.settled()
    anna.say("/offers", group)
    await telegram.settled()
    assert "offers" in group.last.text


async def test_who_did_not_hear_of_the_move_is_told_by_the_refusal(
    telegram: OnTelegram, anna: User
) -> None:
    """The command was sent to the old number, the answer has to go to the new one."""
    group = telegram.emulator.world.group(-4712)
    anna.say("/offers", group)
    telegram.emulator.state.chats[-4712].moved_to = -1004712
    moved = telegram.emulator.world.group(-1004712)
    await telegram.settled()
    assert "Angebote" in moved.last.text


@pytest.mark.every_database
async def test_whoever_throws_us_out_is_forgotten(
    telegram: OnTelegram, anna: User, circle: Group
) -> None:
    circle.take_in(anna)
    await telegram.settled()
    anna.press_label("English", circle.last)
    await telegram.settled()
    circle.throw_out(anna)
    await telegram.settled()
    async with telegram.database.read() as store:
        assert await people.at(store, address_of(circle.id)) is None
        assert (await update_inbox.counted(store))["bad"] == 0
