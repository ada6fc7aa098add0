"""Fixtures of all tests.

Real databases, a clock that does not move, no network beyond this machine, no unseen error.
"""

import gc
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.config import Config
from bot.i18n import Translator
from handlers.dialogue.conversation import Conversation
from handlers.telegram.emulator.server import Emulator, Validate, emulated
from handlers.workflows.services import Services
from storage.engine.database import Database
from tests.harness import databases
from tests.harness.bot_api import load, validate
from tests.harness.chromium import (
    browser,
    notifying,
    one_browser,
    one_undrawn,
    server,
    undrawn,
)
from tests.harness.databases import KINDS, POSTGRESQL, SQLITE, Templates, open_database
from tests.harness.made_once import compiled_once, learned_once, templates_compiled_once
from tests.harness.offices import Office
from tests.harness.statements import in_one_thread, locks_only_where_it_writes
from tests.harness.telegram import OnTelegram, on_telegram
from tests.harness.workers import groups_are_kept_together

__all__ = [
    "browser",
    "compiled_once",
    "in_one_thread",
    "learned_once",
    "locks_only_where_it_writes",
    "notifying",
    "one_browser",
    "one_undrawn",
    "server",
    "templates_compiled_once",
    "undrawn",
]
COLLECTED_AFTER = (20_000, 20, 20)
"""Objects, and collections of the younger generation, between two looks for garbage."""


def pytest_configure() -> None:
    """Keep the tests' folders in memory: an environment with our package is thousands of files."""
    if folder := databases.in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what is loaded out of every look for garbage: that took a sixth of the tests' time."""
    groups_are_kept_together(session)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run a test of both channels on PostgreSQL once: on the web, with its first parameters.

    Handlers send the same statements on each channel and in each language. Those of Telegram's
    inbox and outbox run there in tests of their own and in a whole job.
    """
    items[:] = [item for item in items if not _repeats(item)]


def _repeats(item: pytest.Item) -> bool:
    """Return whether a case sends PostgreSQL what another case of the same test sends it."""
    case = getattr(item, "callspec", None)
    if case is None or "channel" not in case.params or case.params.get("kind") != POSTGRESQL:
        return False
    chosen = [index for name, index in case.indices.items() if name != "kind"]
    return item.get_closest_marker("every_database") is not None and any(chosen)


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
    load()
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
