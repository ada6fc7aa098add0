"""One bad row stops nobody: in every queue, at every stage, on both databases."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from bot.config_sections import Email
from bot.domain.queues import QueueName
from bot.environment import ROOT
from handlers.dialogue.conversation import Conversation
from handlers.jobs import scheduler
from handlers.telegram.emulator.server import Emulator
from handlers.telegram.inbound.sealing import sealed
from handlers.web.server import web_app
from handlers.workflows.each import Later, Outage, Queue, each
from handlers.workflows.rounds import Round
from handlers.workflows.services import Services
from storage import schema as t
from storage.engine import failed_items
from storage.engine.database import Database, Unavailable
from storage.messaging import update_inbox
from storage.messaging.update_inbox import Arrival, UpdateState
from tests.harness.databases import NOW, SEAL
from tests.harness.metrics import metrics_of
from tests.harness.poison import CASES, OTHER_SEAL, Case, World, sealed_event
from tests.harness.server import free_port
from tests.harness.telegram import on_telegram, until

pytestmark = pytest.mark.logs_errors
WAITS = re.compile(
    r"^state$|tries|attempts|retry_at|due|(?:^|_)(?:sent|spent|done|undone|told|"
    r"decided|prepared|reminded|next|planned|remind|checked)_(?:at|until)$|^reminded$"
)
"""Names of columns that say whether something was done to a row."""


class Mails:
    """A mail server that refuses one address."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("refused@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 OK"


@pytest.fixture
def mailing_world(services: Services) -> Iterator[Services]:
    running = Controller(Mails(), hostname="127.0.0.1", port=free_port())
    running.start()
    email = Email(port=running.port, security="none", sender="lotse@kreis.example")
    yield replace(
        services, config=replace(services.config, email=email), base_url="https://x.example"
    )
    running.stop()


def test_every_queue_has_a_case() -> None:
    assert {*CASES, QueueName.TELEGRAM} == set(QueueName)


NO_ROWS = {
    "long": "one step after the other; each has a name",
    "short": "likewise",
    "services": "the districts",
    "retention": "deletes by rules, without reading rows",
}
"""Work in the background that goes by no queue, and why."""
NO_QUEUES = {
    "campaign": "its deliveries wait",
    "desk_act": "undone by a person",
    "email_link": "a count of what was sent; the address waits, and is spoiled",
    "enquiry": "answered by a person",
    "failed_item": "what queues set aside",
    "grants": "asked at each press",
    "group_translation": "checked by a person",
    "import_change": "undone by a person",
    "inbox": "has a test of its own",
    "inbox_mark": "done by a person",
    "invitation": "spent by a person",
    "measure_review": "a state of the measure, written by a person",
    "offer_suggestion": "decided by a person",
    "offer_text": "the offer waits, and is spoiled",
    "recovery_code": "spent by a person",
    "sign_in": "its address is spoiled",
}
"""Tables with a state, or with moments at which something was done to a row; no queue, and why."""


def test_all_work_in_the_background_is_a_queue_or_reads_no_rows(
    database: Database, services: Services
) -> None:
    clock = scheduler.Scheduler(database=database, services=services, now=lambda: NOW)
    assert {*clock.ticks, *clock.steps} - {*QueueName} == set(NO_ROWS)


def test_every_table_that_can_be_a_queue_is_spoiled_or_is_none() -> None:
    """What has a state, or is marked when it was done, waits for somebody: a queue, or a person."""
    spoiled = {table.name for case in CASES.values() for table, *_ in case.spoils.values()}
    waiting = {
        table.name
        for table in t.metadata.sorted_tables
        if any(WAITS.search(column.name) for column in table.c)
    }
    assert waiting - spoiled == set(NO_QUEUES)


