"""A yes or no that is typed below a message answers what the message asks."""

from datetime import timedelta

import pytest

from bot.i18n import plain
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from tests.harness.circles import newest
from tests.harness.telegram import OnTelegram
from tests.test_announcing import delivered
from tests.test_helping import YOUR_CONTACT, asked, helpers, newcomer
from tests.test_meetings import member_of, planned


@pytest.mark.parametrize(
    ("said", "follows"), [("no", "You said: I cannot come."), ("Yes!", "You said: I am coming.")]
)
async def test_an_invitation_is_answered_by_a_word(
    channel: Conversation, said: str, follows: str
) -> None:
    member = await member_of(channel, "member", "en")
    await member.say("/start")
    await planned(channel)
    await delivered(channel)
    if not isinstance(channel, OnTelegram):
        await member.look("inbox.list:0")
        await member.say("[● ")
    await member.say(said)
    assert follows in plain(member.screen.text)


async def test_a_message_hears_the_words_of_its_buttons_in_the_readers_language(
    telegram: OnTelegram,
) -> None:
    """Every button that decides something, whatever the message is about; and not a day later."""
    member = await member_of(telegram, "member", "uk")
    await member.say("/start")
    await planned(telegram)
    await delivered(telegram)
    for label, follows in (
        ("❌ I cannot come", "You said: I cannot come."),
        ("✅ I am coming", "You said: I am coming."),
    ):
        await member.hear(Pressed("home:0"))
        await member.say(f"{member.translated(label)}!".upper())
        assert member.translated(follows) in member.shown
    member.now += timedelta(days=2)
    await member.hear(Pressed("home:0"))
    await member.say(member.translated("❌ I cannot come"))
    assert member.translated("You said: I cannot come.") not in member.shown


async def test_words_that_are_no_answer_are_a_search_and_a_newer_question_goes_first(
    channel: Conversation,
) -> None:
    member = await member_of(channel, "member", "en")
    await member.say("/start")
    await planned(channel)
    await delivered(channel)
    await member.say("bicycle")
    assert "Search: bicycle" in member.shown
    member.now += timedelta(minutes=1)
    await member.hear(Pressed("data.forget"))
    await member.say("no")
    assert "You said" not in member.shown


async def test_a_message_of_somebody_else_is_not_shown(channel: Conversation) -> None:
    await member_of(channel, "member", "en")
    await planned(channel)
    await delivered(channel)
    other = await member_of(channel, "other", "en")
    for delivery_id in range(1, 4):
        await other.look(f"inbox.again:{delivery_id}")
        assert "This button no longer works" in other.shown


@pytest.mark.parametrize(
    ("said", "follows"),
    [("Так!", "How can the other person"), ("ні", "The office is taking care of it now.")],
)
async def test_who_asked_for_help_answers_the_offer_by_a_word(
    channel: Conversation, said: str, follows: str
) -> None:
    asks, (helps,) = await newcomer(channel, "en"), await helpers(channel, "sam")
    await asked(asks)
    await delivered(channel)
    await helps.hear(Pressed("helping.take:1"))
    await helps.say(YOUR_CONTACT)
    await helps.hear(Pressed("helping.take:1"))
    assert "You have offered to help." in helps.shown
    await delivered(channel)
    await newest(channel, asks)
    await asks.say(said)
    assert follows in asks.shown
