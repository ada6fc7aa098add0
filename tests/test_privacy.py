"""What is deleted is gone from every byte we have; what is past its time goes by itself."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from bot.environment import quiet_logs
from handlers.dialogue.conversation import Conversation
from handlers.jobs.scheduler import tidy
from handlers.services import Services
from storage import retention
from storage.engine import backups
from storage.people import people, sealed_addresses
from tests.harness.databases import NOW, Templates, open_database
from tests.harness.talk import Talk

pytestmark = pytest.mark.every_database

SESSION = "session-of-somebody-0123456789abcdef"
SEARCHED = "Schwangerschaftskonfliktberatung"


async def test_forgotten_means_no_byte_is_left(
    templates: Templates, services: Services, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In the file, in its log, in a new backup, in what was logged."""
    quiet_logs("DEBUG")
    caplog.set_level(logging.DEBUG)
    url = templates.fresh("sqlite", samples=True)
    database = open_database(url)
    talk = Talk(Conversation(database, services), ("en",), SESSION)
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"), (SEARCHED, "Search:"))
    stored = sealed_addresses.columns(services.seal, talk.address)
    sealed, digest = stored["sealed"], stored["digest"]
    path = Path(url.removeprefix("sqlite:///"))
    assert any(digest in content for content in _files(path))
    await talk.goes(("/forget", "undone"), ("[Yes, delete everything]", "Everything is deleted."))
    await tidy(database, services, NOW)
    backups.backup(url, tmp_path / "backup.sqlite")
    for content in (*_files(path), (tmp_path / "backup.sqlite").read_bytes(), caplog.text.encode()):
        for secret in (SESSION.encode(), SEARCHED.encode(), sealed, digest):
            assert secret not in content
    await database.close()


def _files(path: Path) -> list[bytes]:
    return [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]


async def test_what_is_past_its_time_goes_and_the_metric_proves_it(
    conversation: Conversation, services: Services
) -> None:
    stranger, friend = (Talk(conversation, ("en",), name) for name in ("stranger", "friend"))
    await stranger.goes(("/start", "Welcome"))
    await friend.open()
    await friend.goes(
        ("[English]", "Where"), ("[Landkreis Waldshut]", "What"), ("swimming", "Search")
    )
    later = NOW + timedelta(hours=25)
    nothing = dict.fromkeys((rule.kind for rule in retention.RULES), 0)
    assert await _overdue(conversation, later) == nothing | {"people": 1, "dialogues": 1}
    gone = await tidy(conversation.database, services, later)
    assert (gone["people"], gone["dialogues"]) == (1, 1)
    assert set((await _overdue(conversation, later)).values()) == {0}
    await tidy(conversation.database, services, NOW + timedelta(weeks=54), confirmed=True)
    async with conversation.database.read() as store:
        assert await people.count(store) == 0
    await tidy(conversation.database, services, NOW + timedelta(days=400), confirmed=True)
    assert (await _overdue(conversation, NOW + timedelta(days=400)))["offers"] == 0


async def _overdue(conversation: Conversation, now) -> dict[str, int]:
    async with conversation.database.read() as store:
        return await retention.overdue(
            store, retention.limits(conversation.services.config.retention, now)
        )


async def test_backup_of_either_database_restores_into_either(
    conversation: Conversation, url: str, templates: Templates, services: Services, tmp_path: Path
) -> None:
    talk = Talk(conversation, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    rows = backups.backup(url, tmp_path / "backup.sqlite")
    assert oct((tmp_path / "backup.sqlite").stat().st_mode)[-3:] == "600"
    for kind in ("sqlite", "postgresql"):
        target = templates.empty(kind)
        assert backups.restore(tmp_path / "backup.sqlite", target) == rows
        database = open_database(target)
        again = Talk(Conversation(database, services), ("en",))
        await again.goes(
            ("/settings", "Place: Landkreis Waldshut"), ("swimming", "Swimming course for children")
        )
        other = Talk(Conversation(database, services), ("en",), "new after restore")
        await other.goes(("/start", "Welcome"))
        await database.close()


def test_a_backup_overwrites_nothing_and_a_restore_neither(url: str, tmp_path: Path) -> None:
    backups.backup(url, tmp_path / "backup.sqlite")
    with pytest.raises(backups.BackupExists):
        backups.backup(url, tmp_path / "backup.sqlite")
    with pytest.raises(backups.NotEmpty):
        backups.restore(tmp_path / "backup.sqlite", url)
    with pytest.raises(FileNotFoundError):
        backups.restore(tmp_path / "nothing", url)
