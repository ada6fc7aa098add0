"""Differences between the dates of 2,000 rules and an exhaustive search, over 20 years.

All time zones of the European Union are covered.
"""

import os
import time

from benchmarks.processes import say
from tests.harness.oracle import ZONES, differences, rules

RULES, YEARS = int(os.environ.get("DATES_RULES", "2000")), int(os.environ.get("DATES_YEARS", "20"))


async def main() -> None:
    began = time.perf_counter()
    wrong = [
        (times, found) for times, fits in rules(RULES) if (found := differences(times, fits, YEARS))
    ]
    say(
        f"  {RULES} rules, {YEARS} years, {len(ZONES)} zones: "
        f"{len(wrong)} differ; {time.perf_counter() - began:.0f} s"
    )
    for times, found in wrong[:5]:
        say(f"    {times}: {found[:3]}")
