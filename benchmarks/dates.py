"""2,000 rules over 20 years in all zones of the European Union, against dates found the slow way: how many differ?"""

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
        f"  {RULES} rules, {YEARS} years, {len(ZONES)} zones: {len(wrong)} differ; {time.perf_counter() - began:.0f} s"
    )
    for times, found in wrong[:5]:
        say(f"    {times}: {found[:3]}")
