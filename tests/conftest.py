"""Fixtures: real databases, a clock that stands still, no way out of this machine, no error that goes unseen."""

import logging
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.config import Config
from bot.i18n import Translator
from handlers.dialogue.conversation import Conversation
from handlers.services import Services
from handlers.telegram.emulator.server import Emulator, emulated
from storage.engine.database import Database
from tests.harness import databases
from tests.harness.bot_api import validate
from tests.harness.databases import KINDS, Templates, open_database
from tests.harness.offices import Office
from tests.harness.telegram import OnTelegram, on_telegram


@pytest.fixture(scope="session")
def templates() -> Iterator[Templates]:
    """Not in pytest's own folder: as root, PostgreSQL runs as another user, and pytest closes its folder to others."""
    with TemporaryDirectory(prefix="lotse-") as folder:
        made = Templates(Path(folder))
        yield made
        made.stop()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it runs on both databases."""
    return str(request.param)


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


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """A Telegram of our own; every request must fit an independent model of the Bot API."""
    async with emulated(validate) as running:
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
    request: pytest.FixtureRequest, database: Database, services: Services
) -> AsyncIterator[Conversation]:
    """A conversation on either channel: what is said and answered must be the same."""
    if request.param == "web":
        yield Conversation(database, services)
        return
    async with (
        emulated(validate) as emulator,
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
