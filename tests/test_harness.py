"""What the tests stand on ends with them, whatever happens to them."""

import atexit
import os
import signal
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, update

from bot.environment import ROOT
from storage import schema as t
from storage.engine.database import Database
from tests.harness import left_behind, tables
from tests.harness.databases import Templates, in_memory
from tests.harness.forking import Forked, forked
from tests.harness.patience import USUAL, Patience, scaled
from tests.harness.postgresql import Server
from tests.harness.server import environment
from tests.harness.workers import groups_are_kept_together


def lives(process: int) -> bool:
    """Return whether a process runs; one that ended and was not waited for does not."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def printed_by(run: Forked, out: Path) -> int:
    """Return the number that a process prints first."""
    patience = Patience()
    while not (said := out.read_text("utf-8")).endswith("\n"):
        assert run.poll() is None, "it ended"
        assert not patience.is_over, "it says nothing"
        time.sleep(0.05)
    return int(said)


@pytest.mark.parametrize(("ids", "is_refused"), [(["a@serial"], False), (["a@serial", "b"], True)])
def test_a_run_that_keeps_no_group_together_is_refused(ids: list[str], is_refused: bool) -> None:
    marked = [SimpleNamespace(nodeid=each, get_closest_marker=bool) for each in ids]
    option = SimpleNamespace(loadgroup=True)
    session: Any = SimpleNamespace(config=SimpleNamespace(option=option), items=marked)
    with pytest.raises(pytest.UsageError) if is_refused else nullcontext():
        groups_are_kept_together(session)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """The folder of a PostgreSQL that was stopped: making one costs more than starting it."""
    with TemporaryDirectory(prefix="lotse-", dir=in_memory()) as folder:
        path = Path(folder) / "postgresql"
        Server(path).stop()
        yield path


@contextmanager
def copied(made: Path) -> Iterator[Path]:
    """Yield a folder with a copy, whoever the files belong to."""
    with TemporaryDirectory(prefix="lotse-", dir=in_memory(), ignore_cleanup_errors=True) as folder:
        subprocess.run(["cp", "-a", made, folder], check=True)
        yield Path(folder)


def empty_pid_file(folder: Path) -> None:
    os.truncate(folder / "postgresql" / "data" / "postmaster.pid", 0)


def no_pid_file(folder: Path) -> None:
    (folder / "postgresql" / "data" / "postmaster.pid").unlink()


def untouched(_: Path) -> None:
    """The run is killed, and nothing else."""


@pytest.mark.xdist_group("serial")
@pytest.mark.parametrize("damage", [untouched, empty_pid_file, no_pid_file])
def test_a_killed_run_leaves_no_postgresql(
    damage: Callable[[Path], None], made: Path, tmp_path: Path
) -> None:
    """Also where a full disk left PostgreSQL's own file empty."""
    with copied(made) as folder:
        out, errors = tmp_path / "out", tmp_path / "errors"
        arguments = [str(folder)]
        run = forked(arguments, ROOT, environment(), out, errors, program=left_behind.started)
        postmaster = printed_by(run, out)
        assert lives(postmaster)
        damage(folder)
        run.kill()
        run.wait()
        patience = Patience()
        while lives(postmaster) or (folder / "postgresql").exists():
            assert not patience.is_over, "PostgreSQL still runs"
            time.sleep(0.05)


@pytest.mark.xdist_group("serial")
def test_a_stop_that_fails_leaves_no_postgresql(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the library cannot write down that the server is used no more."""

    def fail() -> None:
        raise OSError(28, "No space left on device")

    with copied(made) as folder:
        server = Server(folder / "postgresql")
        with psycopg.connect(server.url("postgres")) as connection:
            pid_file = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
        assert pid_file
        monkeypatch.setattr(server._server, "cleanup", fail)
        with pytest.raises(OSError, match="No space"):
            server.stop()
        atexit.unregister(server._server._cleanup)
        assert not lives(int(pid_file[0].split()[0]))


def test_a_fork_gets_a_database_of_its_own(templates: Templates) -> None:
    """``make mutants`` runs tests in forks, where the thread that makes copies ahead is missing."""
    templates.fresh("sqlite", samples=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork of a process with threads
        child = os.fork()
    if child == 0:
        signal.alarm(int(scaled(USUAL)))
        made = templates.fresh("sqlite", samples=False)
        os._exit(0 if Path(made.removeprefix("sqlite:///")).exists() else 1)
    assert os.waitpid(child, 0)[1] == 0


async def test_rows_that_were_read_are_read_again_after_a_commit(database: Database) -> None:
    """Neither before it, nor never."""
    before = await tables.rows(database)
    async with database.write() as store:
        commits = tables.commits(database)
        await store.execute(update(t.district).values(name="Kreis"))
        assert tables.commits(database) == commits
    assert tables.commits(database) == commits + 1
    assert tables.changed(before, await tables.rows(database)) == ["district"]
    before = await tables.rows(database)
    async with database.write() as store:
        await store.execute(delete(t.offer))
    deleted = tables.changed(before, await tables.rows(database))
    assert {"offer", "offer_text"} <= set(deleted)
