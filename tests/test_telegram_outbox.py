"""Answers of Telegram and their consequences.

Nothing is lost, nothing is doubled without a record, and no person blocks another.
"""

import asyncio

import pytest
from sqlalchemy import text
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.domain.outcomes import Moved, Outcome, Refused, Sent, TryLater, Unknown, Unreachable
from bot.environment import quiet_logs
from bot.i18n import plain
from bot.ui import Html
from handlers.telegram.api.outcomes import SOON, TOKEN_WRONG, outcome_of
from handlers.telegram.api.transport import Halted, NotSent, Unanswered, bot_of
from handlers.telegram.emulator.people import User
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.inbound.answers import address_of
from handlers.telegram.rendering import split, units
from storage.messaging import update_inbox
from storage.people import people
from tests.harness.telegram import OnTelegram, until


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Halted(7), TryLater(7)),
        (ChatMigrated(-1001), Moved("-1001")),
        (
            Forbidden("Forbidden: bot was blocked by the user"),
            Unreachable("Forbidden: bot was blocked by the user"),
        ),
        (BadRequest("Bad Request: chat not found"), Unreachable("Chat not found")),
        (BadRequest("Bad Request: message is not modified: specified new"), Sent()),
        (BadRequest("Bad Request: query is too old and response timeout expired"), Sent()),
        (BadRequest("Bad Request: can't parse entities"), Refused("Can't parse entities")),
        (NotSent("x"), TryLater(SOON)),
        (Unanswered("x"), Unknown("x")),
        (TimedOut("x"), Unknown("x")),
        (NetworkError("Bad Gateway"), Unknown("Bad Gateway")),
        (InvalidToken("x"), TryLater(TOKEN_WRONG)),
        (Conflict("x"), TryLater(TOKEN_WRONG)),
    ],
)
def test_every_error_has_one_outcome(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of(error) == outcome


@pytest.fixture
def anna(telegram: OnTelegram) -> User:
    return telegram.emulator.world.person(1001, "en")


async def twice(telegram: OnTelegram) -> int:
    async with telegram.database.read() as store:
        return (await update_inbox.counted(store))["possibly_twice"]


WRONG_ONCE = {
    "429": (1, 0),
    "500": (1, 1),
    "lost before": (1, 1),
    "lost after": (2, 1),
    "reset": (1, 1),
    "cut": (2, 1),
    "slow": (1, 0),
}
"""What goes wrong → how often the message is seen then, and how many are recorded as doubles."""


@pytest.mark.every_database
async def test_what_goes_wrong_once(telegram: OnTelegram) -> None:
    """Nothing is lost; what may have arrived is sent again, which is recorded beforehand."""
    wrong = []
    for number, (fault, expected) in enumerate(WRONG_ONCE.items()):
        person, before = telegram.emulator.world.person(1001 + number, "en"), await twice(telegram)
        telegram.emulator.faults.plan(fault, "sendMessage", after=0.01 if fault == "slow" else 1)
        person.say("/help")
        await telegram.settled()
        found = (len(person.sees), await twice(telegram) - before)
        if found != expected:
            wrong.append((fault, found))
    assert not wrong


async def test_answers_that_are_always_lost_come_twice_at_most(
    telegram: OnTelegram, anna: User
) -> None:
    telegram.emulator.faults.plan("lost after", "sendMessage", times=10)
    anna.say("/help")
    await telegram.settled()
    assert len(anna.sees) == 2


async def test_an_edit_whose_answer_is_lost_is_simply_repeated(
    telegram: OnTelegram, anna: User
) -> None:
    anna.say("/help")
    await telegram.settled()
    telegram.emulator.faults.plan("lost after", "editMessageText", times=3)
    anna.press("human")
    await telegram.settled()
    assert "Talk to a person" in anna.last.text
    assert len(anna.sees) == 1
    assert await twice(telegram) == 0


@pytest.mark.xdist_group("serial")
async def test_a_halt_holds_for_everybody_and_burns_nothing(
    telegram: OnTelegram, anna: User
) -> None:
    other = telegram.emulator.world.person(1002, "en")
    telegram.emulator.faults.plan("429", "sendMessage", after=1)
    anna.say("/help")
    await until(lambda: not telegram.emulator.faults.planned[0].times)
    halted = asyncio.get_running_loop().time()
    other.say("/help")
    await telegram.settled()
    first = min(entry.at for entry in telegram.emulator.state.log if entry.method == "sendMessage")
    assert first - halted > 0.9
    assert (len(anna.sees), len(other.sees), await twice(telegram)) == (1, 1, 0)


@pytest.mark.every_database
async def test_who_blocked_us_is_left_alone_until_they_speak(
    telegram: OnTelegram, anna: User
) -> None:
    anna.say("/start")
    await telegram.settled()
    anna.press_label("English")
    await telegram.settled()
    anna.chat.gone = "bot was blocked by the user"
    anna.say("/help")
    await telegram.settled()
    assert await suspended(telegram, anna)
    anna.chat.gone = ""
    anna.say("/help")
    await telegram.settled()
    assert "How it works" in anna.last.text
    assert not await suspended(telegram, anna)


async def test_blocking_is_heard_before_we_write(telegram: OnTelegram, anna: User) -> None:
    anna.say("Sprachkurs")
    await telegram.settled()
    anna.block()
    await telegram.settled()
    assert await suspended(telegram, anna)
    anna.unblock()
    await telegram.settled()
    assert not await suspended(telegram, anna)


async def suspended(telegram: OnTelegram, user: User) -> bool:
    async with telegram.database.read() as store:
        person = await people.at(store, address_of(user.id))
    return person is not None and person.suspended


async def test_pressing_twice_changes_nothing_and_is_no_error(
    telegram: OnTelegram, anna: User
) -> None:
    anna.say("/help")
    await telegram.settled()
    anna.press("help")
    anna.press("help")
    await telegram.settled()
    assert len(telegram.emulator.state.toasts) == 2
    assert len(anna.sees) == 1


async def test_a_message_that_is_gone_is_answered_by_a_new_one(
    telegram: OnTelegram, anna: User
) -> None:
    anna.say("/help")
    await telegram.settled()
    message = anna.last
    del anna.chat.messages[message.id]
    anna.press("human", message)
    await telegram.settled()
    assert "Talk to a person" in anna.last.text


async def test_nothing_readable_is_left_of_what_was_said(telegram: OnTelegram, anna: User) -> None:
    anna.say("my secret question")
    await telegram.settled()
    async with telegram.database.read() as store:
        rows = (await store.execute(text("SELECT state, sealed FROM inbox"))).all()
    assert [tuple(row) for row in rows] == [("done", None)]


def test_long_texts_are_cut_between_paragraphs_and_keep_their_tags() -> None:
    paragraph = "<b>Überschrift</b>\n" + "Wort &amp; Wort 😀 " * 60
    text_ = Html("\n\n".join([paragraph] * 12))
    parts = split(text_)
    assert len(parts) > 2
    assert all(
        units(plain(Html(part))) <= 4096 and part.count("<b>") == part.count("</b>")
        for part in parts
    )
    assert "\n\n".join(parts) == text_


def test_a_single_endless_line_is_cut_too() -> None:
    parts = split(Html("<i>" + "😀" * 5000 + "</i>"))
    assert all(units(plain(Html(part))) <= 4096 for part in parts)
    assert "".join(plain(Html(part)) for part in parts) == "😀" * 5000


async def test_the_token_is_in_no_name_and_no_error(
    emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    quiet_logs("DEBUG")
    secret = "987654321:SECRET-secret_SECRET"
    bot = bot_of(secret, emulator.url)
    await bot.request.initialize()
    errors = []
    for faults in ((), ("cut",), ("500",), ("reset",)):
        for fault in faults:
            emulator.faults.plan(fault, "getMe")
        with pytest.raises(TelegramError) as caught:
            await bot.ask("getMe")
        errors.append(repr(caught.value) + str(caught.value) + repr(caught.getrepr(style="long")))
    await bot.request.shutdown()
    with pytest.raises(NotSent) as gone:
        await bot.ask("getMe")
    said = "\n".join([*errors, repr(gone.value), repr(bot), str(bot), caplog.text])
    assert "SECRET" not in said.replace(f'secret = "{secret}"', "")
