"""Real databases for tests.

A migrated template of each kind is copied for every test that needs one.
"""

import asyncio
import itertools
import os
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

from bot.catalogues import load_translators
from bot.config_reader import load
from bot.search.vocabulary import load_thesaurus
from handlers.cli.districts import load_samples
from handlers.telegram.emulator.state import TOKEN
from handlers.telegram.profile import remember
from handlers.workflows.services import Services
from locales import LOCALES
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.engine.versions import migrate
from tests.harness.postgresql import Server

KEY = "0123456789abcdef" * 4
"""The secret key of every test."""
SQLITE = "sqlite"
SEAL = Seal(KEY)
POSTGRESQL = "postgresql"
KINDS = (SQLITE, POSTGRESQL)
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""A Friday morning in Germany; the samples' courses begin in January."""
SETTINGS = """
[operator]
name = "Landkreis Muster"
contact = "lotse@muster.example"
[telegram]
rate_limits = "off"
"""
"""Tests write faster than people do; those of the limits on Telegram turn them on."""
SHARED = Path("/dev/shm")
ROOM = 2_000_000_000
"""Free bytes that databases may need, and as much again."""
_number = itertools.count(1)


def in_memory() -> Path | None:
    """Return a folder in memory with room for all databases, None if this machine has none.

    A database of PostgreSQL is 850 files: making and dropping it takes half as long there.
    """
    return SHARED if SHARED.is_dir() and shutil.disk_usage(SHARED).free > ROOM else None


def wall(*parts: int) -> datetime:
    """A time on the wall."""
    return datetime.combine(date(*parts[:3]), time(*parts[3:]))


class Copies:
    """Databases copied from one template.

    While a test uses one copy, a thread makes the next.
    """

    def __init__(self, make: Callable[[], str], aside: ThreadPoolExecutor) -> None:
        self._make = make
        self._aside = aside
        self._process = os.getpid()
        self._next = aside.submit(make)

    def take(self) -> str:
        """Return the URL of a new copy.

        Raise the error that making it raised, if any; the next call makes another copy. A fork of
        this process has no threads, so it makes its copies itself.
        """
        if os.getpid() != self._process:
            return self._make()
        made, self._next = self._next, self._aside.submit(self._make)
        return made.result()


class Templates:
    """``fresh(kind)`` gives the URL of a new database: migrated, and with the samples if asked for.

    Those with samples say that Telegram knows our profile already: telling it takes 61 calls.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Server | None = None
        self._copies: dict[tuple[str, str], Copies] = {}
        self._given: list[str] = []
        self._dropped: list[Future[None]] = []
        self._aside = ThreadPoolExecutor(1)

    def fresh(self, kind: str, *, samples: bool) -> str:
        name = "samples" if samples else "bare"
        if (kind, name) not in self._copies:
            self._copies[kind, name] = self._copied(kind, self._template(kind, name))
        return self._gave(self._copies[kind, name].take())

    def made(
        self, kind: str, name: str, make: Callable[[str], None], *, samples: bool = False
    ) -> str:
        """Return the URL of a copy of what ``make`` made of a fresh database, once, for a name."""
        if (kind, name) not in self._copies:
            made = self.fresh(kind, samples=samples)
            self._given.remove(made)  # it is a template from here on
            make(made)
            self._copies[kind, name] = self._copied(kind, _name_of(made))
        return self._gave(self._copies[kind, name].take())

    def empty(self, kind: str) -> str:
        """Not even migrated."""
        return self._gave(self._new(kind, f"empty{next(_number)}"))

    def drop_given(self) -> None:
        """Drop every copy that was given out; the caller has closed them."""
        given, self._given = self._given, []
        self._dropped += [self._aside.submit(self._drop, url) for url in given]

    def stop(self) -> None:
        """Stop PostgreSQL. Raises what went wrong when a copy was dropped."""
        try:
            self._aside.shutdown(cancel_futures=True)
        finally:
            if self._server:
                self._server.stop()
        for dropping in self._dropped:
            if not dropping.cancelled():
                dropping.result()

    def _gave(self, url: str) -> str:
        self._given.append(url)
        return url

    def _drop(self, url: str) -> None:
        if not url.startswith("sqlite"):
            self._postgresql().drop(_name_of(url))
            return
        path = Path(url.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink(missing_ok=True)

    def _copied(self, kind: str, template: str) -> Copies:
        return Copies(lambda: self._new(kind, f"test{next(_number)}", template), self._aside)

    def _new(self, kind: str, name: str, template: str = "") -> str:
        if kind == "postgresql":
            return self._postgresql().create(name, template or "template0")
        path = self._folder / f"{name}.sqlite"
        if template:
            shutil.copy(self._folder / f"{template}.sqlite", path)
        return f"sqlite:///{path}"

    def _template(self, kind: str, content: str) -> str:
        """Make a template and return its name."""
        name = f"template_{content}"
        url = self._new(kind, name)
        migrate(url)
        if content == "samples":
            with ThreadPoolExecutor(
                1
            ) as aside:  # the test that asks first may already run in a loop
                aside.submit(lambda: asyncio.run(_fill(url))).result()
        return name

    def _postgresql(self) -> Server:
        if self._server is None:
            self._server = Server(self._folder / "postgresql", remove=self._folder)
        return self._server


def _name_of(url: str) -> str:
    return Path(make_url(url).database or "").stem


def open_database(url: str) -> Database:
    """Open a database with the key of the tests."""
    return Database(url, SEAL)


@cache
def services() -> Services:
    """Words, settings and a key, as in production."""
    config = load(SETTINGS, {})
    return Services(
        load_translators(LOCALES),
        config,
        Seal(KEY),
        load_thesaurus(LOCALES),
        "http://127.0.0.1:8080",
    )


async def _fill(url: str) -> None:
    database = open_database(url)
    await load_samples(database, services(), NOW)
    await remember(database, int(TOKEN.partition(":")[0]), services().translators)
    await database.checkpoint()
    await database.close()
