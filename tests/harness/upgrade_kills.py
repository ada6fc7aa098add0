"""Upgrades that are killed, and upgrades that start at once, in processes of their own.

``python -m tests.harness.upgrade_kills kill URL NUMBER`` kills the upgrade at its first commit,
then at so many moments before it, one in each part of the upgrade, and looks each time whether
something has changed. A moment is before or after a statement; which one differs from run to run.
The last start is killed at its second commit, which it must not have, so it ends the upgrade:
nothing that is stored too early, wherever that is, goes unseen. Prints, as JSON, how many died and
at which moments something had changed.

``python -m tests.harness.upgrade_kills together URL NUMBER`` starts so many programs at once that
upgrade the database, open it and write. Prints their exit statuses.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from multiprocessing.sharedctypes import RawValue
from typing import TYPE_CHECKING, Any

from alembic import command  # noqa: F401 (loaded once, for all the processes)
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Engine

from storage.engine import settings, versions
from tests.harness.databases import open_database

if TYPE_CHECKING:
    from ctypes import c_int


@dataclass(frozen=True)
class Death:
    """When a process dies: at which moment, or at which commit; 0 is at none."""

    moment: int = 0
    commit: int = 0


def kill(url: str, number: int) -> dict[str, Any]:
    """Kill, compare, start again; return what became of it."""
    before, wrong, kills, moments = _state(url), [], 0, RawValue("i")
    for death in _deaths(number, moments):
        status = _ended(_started(partial(_upgrade, url, death, moments)))
        if status == 0:
            break
        kills += 1
        if status != -signal.SIGKILL or _state(url) != before:
            wrong.append((f"{death}", status))
    return {"kills": kills, "wrong": wrong}


def _deaths(number: int, moments: "c_int") -> Iterator[Death]:
    """Yield when to die; dying at the first commit says how many ``moments`` are before it."""
    yield Death(commit=1)
    part = moments.value // number
    for begin in range(0, number * part, part):
        yield Death(begin + random.randint(1, part))
    yield Death(commit=2)


def together(url: str, processes: int) -> list[int]:
    """Start programs at once; return their exit statuses."""
    return [_ended(process) for process in [_started(lambda: _open(url)) for _ in range(processes)]]


def _started(work: Callable[[], None]) -> int:
    """Start a process, and return its id."""
    if process := os.fork():
        return process
    status = 1
    try:
        work()
        status = 0
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        os._exit(status)


def _ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _upgrade(url: str, death: Death, moments: "c_int") -> None:
    """Upgrade, and die; count the moments until then."""
    moments.value = 0
    commits = count(1)

    def sent(*_: Any) -> None:
        moments.value += 1
        if moments.value == death.moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def committing(_: Any) -> None:
        if next(commits) == death.commit:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", sent)
    event.listen(Engine, "after_cursor_execute", sent)
    event.listen(Engine, "commit", committing)
    event.listen(Engine, "connect", _keep_hardly_a_page)
    versions.migrate(url)


def _keep_hardly_a_page(connection: Any, _: Any) -> None:
    """Make SQLite write into the file, or its log, before the commit."""
    if hasattr(connection, "executescript"):
        connection.execute("PRAGMA cache_size=1")


def _open(url: str) -> None:
    versions.migrate(url)
    asyncio.run(_write(url))


async def _write(url: str) -> None:
    database = open_database(url)
    async with database.write() as store:
        await settings.set_value(store, "opened", "yes")
    await database.close()


def _state(url: str) -> tuple[str | None, dict[str, list[str]]]:
    """Return the version and every row of every table."""
    engine = create_engine(versions.sync_url(url))
    try:
        with engine.connect() as connection:
            return versions.current(url), {
                table: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"'))))
                for table in inspect(connection).get_table_names()
            }
    finally:
        engine.dispose()


def main(arguments: list[str]) -> int:
    """Print what becomes of the work that the arguments name."""
    work, url, number = arguments
    print(json.dumps({"kill": kill, "together": together}[work](url, int(number))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
