"""Backups of another version, of something else, or cut off; files that only their owner reads."""

import os
import sqlite3
from pathlib import Path

import pytest
from alembic import command

from storage.engine import backups, upgrades, versions
from storage.engine.private_files import make_private_file
from storage.engine.upgrades import copies
from tests.harness.databases import Templates
from tests.harness.server import lotse

OLD = "0012"
KEY = {"LOTSE_SECRET_KEY": "0f" * 32}


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def _without_index(url: str) -> None:
    """Leave out the index of the search, 19 of 20 rows, which no test here asks for."""
    with sqlite3.connect(_file(url)) as connection:
        connection.execute("DELETE FROM offer_term")
        connection.execute("DELETE FROM term_count")
    connection.close()


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def backup(templates: Templates, tmp_path: Path) -> Path:
    path = tmp_path / "backup.sqlite"
    url = templates.made("sqlite", "without_index", _without_index, samples=True)
    backups.backup(url, path)
    return path


def _older(url: str) -> None:
    command.downgrade(versions.alembic_config(url), OLD)


def _older_samples(url: str) -> None:
    _without_index(url)
    _older(url)


@pytest.fixture
def old_url(templates: Templates) -> str:
    """A database of an older version, with the samples."""
    return templates.made("sqlite", "older_samples", _older_samples, samples=True)


def newer(path: Path) -> None:
    _write_version(path, "9999")


def of_another_program(path: Path) -> None:
    _write_version(path, "1975ea83b712")


def _write_version(path: Path, version: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def nearly_nothing(path: Path) -> None:
    os.truncate(path, 50)


def nothing(path: Path) -> None:
    os.truncate(path, 0)


def a_text(path: Path) -> None:
    path.write_text("Liebe Kolleginnen und Kollegen")


def other_tables(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()


def a_table_less(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE watch")
    connection.close()


def another_column(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE setting RENAME COLUMN value TO text")
    connection.close()


def old_without_tables(path: Path) -> None:
    other_tables(path)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        connection.execute("INSERT INTO alembic_version VALUES ('0010')")
    connection.close()


REFUSED = (
    (a_table_less, "is no backup of Lotse, or it is damaged"),
    (another_column, "is no backup of Lotse, or it is damaged"),
    (old_without_tables, "(version 0010) could not be upgraded"),
    (newer, "(version 9999) was written by a newer Lotse"),
    (of_another_program, "is no backup of Lotse"),
    (cut_off, "is no backup of Lotse, or it is damaged or cut off"),
    (nearly_nothing, "is no backup of Lotse"),
    (nothing, "is no backup of Lotse"),
    (a_text, "is no backup of Lotse"),
    (other_tables, "is no backup of Lotse"),
)


def test_what_is_no_backup_is_refused_in_a_sentence_and_nothing_is_made(
    backup: Path, tmp_path: Path
) -> None:
    whole, wrong = backup.read_bytes(), []
    for spoil, words in REFUSED:
        backup.write_bytes(whole)
        spoil(backup)
        target = tmp_path / f"{spoil.__name__}.sqlite"
        done = lotse(tmp_path, "restore", str(backup), LOTSE_DATABASE_PATH=str(target), **KEY)
        said = done.stdout + done.stderr
        if done.returncode != 2 or words not in said or "Traceback" in said or target.exists():
            wrong.append((spoil.__name__, done.returncode, said[-300:]))
    assert not wrong


def test_an_older_backup_is_upgraded_and_stays_as_it_is(old_url: str, tmp_path: Path) -> None:
    backup = _file(old_url)
    before = backup.read_bytes()
    done = lotse(tmp_path, "restore", str(backup), LOTSE_DATABASE_PATH="new.sqlite", **KEY)
    assert done.returncode == 0, done.stderr
    assert f"older version, upgraded: {OLD}" in done.stdout
    assert backup.read_bytes() == before
    with sqlite3.connect(tmp_path / "new.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM offer").fetchone()[0] >= 150
    connection.close()
    assert mode(tmp_path / "new.sqlite") == "0o600"


@pytest.mark.every_database
def test_a_database_of_before_is_not_backed_up_but_said(bare_url: str, tmp_path: Path) -> None:
    _older(bare_url)
    with pytest.raises(backups.OlderDatabase):
        backups.backup(bare_url, tmp_path / "backup.sqlite")
    assert not list(tmp_path.iterdir())


def test_files_are_private_from_their_first_byte(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file that is made, looked at whenever one is opened; also where others were welcome."""
    seen: dict[str, str] = {}
    made = tmp_path / "new" / "deep" / "lotse.sqlite"

    def connected(*given: object, **named: object) -> sqlite3.Connection:
        for file in (*made.parent.glob("*"), *tmp_path.glob("*.partial")):
            seen[file.name] = mode(file)
        return connect(*given, **named)  # type: ignore[arg-type, call-overload]

    connect = sqlite3.connect
    monkeypatch.setattr("sqlite3.dbapi2.connect", connected)
    monkeypatch.setattr("sqlite3.connect", connected)
    old = os.umask(0)
    try:
        backups.restore(backup, f"sqlite:///{made}")
        backups.backup(f"sqlite:///{made}", tmp_path / "second.sqlite")
        connected(":memory:").close()
    finally:
        os.umask(old)
    assert {"lotse.sqlite", "second.sqlite.partial"} <= set(seen)
    assert set(seen.values()) == {"0o600"}
    assert [mode(folder) for folder in (made.parent, made.parent.parent)] == ["0o700", "0o700"]
    assert mode(tmp_path / "second.sqlite") == "0o600"


def test_files_that_others_could_read_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "lotse.sqlite"
    for name in ("lotse.sqlite", "lotse.sqlite-wal", "lotse.sqlite-shm"):
        (tmp_path / name).touch(0o644)
    make_private_file(path)
    assert {mode(file) for file in tmp_path.iterdir()} == {"0o600"}


def test_an_upgrade_keeps_a_copy_of_what_was(old_url: str) -> None:
    path = _file(old_url)
    old = path.read_bytes()
    for _ in range(2):
        path.write_bytes(old)
        versions.migrate(old_url)
    (copy,) = [copy for copy in copies(path) if copy.name.endswith(OLD)]
    assert mode(copy) == "0o600"
    assert backups.version_of(copy) == OLD
    for version in ("0001", "0002", "0003", "0004"):
        upgrades._keep_copy(path, version)
    assert len(copies(path)) == upgrades.COPIES


def test_without_room_for_a_copy_nothing_is_changed(
    old_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file(old_url)
    before = path.read_bytes()
    monkeypatch.setattr(upgrades, "_room", lambda _: (7, 1))
    with pytest.raises(upgrades.NoRoom) as refused:
        versions.migrate(old_url)
    assert refused.value.args == (7, 1)
    assert path.read_bytes() == before
    assert not copies(path)


def test_a_half_made_file_and_a_foreign_one_are_said(templates: Templates) -> None:
    for table, error in (
        ("district", versions.HalfMadeDatabase),
        ("bookmarks", versions.ForeignDatabase),
    ):
        url = templates.empty("sqlite")
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute(f"CREATE TABLE {table} (id INTEGER)")
        connection.close()
        with pytest.raises(error):
            versions.migrate(url)
