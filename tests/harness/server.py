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

from bot.app import ROOT
from tests.harness.patience import USUAL, Patience, scaled


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Ours without any setting of the machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")}
    return kept | {"PYTHONPATH": str(ROOT)} | more


def lotse(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=scaled(USUAL),
        check=False,
    )


class Running:
    """A server: its address, its process, and what it has printed."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self._log = log
        self.address = self._wait_for(r"(http://[\d.]+:\d+)")

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
def running(folder: Path, *command: str, **more: str) -> Iterator[Running]:
    log = folder / "output.log"
    settings = {"LOTSE_WEB_PORT": "0", **more}
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *(command or ("try",))],
            cwd=folder,
            env=environment(**settings),
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
