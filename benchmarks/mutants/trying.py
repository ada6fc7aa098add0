"""Run the tests that reach a mutant, in a fork of a pytest that has set up everything once."""

import gc
import itertools
import os
import re
import resource
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TextIO

import coverage
import pytest
from tqdm import tqdm

from benchmarks.mutants.making import Mutant
from benchmarks.mutants.swapping import forget, functions_beside, prepared
from benchmarks.mutants.targets import LEFT_OUT

SECONDS = 3.0
"""What the tests of one mutant may take if nothing else is said."""
HANGS = 2
"""Times as much, and some seconds, then it hangs: it was noticed."""
PATIENCE = 120
"""Seconds on the clock, for what waits without computing."""
MEMORY = 6 * 2**30
_KILLED, _SURVIVED, _BROKEN = 1, 0, 3


class Verdict(StrEnum):
    """``UNREACHED``: no test runs these lines; it survived, too."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNREACHED = "unreached"


@dataclass(eq=False)
class Trials:
    """A plugin of pytest that calls ``examine`` when all tests have run once.

    ``seconds`` is the processor time that the tests of one mutant may take together, by what they
    took without one. ``took`` is the processor time of each test in seconds, ``reached`` says for
    each file and line which tests run it.
    """

    files: list[Path]
    examine: Callable[["Trials"], None]
    seconds: float = SECONDS
    took: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    reached: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    items: dict[str, pytest.Item] = field(default_factory=dict)
    _session: pytest.Session | None = None
    _forked: bool = False
    _number: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def pytest_configure(self) -> None:
        """Let Hypothesis try the same examples for each mutant.

        It is imported here: imported before pytest, its asserts would not be rewritten.
        """
        from hypothesis import settings

        settings.register_profile("mutants", derandomize=True, database=None)
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if not any(word in item.nodeid for word in LEFT_OUT)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._session = session
        self.items = {item.nodeid: item for item in session.items}
        self._cover(session.items)
        gc.collect()
        gc.freeze()
        self.examine(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self._forked and report.failed:
            os._exit(_KILLED)
        if report.failed:
            self.failed.add(report.nodeid)

    def _cover(self, items: list[pytest.Item]) -> None:
        """Run each test once and note which lines it reaches."""
        measured = coverage.Coverage(
            data_file=None,
            config_file=False,
            include=[str(file) for file in self.files],
            concurrency=["thread", "greenlet"],
        )
        measured.start()
        for item, following in tqdm(
            list(zip(items, [*items[1:], items[0]], strict=True)), "tests", mininterval=5
        ):
            measured.switch_context(item.nodeid)
            forget()  # or only the first test would reach what is remembered
            began = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.took[item.nodeid] = time.process_time() - began
        measured.stop()
        data = measured.get_data()
        for file in data.measured_files():
            lines = data.contexts_by_lineno(file).items()
            self.reached[file] = {
                line: {name for name in names if name in self.items and name not in self.failed}
                for line, names in lines
            }

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Those that reach it, the cheapest of each function first, as many as may be run."""
        return list(self._affordable(_spread(self._reaching(mutant), self.took)))

    def _reaching(self, mutant: Mutant) -> set[str]:
        """Return the tests that run the line.

        For a value of the module: those that run a function named beside it, or what uses it, else
        any line of its file, else all.
        """
        if mutant.unit.name:
            in_header = mutant.spot.lines[0] == mutant.unit.lines[0]
            return self._at(str(mutant.path), mutant.unit.lines if in_header else mutant.spot.lines)
        beside = set().union(*(self._at(*place) for place in functions_beside(mutant)))
        file = str(mutant.path)
        return (
            beside
            or self._using(mutant)
            or self._at(file, self.reached.get(file, {}))
            or {*self.items} - self.failed
        )

    def _using(self, mutant: Mutant) -> set[str]:
        """Return the tests that run a line with the value's name, or whose file contains it."""
        name = re.compile(rf"\b{re.escape(mutant.value)}\b")
        lines = [self._at(str(file), _lines_with(name, file)) for file in self.files]
        return set().union(*lines, self._naming(name)) - self.failed

    def _naming(self, name: re.Pattern[str]) -> set[str]:
        """Return the tests of the files that contain the name."""
        paths = {item.path for item in self.items.values()}
        naming = {path for path in paths if _lines_with(name, path)}
        return {key for key, item in self.items.items() if item.path in naming}

    def _at(self, path: str, lines: Iterable[int]) -> set[str]:
        known = self.reached.get(path, {})
        return set().union(*(known.get(line, set()) for line in lines))

    def _affordable(self, names: Iterable[str]) -> Iterator[str]:
        spent = 0.0
        for name in names:
            if spent and spent + self.took[name] > self.seconds:
                return
            spent += self.took[name]
            yield name

    def verdict(self, mutant: Mutant) -> Verdict:
        """What the tests say. Raises Stillborn."""
        put = prepared(mutant)
        names = self.tests_of(mutant)
        return self.run(names, put) if names else Verdict.UNREACHED

    def run(self, names: list[str], put: Callable[[], None]) -> Verdict:
        """These tests in a fork, after ``put``."""
        number = next(self._number)
        sys.stdout.flush()
        if (child := os.fork()) == 0:
            self._in_fork(names, put, number)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _BROKEN:
            raise RuntimeError(f"the fork itself failed: {names[:1]}")
        return Verdict.SURVIVED if status == _SURVIVED else Verdict.KILLED

    def _in_fork(self, names: list[str], put: Callable[[], None], number: int) -> None:
        try:
            self._forked = True
            signal.alarm(PATIENCE)
            seconds = int(time.process_time() + HANGS * self.seconds + 2)
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nowhere = open(os.devnull, "w")  # noqa: SIM115 - until the process ends
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
            self._silence(nowhere)
            _other_databases(number)
            put()
            forget()
            items = [self.items[name] for name in names]
            assert self._session
            self._session._setupstate.teardown_exact(items[0])
            for item, following in zip(items, [*items[1:], items[-1]], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            os._exit(_SURVIVED)
        except BaseException:
            os._exit(_BROKEN)

    def _silence(self, nowhere: TextIO) -> None:
        """pytest writes to its own copy of the standard output."""
        assert self._session
        reporter = self._session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter:
            reporter._tw._file = nowhere


@cache
def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def _lines_with(name: re.Pattern[str], path: Path) -> list[int]:
    """Return the lines of a file that contain the name, from 1."""
    return [position for position, line in enumerate(_lines(path), 1) if name.search(line)]


def _other_databases(number: int) -> None:
    """No two forks name a database alike."""
    from tests.harness import databases

    databases._number = itertools.count(number * 100_000)


def _spread(names: set[str], took: dict[str, float]) -> list[str]:
    """Order tests: the cheapest case of each function, then the second of each, and so on."""
    functions: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (took[name], name)):
        functions[name.partition("[")[0]].append(name)
    return [name for names in itertools.zip_longest(*functions.values()) for name in names if name]
