"""/readyz tells the truth: whatever a request needs is tried, and the reason is said in words."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from handlers.dialogue.conversation import Conversation
from handlers.web.server import web_app
from handlers.workflows.services import Services
from storage.engine import versions
from storage.engine.database import Database
from storage.engine.readiness import TRIED
from storage.engine.sealing import Seal
from storage.engine.troubles import Trouble
from tests.harness.databases import NOW, Templates, open_database
from tests.harness.metrics import metrics_of
from tests.harness.postgresql import Server
from tests.harness.talk import Talk

PAGE = 4096


@pytest.fixture
def path(templates: Templates) -> Path:
    return Path(templates.fresh("sqlite", samples=True).removeprefix("sqlite:///"))


@asynccontextmanager
async def site(database: Database, services: Services) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    conversation = Conversation(database, services)
    async with TestClient(TestServer(web_app(conversation, lambda: NOW))) as client:
        yield client
    await database.close()


async def reason(client: TestClient) -> str:  # type: ignore[type-arg]
    """Return what /readyz says, "" while it is ready."""
    answer = await client.get("/readyz")
    text = await answer.text()
    assert answer.status == (200 if text == "ready\n" else 503)
    return "" if answer.status == 200 else text.removeprefix("not ready: ").strip()


def middle_overwritten(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // PAGE // 2 * PAGE)
        file.write(b"\xa5" * 20 * PAGE)


def cut_off(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // PAGE // 3 * PAGE)


def text_instead(path: Path) -> None:
    path.write_text("this is no database " * 1000)


def gone(path: Path) -> None:
    path.unlink()


def not_to_be_written(path: Path) -> None:
    path.chmod(0o400)


def version_of_tomorrow(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def tables_gone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE alembic_version")
    connection.close()


FAULTS: tuple[tuple[Callable[[Path], None], Trouble], ...] = (
    (middle_overwritten, Trouble.DAMAGED),
    (cut_off, Trouble.DAMAGED),
    (text_instead, Trouble.DAMAGED),
    (gone, Trouble.UNOPENED),
    (not_to_be_written, Trouble.READ_ONLY),
    (version_of_tomorrow, Trouble.OTHER_VERSION),
    (tables_gone, Trouble.OTHER_VERSION),
)


async def test_every_fault_of_a_file_is_said(templates: Templates, services: Services) -> None:
    """In words, without the path; before the fault it is ready."""
    wrong = []
    for fault, trouble in FAULTS:
        path = Path(templates.fresh("sqlite", samples=True).removeprefix("sqlite:///"))
        async with site(open_database(f"sqlite:///{path}"), services) as client:
            before = await reason(client)
            fault(path)
            if (before, said := await reason(client)) != ("", trouble):
                wrong.append((fault.__name__, before, said))
    assert not wrong


async def test_another_key_is_said(path: Path, services: Services) -> None:
    database = open_database(f"sqlite:///{path}")
    await Talk(Conversation(database, services), ("en",)).goes(("/start", "Welcome"))
    await database.close()
    other = Database(f"sqlite:///{path}", Seal("ab" * 32))
    async with site(other, services) as client:
        assert await reason(client) == Trouble.OTHER_KEY


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; where nobody may mount one, a folder."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "lotse", str(tmp_path)]
    mounted = shutil.which("mount") and not subprocess.run(mount, check=False).returncode
    yield tmp_path
    if mounted:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def filled(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill a disk to its last byte; where it is the machine's own, only pretend that."""
    if os.path.ismount(disk):
        with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
            while file.write(bytes(TRIED)):
                pass
    else:
        room = os.statvfs(disk)
        full = os.statvfs_result((*room[:4], 0, *room[5:]))
        monkeypatch.setattr("os.statvfs", lambda _: full)


async def test_a_full_disk_is_said(
    path: Path, small_disk: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(path, small_disk / "lotse.sqlite")
    database = open_database(f"sqlite:///{small_disk / 'lotse.sqlite'}")
    async with site(database, services) as client:
        assert await reason(client) == ""
        filled(small_disk, monkeypatch)
        assert await reason(client) == Trouble.FULL
        assert (await client.get("/chat")).status == 200, "what is there can be read"
        monkeypatch.undo()
        (small_disk / "filler").unlink(missing_ok=True)
        assert await reason(client) == ""


async def test_a_file_that_may_not_grow_is_said(path: Path, services: Services) -> None:
    database = open_database(f"sqlite:///{path}")
    async with site(database, services) as client:
        async with database.write() as store:
            await store.execute(text("PRAGMA max_page_count = 1"))
        assert await reason(client) == Trouble.FULL


async def test_a_busy_screen_is_503_and_counted(path: Path, services: Services) -> None:
    """What fails is a database that was overwritten: lists, pages, metrics."""
    async with site(open_database(f"sqlite:///{path}"), services) as client:
        text_instead(path)
        statuses = [(await client.get(at)).status for at in ("/chat", "/o/1", "/sitemap.txt")]
        assert statuses == [503, 503, 503]
        shown = await metrics_of(client)
        assert "lotse_ready 0.0" in shown
        assert 'lotse_requests_total{kind="/chat",status="503"} 1.0' in shown
        assert "lotse_people" not in shown, "what is not known is not said"


@pytest.mark.xdist_group("serial")
async def test_a_lost_postgresql_is_said(services: Services) -> None:
    with TemporaryDirectory(prefix="lotse-") as folder:
        server = Server(Path(folder) / "postgresql")
        url = server.create("lotse")
        versions.migrate(url)
        async with site(open_database(url), services) as client:
            assert await reason(client) == ""
            server.stop()
            assert await reason(client) == Trouble.GONE
            assert (await client.get("/chat")).status == 503
