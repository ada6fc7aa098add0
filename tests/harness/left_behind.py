"""A run of the tests that starts PostgreSQL and is killed by the test that started it."""

import time
from pathlib import Path

from tests.harness.postgresql import Server


def started(arguments: list[str]) -> int:
    """Print the id of a PostgreSQL in the folder that the argument names, and wait to be killed."""
    folder = Path(arguments[0]) / "postgresql"
    server = Server(folder)
    print((folder / "data" / "postmaster.pid").read_text().split()[0], flush=True)
    time.sleep(1000)
    server.stop()
    return 0
