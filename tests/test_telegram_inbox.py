"""An acknowledged update is stored; a stored update is handled once and in order.

No update blocks the rest.
"""

import asyncio
import io
import logging
import time
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import orjson
import pytest
from sqlalchemy import text
from telegram.error import Conflict

from handlers.dialogue import people as people_handlers
from handlers.telegram.emulator.people import User
from handlers.telegram.emulator.server import SECRET, Emulator
from handlers.telegram.inbound import chat_scheduler, polling, webhook
from handlers.workflows.services import Services
from storage.engine.database import Database, Unavailable
from storage.messaging import update_inbox
from tests.harness.chaos import chaos
from tests.harness.databases import Templates, open_database
from tests.harness.patience import scaled
from tests.harness.server import free_port
from tests.harness.telegram import OnTelegram, on_telegram, until


@pytest.fixture
async def hooked(database: Database, services: Services, emulator: Emulator):
    """Telegram brings the updates."""
    async with on_telegram(database, services, emulator, mode="webhook") as running:
        yield running


async def states(telegram: OnTelegram) -> dict[str, int]:
    async with telegram.database.read() as store:
        return {
            state: number for state, number in (await update_inbox.counted(store)).items() if number
        }


async def bring(telegram: OnTelegram, body: bytes, secret: str | None = None) -> int:
    hook = telegram.emulator.state.webhook
    data = io.BytesIO(body)
    async with (
        aiohttp.ClientSession() as session,
        session.post(hook["url"], data=data, headers={SECRET: secret or hook["secret"]}) as answer,
    ):
        return answer.status


@pytest.mark.every_database
async def test_a_conversation_by_webhook(hooked: OnTelegram) -> None:
    anna = hooked.emulator.world.person(1001, "uk")
    anna.say("/start")
    await hooked.settled()
    anna.press_label("Українська")
    await hooked.settled()
    anna.say("Вальдсхут")
    await hooked.settled()
    assert "Waldshut-Tiengen" in anna.last.text
    assert await states(hooked) == {"done": 3}


async def test_who_does_not_know_the_secret_is_not_even_read(hooked: OnTelegram) -> None:
    assert await bring(hooked, b"{" * 100, "wrong") == 403
    assert await bring(hooked, b"x" * (1024 * 1024 + 1)) == 413
    assert await states(hooked) == {}


async def test_a_secret_that_is_no_text_is_wrong_like_any_other(hooked: OnTelegram) -> None:
    port = int(hooked.emulator.state.webhook["url"].split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /telegram HTTP/1.1\r\nHost: x\r\n"
        + SECRET.encode()
        + b": \xff\xfe\r\nContent-Length: 0\r\n\r\n"
    )
    assert b" 403 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


UNREADABLE = (
    b"",
    b"null",
    b"[]",
    b"{",
    b'"\xff"',
    b'{"update_id": "1"}',
    b'{"update_id": -1, "message": {}}',
    b'{"update_id": 5, "message": []}',
    b'{"update_id": 6, "message": {"chat": {"id": 1e99, "type": "private"}}}',
    b'{"update_id": 7, "callback_query": {"id": 7}}',
    b'{"update_id": 8, "message": {"chat": {"id": 1, "type": "private"},'
    b' "from": {"id": 1}, "message_id": 1, "text": "\\ud83d"}}',
)
UNKNOWN: tuple[dict, ...] = (
    {},
    {"poll": {}},
    {"something_new": {"x": 1}},
    {"channel_post": {"chat": {"id": -1, "type": "channel"}}},
)


@pytest.mark.every_database
async def test_what_cannot_be_read_is_put_aside_and_acknowledged(hooked: OnTelegram) -> None:
    wrong = []
    for count, body in enumerate(UNREADABLE, 1):
        status, stored = await bring(hooked, body), await states(hooked)
        if (status, stored) != (200, {"bad": count}):
            wrong.append((body, status, stored))
    assert not wrong


async def test_unknown_kinds_are_acknowledged_and_not_kept(hooked: OnTelegram) -> None:
    statuses = [
        await bring(hooked, orjson.dumps({"update_id": number, **content}))
        for number, content in enumerate(UNKNOWN, 1)
    ]
    assert (statuses, await states(hooked)) == ([200] * len(UNKNOWN), {})


