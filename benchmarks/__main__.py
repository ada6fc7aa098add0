"""Run all measurements (``make bench``), or those named on the command line.

For example ``python -m benchmarks web sending``.
"""

import asyncio
import sys
from importlib import import_module

SUBJECTS = (
    *("web", "sending", "working", "chaos", "flood", "mutated", "quality", "speed", "strangers"),
    *("mailing", "rivals", "answering", "night", "schedulers", "points", "dates", "circles"),
    *("structure", "start", "fresh", "fortress", "tables", "push", "ablation", "omosqa"),
    *("reports", "desk", "plans", "pages", "senseless", "nearness", "typed", "absent", "letters"),
)


def main() -> None:
    options = [argument for argument in sys.argv[1:] if argument.startswith(("-", "/", "."))]
    if {"-h", "--help"} & set(options):
        sys.exit(f"{__doc__}\nSubjects: {', '.join(SUBJECTS)}")
    for name in [argument for argument in sys.argv[1:] if argument not in options] or SUBJECTS:
        if name not in SUBJECTS:
            sys.exit(f"{name}? One of: {', '.join(SUBJECTS)}")
        sys.stdout.write(
            f"\n== {name}: {(import_module(f'benchmarks.{name}').__doc__ or '').splitlines()[0]}\n"
        )
        asyncio.run(import_module(f"benchmarks.{name}").main())


if __name__ == "__main__":
    main()
