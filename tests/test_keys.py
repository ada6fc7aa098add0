"""The key: the database knows it, another one is refused, and it can be changed under way."""

import sqlite3
from argparse import Namespace
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import LargeBinary, func, insert, select, update

from bot.domain.people import Address
from bot.domain.queues import QueueName
from handlers.cli import failures
from handlers.cli import keys as command
from handlers.cli.context import CommandContext
from handlers.delivery import files
from handlers.dialogue.conversation import Conversation
from handlers.email import links as email
from handlers.telegram.emulator.server import Emulator
from handlers.web.sessions import Sessions
from handlers.workflows.services import Services
from storage import schema as t
from storage.engine import failed_items, keys, settings
from storage.engine.database import Database
from storage.engine.sealing import Seal
from storage.groups import feeds
from storage.people import emails, invitations, people
from tests.harness.databases import KEY, NOW, SEAL
from tests.harness.mailing import FIRST, arrived, crowd, mailing, released, states
from tests.harness.poison import World
from tests.harness.server import as_sampled, free_port, lotse

UNTIL = int((NOW + timedelta(days=1)).timestamp())
NEW_KEY = "fedcba9876543210" * 4
NEW, BOTH = Seal(NEW_KEY), Seal(NEW_KEY, [KEY])
NOT_SEALED = {("attachment", "content"), ("address", "digest"), ("feed", "hashed"),
              ("email_link", "digest"), ("erasure", "digest"), ("session", "digest"),
              ("push_subscription", "digest"), ("recovery_code", "digest"),
              ("account", "digest"), ("passkey", "credential"), ("passkey", "public_key"),
              ("offer_meaning", "kinds"), ("offer_meaning", "vectors"),
              ("council_report", "snapshot"), ("report_file", "content"),
              ("letterhead", "template"), ("letterhead", "logo"),
              ("picture", "content")}  # fmt: skip
"""Bytes of files, digests, and what is public."""


def test_every_column_of_bytes_is_resealed_or_is_no_seal() -> None:
    columns = {
        (table.name, column.name)
        for table in t.metadata.tables.values()
        for column in table.c
        if isinstance(column.type, LargeBinary)
    }
    resealed = {(sealed.table.name, sealed.column.name) for sealed in keys.SEALED}
    assert columns == resealed | NOT_SEALED


@pytest.mark.every_database
async def test_another_key_is_refused_and_an_old_one_known(database: Database, url: str) -> None:
    async with database.write() as store:
        await keys.check(store)
        await keys.check(store)
    for seal, is_known in ((NEW, False), (BOTH, True), (SEAL, True)):
        other = Database(url, seal)
        try:
            async with other.write() as store:
                await keys.check(store)
            known = True
        except keys.WrongKey:
            known = False
        await other.close()
        assert known is is_known


@pytest.mark.every_database
async def test_a_database_of_the_version_before_is_probed(
    database: Database, services: Services, url: str
) -> None:
    world = World(database, services)
    await world.begin()
    await world.persons(3)
    other = Database(url, NEW)
    with pytest.raises(keys.WrongKey):
        async with other.write() as store:
            await keys.check(store)
    await other.close()
    async with database.write() as store:
        await keys.check(store)
        assert await keys.is_renewed(store)


async def _filled(database: Database, services: Services) -> World:
    """Return a world in which every sealed column holds something."""
    world = World(database, services)
    await world.begin()
    persons = await world.persons(250)
    member = {"standing": "member", "sealed": SEAL.close("name", "Sam"), "since": NOW}
    await world.add(
        t.membership,
        [member | {"person_id": person, "group_id": world.group_id} for person in persons[:3]],
    )
    contact = SEAL.close("contact", "0151")
    need = {
        "district_id": world.district_id, "person_id": persons[0], "kind": "form",
        "language": "de", "wanted": "soon", "state": "agreed", "created_at": NOW,
        "sealed": contact, "helper_sealed": contact,
    }  # fmt: skip
    await world.add(t.help_request, [need, need | {"sealed": None}])
    inbox = {"bot": 1, "chat": 1, "attempts": 0, "possibly_twice": False, "received_at": NOW}
    await world.add(
        t.inbox,
        [
            inbox | {"update_id": 1, "state": "new", "sealed": SEAL.close("inbox", "{}")},
            inbox | {"update_id": 2, "state": "bad", "sealed": b'{"x": "int"}'},
            inbox | {"update_id": 3, "state": "done", "sealed": None},
        ],
    )
    async with database.write() as store:
        await keys.check(store)
    return world


