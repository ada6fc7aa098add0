"""Files and folders that only their owner may read, from their first byte on."""

import os
from contextlib import suppress
from pathlib import Path

SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite writes beside a database; new ones get the mode of the database."""


def make_private_folder(folder: Path) -> None:
    """Make a folder and its parents with mode 0700. Those that exist stay as they are."""
    if not folder.exists():
        make_private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file with mode 0600, or take everybody else's rights to one that exists.

    Side files of a database are closed too. A file of another owner stays as it is.
    """
    make_private_folder(path.parent)
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for file in (path, *(path.with_name(f"{path.name}{end}") for end in SIDE_FILES)):
        _close_to_others(file)


def new_private_file(path: Path) -> None:
    """Make an empty file with mode 0600. Raises FileExistsError."""
    make_private_folder(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _close_to_others(file: Path) -> None:
    with suppress(OSError):
        if (mode := file.stat().st_mode & 0o777) & 0o077:
            file.chmod(mode & 0o700)
