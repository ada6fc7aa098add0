"""Upgrades that are killed, and upgrades that start at once, in processes of their own.

``python -m tests.harness.upgrade_kills kill URL STEP``: each start of the upgrade dies ``STEP``
statements after the one before, until that statement is not reached any more. So every start but
the first follows a kill, and the last must end the upgrade. Which statement is the first differs
from run to run, so that many runs reach them all. Prints, as JSON, how many died and after which
statements something had changed.

``python -m tests.harness.upgrade_kills together URL COUNT`` starts so many programs at once that
upgrade the database, open it and write. Prints their exit statuses.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from alembic import command  # noqa: F401 (loaded once, for all the processes)
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Engine

from storage.engine import settings, versions
from tests.harness.databases import open_database


def kill(url: str, step: int) -> dict[str, Any]:
    """Kill, compare, start again; return what became of it."""
    before, wrong = _state(url), []
    for kills, n in enumerate(count(random.randint(1, step), step)):
        status = _ended(_started(lambda: _upgrade(url, last=n)))  # noqa: B023 (runs at once)
        if status == 0:
            return {"kills": kills, "wrong": wrong}
        if _state(url) != before:
            wrong.append((n, status))
        if status != -signal.SIGKILL:  # no later start would work, either
            return {"kills": kills, "wrong": [*wrong, (n, status)]}
    raise AssertionError


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


def _upgrade(url: str, last: int) -> None:
    """Upgrade, and die before or after a statement; commits are counted, too."""
    statements = count(1)

    def sent(*_: Any) -> None:
        if next(statements) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, sent)
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


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](sys.argv[2], int(sys.argv[3]))))
