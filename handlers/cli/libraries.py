"""Libraries that a server loads only when somebody needs them, and whether they are there."""

from importlib.util import find_spec

LATE = (
    *("PIL", "bs4", "docx", "docxtpl", "icalendar", "lxml", "numpy", "openpyxl"),
    *("defusedxml", "holidays", "phonenumbers", "python_calamine", "segno", "xlrd"),
    *("aiosmtplib", "alembic", "email_validator", "joserfc", "telegram", "webauthn"),
)
"""Modules that a start may not load: megabytes and tenths of a second each."""


class MissingLibraries(Exception):
    """Libraries are not installed; all are named."""


def check_libraries() -> None:
    """Raise MissingLibraries for what is not installed.

    Asked before a start, or half an installation would show at the first passkey or file, perhaps
    at night. It only looks where they are: loading them all would take longer than the start.
    """
    if missing := [name for name in LATE if find_spec(name) is None]:
        raise MissingLibraries(", ".join(missing))
