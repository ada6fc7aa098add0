"""A filled database of the version before goes up to ours and back, on both databases."""

import json
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, create_engine, select, text

from storage.engine import versions

pytestmark = pytest.mark.every_database
BEFORE = "0012"
"""The revision of the version that was released last."""
NOW = "2026-11-20 09:30:00+00:00"
Rows = dict[str, list[dict[str, Any]]]

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
def connection(bare_url: str):  # type: ignore[no-untyped-def]
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


def _everything(connection: Connection) -> Rows:
    """Every row of every table, whatever the order of its columns."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {
        table.name: [
            dict(row)
            for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in metadata.sorted_tables
        if table.name != "alembic_version"
    }


def test_up_and_back_changes_no_row(connection: Connection, bare_url: str) -> None:
    config, before = versions.alembic_config(bare_url), _everything(connection)
    assert {table: len(rows) for table, rows in before.items() if rows} == {
        table: len(rows) for table, rows in FILLED.items()
    }
    command.upgrade(config, "head")
    after = _everything(connection)
    command.downgrade(config, BEFORE)
    assert _everything(connection) == before
    assert _interests(connection) == ["[]", "[3]", "[3, 5, 12]"]  # compared as text there
    command.upgrade(config, "head")
    assert _everything(connection) == after


def test_columns_have_one_meaning(connection: Connection, bare_url: str) -> None:
    before = _everything(connection)
    command.upgrade(versions.alembic_config(bare_url), "head")
    after = _everything(connection)
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
        ("address", {"menu"}, {"link_sent", "signed_at"}),
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
    after = _everything(connection)
    pairs = [(row["person_id"], row["field_id"]) for row in after["person_interest"]]
    assert pairs == [(2, 3), (3, 3), (3, 5), (3, 12), (9, 5)]
    assert [(row["person_id"], row["skill"]) for row in after["person_skill"]] == [
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
