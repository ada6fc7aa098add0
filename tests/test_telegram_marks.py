"""Commands, mentions and links are what Telegram marked, in UTF-16 units (kinds K5 and K6)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from telegram.error import TimedOut

from bot.domain.people import Address
from handlers.dialogue.turn import NO_HINTS
from handlers.telegram.emulator.marks import marked
from handlers.telegram.emulator.people import Group, User, read
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.inbound import own_name
from handlers.telegram.inbound.chat_events import ChatEvent, EventKind
from handlers.telegram.inbound.group_messages import ANONYMOUS_ADMIN
from handlers.telegram.inbound.marked_text import Me
from handlers.telegram.inbound.updates import project
from handlers.workflows.services import Services
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.people import people, questions
from storage.people.questions import Question
from tests.harness.databases import KEY, NOW
from tests.harness.telegram import OnTelegram, on_telegram, until

Json = dict[str, Any]
ME = Me(123456789, "lotse_bar_bot")
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "G"}
USER = {"id": 1001, "is_bot": False, "first_name": "U", "language_code": "de"}
PHOTO = [{"file_id": "AAA", "file_unique_id": "x", "width": 90, "height": 90, "file_size": 1000}]
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
ADMIN = {"id": ANONYMOUS_ADMIN, "is_bot": True, "first_name": "Group"}
CHANNEL = {"id": -1009, "type": "channel", "title": "News"}
FIRST_LINE = {"from": USER, "forum_topic_created": {"name": "x", "icon_color": 1}}


def said(text: str, *marks: tuple[Any, ...], **more: Any) -> Json:
    """A message of a private chat: ``marks`` are kind, offset, length and more fields."""
    chat = {"id": 1001, "type": "private", "first_name": "U"}
    about = {"message_id": 2, "date": 1, "chat": chat, "from": USER, "text": text}
    return about | ({"entities": entities(*marks)} if marks else {}) | more


def heard(text: str, *marks: tuple[Any, ...], **more: Any) -> Json:
    """A message of a group."""
    return said(text, *marks, **({"chat": GROUP} | more))


def pictured(caption: str, *marks: tuple[Any, ...], **more: Any) -> Json:
    """A message with a picture and a caption."""
    raw = said("", **({"photo": PHOTO, "caption": caption} | more))
    return {key: value for key, value in raw.items() if key != "text"} | (
        {"caption_entities": entities(*marks)} if marks else {}
    )


def entities(*marks: tuple[Any, ...]) -> list[Json]:
    return [
        {"type": kind, "offset": offset, "length": length} | (more[0] if more else {})
        for kind, offset, length, *more in marks
    ]


def text_of(raw: Json) -> str | None:
    """What is answered of a message, None if nothing is; "text:" before what is no command."""
    event = project({"update_id": 1, "message": raw}, ME)
    if event is None:
        return None
    assert event.kind in (EventKind.TEXT, EventKind.FILE)
    return f"text:{event.text}" if event.plain else event.text


COMMAND, MENTION, OTHER = "bot_command", "mention", {"id": 5, "is_bot": True, "first_name": "O"}
COMMANDS = (
    (heard("/offers@lotse_bar_bot\nFahrrad", (COMMAND, 0, 21)), "/offers Fahrrad"),
    (said("/search\nFahrrad", (COMMAND, 0, 7)), "/search Fahrrad"),
    (said("/search\u00a0Fahrrad", (COMMAND, 0, 7)), "/search Fahrrad"),
    (said("/search\tFahrrad 🚲", (COMMAND, 0, 7)), "/search Fahrrad 🚲"),
    (said("/search, Fahrrad", (COMMAND, 0, 7)), "/search , Fahrrad"),
    (said("\u200f/search كورس", (COMMAND, 1, 7)), "/search كورس"),
    (heard("/OFFERS@Lotse_Bar_Bot", (COMMAND, 0, 21)), "/OFFERS"),
    (heard("@lotse_bar_bot /offers", (MENTION, 0, 14), (COMMAND, 15, 7)), "/offers"),
    (heard("/offers@lotse_bar_bot2", (COMMAND, 0, 22)), None),
    (heard("/offers@lotse_bar", (COMMAND, 0, 17)), None),
    (heard("bitte /offers@lotse_bar_bot", (COMMAND, 6, 21)), None),
    (said("/offers", ("code", 0, 7)), "text:/offers"),
    (said("/offers/2026", ("bold", 0, 7)), "/offers/2026"),
    (heard("/offers", ("code", 0, 7)), None),
    (said("/суп"), "/суп"),
    (said("/ 5 Euro"), "/ 5 Euro"),
    (said("🚲 /offers", (COMMAND, 3, 7)), "🚲 /offers"),
    (said("/start o17", (COMMAND, 0, 6)), "/start o17"),
)
NAME = "@lotse_bar_bot"
MENTIONS = (
    (heard("@lotse_bar_bot2 wie spät ist es", (MENTION, 0, 15)), None),
    (heard("@xlotse_bar_bot hallo", (MENTION, 0, 15)), None),
    (heard("mail@lotse_bar_bot.example", ("email", 0, 26)), None),
    (heard("https://x.example/@lotse_bar_bot", ("url", 0, 32)), None),
    (heard(f"`{NAME}` heißt er", ("code", 1, 14)), None),
    (heard(f"{NAME} Fahrrad", (MENTION, 0, 14)), "Fahrrad"),
    (heard(f"🚲👨‍👩‍👧 {NAME}: Fahrrad", (MENTION, 11, 14)), "🚲👨‍👩‍👧  : Fahrrad"),
    (heard("Fahrrad @LOTSE_BAR_BOT?", (MENTION, 8, 14)), "Fahrrad  ?"),
    (heard(f"@anna {NAME} Fahrrad", (MENTION, 0, 5), (MENTION, 6, 14)), "@anna   Fahrrad"),
    (heard("Lotse, ein Rad?", ("text_mention", 0, 5, {"user": {"id": ME.id}})), ", ein Rad?"),
    (heard("Otto, ein Rad?", ("text_mention", 0, 4, {"user": OTHER})), None),
    (heard(NAME, (MENTION, 0, 14)), "/help"),
    (heard("ohne Namen"), None),
    (heard(f"{NAME} Fahrrad", ("bold", 0, 5)), None),
)
URL = {"url": "https://amt.example/a"}
LINKS = (
    (said("Anmeldung hier", ("text_link", 10, 4, URL)), "Anmeldung hier (https://amt.example/a)"),
    (said("🚲 hier und da", ("text_link", 3, 4, URL)), "🚲 hier (https://amt.example/a) und da"),
    (said("amt.example/a", ("url", 0, 13)), "amt.example/a"),
    (said("https://amt.example/a", ("text_link", 0, 21, URL)), "https://amt.example/a"),
    (said("Anna", ("text_link", 0, 4, {"url": "tg://user?id=5"})), "Anna"),
    (said("/search hier", (COMMAND, 0, 7), ("text_link", 8, 4, URL)),
     "/search hier (https://amt.example/a)"),
)  # fmt: skip
CAPTIONS = (
    (pictured("Fahrradwerkstatt"), "Fahrradwerkstatt"),
    (pictured("/search\nFahrrad", (COMMAND, 0, 7)), "/search Fahrrad"),
    (pictured(f"{NAME} was ist das", (MENTION, 0, 14), chat=GROUP), "was ist das"),
    (pictured("schönes Bild", chat=GROUP), None),
    (pictured("hier", ("text_link", 0, 4, URL)), "hier (https://amt.example/a)"),
)
FAHRRAD = {"reply_to_message": {"from": {"id": ME.id}, "message_id": 1, "date": 1}}
CONTEXT = (
    (heard("Fahrrad", **FAHRRAD), "Fahrrad"),
    (heard("Fahrrad", reply_to_message={"from": OTHER}), None),
    (heard("Fahrrad", reply_to_message=FIRST_LINE | {"from": {"id": ME.id}}), None),
    (heard("/offers", (COMMAND, 0, 7), **{"from": CHANNEL_BOT}, sender_chat=CHANNEL), "/offers"),
    (heard("/offers", (COMMAND, 0, 7), **{"from": ADMIN}, sender_chat=GROUP), "/offers"),
    (heard("/offers", (COMMAND, 0, 7), sender_chat=CHANNEL, is_automatic_forward=True), None),
    (heard(f"{NAME} neu", (MENTION, 0, 14), sender_chat=CHANNEL, is_automatic_forward=True), None),
    (heard("/offers", (COMMAND, 0, 7), **{"from": {"id": 777000, "is_bot": False}}), None),
    (heard("/offers", (COMMAND, 0, 7), **{"from": OTHER}), None),
    (heard("/offers", (COMMAND, 0, 7), chat=CHANNEL), None),
    (heard("/offers", (COMMAND, 0, 7), chat=GROUP | {"is_direct_messages": True}), None),
    (said("Fahrrad", **{"from": USER | {"is_bot": True}}), None),
)


@pytest.mark.parametrize("cases", [COMMANDS, MENTIONS, LINKS, CAPTIONS, CONTEXT])
def test_what_is_answered_is_what_telegram_marked(
    cases: tuple[tuple[Json, str | None], ...],
) -> None:
    wrong = [(raw, text_of(raw)) for raw, expected in cases if text_of(raw) != expected]
    assert not wrong


def test_marks_of_another_form_are_bad_updates_or_read_as_far_as_they_go() -> None:
    assert text_of(said("/search Rad", (COMMAND, 0, 999))) == "/search Rad"
    assert text_of(said("🚲 Rad", ("text_link", 1, 1, URL))) is not None
    assert text_of(said("Rad", entities=None)) == "Rad"


def test_who_writes_as_a_chat_is_nobody_in_particular() -> None:
    """So everybody may press the buttons of what answers them."""
    question = heard("/offers", (COMMAND, 0, 7), **{"from": ADMIN}, sender_chat=GROUP)
    assert _event(question).by == 0
    for asked, asker in (
        (question, 0),
        (question | {"from": CHANNEL_BOT, "sender_chat": CHANNEL}, 0),
        (heard("/offers"), USER["id"]),
        (FIRST_LINE, 0),
    ):
        shown = heard("x", reply_to_message=asked) | {"from": {"id": ME.id}}
        press = {"id": "7", "from": USER, "message": shown, "data": "home:0"}
        event = project({"update_id": 1, "callback_query": press}, ME)
        assert event
        assert event.asker == asker


def _event(raw: Json) -> ChatEvent:
    event = project({"update_id": 1, "message": raw}, ME)
    assert event
    return event


@pytest.fixture
def anna(telegram: OnTelegram) -> User:
    return telegram.emulator.world.person(1001, "de")


@pytest.fixture
def circle(telegram: OnTelegram) -> Group:
    return telegram.emulator.world.group(GROUP["id"])


async def started(telegram: OnTelegram, anna: User) -> None:
    """Anna has a place, so that what she types is a search."""
    for press in ("language.set:de", "district.set:1"):
        anna.say("/start")
        await telegram.settled()
        anna.press(press)
        await telegram.settled()


async def bring(telegram: OnTelegram, kind: str = "message", **content: Any) -> None:
    telegram.emulator.state.update(kind, content)
    await telegram.settled()


async def test_k5_a_line_break_ends_a_command(
    telegram: OnTelegram, anna: User, circle: Group
) -> None:
    name = telegram.emulator.state.me["username"]
    anna.say(f"/search@{name}\nFahrrad", circle)
    await telegram.settled()
    assert "Suche: Fahrrad" in read(circle.last.text)
    await started(telegram, anna)
    anna.say("/search\u00a0Fahrrad")
    await telegram.settled()
    assert "Suche: Fahrrad" in read(anna.last.text)


async def test_k5_another_bot_is_not_us(telegram: OnTelegram, anna: User, circle: Group) -> None:
    name = telegram.emulator.state.me["username"]
    anna.say(f"@{name}2 wie spät ist es", circle)
    anna.say(f"/offers@{name}2", circle)
    await telegram.settled()
    assert circle.sees == []


async def test_k5_a_caption_is_a_question_and_the_picture_is_told(
    telegram: OnTelegram, anna: User
) -> None:
    await started(telegram, anna)
    for content in ({"photo": PHOTO}, {"video": {"file_id": "x"}}, {"animation": {"file_id": "x"}}):
        anna.send(caption="Fahrradwerkstatt", **content)
        await telegram.settled()
        assert "Suche: Fahrradwerkstatt" in read(anna.last.text)
        assert "Bilder" in anna.last.text
    anna.send(voice={"file_id": "x"}, caption="Fahrradwerkstatt")
    await telegram.settled()
    assert "Sprachnachrichten" in anna.last.text


async def test_k5_a_caption_of_somebody_new_is_a_question(telegram: OnTelegram, anna: User) -> None:
    anna.send(caption="Fahrradwerkstatt", photo=PHOTO)
    await telegram.settled()
    assert "Fahrradwerkstatt" in read(anna.last.text)
    anna.send(photo=PHOTO)
    await telegram.settled()
    assert "Fahrradwerkstatt" not in anna.last.text


async def test_k5_an_album_is_one_message(telegram: OnTelegram, anna: User) -> None:
    """Its pictures arrive alone, and only one of them has the caption."""
    await started(telegram, anna)
    wrong = []
    for number, captions in enumerate((("Fahrrad", "", ""), ("", "", "Fahrrad"), ("", "", ""))):
        before = len(anna.sees)
        for caption in captions:
            more = {"caption": caption} if caption else {}
            anna.send(photo=PHOTO, media_group_id=f"7{number}", **more)
        await telegram.settled()
        shown = [read(message.text) for message in anna.sees[before:]]
        found = sum("Suche: Fahrrad" in text for text in shown)
        if len(shown) != 1 + (captions[-1] != "") or found != any(captions):
            wrong.append((captions, shown))
    assert not wrong
    anna.send(photo=PHOTO, media_group_id="8")
    anna.send(photo=PHOTO, media_group_id="9")
    anna.send(photo=PHOTO)
    before = len(anna.sees)
    await telegram.settled()
    assert len(anna.sees) == before + 3


async def test_k5_a_further_file_of_an_album_is_taken_where_one_is_asked_for(
    telegram: OnTelegram, anna: User
) -> None:
    """The first one may have been too large; where no file is asked for, one answer is enough."""
    await started(telegram, anna)
    address = Address("telegram", str(anna.id))
    async with telegram.database.write() as store:
        person = await people.at(store, address)
        assert person
        assert not await telegram.awaits_file(store, address, NOW, NO_HINTS)
        asked = Question("message.file:1")
        await questions.remember(store, person.id, asked, NOW)
        assert await telegram.awaits_file(store, address, NOW, NO_HINTS)
        nobody = Address("telegram", "9")
        assert not await telegram.awaits_file(store, nobody, NOW, NO_HINTS)


@pytest.mark.every_database
async def test_k5_an_album_is_one_message_over_restarts_too(
    database: Database, services: Services, emulator: Emulator
) -> None:
    """Another process knows the first message as well, and so it does under a new secret key."""
    anna = emulator.world.person(1001, "de")
    old, new = services.seal, Seal("b" * 64, (KEY,))
    shown = []
    for seal in (old, old, new):
        told = replace(services, seal=seal)
        async with on_telegram(database, told, emulator) as running:
            before = len(anna.sees)
            anna.send(photo=PHOTO, media_group_id="7")
            await running.settled()
            shown.append(len(anna.sees) - before)
    assert shown == [1, 0, 0]


async def test_k5_a_corrected_caption_is_a_corrected_question(
    telegram: OnTelegram, anna: User
) -> None:
    await started(telegram, anna)
    await bring(telegram, **pictured("Farrad", message_id=900))
    await bring(telegram, "edited_message", **pictured("Fahrrad", message_id=900))
    assert "Suche: Fahrrad" in read(anna.last.text)
    seen = len(anna.sees)
    await bring(telegram, "edited_message", **pictured("Wohnung", message_id=899))
    assert len(anna.sees) == seen


async def test_k5_a_topic_of_a_private_chat_is_answered_there(
    telegram: OnTelegram, anna: User
) -> None:
    anna.say("/start l-de_d-waldshut", thread=77)
    await telegram.settled()
    anna.say("Fahrradwerkstatt", thread=77)
    await telegram.settled()
    anna.press("place.ask")
    await telegram.settled()
    place = {"latitude": 47.6, "longitude": 8.2}
    anna.send(location=place, message_thread_id=77, is_topic_message=True)
    await telegram.settled()
    assert len(anna.sees) >= 4
    assert {message.thread for message in anna.sees} == {77}
    anna.say("ohne Thema")
    await telegram.settled()
    assert anna.last.thread == 0


async def test_k5_a_topic_that_was_deleted_is_answered_in_the_chat(
    telegram: OnTelegram, anna: User
) -> None:
    anna.say("/help", thread=77)
    anna.chat.deleted_topics.add(77)
    await telegram.settled()
    assert len(anna.sees) == 1
    assert anna.last.thread == 0


async def test_k6_an_old_message_that_is_corrected_answers_nothing(
    telegram: OnTelegram, anna: User
) -> None:
    await started(telegram, anna)
    seen = [message.text for message in anna.sees]
    await bring(
        telegram, "edited_message", **said("alt@verein.example", message_id=770), edit_date=2
    )
    assert [message.text for message in anna.sees] == seen


async def test_k6_service_messages_are_no_questions(telegram: OnTelegram, anna: User) -> None:
    refund = {"currency": "XTR", "total_amount": 1, "invoice_payload": "x"}
    for content in (
        {"refunded_payment": refund | {"telegram_payment_charge_id": "a"}},
        {"successful_payment": refund},
        {"gift": {"gift": {"id": "x"}}},
        {"checklist_tasks_done": {"marked_as_done_task_ids": [1]}},
        {"forum_topic_created": {"name": "x", "icon_color": 1}},
    ):
        anna.send(**content)
    await telegram.settled()
    assert anna.sees == []


async def test_k6_somebody_who_writes_as_a_channel_is_answered_and_all_may_press(
    telegram: OnTelegram, anna: User, circle: Group
) -> None:
    state = telegram.emulator.state
    for sender, chat in ((CHANNEL_BOT, CHANNEL), (ADMIN, GROUP)):
        marks = marked("/offers")
        written = state.message(circle.chat, sender, "/offers", sender_chat=chat, entities=marks)
        await bring(telegram, **state.json(written))
        before = circle.last.text
        assert "Angebote" in before
        anna.press_label("1.", circle.last)
        await telegram.settled()
        assert circle.last.text != before
    count = len(circle.sees)
    written = state.message(circle.chat, CHANNEL_BOT, "/offers", sender_chat=CHANNEL)
    await bring(telegram, **state.json(written), is_automatic_forward=True)
    assert len(circle.sees) == count


async def test_k5_our_name_is_asked_for_when_a_command_has_another(
    telegram: OnTelegram, circle: Group, anna: User
) -> None:
    state, services = telegram.emulator.state, telegram.services
    old = state.me["username"]
    anna.say("/offers@another_bot", circle)
    await telegram.settled()
    state.me["username"] = "lotse_new_bot"
    anna.say("/offers@another_bot", circle)
    await telegram.settled()
    assert circle.sees == []
    assert telegram.telegram.inbox.me.name == old, "the other bot was asked for already"
    anna.say("/offers@lotse_new_bot", circle)
    await telegram.settled()
    assert "Angebote" in circle.last.text
    assert services.identity.bot_name == "lotse_new_bot"
    anna.say(f"/offers@{old}", circle)
    await telegram.settled()
    assert len(circle.sees) == 1


async def test_k5_our_name_is_asked_for_by_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["lotse_a_bot", "lotse_b_bot", TimedOut(), "lotse_c_bot"]
    learned: list[str] = []

    async def ask() -> Json:
        answer = answers.pop(0) if answers else "lotse_c_bot"
        if isinstance(answer, TimedOut):
            raise answer
        return {"username": answer}

    monkeypatch.setattr(own_name, "EVERY", 0.001)
    name = own_name.OwnName(ME.id, ask, lambda me: learned.append(me.name))
    running = asyncio.create_task(name.run())
    await until(lambda: len(learned) == 3)
    running.cancel()
    assert learned == ["lotse_a_bot", "lotse_b_bot", "lotse_c_bot"]


async def test_k5_other_names_let_us_ask_a_few_times_an_hour_only() -> None:
    asked: list[int] = []

    async def ask() -> Json:
        asked.append(1)
        return {"username": "lotse_bar_bot"}

    name = own_name.OwnName(ME.id, ask, lambda _: None)
    for number in range(2 * own_name.MOST_ASKED):
        command = f"/offers@other{number}_bot"
        update = {"message": heard(command, (COMMAND, 0, len(command)))}
        await name.check([update, {"message": []}, None, update])
    assert len(asked) == own_name.MOST_ASKED
