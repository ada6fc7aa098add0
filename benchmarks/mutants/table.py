"""Verdicts, counted: a table by target, what was equal before, and a file to compare with later."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutants.trying import Verdict

Verdicts = Mapping[str, Verdict]
COLUMNS = (
    *("module", "mutants", "killed", "survived", "of these equivalent"),
    *("killed", "killed of those not equivalent"),
)
EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


def equivalents() -> dict[str, str]:
    """Names of mutants that change nothing anybody could notice → why."""
    return tomllib.loads(EQUIVALENTS.read_text()) if EQUIVALENTS.exists() else {}


@dataclass(frozen=True)
class Tally:
    mutants: int
    killed: int
    equivalent: int

    @property
    def survived(self) -> int:
        return self.mutants - self.killed

    @property
    def share(self) -> float:
        """Of all, in percent."""
        return 100 * self.killed / self.mutants if self.mutants else 0.0

    @property
    def share_of_real(self) -> float:
        """Of those that are not equivalent, in percent."""
        return (
            100 * self.killed / (self.mutants - self.equivalent)
            if self.mutants > self.equivalent
            else 0.0
        )


def tally(verdicts: Verdicts) -> Tally:
    same = equivalents()
    killed = {name for name, verdict in verdicts.items() if verdict is Verdict.KILLED}
    return Tally(
        len(verdicts),
        len(killed),
        len([name for name in verdicts if name in same and name not in killed]),
    )


def wrongly_equivalent(verdicts: Verdicts) -> list[str]:
    """Return the names in ``equivalents.toml`` of mutants that a test notices after all."""
    return [name for name in equivalents() if verdicts.get(name) is Verdict.KILLED]


def lines(found: Mapping[str, Verdicts]) -> Iterator[str]:
    """In Markdown."""
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "| --- |" + " ---: |" * (len(COLUMNS) - 1)
    for name, verdicts in found.items():
        one = tally(verdicts)
        counts = f"{one.mutants} | {one.killed} | {one.survived} | {one.equivalent}"
        yield f"| {name} | {counts} | {one.share:.1f} % | {one.share_of_real:.1f} % |"


def by_file(verdicts: Verdicts) -> Iterator[str]:
    """One line a file."""
    files: dict[str, dict[str, Verdict]] = {}
    for name, verdict in verdicts.items():
        files.setdefault(name.partition(".")[0], {})[name] = verdict
    for file, some in sorted(files.items()):
        one = tally(some)
        yield f"  {file:15} {one.mutants:5} mutants, {one.killed:5} killed, {one.share:5.1f} %"


def compared(before: Mapping[str, Verdicts], after: Mapping[str, Verdicts]) -> Iterator[str]:
    """Compare the mutants that were examined both times, and name those nobody notices any more."""
    for target in before.keys() & after.keys():
        both = before[target].keys() & after[target].keys()
        was, now = (
            {name for name in both if of[target][name] is Verdict.KILLED} for of in (before, after)
        )
        again = f"{target}: {len(both)} of {len(before[target])} examined again"
        yield f"{again}, killed {len(was)} before, {len(now)} now"
        yield from (f"  survives now: {name}" for name in sorted(was - now))


def saved(path: Path, found: Mapping[str, Verdicts]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=0, sort_keys=True))


def loaded(path: Path) -> dict[str, dict[str, Verdict]]:
    return {
        target: {name: Verdict(verdict) for name, verdict in found.items()}
        for target, found in json.loads(path.read_text()).items()
    }
