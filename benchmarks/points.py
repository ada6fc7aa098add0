"""Promises kept after the process dies at each of more than 60 named points of the code.

Both databases are measured.
"""

import tempfile
from pathlib import Path

from benchmarks.processes import say
from handlers.telegram.emulator.server import emulated
from tests.harness.crashing import POINTS, crashed
from tests.harness.databases import Templates, services


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        templates, spoken = Templates(Path(folder)), services()
        for kind in ("sqlite", "postgresql"):
            right = 0
            for number, point in enumerate(POINTS):
                async with emulated() as emulator:
                    found = await crashed(
                        emulator,
                        templates.fresh(kind, samples=True),
                        spoken,
                        Path(folder) / f"{kind}-{number}",
                        point,
                    )
                right += found.is_right
                if not found.is_right:
                    say(f"    {kind}: {point}: {found}")
            say(f"  {kind:11}{right} of {len(POINTS)} points")
        templates.stop()
