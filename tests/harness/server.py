"""``lotse`` as a process of its own, in an empty folder, as a person would start it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.environment import ROOT
from tests.harness.patience import USUAL, Patience, scaled


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _clean(**more: str) -> dict[str, str]:
    """The environment without any setting of this machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    return kept | more


class Checkout:
    """``lotse`` as it lies in this checkout."""

    command: tuple[str, ...] = (sys.executable, "-m", "bot")

    def environment(self, **more: str) -> dict[str, str]:
        return _clean(PYTHONPATH=str(ROOT), **more)

    def run(self, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        return subprocess.run(
            [*self.command, *arguments],
            cwd=folder,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=scaled(USUAL),
            check=False,
        )


class Installed(Checkout):
    """``lotse`` as pip installed it; nothing of this checkout can be imported."""

    def __init__(self, program: Path) -> None:
        self.command = (str(program),)

    def environment(self, **more: str) -> dict[str, str]:
        return {k: v for k, v in _clean(**more).items() if k != "PYTHONPATH"}


CHECKOUT = Checkout()
lotse = CHECKOUT.run
environment = CHECKOUT.environment


class Running:
    """A server: its address, its process, and what it has printed."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self._log = log
        self.address = self._wait_for(r"(http://[\d.]+:\d+)")

    @property
    def folder(self) -> Path:
        """Where it was started: its database is below ``var``."""
        return self._log.parent

    @property
    def printed(self) -> str:
        return self._log.read_text("utf-8")

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(scaled(USUAL))

    def _wait_for(self, pattern: str) -> str:
        patience = Patience()
        while not (found := re.search(pattern, self.printed)):
            assert self.process.poll() is None, self.printed
            assert not patience.is_over, self.printed
            time.sleep(0.05)
        return found[1]


@contextmanager
def running(
    folder: Path, *command: str, program: Checkout = CHECKOUT, **more: str
) -> Iterator[Running]:
    log = folder / "output.log"
    settings = {"LOTSE_WEB_PORT": "0", "LOTSE_METRICS_PORT": "0", **more}
    with log.open("w") as file:
        process = subprocess.Popen(
            [*program.command, *(command or ("try",))],
            cwd=folder,
            env=program.environment(**settings),
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield Running(process, log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