@pytest.mark.every_database
@pytest.mark.parametrize("queue", CASES)
async def test_good_rows_go_on_in_the_same_round(
    database: Database, mailing_world: Services, queue: QueueName
) -> None:
    """A bad one ends, is counted, and is not touched by the next round."""
    world, case = World(database, mailing_world), CASES[queue]
    await world.begin()
    rows = await case.add(world, 2 * len(case.spoils) + 1)
    bad = dict(zip(rows[1::2], case.spoils, strict=True))
    for row_id, stage in bad.items():
        table, find, values = case.spoils[stage]
        await world.spoil(table, await find(world, row_id) if find else row_id, values)
    await case.work(world)
    wrong = [row for row in rows[::2] if not await case.is_done(world, row)]
    wrong += [stage for row, stage in bad.items() if await case.is_done(world, row)]
    assert not wrong
    before = await _failed(database, queue)
    assert set(before) == set(bad)
    assert await _total(database, queue) == len(bad)
    await _again(world, case)
    assert await _failed(database, queue) == before
    assert await _total(database, queue) == len(bad)


async def _again(world: World, case: Case) -> None:
    """A further round."""
    await case.work(world)


async def _failed(database: Database, queue: QueueName) -> dict[int, int]:
    """Row → attempts, of those that ended for good."""
    f = t.failed_item.c
    async with database.read() as store:
        query = select(f.item_id, f.attempts).where(f.queue == queue, f.item_id != 0)
        return {row.item_id: row.attempts for row in await store.execute(query)}


async def _total(database: Database, queue: QueueName) -> int:
    async with database.read() as store:
        return (await failed_items.totals(store))[queue]


BAD_UPDATES = {
    "another key": (UpdateState.NEW, sealed_event(OTHER_SEAL, {"chat": 1})),
    "no event": (UpdateState.NEW, sealed_event(SEAL, {"weather": "fine"})),
    "no JSON": (UpdateState.NEW, sealed(SEAL, b"{")),
    "an answer of another key": (UpdateState.ANSWERED, sealed_event(OTHER_SEAL, [])),
    "an answer of no call": (UpdateState.ANSWERED, sealed_event(SEAL, [{"dance": 1}])),
    "nothing": (UpdateState.NEW, b""),
}


@pytest.mark.every_database
async def test_updates_behind_bad_ones_are_answered(
    database: Database, services: Services, emulator: Emulator
) -> None:
    async with database.write() as store:
        bad = [
            Arrival(1, 900 + index, 900 + index, state, kept)
            for index, (state, kept) in enumerate(BAD_UPDATES.values())
        ]
        await update_inbox.receive(store, bad, NOW)
    async with on_telegram(database, services, emulator) as telegram:
        anna = emulator.world.person(1001, "de")
        anna.say("/start")
        await until(lambda: bool(anna.sees))
        await telegram.settled()
        await until(lambda: telegram.telegram.inbox.is_idle)
        async with database.read() as store:
            query = select(t.inbox.c.update_id, t.inbox.c.state).where(t.inbox.c.bot == 1)
            states = {row.update_id: row.state for row in await store.execute(query)}
    assert states == {900 + index: "bad" for index in range(len(BAD_UPDATES))}
    assert await _total(database, QueueName.TELEGRAM) == len(BAD_UPDATES)


async def test_an_update_that_no_database_takes_holds_up_no_other(
    database: Database, services: Services, emulator: Emulator
) -> None:
    async with on_telegram(database, services, emulator) as telegram:
        me = telegram.telegram.inbox
        surrogate = {"update_id": 7, "message": {"\ud83d": {}}}
        await me.receive([surrogate, {"update_id": 2**80}, {"update_id": []}])
        anna = emulator.world.person(1001, "de")
        anna.say("/start")
        await until(lambda: bool(anna.sees))
    assert await _total(database, QueueName.TELEGRAM) == 3