def _context(conversation: Conversation, lines: list[str]) -> CommandContext:
    class Opened:
        async def __aenter__(self) -> Conversation:
            return conversation

        async def __aexit__(self, *_: object) -> None:
            """The test closes the database."""

    config = conversation.services.config
    return CommandContext(config, lines.append, lambda: NOW, Opened, "")


async def _under(database: Database, seal: Seal) -> int:
    """Return how many sealed values the current key of ``seal`` opens."""
    count = 0
    async with database.read() as store:
        for sealed in keys.SEALED:
            is_purpose = isinstance(sealed.purpose, str)
            columns = [sealed.column, *([] if is_purpose else [sealed.purpose])]
            for row in await store.execute(select(*columns)):
                purpose = sealed.purpose if is_purpose else row[1]
                count += bool(row[0]) and seal.is_current(purpose, row[0])
    return count


@pytest.fixture
def without_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else writes between two batches, so nobody has to be waited for."""
    monkeypatch.setattr(command, "REST", 0)


@pytest.mark.usefixtures("without_rest")
@pytest.mark.every_database
async def test_rekey_seals_everything_again_and_goes_on_after_a_kill(
    database: Database, services: Services, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _filled(database, services)
    total = await _under(database, SEAL)
    renewed = Database(url, BOTH)
    conversation = Conversation(renewed, replace(services, seal=BOTH))
    lines: list[str] = []
    batches = []

    async def killed(_: float) -> None:
        batches.append(1)
        if len(batches) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(command, "asyncio", SimpleNamespace(sleep=killed))
        with pytest.raises(KeyboardInterrupt):
            await command.rekey(_context(conversation, lines), SimpleNamespace())
    assert 0 < await _under(renewed, NEW) < total
    async with renewed.read() as store:
        assert await settings.value(store, settings.KEY) == SEAL.token("key", "key")
        assert all([await people.at(store, Address("telegram", str(9000 + n))) for n in range(250)])
    assert await command.rekey(_context(conversation, lines), SimpleNamespace()) == 0
    assert await _under(renewed, NEW) == total
    assert await _under(renewed, SEAL) == 0
    assert await command.rekey(_context(conversation, lines), SimpleNamespace()) == 0
    assert lines[-1].startswith("0 ")
    await renewed.close()
    alone = Database(url, NEW)
    async with alone.write() as store:
        await keys.check(store)
        assert all([await people.at(store, Address("telegram", str(9000 + n))) for n in range(250)])
        shape = select(t.inbox.c.sealed).where(t.inbox.c.state == "bad")
        assert (await store.execute(shape)).scalar() == b'{"x": "int"}'
    await alone.close()


@pytest.mark.usefixtures("without_rest")
@pytest.mark.every_database
async def test_rekey_says_what_no_key_opens_and_who_is_known_twice(
    database: Database, services: Services, url: str
) -> None:
    world = await _filled(database, services)
    third = Seal("a1" * 32)
    async with database.write() as store:
        first = select(func.min(t.address.c.id)).scalar_subquery()
        lost = update(t.address).where(t.address.c.id == first)
        await store.execute(lost.values(sealed=third.close("telegram", "9000")))
        twice = {"person_id": await _some_person(store), "channel": "telegram"}
        twice |= {"digest": NEW.digest("telegram", "9001"), "sealed": NEW.close("telegram", "9001")}
        await store.execute(insert(t.address).values(twice))
    renewed = Database(url, BOTH)
    lines: list[str] = []
    context = _context(Conversation(renewed, replace(world.services, seal=BOTH)), lines)
    assert await command.rekey(context, SimpleNamespace()) == 1
    assert any("1 öffnet keiner" in line for line in lines)
    assert any("1 Adressen gibt es zweimal" in line for line in lines)
    await renewed.close()


async def _some_person(store: object) -> int:
    return int((await store.execute(select(func.max(t.person.c.id)))).scalar_one())


@pytest.mark.every_database
async def test_what_an_old_key_gave_out_works_until_it_is_gone(
    database: Database, url: str, services: Services
) -> None:
    world = World(database, services)
    await world.begin()
    person_id = await world.person(1)
    async with database.write() as store:
        await feeds.add(store, person_id, None, "f" * 32, NOW)
        await store.execute(
            insert(t.invitation).values(
                district_id=world.district_id, digest=SEAL.token("invitation", "i"),
                role="volunteer", expires_at=NOW.replace(year=2027),
            )
        )  # fmt: skip
    session = "s" * 43
    given = (
        Sessions(SEAL, secure=False).csrf(session),
        email.token(SEAL, "leave", 7, UNTIL),
        files.link_to(SEAL, 7, 3, NOW).rpartition("/")[2],
        SEAL.token("webhook", "1"),
    )
    for seal, works in ((BOTH, True), (NEW, False)):
        assert [
            Sessions(seal, secure=False).is_ours(session, given[0]),
            email.read_token(seal, "leave", given[1]) is not None,
            files.read_link(seal, given[2]) is not None,
            seal.proves("webhook", "1", given[3]),
        ] == [works] * 4
        other = Database(url, seal)
        async with other.read() as store:
            assert bool(await people.at(store, Address("telegram", "9001"))) is works
            assert bool(await feeds.found(store, "f" * 32)) is works
            assert bool(await invitations.found(store, "i", NOW)) is works
        await other.close()
    for forged in ("", "0" * 32, given[2][:31], f"{given[2]}0", given[1]):
        assert files.read_link(BOTH, forged) is None
    assert email.read_token(BOTH, "confirm", given[1]) is None
    assert not Sessions(BOTH, secure=False).is_ours("", given[0])
    renewing = Database(url, BOTH)
    async with renewing.write() as store:
        await feeds.renew(store, "f" * 32)
    await renewing.close()
    alone = Database(url, NEW)
    async with alone.read() as store:
        assert await feeds.found(store, "f" * 32)
    await alone.close()


@pytest.mark.every_database
async def test_a_key_changed_in_the_middle_of_a_mailing_loses_nothing(
    database: Database, services: Services, emulator: Emulator, url: str
) -> None:
    await crowd(database, services, emulator, 40)
    number = await released(database)
    async with mailing(database, services, emulator, rate=200) as before:
        await before.until(lambda: len(arrived(emulator)) >= 10)
    renewed = Database(url, BOTH)
    own = replace(services, seal=BOTH)
    async with mailing(renewed, own, emulator, rate=200) as after:
        context = _context(Conversation(renewed, own), [])
        assert await command.rekey(context, SimpleNamespace()) == 0
        await after.settled()
    assert await states(renewed, number) == {"sent": 40}
    assert arrived(emulator) == {FIRST + index: 1 for index in range(40)}
    await renewed.close()


@pytest.mark.every_database
async def test_an_email_is_found_by_its_old_digest(
    database: Database, url: str, services: Services
) -> None:
    world = World(database, services)
    await world.begin()
    person_id = await world.person(1)
    async with database.write() as store:
        assert await emails.ask(store, person_id, "a@verein.example", NOW)
    renewed = Database(url, BOTH)
    async with renewed.write() as store:
        assert not await emails.ask(store, person_id, "a@verein.example", NOW)
        assert await emails.number_of(store, Address("email", "a@verein.example"))
    await renewed.close()


WEAK = ({}, {"LOTSE_SECRET_KEY": ""}, {"LOTSE_SECRET_KEY": "abc"}, {"LOTSE_SECRET_KEY": "0" * 64},
        {"LOTSE_SECRET_KEY": "g" * 64})  # fmt: skip


def test_run_refuses_a_missing_and_a_weak_key(tmp_path: Path) -> None:
    wrong = []
    for environment in WEAK:
        done = lotse(tmp_path, "run", LOTSE_WEB_PORT=str(free_port()), **environment)
        if (
            done.returncode != 2
            or "openssl rand -hex 32" not in done.stderr
            or "Trace" in done.stderr
        ):
            wrong.append((environment, done.stderr))
    assert not wrong
    assert not (tmp_path / "var" / "secret.key").exists()


def test_an_empty_file_of_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    for content in ("", "\n", "0" * 64):
        (tmp_path / "var" / "secret.key").write_text(content)
        for arguments in (("try",), ("sample",)):
            done = lotse(tmp_path, *arguments, LOTSE_WEB_PORT=str(free_port()))
            assert done.returncode == 2
            assert "secret.key" in done.stderr
            assert "Traceback" not in done.stderr
        assert (tmp_path / "var" / "secret.key").read_text() == content


def test_another_key_than_the_database_s_is_said_in_a_sentence(tmp_path: Path, url: str) -> None:
    first = {"LOTSE_SECRET_KEY": KEY}
    as_sampled(tmp_path, url, KEY)
    assert lotse(tmp_path, "invite", "volunteer", "--district", "waldshut", **first).returncode == 0
    wrong = []
    commands = (
        ("run",), ("check-config",), ("rekey",), ("invite", "volunteer", "--district", "waldshut"),
    )  # fmt: skip
    for arguments in commands:
        done = lotse(
            tmp_path, *arguments, LOTSE_SECRET_KEY=NEW_KEY, LOTSE_WEB_PORT=str(free_port())
        )
        if done.returncode != 2 or "sealed with another key" not in done.stderr:
            wrong.append((arguments, done))
    assert not wrong
    reached = {"LOTSE_OPERATOR_CONTACT": "lotse@muster.example"}
    both = reached | {"LOTSE_SECRET_KEY": NEW_KEY, "LOTSE_OLD_SECRET_KEYS": KEY}
    assert lotse(tmp_path, "check-config", **both).returncode == 0
    assert lotse(tmp_path, "rekey", **both).returncode == 0
    new = reached | {"LOTSE_SECRET_KEY": NEW_KEY}
    assert lotse(tmp_path, "check-config", **new).returncode == 0
    assert lotse(tmp_path, "check-config", **first).returncode == 2
    connection = sqlite3.connect(tmp_path / "var" / "lotse.sqlite")
    stored = connection.execute("SELECT value FROM setting WHERE name = 'key'").fetchone()
    connection.close()
    assert stored[0] not in (KEY, NEW_KEY)


async def test_a_failed_row_is_shown_and_tried_again(conversation: Conversation) -> None:
    database = conversation.database
    async with database.write() as store:
        await failed_items.fail(store, QueueName.SERIES, 7, "ValueError", NOW)
    lines: list[str] = []
    context = _context(conversation, lines)
    assert await failures.show(context, Namespace(limit=5, retry=None)) == 0
    assert lines == ["2026-11-20 09:30 series                7 -                ValueError"]
    assert await failures.show(context, Namespace(limit=5, retry="series")) == 0
    assert await failures.show(context, Namespace(limit=5, retry="nonsense")) == 2
    async with database.read() as store:
        assert await failed_items.resting(store, QueueName.SERIES, NOW) == set()
        assert (await failed_items.totals(store))["series"] == 1
