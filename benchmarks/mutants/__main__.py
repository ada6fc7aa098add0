"""``make mutants`` prints the table.

``python -m benchmarks.mutants rules --only offers --tests tests/test_rules_offers.py`` examines
one part in seconds.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tqdm import tqdm

from benchmarks.mutants import table
from benchmarks.mutants.making import Mutant, mutants, sampled
from benchmarks.mutants.swapping import Stillborn, module_of
from benchmarks.mutants.targets import REACHED, ROOT, SEED, TARGETS, Target, paths, tests
from benchmarks.mutants.trying import SECONDS, Trials, Verdict

QUIET = (
    "-q",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
    "--tb=no",
    "-o",
    "console_output_style=classic",
)


def main() -> None:
    given = _arguments()
    chosen = [
        target
        for target in TARGETS
        if not given.targets or any(part in target.name for part in given.targets)
    ]
    found: dict[str, dict[str, Verdict]] = {}
    plugin = Trials(paths(REACHED), _examiner(chosen, found, given), given.seconds)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tempfile.tempdir = os.environ["TMPDIR"] = folder
        code = pytest.main([*QUIET, *(given.tests or tests(*given.without))], plugins=[plugin])
    print("\n".join(table.lines(found)))
    if given.before:
        print("\n".join(table.compared(table.loaded(given.before), found)))
    sys.exit(0 if found else code)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("targets", nargs="*", help="parts of names of targets; all without any")
    parser.add_argument("--tests", nargs="+", help="only these tests")
    parser.add_argument(
        "--without", nargs="+", default=[], help="not the tests whose file name contains this"
    )
    parser.add_argument("--only", default="", help="only mutants whose name contains this")
    parser.add_argument(
        "--sample", type=int, help="how many of each target instead of what the table says"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        help="processor time for the tests of one mutant; what walks through all presses needs 20",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "var" / "mutants.json",
        help="where the verdicts are kept",
    )
    parser.add_argument(
        "--before", type=Path, help="verdicts of an earlier version to compare with"
    )
    return parser.parse_args()


def _examiner(
    chosen: list[Target], found: dict[str, dict[str, Verdict]], given: argparse.Namespace
) -> Callable[[Trials], None]:
    def examine(trials: Trials) -> None:
        if trials.failed:
            print(f"fail without any mutant, and are left out: {sorted(trials.failed)}")
        for target in chosen:
            found[target.name] = _examined(trials, target, given)
            table.saved(given.out, found)

    return examine


def _examined(trials: Trials, target: Target, given: argparse.Namespace) -> dict[str, Verdict]:
    made = [
        mutant
        for path in paths(target.files)
        if module_of(path)
        for mutant in mutants(path, target.asking)
        if given.only in mutant.name
    ]
    drawn = sampled(made, target.sample if given.sample is None else given.sample, given.seed)
    _check_the_harness(trials, drawn)
    verdicts: dict[str, Verdict] = {}
    for mutant in tqdm(drawn, target.name, mininterval=5):
        with suppress(Stillborn):
            verdicts[mutant.name] = trials.verdict(mutant)
            if verdicts[mutant.name] is not Verdict.KILLED:
                tqdm.write(_survivor(mutant, verdicts[mutant.name]), sys.stdout)
    stillborn = len(drawn) - len(verdicts)
    print(
        f"{target.name}: {len(made)} could be made, {len(drawn)} drawn, {stillborn} no import takes"
    )
    print("\n".join(table.by_file(verdicts)))
    for name in table.wrongly_equivalent(verdicts):
        print(f"not equivalent, a test notices it: {name}")
    return verdicts


def _check_the_harness(trials: Trials, drawn: list[Mutant]) -> None:
    """Exit if tests fail in a fork without any change: then their verdicts are worth nothing."""
    for mutant in drawn[::50]:
        names = trials.tests_of(mutant)
        if names and trials.run(names, lambda: None) is not Verdict.SURVIVED:
            raise SystemExit(f"fail in a fork without any mutant: some of {names}")


def _survivor(mutant: Mutant, verdict: Verdict) -> str:
    place = f"{mutant.path.relative_to(ROOT)}:{mutant.spot.lines[0]}"
    return f"{verdict} {mutant.name} ({place}): {mutant.change}"


if __name__ == "__main__":
    main()