@pytest.mark.every_database
async def test_what_says_later_neither_fills_the_window_nor_is_asked_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three windows full of rows that are put off stand before one that is not."""
    monkeypatch.setattr("handlers.workflows.each.WINDOW", 10)
    waiting, asked = list(range(1, 32)), []

    async def ids(_: object, limit: int) -> list[int]:
        return waiting[:limit]

    async def work(item_id: int) -> bool:
        asked.append(item_id)
        if item_id < 31:
            raise Later("later")
        waiting.remove(item_id)
        return True

    queue = Queue(name=QueueName.FILES, waiting=ids, work=work)
    assert await each(database, queue, NOW) == 1
    assert asked == list(range(1, 32))
    assert await each(database, queue, NOW + timedelta(seconds=4)) == 0
    assert len(asked) == 31
    await each(database, queue, NOW + timedelta(seconds=6))
    assert len(asked) == 61
    await each(database, queue, NOW + timedelta(days=4))
    assert await _total(database, QueueName.FILES) == 30


async def test_a_row_that_stays_ends_the_round_and_itself(database: Database) -> None:
    async def ids(_: object, limit: int) -> list[int]:
        return [1, 2][:limit]

    async def work(item_id: int) -> bool:
        return item_id == 1

    queue = Queue(name=QueueName.FILES, waiting=ids, work=work)
    assert await each(database, queue, NOW) == 1
    assert set(await _failed(database, QueueName.FILES)) == {1}


async def test_a_failed_round_waits_longer_each_time_and_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    moment, calls, errors = [0.0], [], [ValueError("secret@verein.example")] * 12

    async def work() -> str:
        calls.append(moment[0])
        if errors:
            raise errors.pop()
        return "done"

    repeated = Round("test", work, lambda: moment[0])
    caplog.set_level("INFO")
    while not calls or errors:
        await repeated.run()
        moment[0] += 1
    pauses = [after - before for before, after in pairwise(calls)]
    assert pauses[:7] == [1, 2, 4, 8, 16, 32, 60]
    assert set(pauses[6:]) == {60}
    moment[0] += 60
    assert await repeated.run() == "done"
    assert not repeated.waits_for
    assert len(caplog.records) == 2
    assert "secret@" not in caplog.text


async def test_an_outage_is_no_fault_of_any_row(database: Database) -> None:
    for error in (Outage("away"), Unavailable("away")):

        async def work(_: int, error: Exception = error) -> bool:
            raise error

        async def ids(_: object, limit: int) -> list[int]:
            return [1]

        with pytest.raises(type(error)):
            await each(database, Queue(name=QueueName.FILES, waiting=ids, work=work), NOW)
    assert await _failed(database, QueueName.FILES) == {}


async def test_a_step_of_the_clock_that_fails_holds_up_none_of_the_others(
    database: Database, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def step(name: str, error: Exception | None = None) -> object:
        async def run(*_: object) -> int:
            done.append(name)
            if error:
                raise error
            return 1

        return run

    names = ("plan_ahead", "fire_due", "remind_due", "remind_tasks", "hand_over", "tidy",
             "tell_vacancies", "ask_absent", "ask_reviews", "ask_stations",
             "prepare_agendas")  # fmt: skip
    for name in names:
        monkeypatch.setattr(scheduler, name, step(name, ValueError(name)))
    errands = {"slow": step("slow", OSError("slow")), "other": step("other")}
    clock = scheduler.Scheduler(
        database=database, services=services, now=lambda: NOW, errands=errands
    )
    clock.start()
    expected = {*names, "slow", "other"}
    await until(lambda: set(done) == expected)
    await clock.stop()
    assert len(clock.steps) == len(names) + 3, "each is a step of its own, and the services"


async def test_the_metric_names_every_queue(conversation: Conversation) -> None:
    async with conversation.database.write() as store:
        await failed_items.fail(store, QueueName.FILES, 7, "ValueError", NOW)
        await failed_items.fail(store, QueueName.FILES, 7, "ValueError", NOW)
    async with TestClient(TestServer(web_app(conversation, lambda: NOW))) as client:
        shown = await metrics_of(client)
    wrong = [
        name
        for name in QueueName
        if f'lotse_poisoned_total{{queue="{name}"}} {float(name is QueueName.FILES)}' not in shown
    ]
    documented = (ROOT / "docs" / "operating.md").read_text("utf-8")
    wrong += [name for name in QueueName if f"`{name}`" not in documented]
    assert not wrong