@pytest.mark.every_database
async def test_of_what_is_put_aside_only_the_form_is_kept(hooked: OnTelegram) -> None:
    await bring(
        hooked,
        b'{"update_id": 5, "message": {"text": "my secret", "from": {"first_name": "Name"}}}',
    )
    async with hooked.database.read() as store:
        sealed = (await store.execute(text("SELECT sealed FROM inbox"))).scalar_one()
    assert orjson.loads(bytes(sealed)) == {
        "update_id": "int",
        "message": {"text": "str", "from": {"first_name": "str"}},
    }


async def test_without_the_database_nothing_is_acknowledged(
    hooked: OnTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk at three in the morning: Telegram keeps the update until there is room."""

    @asynccontextmanager
    async def full():
        raise Unavailable("database or disk is full")
        yield

    anna, state = hooked.emulator.world.person(1001, "en"), hooked.emulator.state
    body = orjson.dumps(
        {"update_id": 7, "message": state.json(state.message(anna.chat, anna.json, "/help"))}
    )
    monkeypatch.setattr(hooked.database, "write", full)
    assert await bring(hooked, body) == 503
    monkeypatch.undo()
    assert await bring(hooked, body) == 200
    await hooked.settled()
    assert "How it works" in anna.last.text


@pytest.mark.every_database
async def test_twice_out_of_order_and_backwards(hooked: OnTelegram) -> None:
    """The same number again is not worked again; smaller numbers than before are."""
    anna = hooked.emulator.world.person(1001, "en")
    state = hooked.emulator.state
    for number in (900, 899, 900, 3, 899, 2**62):
        message = state.message(anna.chat, anna.json, f"question {number}")
        assert (
            await bring(hooked, orjson.dumps({"update_id": number, "message": state.json(message)}))
            == 200
        )
    await hooked.settled()
    assert await states(hooked) == {"done": 4}
    assert len(anna.sees) == 4


@pytest.mark.every_database
async def test_one_bad_in_a_hundred_holds_up_nobody(hooked: OnTelegram) -> None:
    state, people = (
        hooked.emulator.state,
        [hooked.emulator.world.person(3000 + n, "de") for n in range(20)],
    )
    for number in range(400):
        people[number % 20].say("/help")
        if number % 100 == 50:
            state.update("message", {"chat": {"id": "bad", "type": "private"}})
    await hooked.settled()
    assert await states(hooked) == {"done": 400, "bad": 4}
    assert sum(len(person.sees) for person in people) == 400


@pytest.mark.every_database
async def test_order_is_kept_in_a_chat_and_chats_do_not_wait(telegram: OnTelegram) -> None:
    people = [telegram.emulator.world.person(3000 + n, "en") for n in range(10)]
    for number in range(20):
        for person in people:
            person.say(f"/search number {number}")
    await telegram.settled()
    for person in people:
        assert [
            message.text.split("number ")[-1].split("\n")[0].strip("\u2069")
            for message in person.sees
        ] == [str(n) for n in range(20)]


async def test_two_processes_share_the_work_and_keep_the_order(
    templates: Templates, services: Services, emulator: Emulator
) -> None:
    """On PostgreSQL: one polls, both work; a chat is worked by one at a time."""
    url = templates.fresh("postgresql", samples=True)
    one, other = open_database(url), open_database(url)
    async with (
        on_telegram(one, services, emulator) as first,
        on_telegram(other, services, emulator) as second,
    ):
        people = [emulator.world.person(3000 + n, "en") for n in range(5)]
        for number in range(30):
            for person in people:
                person.say(f"/search number {number}")
        await until(lambda: not emulator.state.updates)
        await until(lambda: all(len(person.sees) >= 30 for person in people))
        await first.settled()
        await second.settled()
        for person in people:
            assert [
                message.text.split("number ")[-1].split("\n")[0].strip("\u2069")
                for message in person.sees
            ] == [str(n) for n in range(30)]
    await one.close()
    await other.close()


async def test_a_standby_takes_over_on_sqlite(
    templates: Templates, services: Services, emulator: Emulator
) -> None:
    url = templates.fresh("sqlite", samples=True)
    one, other = open_database(url), open_database(url)
    anna = emulator.world.person(1001, "en")
    async with on_telegram(other, services, emulator) as second:
        async with on_telegram(one, services, emulator):
            pass
        anna.say("/help")
        await second.settled()
    assert len(anna.sees) == 1
    await one.close()
    await other.close()


@pytest.mark.every_database
@pytest.mark.logs_errors
async def test_our_own_mistake_is_told_and_blocks_nobody(
    telegram: OnTelegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(people_handlers.screens, "unreadable", broken)
    anna = telegram.emulator.world.person(1001, "en")
    anna.send(voice={"file_id": "x", "duration": 1})
    anna.say("/help")
    await telegram.settled()
    assert "We cannot save anything right now" in anna.sees[0].text
    assert "How it works" in anna.sees[1].text
    assert sum("could not be processed" in record.message for record in caplog.records) == 3


async def test_a_flood_is_cut_off_and_others_are_served(
    telegram: OnTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_scheduler, "FLOOD", 30)
    loud, quiet = (
        telegram.emulator.world.person(1001, "en"),
        telegram.emulator.world.person(1002, "en"),
    )
    for number in range(400):
        loud.say(f"/search {number}")
    quiet.say("/help")
    await until(lambda: bool(quiet.sees))
    await telegram.settled()
    assert telegram.telegram.inbox.flooded > 100
    assert (await states(telegram))["done"] + telegram.telegram.inbox.flooded == 401


@pytest.mark.xdist_group("serial")
async def test_a_flooding_chat_is_acknowledged_late(
    hooked: OnTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram delivers one update of a chat at a time.

    The rest of a flood waits at Telegram and does no harm here.
    """
    monkeypatch.setattr(chat_scheduler, "FLOOD", 0)
    monkeypatch.setattr(webhook, "HOLD", 0.3)
    loud = hooked.emulator.world.person(1001, "en")
    began = time.monotonic()
    loud.say("/help")
    await hooked.settled()
    assert time.monotonic() - began >= 0.3
    assert hooked.telegram.inbox.flooded == 1


@pytest.mark.xdist_group("serial")
async def test_back_within_seconds_after_an_outage(
    telegram: OnTelegram, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "PAUSE", 0.1)
    caplog.set_level(logging.INFO)
    anna = telegram.emulator.world.person(1001, "en")
    telegram.emulator.faults.away = True
    await until(lambda: any("cannot be reached" in record.message for record in caplog.records))
    anna.say("/help")
    asked = telegram.emulator.requests
    await until(lambda: telegram.emulator.requests > asked + 4)  # the outage
    telegram.emulator.faults.away = False
    back = time.monotonic()
    await until(lambda: bool(anna.sees))
    assert time.monotonic() - back < scaled(5)
    assert sum("cannot be reached" in record.message for record in caplog.records) == 1


@pytest.mark.xdist_group("serial")
async def test_a_second_poller_is_told_in_one_line(
    telegram: OnTelegram, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(polling.PAUSES, Conflict, 0.3)
    stranger = OtherProgram(telegram.emulator)
    async with stranger.asking():
        await until(lambda: any("another program" in record.message for record in caplog.records))
    anna = telegram.emulator.world.person(1001, "en")
    anna.say("/help")
    await until(lambda: bool(anna.sees))
    assert sum("another program" in record.message for record in caplog.records) == 1


class OtherProgram:
    """Somebody else polls with the same token."""

    def __init__(self, emulator: Emulator) -> None:
        self._url = f"{emulator.url}/bot{emulator.state.token}/getUpdates"

    @asynccontextmanager
    async def asking(self):
        task = asyncio.create_task(self._ask())
        yield
        task.cancel()
        await asyncio.wait([task])

    async def _ask(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                async with session.post(self._url, json={"timeout": 1}) as answer:
                    await answer.read()


@pytest.mark.xdist_group("serial")
@pytest.mark.parametrize(("kind", "mode"), [("sqlite", "polling"), ("postgresql", "webhook")])
async def test_killed_in_the_middle_nothing_is_lost(
    templates: Templates, kind: str, mode: str, tmp_path: Path, emulator: Emulator
) -> None:
    """The short form of ``make bench``, which also does the other two pairs.

    Acknowledged updates are handled, effects happen once and in order, doubles are recorded.
    """
    result = await chaos(
        emulator,
        templates.fresh(kind, samples=True),
        tmp_path,
        mode,
        free_port(),
        updates=120,
        kills=3,
        people_count=15,
    )
    assert result.is_right, result
    assert result.waiting, "each kill was in the middle"


async def test_an_update_without_its_person_is_not_answered_as_them(hooked: OnTelegram) -> None:
    """A private chat and its person have the same number; anything else is forged."""
    anna: User = hooked.emulator.world.person(1001, "de")
    state = hooked.emulator.state
    forged = state.json(state.message(anna.chat, anna.json, "/mydata")) | {
        "from": anna.json | {"id": 666}
    }
    assert await bring(hooked, orjson.dumps({"update_id": 1, "message": forged})) == 200
    assert await states(hooked) == {}
