"""Database failures: concurrent use, a full disk, a lock, a lost server, another version."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from handlers.dialogue.conversation import Conversation
from handlers.workflows.services import Services
from storage import schema as t
from storage.engine import postgresql, versions
from storage.engine.database import Database, Unavailable
from storage.engine.readiness import Readiness
from storage.engine.troubles import Trouble
from storage.people import people
from tests.harness.databases import NOW, POSTGRESQL, Templates, open_database
from tests.harness.postgresql import Server
from tests.harness.talk import Talk

pytestmark = pytest.mark.every_database

TASKS, WRITES = 64, 10


async def test_64_tasks_that_count_at_once_lose_nothing(bare_url: str) -> None:
    """Read, then write what was read plus one: the pattern that drivers lose by default."""
    database = open_database(bare_url)
    async with database.write() as store:
        await store.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER)"))
        await store.execute(text("INSERT INTO counter VALUES (1, 0)"))
    lock = "" if database.is_sqlite else " FOR UPDATE"

    async def work() -> None:
        for _ in range(WRITES):
            async with database.write() as store:
                n = (
                    await store.execute(text(f"SELECT n FROM counter WHERE id = 1{lock}"))
                ).scalar_one()
                await store.execute(text("UPDATE counter SET n = :n WHERE id = 1"), {"n": n + 1})

    await asyncio.gather(*(work() for _ in range(TASKS)))
    async with database.read() as store:
        assert (await store.execute(text("SELECT n FROM counter"))).scalar_one() == TASKS * WRITES
    await database.close()


async def test_who_writes_has_the_file_before_the_first_statement(templates: Templates) -> None:
    """A lock that comes with the first change lets two read the same and one of them fail."""
    url = templates.fresh("sqlite", samples=False)
    database = open_database(url)
    path = url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    async with database.write():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()
    await database.close()


async def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        async with database.read() as store:
            await store.execute(t.person.delete())


def test_a_database_newer_than_the_code_is_refused(bare_url: str) -> None:
    engine = create_engine(versions.sync_url(bare_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(versions.NewerDatabase):
        versions.migrate(bare_url)


async def test_full_disk_is_said_and_nothing_is_lost(
    templates: Templates, services: Services
) -> None:
    """SQLite's own error: the file may not grow by a single page more."""
    database = open_database(templates.fresh("sqlite", samples=True))
    talk = Talk(Conversation(database, services), ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    await _limit(database, "max_page_count = 1")
    others = [await _somebody_else(talk.conversation) for _ in range(100)]
    refused = [other for other in others if "Please try again in a few minutes." in other.shown]
    assert refused
    assert all("[🏠 Home]" in other.shown for other in refused)
    await _limit(database, "max_page_count = 1073741823")
    await talk.goes(
        ("German course", "Search: German course"), ("/settings", "Town: Landkreis Waldshut")
    )
    await database.close()


async def _limit(database: Database, pragma: str) -> None:
    async with database.write() as store:
        await store.execute(text(f"PRAGMA {pragma}"))


async def _somebody_else(conversation: Conversation) -> Talk:
    """Each one takes a little more room."""
    talk = Talk(conversation, ("en",), token_urlsafe(32))
    await talk.say("swimming " * 200)
    return talk


async def test_a_locked_file_is_said(
    templates: Templates, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.database._PRAGMAS", ("journal_mode=WAL", "busy_timeout=50"))
    url = templates.fresh("sqlite", samples=True)
    database = open_database(url)
    talk = Talk(Conversation(database, services), ("en",))
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await talk.goes(("/start", "We cannot save anything right now."))
    await talk.look("language.list")
    assert "Welcome" in talk.shown
    assert await Readiness(database).trouble() is Trouble.LOCKED
    other.execute("ROLLBACK")
    other.close()
    await talk.goes(("/start", "Welcome"))
    await database.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Open to the user that PostgreSQL runs as."""
    with TemporaryDirectory(prefix="lotse-") as made:
        yield Path(made)


@pytest.mark.xdist_group("serial")
async def test_postgresql_gone_and_back(folder: Path, services: Services) -> None:
    first = Server(folder)
    url = first.create("lotse")
    versions.migrate(url)
    database = open_database(url)
    talk = Talk(Conversation(database, services), ("en",))
    await talk.goes(("/start", "Welcome"))
    first.stop()
    await talk.goes(("/start", "We cannot save anything right now."))
    second = Server(folder)
    await talk.goes(("/start", "Welcome"), ("[English]", "Where do you live?"))
    await database.close()
    second.stop()


async def test_two_presses_at_once_are_one_person(conversation: Conversation) -> None:
    talks = [Talk(conversation, ("en",)) for _ in range(20)]
    await talks[0].say("/start")
    await asyncio.gather(*(talk.say("/search") for talk in talks))
    async with conversation.database.read() as store:
        assert await people.count(store) == 1


async def test_addresses_are_sealed(conversation: Conversation) -> None:
    talk = Talk(conversation, ("en",), "very-secret-session")
    await talk.say("/start")
    async with conversation.database.read() as store:
        row = (await store.execute(t.address.select())).mappings().one()
    assert b"very-secret" not in row["sealed"]
    assert conversation.services.seal.open("web", row["sealed"]) == talk.address.value


async def test_unavailable_is_raised_for_a_missing_server() -> None:
    database = open_database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable):
        async with database.read():
            pass
    await database.close()


async def test_samples_load_twice_without_change(
    conversation: Conversation, services: Services
) -> None:
    from handlers.cli.districts import load_samples
    from storage.catalogue import offers

    async with conversation.database.read() as store:
        before = await offers.count(store)
    await load_samples(conversation.database, services, NOW)
    async with conversation.database.read() as store:
        assert await offers.count(store) == before >= 150


async def test_a_connection_that_the_server_closed_is_not_used_again(templates: Templates) -> None:
    url = templates.fresh(POSTGRESQL, samples=False)
    database, other = open_database(url), open_database(url)

    async def read(_: int) -> int:
        async with database.read() as store:
            return int((await store.execute(text("SELECT 7"))).scalar_one())

    assert await asyncio.gather(*map(read, range(3))) == [7] * 3
    async with other.write() as store:
        closed = text(
            "SELECT count(pg_terminate_backend(pid, 9000)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert (await store.execute(closed)).scalar_one() >= 3
    assert await asyncio.gather(*map(read, range(5))) == [7] * 5
    await database.close()
    await other.close()


async def test_a_server_is_asked_whether_it_is_there_only_after_a_while(
    templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(templates.fresh(POSTGRESQL, samples=False))
    dialect, asked = database._reader.dialect, list[object]()
    monkeypatch.setattr(dialect, "do_ping", asked.append)

    async def reads(count: int) -> int:
        asked.clear()
        for _ in range(count):
            async with database.read() as store:
                await store.execute(text("SELECT 1"))
        return len(asked)

    counts = [await reads(1), await reads(5)]
    monkeypatch.setattr(postgresql, "TRUSTED", 0.0)
    assert [*counts, await reads(3)] == [1, 0, 3]
    await database.close()
