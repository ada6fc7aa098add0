"""Processes of ``lotse`` that are forked from one that has loaded its modules and words already.

Loading them takes seconds of CPU, what a test asks takes a tenth of that. All else is as at a
terminal: an own folder, environment, output and exit status, and signals kill it. What is started
as people start it, is in ``tests/test_package.py``.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from pkgutil import walk_packages
from unittest import mock

from bot.__main__ import main
from bot.environment import ROOT

PACKAGES = ("bot", "handlers", "storage")
LIBRARIES = ("telegram.ext", "apscheduler.schedulers.asyncio", "alembic.command")
WARM = "tests.harness.warm"


class Forked:
    """A process with the methods of ``subprocess.Popen`` that tests use."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status; a negative one is a signal."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("lotse", timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def forked(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    out: Path,
    errors: Path,
    program: Callable[[list[str]], int] = main,
) -> Forked:
    """Start a program in ``folder``; what it prints is appended to the two files."""
    out.touch()  # so that whoever waits for a line can look for it at once
    begun = (list(arguments), folder, dict(environment), out, errors, program)
    process = _context().Process(target=_run, args=begun)
    process.start()
    return Forked(process)


@cache
def _context() -> ForkServerContext:
    """Start the process that all others are forked from; it ends with this one."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*LIBRARIES, *_modules(), WARM])
    with mock.patch.dict(os.environ, PYTHONPATH=str(ROOT)):
        forkserver.ensure_running()
    return context


def _modules() -> list[str]:
    """Return the names of all our modules but the migrations, which a database loads by itself."""
    found = (walk_packages(import_module(name).__path__, f"{name}.") for name in PACKAGES)
    names = [module.name for modules in found for module in modules]
    return [name for name in names if ".migrations." not in name]


def _run(
    arguments: list[str],
    folder: Path,
    environment: Mapping[str, str],
    out: Path,
    errors: Path,
    program: Callable[[list[str]], int],
) -> None:
    """Be this program from here on."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, path in ((1, out), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), number)
    sys.argv = ["lotse", *arguments]
    sys.exit(program(arguments))
