"""The emulator of Telegram is as strict as the real one, with the same error texts.

Otherwise the other tests prove little.
"""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from handlers.telegram.emulator.faults import KINDS
from handlers.telegram.emulator.markup import parsed
from handlers.telegram.emulator.server import Emulator, emulated
from tests.harness import bot_api

OK = {"text": "x", "callback_data": "y"}


@pytest.fixture
async def strict() -> AsyncIterator[Emulator]:
    """Without the model: what it refuses must be refused here by value."""
    async with emulated() as running:
        running.world.person(1001)
        yield running


async def ask(emulator: Emulator, method: str, token: str = "", **asked: Any) -> dict[str, Any]:
    url = f"{emulator.url}/bot{token or emulator.state.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=asked) as answer:
        return {"status": answer.status, **await answer.json()}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            'Can\'t find end tag corresponding to start tag "b"',
        ),
        ({"text": "x</b>", "parse_mode": "HTML"}, "Unexpected end tag at byte offset 1"),
        (
            {"text": "<b><i>x</b></i>", "parse_mode": "HTML"},
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ({"text": "<p>x</p>", "parse_mode": "HTML"}, 'Unsupported start tag "p" at byte offset 0'),
        ({"text": "1 < 2", "parse_mode": "HTML"}, "at byte offset 2"),
        ({"text": "x", "chat_id": 999}, "chat not found"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            "Text buttons are unallowed in the inline keyboard",
        ),
        (
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]},
            },
            "non-empty String",
        ),
        (
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[OK | {"callback_data": "ä" * 33}]]},
            },
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "tel:+49"}]]}},
            "Unsupported URL protocol",
        ),
        (
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "http://localhost/x"}]]},
            },
            "Wrong HTTP URL",
        ),
        (
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "copy_text": {"text": ""}}]]},
            },
            "BUTTON_COPY_TEXT_INVALID",
        ),
        ({"text": "x", "reply_markup": {"keyboard": []}}, "reply keyboard is empty"),
        ({"text": "x", "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
    ],
)
async def test_what_is_refused(strict: Emulator, asked: dict[str, Any], words: str) -> None:
    answer = await ask(strict, "sendMessage", **({"chat_id": 1001} | asked))
    assert (answer["status"], answer["ok"], answer["error_code"]) == (400, False, 400)
    assert words in answer["description"]
    assert strict.state.log == []


async def test_what_is_accepted_is_logged(strict: Emulator) -> None:
    answer = await ask(
        strict,
        "sendMessage",
        chat_id=1001,
        text="<b>x</b> &lt; y",
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[OK]]},
    )
    assert answer["result"]["text"] == "x < y"
    assert [entry.method for entry in strict.state.log] == ["sendMessage"]
    assert strict.world.people[1001].last.buttons == [OK]


async def test_unknown_methods_tokens_and_edits(strict: Emulator) -> None:
    assert (await ask(strict, "sendMesage"))["status"] == 404
    assert (await ask(strict, "getMe", token="1:wrong"))["status"] == 401
    number = (await ask(strict, "sendMessage", chat_id=1001, text="x"))["result"]["message_id"]
    assert (
        "message is not modified"
        in (await ask(strict, "editMessageText", chat_id=1001, message_id=number, text="x"))[
            "description"
        ]
    )
    assert (
        "message to edit not found"
        in (await ask(strict, "editMessageText", chat_id=1001, message_id=999, text="x"))[
            "description"
        ]
    )
    assert (await ask(strict, "editMessageText", chat_id=1001, message_id=number, text="y"))["ok"]
    assert (
        "query is too old"
        in (await ask(strict, "answerCallbackQuery", callback_query_id="1"))["description"]
    )


@pytest.mark.parametrize("code", ["kmr", "prs", "pt-br", "de-simple"])
async def test_languages_have_two_letters(strict: Emulator, code: str) -> None:
    commands = [{"command": "x", "description": "y"}]
    assert (await ask(strict, "setMyCommands", commands=commands, language_code=code))[
        "description"
    ] == "Bad Request: LANGUAGE_CODE_INVALID"
    assert (await ask(strict, "setMyDescription", description="x", language_code=code))[
        "status"
    ] == 400


async def test_who_blocked_was_moved_or_threw_us_out(strict: Emulator) -> None:
    anna, group = strict.world.person(1001), strict.world.group(-5)
    anna.block()
    assert (await ask(strict, "sendMessage", chat_id=1001, text="x"))[
        "description"
    ] == "Forbidden: bot was blocked by the user"
    group.become_supergroup(-1005, anna)
    answer = await ask(strict, "sendMessage", chat_id=-5, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": -1005}
    group.throw_out(anna)
    assert (await ask(strict, "sendMessage", chat_id=-1005, text="x"))["status"] == 403


@pytest.mark.parametrize("kind", KINDS)
async def test_every_fault_happens_once(strict: Emulator, kind: str) -> None:
    strict.faults.plan(kind, "sendMessage", after=0)
    url = f"{strict.url}/bot{strict.state.token}/sendMessage"
    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(url, json={"chat_id": 1001, "text": "x"}) as answer:
                status = answer.status
                await answer.read()
        except aiohttp.ClientError:
            status = 0
    assert status == {"429": 429, "500": 500, "slow": 200}.get(kind, 0)
    assert len(strict.state.log) == (kind in ("slow", "lost after", "cut"))
    assert (await ask(strict, "sendMessage", chat_id=1001, text="x"))["ok"]


async def test_updates_are_confirmed_by_the_offset_alone(strict: Emulator) -> None:
    anna = strict.world.person(1001)
    first, second = anna.say("a"), anna.say("b")
    for _ in range(2):
        assert [update["update_id"] for update in (await ask(strict, "getUpdates"))["result"]] == [
            first,
            second,
        ]
    assert [
        update["update_id"] for update in (await ask(strict, "getUpdates", offset=second))["result"]
    ] == [second]
    await ask(strict, "setWebhook", url="https://x.example")
    assert (await ask(strict, "getUpdates"))["description"].startswith(
        "Conflict: can't use getUpdates method while webhook is active"
    )


def test_the_independent_model_finds_what_is_misspelt() -> None:
    bot_api.validate(
        "sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[OK]]}}
    )
    for wrong in (
        {"txt": "x"},
        {"text": "x", "reply_markup": {"inline_keyboard": [[OK | {"calback": "x"}]]}},
        {"text": ["x"]},
    ):
        with pytest.raises(ValueError, match=r"unknown|validation"):
            bot_api.validate("sendMessage", {"chat_id": 1, **wrong})
    with pytest.raises(ValueError, match="no such method"):
        bot_api.validate("sendMesage", {})


def test_entities_are_counted_in_utf_16() -> None:
    text, entities = parsed('😀<b>x</b> <a href="https://x.example/?a=1&amp;b=2">y</a>')
    assert text == "😀x y"
    assert [(one.type, one.offset, one.length, one.url) for one in entities] == [
        ("b", 2, 1, ""),
        ("text_link", 4, 1, "https://x.example/?a=1&b=2"),
    ]
