"""Whatever the Bot API has: every field of a message and every kind of update.

Each is answered, refused in words, or ignored as intended, and nothing by accident. The samples are
made by ``tests/harness/bot_api_samples.py``.
"""

import json
from typing import Any

import pytest

from handlers.telegram.emulator.people import read
from handlers.telegram.inbound.chat_events import ChatEvent, EventKind
from handlers.telegram.inbound.contents import CONTENTS
from handlers.telegram.inbound.marked_text import Me
from handlers.telegram.inbound.updates import WANTED, project
from storage.messaging import update_inbox
from tests.harness.bot_api_samples import CONTEXT, SAMPLES, SOMEBODY
from tests.harness.telegram import OnTelegram

Json = dict[str, Any]
API = json.loads(SAMPLES.read_text("utf-8"))
FIELDS, KINDS = API["message"] | {"migrate_to_chat_id": -100501}, API["updates"]
GROUP = -100500
ME = Me(123456789, "lotse_test_bot")
PICTURES, TEXT_ONLY = "Lotse cannot open pictures or files.", "Lotse can only read text."
REFUSED = {
    **dict.fromkeys(("animation", "live_photo", "paid_media", "story"), PICTURES),
    **dict.fromkeys(("sticker", "video", "video_note", "photo", "document"), PICTURES),
    **dict.fromkeys(("audio", "voice"), "Lotse cannot play voice messages."),
    "contact": "We do not need a phone number here.",
    **dict.fromkeys(("checklist", "dice", "game", "poll"), TEXT_ONLY),
}
"""What somebody sends whom we cannot answer, and what they are told."""
ELSEWHERE = "We are not in your district yet."
ANSWERED = {"rich_message": "Then we will look for: x", "location": ELSEWHERE, "venue": ELSEWHERE}
"""Beside ``text``. Every other field, also of a later version, is ignored."""
NEW = {"refunded_payment_of_2027": {"currency": "XTR"}, "hologram": [{"file_id": "x"}]}
"""What no version of the Bot API has so far."""
UNHEARD = {"is_automatic_forward", "migrate_to_chat_id"}
"""What makes even a command in a group none: a linked channel posted it, or the chat moved."""
TALK, ASKED = (
    {"text": "Hat jemand Zeit?"},
    {
        "text": "/offers",
        "entities": [{"type": "bot_command", "offset": 0, "length": 7}],
    },
)


def message(person: int = SOMEBODY, chat: int = 0, **content: Any) -> Json:
    """A message of a person, in their private chat or in a group."""
    kind = {"type": "supergroup", "title": "x"} if chat else {"type": "private"}
    sender = {"id": person, "is_bot": False, "first_name": "x", "language_code": "en"}
    about = {"message_id": 1, "date": 1, "chat": {"id": chat or person, **kind}, "from": sender}
    return about | {key: _of(value, person) for key, value in content.items()}


def _of(sample: Any, person: int) -> Any:
    """The sample of somebody else: chats must not disturb each other."""
    return json.loads(json.dumps(sample).replace(str(SOMEBODY), str(person)))


def test_the_table_names_fields_that_there_are() -> None:
    assert set(CONTENTS) <= set(FIELDS) | CONTEXT
    assert set(WANTED) <= set(KINDS)
    assert set(REFUSED) | set(ANSWERED) <= set(FIELDS)


@pytest.mark.every_database
async def test_every_field_is_answered_refused_or_ignored_as_intended(telegram: OnTelegram) -> None:
    wrong, world = [], telegram.emulator.world
    for number, (field, sample) in enumerate({**FIELDS, **NEW}.items()):
        person = world.person(SOMEBODY + number, "en")
        update = {"update_id": number, "message": message(person.id, **{field: sample})}
        await telegram.telegram.inbox.receive([update])
        await telegram.settled()
        expected = REFUSED.get(field) or ANSWERED.get(field)
        shown = [read(seen.text) for seen in person.sees]
        if bool(shown) != bool(expected) or (expected or "") not in "".join(shown):
            wrong.append((field, expected, shown))
    assert not wrong
    assert await _put_aside(telegram) == 0


@pytest.mark.every_database
async def test_every_kind_of_update_is_answered_or_ignored_as_intended(
    telegram: OnTelegram,
) -> None:
    """A press without its message is refused, a query gets offers; the rest is not for us."""
    person, state = telegram.emulator.world.person(SOMEBODY, "en"), telegram.emulator.state
    answers = {}
    for number, (kind, sample) in enumerate(KINDS.items()):
        before = len(state.log)
        update = sample | {"from": person.json} | ({"id": state.query()} if "id" in sample else {})
        update |= message(text="Fahrrad") if "message_id" in sample else {}
        await telegram.telegram.inbox.receive([{"update_id": number, kind: update}])
        await telegram.settled()
        if methods := [entry.method for entry in state.log[before:]]:
            answers[kind] = methods
    assert answers == {
        "message": ["sendMessage"],
        "edited_message": ["sendMessage"],
        "callback_query": ["answerCallbackQuery"],
        "inline_query": ["answerInlineQuery"],
    }
    assert len(person.sees) == 2
    assert await _put_aside(telegram) == 0


def test_a_text_is_read_whatever_stands_beside_it() -> None:
    wrong = []
    for field, sample in {**FIELDS, **NEW}.items():
        if field == "entities":
            continue  # they say something about the text
        event = _read(message(**({field: sample} | {"text": "Fahrrad"})))
        if event is None or (event.kind, event.text) != (EventKind.TEXT, "Fahrrad"):
            wrong.append((field, event))
    assert not wrong


def test_an_offer_of_ours_that_somebody_shares_is_no_question() -> None:
    shared = message(text="Sprachkurs", via_bot={"id": ME.id, "is_bot": True})
    assert _read(shared) is None
    assert _read(shared | {"via_bot": {"id": 5, "is_bot": True}})


def test_in_a_group_only_what_is_for_us_is_read_whatever_stands_beside_it() -> None:
    wrong = []
    for field, sample in {**FIELDS, **NEW}.items():
        for content in ({}, TALK):
            event = _read(message(chat=GROUP, **({field: sample} | content)))
            if event and event.kind is not EventKind.MOVED:
                wrong.append((field, content, event))
        event = _read(message(chat=GROUP, **({field: sample} | ASKED)))
        if (event is not None and event.text == "/offers") == (field in UNHEARD):
            wrong.append((field, "asked", event))
    assert not wrong


def test_a_press_in_the_messages_of_a_channel_is_no_press_in_a_group() -> None:
    chat = {"id": GROUP, "type": "supergroup", "is_direct_messages": True}
    press = {"id": "1", "data": "offers", "from": message()["from"],
             "message": {"message_id": 1, "date": 1, "chat": chat}}  # fmt: skip
    event = project({"update_id": 1, "callback_query": press}, ME)
    assert event
    assert (event.group, event.message) == (False, 0), "it is refused as one without its message"


def _read(raw: Json) -> ChatEvent | None:
    return project({"update_id": 1, "message": raw}, ME)


async def _put_aside(telegram: OnTelegram) -> int:
    async with telegram.database.read() as store:
        return (await update_inbox.counted(store))["bad"]
