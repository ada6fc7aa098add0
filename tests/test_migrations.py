"""A filled database of the version before goes up to ours and back, on both databases."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from bot.environment import ROOT
from storage.engine import versions
from tests.harness.databases import Templates
from tests.harness.filled import everything, fill_the_rest
from tests.harness.patience import USUAL, scaled
from tests.harness.server import environment

pytestmark = pytest.mark.every_database
BEFORE = "0012"
"""The revision of the version that was released last."""
NOW = "2026-11-20 09:30:00+00:00"

DISTRICT = {
    "id": 1,
    "slug": "a",
    "name": "A",
    "land": "BW",
    "zone": "Europe/Berlin",
    "contact": "{}",
}
FIELDS = [
    {"id": n, "district_id": 1, "slug": f"f{n}", "emoji": "•", "position": n, "names": "{}"}
    for n in (3, 5, 12)
]
PERSON = {
    "role": "volunteer",
    "language": "de",
    "language_chosen": True,
    "district_id": 1,
    "municipality_id": None,
    "quiet_start": "20:00",
    "quiet_end": "08:00",
    "quiet_sundays": True,
    "paused_until": None,
    "stopped": "[]",
    "reminders": '["days"]',
    "consent_version": 1,
    "consent_at": NOW,
    "created_at": NOW,
    "week_seen": "2026-W47",
}
CHOICES = (
    ([], []),
    ([3], ["speaks-ar"]),
    ([3, 5, 12], ["fri", "interpret", "mon", "speaks-de-simple"]),
)
PEOPLE = [
    PERSON | {"id": n, "interests": json.dumps(interests), "skills": json.dumps(skills)}
    for n, (interests, skills) in enumerate(CHOICES, 1)
]
ADDRESSES = [
    {
        "id": n,
        "person_id": person,
        "channel": channel,
        "digest": bytes([n]) * 32,
        "sealed": bytes([n]),
        "suspended_at": None,
        "menu": menu,
        "confirmed": confirmed,
    }
    for n, (person, channel, menu, confirmed) in enumerate(
        (
            (1, "telegram", "de", True),
            (1, "telegram", "", True),
            (2, "web", "", True),
            (1, "email", "", False),
            (2, "email", "asked", False),
            (3, "email", "asked", True),
        ),
        1,
    )
]
ANNOUNCEMENT = {
    "id": 1,
    "district_id": 1,
    "person_id": None,
    "kind": "information",
    "state": "released",
    "texts": "{}",
    "audience": "{}",
    "start": "",
    "rule": "",
    "zone": "Europe/Berlin",
    "land": "",
    "never_twice": False,
    "offer_id": None,
    "attachment_id": None,
    "version": 0,
    "next_at": None,
    "changed_at": NOW,
}
CAMPAIGN = {
    "id": 1,
    "announcement_id": 1,
    "day": "2026-11-20",
    "due_at": NOW,
    "flight": "open",
    "late": False,
    "newest": 0,
    "counts": None,
}
DELIVERIES = [
    {
        "id": n,
        "campaign_id": 1,
        "person_id": 1,
        "part": n,
        "priority": 1,
        "state": "sent",
        "due_at": NOW,
        "attempts": 1,
        "owner": None,
        "possibly_twice": False,
        "channel": channel,
        "message": message,
        "reason": "",
        "offers": None,
        "event": None,
        "amend": "",
        "ended_at": NOW,
    }
    for n, (channel, message) in enumerate(
        (
            ("web", ""),
            ("web", "read"),
            ("telegram", "4711"),
            ("email", "<read@muster.example>"),
            ("", ""),
        ),
        1,
    )
]
FILLED = {
    "district": [DISTRICT],
    "field": FIELDS,
    "person": PEOPLE,
    "address": ADDRESSES,
    "announcement": [ANNOUNCEMENT],
    "campaign": [CAMPAIGN],
    "delivery": DELIVERIES,
}
"""Everything that the migrations since ``BEFORE`` change, in each of its meanings."""


@pytest.fixture
def connection(bare_url: str) -> Iterator[Connection]:
    """A filled database of the version before."""
    command.downgrade(versions.alembic_config(bare_url), BEFORE)
    engine = create_engine(versions.sync_url(bare_url))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table, rows in FILLED.items():
            names = ", ".join(rows[0])
            values = ", ".join(f":{name}" for name in rows[0])
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), rows)
        yield connection
    engine.dispose()


@pytest.fixture
def every_table(connection: Connection) -> Connection:
    """The same, with rows in every other table, too."""
    fill_the_rest(connection)
    return connection


def test_up_and_back_changes_no_row(every_table: Connection, bare_url: str) -> None:
    config, before = versions.alembic_config(bare_url), everything(every_table)
    assert [table for table, rows in before.items() if not rows] == []
    command.upgrade(config, "head")
    after = everything(every_table)
    kept = {table: len(rows) for table, rows in after.items() if table in before}
    assert kept == {table: len(rows) for table, rows in before.items()}
    command.downgrade(config, BEFORE)
    assert everything(every_table) == before
    assert _interests(every_table) == ["[]", "[3]", "[3, 5, 12]"]  # compared as text there
    command.upgrade(config, "head")
    assert everything(every_table) == after


@pytest.mark.xdist_group("serial")
def test_killed_at_every_statement_the_next_start_works(
    every_table: Connection, bare_url: str
) -> None:
    before = everything(every_table)
    if every_table.dialect.name == "sqlite":
        every_table.execute(text("PRAGMA journal_mode=WAL"))
    died = _in_processes("kill", bare_url, 1)
    assert died["wrong"] == []
    assert died["kills"] > 40
    assert versions.is_newest(versions.current(bare_url))
    command.downgrade(versions.alembic_config(bare_url), BEFORE)
    assert everything(every_table) == before


@pytest.mark.xdist_group("serial")
def test_killed_while_it_is_made_the_next_start_makes_it(templates: Templates, kind: str) -> None:
    url = templates.empty(kind)
    died = _in_processes("kill", url, 31)
    assert died["wrong"] == []
    assert died["kills"] >= 10
    assert versions.is_newest(versions.current(url))


@pytest.mark.xdist_group("serial")
def test_ten_starts_at_once_all_work(
    every_table: Connection, bare_url: str, templates: Templates, kind: str
) -> None:
    every_table.close()
    wrong = []
    for url in (bare_url, templates.empty(kind)):
        statuses = _in_processes("together", url, 10)
        if statuses != [0] * 10 or not versions.is_newest(versions.current(url)):
            wrong.append((url, statuses))
    assert not wrong


def _in_processes(work: str, url: str, count: int) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.upgrade_kills", work, url, str(count)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=scaled(5 * USUAL),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_columns_have_one_meaning(connection: Connection, bare_url: str) -> None:
    before = everything(connection)
    command.upgrade(versions.alembic_config(bare_url), "head")
    after = everything(connection)
    assert [(row["menu"], row["link_sent"]) for row in after["address"]] == [
        ("de", False),
        ("", False),
        ("", False),
        ("", False),
        ("", True),
        ("", True),
    ]
    assert [(row["message"], row["is_read"]) for row in after["delivery"]] == [
        ("", False),
        ("", True),
        ("4711", False),
        ("<read@muster.example>", False),
        ("", False),
    ]
    for table, gone, new in (
        ("address", {"menu"}, {"link_sent"}),
        ("delivery", {"message"}, {"is_read"}),
        ("person", {"interests", "skills"}, set()),
    ):
        assert _without(before[table], gone) == _without(after[table], gone | new)


def test_interests_and_skills_are_rows(connection: Connection, bare_url: str) -> None:
    """Interests in a field that is gone are dropped, what is there twice is stored once."""
    odd = PEOPLE[0] | {"id": 9, "interests": "[99, 5, 5]", "skills": '["mon", "mon"]'}
    names = ", ".join(odd)
    values = ", ".join(f":{name}" for name in odd)
    connection.execute(text(f"INSERT INTO person ({names}) VALUES ({values})"), odd)
    command.upgrade(versions.alembic_config(bare_url), "head")
    after = everything(connection)
    pairs = [(row["person_id"], row["field_id"]) for row in after["person_interest"]]
    assert sorted(pairs) == [(2, 3), (3, 3), (3, 5), (3, 12), (9, 5)]
    skills = [(row["person_id"], row["skill"]) for row in after["person_skill"]]
    assert sorted(skills) == [
        (2, "speaks-ar"),
        (3, "fri"),
        (3, "interpret"),
        (3, "mon"),
        (3, "speaks-de-simple"),
        (9, "mon"),
    ]


def _without(rows: list[dict[str, Any]], names: set[str]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def _interests(connection: Connection) -> list[str]:
    query = text("SELECT CAST(interests AS TEXT) FROM person ORDER BY id")
    return list(connection.execute(query).scalars())
