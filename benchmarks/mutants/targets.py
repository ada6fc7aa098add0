"""What is examined, with which tests, and how much of it."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEED = 16
"""Another seed draws another sample."""
TESTS = (
    *("rules_*", "rights", "groups", "meetings", "series", "results", "helping", "attending"),
    *("founding", "elections", "materials", "announcements", "announcing", "attachments"),
    *("imports", "hostile_files", "recurrence", "places", "conversations", "privacy", "connecting"),
    *("reminding", "services", "telegram_platform", "telegram_outbox", "telegram_updates"),
    *("telegram_groups", "grants", "desk", "desk_[!b]*", "desk_bulk", "deliveries"),
    *("stored_people", "routing", "every_press", "reviews", "feeds", "enquiries", "measures"),
)
"""Which ``tests/test_*.py`` are run; the others are about the search, or start browsers."""
LEFT_OUT = ("postgresql", "telegram]", "telegram-", "-telegram")
"""Parts of the names of tests that are left out: a mutant meets SQLite and the web channel only."""


def paths(patterns: tuple[str, ...]) -> list[Path]:
    """In order, each once."""
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)})


def tests(*left_out: str) -> list[str]:
    """The files of ``TESTS``; without those whose name contains one of ``left_out``."""
    files = paths(tuple(f"tests/**/test_{name}.py" for name in TESTS))
    return [str(file) for file in files if not any(part in file.name for part in left_out)]


@dataclass(frozen=True)
class Target:
    """Files that are examined together.

    ``sample``: how many mutants are drawn, 0 is all of them. ``asking``: only functions that call
    something whose name begins so; empty means all.
    """

    name: str
    files: tuple[str, ...]
    sample: int
    asking: tuple[str, ...] = ()


RIGHTS = (
    "may_",
    "must_be_",
    "coordinates",
    "leads",
    "reads",
    "readable",
    "is_stored",
    "has_consented",
)
"""How the rules about rights begin."""
REACHED = ("bot/**/*.py", "handlers/**/*.py", "storage/**/*.py")
"""Where it is noted which test reaches which line."""
TARGETS = (
    Target("bot/rules", ("bot/rules/*.py",), 400),
    Target("storage/deliveries", ("storage/**/deliveries.py",), 100),
    Target("storage/people", ("storage/people/people.py",), 100),
    Target(
        "handlers routing",
        ("handlers/**/routing.py", "handlers/**/routes.py", "handlers/**/conversation.py"),
        100,
    ),
    Target("handlers rights", ("handlers/**/*.py",), 100, RIGHTS),
)
