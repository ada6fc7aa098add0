"""What is deleted is gone from every byte we have; what is past its time goes by itself."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.environment import quiet_logs
from handlers.cli.operation import erase_again
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.jobs.scheduler import tidy
from handlers.workflows.services import Services
from storage import retention
from storage import schema as t
from storage.catalogue import places
from storage.engine import backups, erasure_list
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.people import emails, erasures, people, sealed_addresses
from tests.harness.databases import NOW, Templates, open_database
from tests.harness.offices import Office
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
    async with conversation.database.write() as store:
        waldshut = await places.district_named(store, "waldshut")
        assert waldshut
        await _without_index(store, but=waldshut.id)
    rows = backups.backup(url, tmp_path / "backup.sqlite")
    assert oct((tmp_path / "backup.sqlite").stat().st_mode)[-3:] == "600"
    for kind in ("sqlite", "postgresql"):
        target = templates.empty(kind)
        assert backups.restore(tmp_path / "backup.sqlite", target) == rows
        database = open_database(target)
        again = Talk(Conversation(database, services), ("en",))
        await again.goes(
            ("/settings", "Town: Landkreis Waldshut"), ("swimming", "Swimming course for children")
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


@pytest.mark.parametrize("old_key", [False, True])
async def test_a_restored_backup_forgets_again_whom_it_brings_back(
    conversation: Conversation,
    kind: str,
    url: str,
    templates: Templates,
    services: Services,
    tmp_path: Path,
    old_key: bool,
) -> None:
    """Also if the key was changed meanwhile; others, and addresses kept, stay."""
    listed = tmp_path / "list.erased"
    gone, stays, moved = (Talk(conversation, ("en",), who) for who in ("gone", "stays", "moved"))
    for talk in (gone, stays, moved):
        await talk.open()
        await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    async with conversation.database.write() as store:
        person = await people.at(store, moved.address)
        assert person
        await emails.ask(store, person.id, "moved@example.org", NOW)
        await _without_index(store)
    backups.backup(url, tmp_path / "backup.sqlite")
    working = Database(url, services.seal, listed=listed)
    erasing = Talk(Conversation(working, services), ("en",), "gone", NOW + timedelta(hours=1))
    await erasing.goes(("/forget", "undone"), ("[Yes, delete everything]", "deleted"))
    async with working.write() as store:
        await emails.stop(store, person.id, NOW + timedelta(hours=1))
    await working.close()
    assert "gone" not in listed.read_text()
    assert listed.stat().st_mode & 0o077 == 0
    target = templates.empty(kind)
    backups.restore(tmp_path / "backup.sqlite", target)
    seal = Seal("f" * 64) if old_key else services.seal
    restored = Database(target, seal, listed=tmp_path / "new.erased")
    erased = erasure_list.read(listed)
    async with restored.write() as store:
        older = [services.seal] if old_key else []
        assert await people.erase_again(store, erased, NOW, older) == 2
        assert await people.count(store) == 2
        kept = (await store.execute(select(t.address.c.channel))).scalars().all()
        assert kept == ["web", "web"]
    async with restored.write() as store:
        assert await people.erase_again(store, erased, NOW, older) == 0
    assert erasure_list.read(tmp_path / "new.erased").keys() >= erased.keys()
    await restored.close()


async def _without_index(store: Store, but: int = 0) -> None:
    """Delete the index of the search, 19 of 20 rows, of all districts but one."""
    for table in (t.offer_term, t.term_count):
        await store.execute(delete(table).where(table.c.district_id != but))


async def test_who_came_back_before_the_backup_stays_in_it(
    conversation: Conversation, kind: str, url: str, templates: Templates, tmp_path: Path
) -> None:
    """An erasure that the backup knows itself is done; its address may have begun again."""
    talk = Talk(conversation, ("en",))
    begin = (("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    await talk.open()
    await talk.goes(*begin, ("/forget", "undone"), ("[Yes, delete everything]", "deleted"))
    await talk.open()
    await talk.goes(*begin)
    async with conversation.database.read() as store:
        erased = await erasures.every(store)
    assert len(erased) == 1
    async with conversation.database.write() as store:
        await _without_index(store)
    backups.backup(url, tmp_path / "backup.sqlite")
    target = templates.empty(kind)
    backups.restore(tmp_path / "backup.sqlite", target)
    restored = open_database(target)
    async with restored.write() as store:
        assert await people.erase_again(store, erased, NOW) == 0
        assert await people.count(store) == 1
    await restored.close()


async def test_the_command_that_restores_reads_the_list(
    conversation: Conversation, url: str, office: Office, tmp_path: Path
) -> None:
    """A list that is missing is an error; lines that are cut or foreign are left out."""
    talk = Talk(conversation, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    digest = _mark(conversation, talk)
    (tmp_path / "list").write_text(f"nonsense\n{digest} 2026-11-20T10:00:00+00:00\n{digest[:9]}")
    assert await erase_again(office.context, [tmp_path / "list"]) == 1
    with pytest.raises(FileNotFoundError):
        await erase_again(office.context, [tmp_path / "missing"])


def _mark(conversation: Conversation, talk: Talk) -> str:
    seal = conversation.services.seal
    return seal.digest("erasure", sealed_addresses.digest(seal, talk.address).hex()).hex()


async def test_the_list_keeps_what_backups_may_hold_and_no_longer(
    conversation: Conversation, services: Services, tmp_path: Path, url: str
) -> None:
    listed = tmp_path / "list.erased"
    database = Database(url, services.seal, listed=listed)
    talk = Talk(Conversation(database, services), ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"))
    await talk.goes(("/forget", "undone"), ("[Yes, delete everything]", "deleted"))
    listed.write_text("")
    await tidy(database, services, NOW + timedelta(days=1))
    assert len(erasure_list.read(listed)) == 1
    await tidy(database, services, NOW + timedelta(days=services.config.retention.backup_days + 1))
    assert erasure_list.read(listed) == {}
    await database.close()


async def test_an_erasure_waits_for_who_still_reads_the_old_state(
    conversation: Conversation, services: Services, url: str, kind: str
) -> None:
    """The log is emptied as soon as the reader is done, not ten minutes later."""
    if kind == "postgresql":
        return
    talk = Talk(conversation, ("en",))
    await talk.open()
    await talk.goes(("[English]", "Where"), ("[Landkreis Waldshut]", "What"), (SEARCHED, ""))
    async with conversation.database.read() as store:
        await people.count(store)
        forgetting = asyncio.create_task(talk.hear(Pressed("data.delete")))
        await asyncio.sleep(0.2)
    await forgetting
    assert not any(SEARCHED.encode() in content for content in _files(_path(url)))


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
