"""``lotse`` as a process of its own, in an empty folder, as a person would start it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.__main__ import main
from bot.environment import ROOT
from handlers.jobs import scheduler
from tests.harness.forking import Forked, forked
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

    main: Callable[[list[str]], int] = staticmethod(main)
    longest = USUAL
    """Seconds that a command may take on an idle machine."""

    def environment(self, **more: str) -> dict[str, str]:
        return _clean(PYTHONPATH=str(ROOT), **more)

    def start(
        self, folder: Path, *arguments: str, out: Path, errors: Path, **more: str
    ) -> "Forked | subprocess.Popen[bytes]":
        """One command; what it prints is appended to the two files."""
        return forked(arguments, folder, self.environment(**more), out, errors, self.main)

    def run(self, folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        with TemporaryDirectory() as aside:
            out, errors = Path(aside, "out"), Path(aside, "errors")
            process = self.start(folder, *arguments, out=out, errors=errors, **more)
            try:
                status = process.wait(scaled(self.longest))
            finally:
                process.kill()
            printed = out.read_text("utf-8"), errors.read_text("utf-8")
            return subprocess.CompletedProcess(arguments, status, *printed)


def hasty(arguments: list[str]) -> int:
    """Look for what is due every second, not every five."""
    scheduler.NOTIFY_INTERVAL = timedelta(seconds=1)
    return main(arguments)


class Hasty(Checkout):
    """``lotse`` of this checkout that does not let people wait."""

    main = staticmethod(hasty)


class Fresh(Checkout):
    """``lotse`` in an interpreter of its own, begun by ``command``."""

    command: tuple[str, ...]

    def start(
        self, folder: Path, *arguments: str, out: Path, errors: Path, **more: str
    ) -> "Forked | subprocess.Popen[bytes]":
        with out.open("ab") as printed, errors.open("ab") as complained:
            return subprocess.Popen(
                [*self.command, *arguments],
                cwd=folder,
                env=self.environment(**more),
                stdout=printed,
                stderr=complained,
            )


class Installed(Fresh):
    """A program of an environment into which pip installed ``lotse``, such as ``lotse`` itself.

    Nothing of this checkout can be imported.
    """

    def __init__(self, *command: str | Path) -> None:
        self.command = tuple(map(str, command))

    def environment(self, **more: str) -> dict[str, str]:
        return {k: v for k, v in _clean(**more).items() if k != "PYTHONPATH"}


CHECKOUT = Checkout()
lotse = CHECKOUT.run
environment = CHECKOUT.environment


class Running:
    """A server: its address, its process, and what it has printed."""

    def __init__(self, process: "Forked | subprocess.Popen[bytes]", log: Path) -> None:
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


@cache
def _tried() -> "TemporaryDirectory[str]":
    """Return a folder in which ``lotse try`` has run once; it goes with this process."""
    folder = TemporaryDirectory(prefix="lotse-tried-")
    with running(Path(folder.name), "try", LOTSE_SEARCH_MEANING="off") as server:
        server.stop()
    return folder


def as_tried(folder: Path) -> None:
    """Bring what a first start of ``lotse try`` makes, which takes seconds of CPU."""
    shutil.copytree(Path(_tried().name, "var"), folder / "var")


def as_sampled(folder: Path, url: str, key: str) -> None:
    """Bring what ``lotse sample`` makes: a copy of a SQLite database, and its key."""
    (folder / "var").mkdir()
    shutil.copy(url.removeprefix("sqlite:///"), folder / "var" / "lotse.sqlite")
    (folder / "var" / "secret.key").write_text(key, "utf-8")


@contextmanager
def running(
    folder: Path, *command: str, program: Checkout = CHECKOUT, **more: str
) -> Iterator[Running]:
    """Start ``lotse try`` for the second time, or a command as if nothing was there.

    The second time it searches by words alone: loading the encoder takes most of a start's CPU.
    """
    log = folder / "output.log"
    settings = {"LOTSE_WEB_PORT": "0", "LOTSE_METRICS_PORT": "0", **more}
    if not command:
        settings = {"LOTSE_SEARCH_MEANING": "off", **settings}
    if not command and not (folder / "var").exists():
        as_tried(folder)
    log.unlink(missing_ok=True)
    process = program.start(folder, *(command or ("try",)), out=log, errors=log, **settings)
    try:
        yield Running(process, log)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
