"""A filled database of the version that was released last."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from sqlalchemy import Connection, create_engine

from storage.engine import versions
from tests.harness.filled import fill_the_rest, insert_rows

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
DIALOGUES = [
    {"person_id": n, "expects": expects, "words": words, "updated_at": NOW}
    for n, (expects, words) in enumerate(
        (("helpcontact:7", ""), ("", "Fahrrad"), ("place", "Kurs")), 1
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
FILLED: dict[str, list[dict[str, Any]]] = {
    "district": [DISTRICT],
    "field": FIELDS,
    "person": PEOPLE,
    "address": ADDRESSES,
    "dialogue": DIALOGUES,
    "announcement": [ANNOUNCEMENT],
    "campaign": [CAMPAIGN],
    "delivery": DELIVERIES,
}
"""Everything that the migrations since ``BEFORE`` change, in each of its meanings."""


def filled_everywhere(url: str) -> None:
    """Make a database of the version before, with rows in every table, of an empty one of ours."""
    command.downgrade(versions.alembic_config(url), BEFORE)
    with connected(url) as connection:
        for table, rows in FILLED.items():
            insert_rows(connection, table, rows)
        fill_the_rest(connection)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Open a connection on which each statement counts at once."""
    engine = create_engine(versions.sync_url(url))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    finally:
        engine.dispose()
