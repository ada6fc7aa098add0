"""Fixtures of all tests.

Real databases, a clock that does not move, no network beyond this machine, no unseen error.
"""

import asyncio
import gc
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiosqlite
import pytest
from jinja2 import Environment, FileSystemBytecodeCache
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from bot.config import Config
from bot.i18n import Translator
from bot.search import lexicon
from bot.search.lexicon import Lexicon, Pair
from handlers.dialogue.conversation import Conversation
from handlers.telegram.emulator.server import Emulator, Validate, emulated
from handlers.workflows.services import Services
from storage.engine.database import Database
from tests.harness import databases
from tests.harness.bot_api import validate
from tests.harness.chromium import browser, one_browser, server
from tests.harness.databases import KINDS, SQLITE, Templates, open_database
from tests.harness.offices import Office
from tests.harness.telegram import OnTelegram, on_telegram

__all__ = ["browser", "one_browser", "server"]
COMPILED = 5000
"""Statements that are remembered."""
COLLECTED_AFTER = (20_000, 20, 20)
"""Objects, and collections of the younger generation, between two looks for garbage."""


def pytest_configure() -> None:
    """Keep the tests' folders in memory: an environment with our package is thousands of files."""
    if folder := databases.in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_collection_finish() -> None:
    """Leave what is loaded out of every look for garbage: that took a sixth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Share compiled statements between all engines of one kind of database.

    They are compiled once a session, not once a test.
    """
    caches: dict[type, LRUCache] = {}

    def connected(connection: Connection) -> None:
        connection.engine._compiled_cache = caches.setdefault(
            type(connection.dialect), LRUCache(COMPILED)
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
        patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))
        event.listen(Engine, "engine_connect", connected)
        yield
        event.remove(Engine, "engine_connect", connected)


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile each template of the pages once a session, not once an application."""
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("jinja")))
    with pytest.MonkeyPatch.context() as patch:
        shared = partial(Environment, bytecode_cache=compiled)
        patch.setattr("bot.templates.Environment", shared)
        yield


@pytest.fixture(scope="session", autouse=True)
def learned_once() -> Iterator[None]:
    """Learn the lexicon of the same texts once a session, not after every import of a test."""
    learned: dict[str, Lexicon] = {}

    def learn(pairs: Sequence[Pair], general: Collection[str] = ()) -> Lexicon:
        origin = lexicon.origin(pairs, general)
        if origin not in learned:
            learned[origin] = really(pairs, general)
        return learned[origin]

    with pytest.MonkeyPatch.context() as patch:
        really = lexicon.learn
        patch.setattr(lexicon, "learn", learn)
        yield


@pytest.fixture(scope="session")
def every_template() -> Iterator[Templates]:
    """Yield the templates of all databases, in a folder outside pytest's own.

    When root runs the tests, PostgreSQL runs as another user, and pytest closes its folder to
    others.
    """
    with TemporaryDirectory(prefix="lotse-", dir=databases.in_memory()) as folder:
        made = Templates(Path(folder))
        yield made
        made.stop()


@pytest.fixture
def templates(every_template: Templates) -> Iterator[Templates]:
    """The templates; what a test takes of them is dropped when the test is over."""
    yield every_template
    every_template.drop_given()


@pytest.fixture
def kind() -> str:
    """SQLite; each of both kinds where a test or its module is marked ``every_database``."""
    return SQLITE


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "kind" in metafunc.fixturenames and metafunc.definition.get_closest_marker("every_database"):
        metafunc.parametrize("kind", KINDS)


@pytest.fixture
def bare_url(templates: Templates, kind: str) -> str:
    return templates.fresh(kind, samples=False)


@pytest.fixture
def url(templates: Templates, kind: str) -> str:
    """A migrated database with the five sample districts."""
    return templates.fresh(kind, samples=True)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def services() -> Services:
    return databases.services()


@pytest.fixture(scope="session")
def translators(services: Services) -> Mapping[str, Translator]:
    return services.translators


@pytest.fixture(scope="session")
def config(services: Services) -> Config:
    return services.config


@pytest.fixture(scope="session")
def bot_api() -> Validate:
    """Return the check of calls by an independent model of the Bot API.

    Loading the model takes seconds, so it is loaded before any test measures time.
    """
    validate("getMe", {})
    return validate


@pytest.fixture
async def emulator(bot_api: Validate) -> AsyncIterator[Emulator]:
    """A Telegram of our own; every request must fit an independent model of the Bot API."""
    async with emulated(bot_api) as running:
        yield running


@pytest.fixture
def conversation(database: Database, services: Services) -> Conversation:
    return Conversation(database, services)


@pytest.fixture
async def telegram(
    database: Database, services: Services, emulator: Emulator
) -> AsyncIterator[OnTelegram]:
    """The whole Telegram channel, polling ``emulator``."""
    async with on_telegram(database, services, emulator) as running:
        yield running


@pytest.fixture(params=["web", "telegram"])
async def channel(
    request: pytest.FixtureRequest, database: Database, services: Services, bot_api: Validate
) -> AsyncIterator[Conversation]:
    """A conversation on either channel: what is said and answered must be the same."""
    if request.param == "web":
        yield Conversation(database, services)
        return
    async with (
        emulated(bot_api) as emulator,
        on_telegram(database, services, emulator) as conversation,
    ):
        yield conversation


@pytest.fixture
def office(conversation: Conversation, config: Config) -> Office:
    return Office(conversation, config)


@pytest.fixture(autouse=True)
def no_errors_logged(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    yield
    if request.node.get_closest_marker("logs_errors"):
        return
    errors = [
        record.getMessage()
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.ERROR
    ]
    assert not errors, f"logged: {errors}"


@pytest.fixture(autouse=True)
def in_one_thread(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the statements of SQLite in the thread of the test, unless it is about databases.

    On its way to the driver's own thread and back a statement takes longer than in SQLite. Others
    go on before each of them, as they do there.
    """
    if request.node.get_closest_marker("every_database"):
        return

    async def execute(self: aiosqlite.Connection, work: Callable, *args: Any, **named: Any) -> Any:
        await asyncio.sleep(0)
        return work(*args, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", execute)


@pytest.fixture(autouse=True)
def walled_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches another machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
        assert host in ("127.0.0.1", "::1", "localhost"), f"a test tried to reach {host}"
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
