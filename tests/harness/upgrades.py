"""A database of the version before goes up to ours and back twice; what stands in it at each stop.

All that comes back as it was goes the first way. What does not, and what people of our version do
before a way back, goes the second way, so that one walk shows all of it.
"""

import json
from dataclasses import dataclass
from typing import Any

from alembic import command
from sqlalchemy import Connection, text

from storage.engine import versions
from tests.harness.filled import Rows, everything, insert_rows
from tests.harness.version_before import BEFORE, DISTRICT, NOW, PEOPLE, connected

ODD = PEOPLE[0] | {"id": 9, "interests": "[99, 5, 5]", "skills": '["mon", "mon"]'}
"""Somebody who has interests twice, or in no field."""
ROLES = (
    (11, "coordinator", 1),
    (12, "coordinator", 2),
    (13, "coordinator", None),
    (14, "newcomer", 1),
    (15, "group", 1),
    (16, "volunteer", 2),
)
"""Id, role and district of persons."""
KNOWN = {"rule": "FREQ=DAILY", "day": "", "start": "09:00", "end": "", "zone": "Europe/Berlin"}
"""A time of an offer, as the version before writes it."""
IN_WORDS = KNOWN | {"start": "", "note": "nach Absprache", "number": 3}
"""A time that only our version knows."""
OFFER = {
    "district_id": 1, "organisation_id": 1, "state": "published",
    "sample": False, "targets": "[]", "residence_statuses": "[]", "languages": "[]",
    "schedules": "[]", "level_from": "", "level_to": "", "price": "", "way": "on_site",
    "address": "", "phone": "", "email": "", "url": "", "breadcrumb": "",
    "expires_at": "2027-01-01", "confirmed_at": NOW, "for_women": False, "for_children": False,
    "in_the_evening": False,
}  # fmt: skip
WORDS = {
    "language": "de", "title": "Kurs", "description": "", "next_steps": "", "state": "original",
}  # fmt: skip
BY_TITLE, WITH_TIMES, GONE, OF_VHS = 21, 22, 29, 30
"""Ids of offers; the version before deletes the third, ours adds the last."""
DELETED = 100
"""Rows that each table had once."""
ODD_ROWS: dict[str, list[dict[str, Any]]] = {
    "district": [DISTRICT | {"id": 2, "slug": "b", "name": "B"}],
    "person": [
        ODD,
        *(
            PEOPLE[0] | {"id": person_id, "role": role, "district_id": district_id}
            for person_id, role, district_id in ROLES
        ),
    ],
    "dialogue": [
        {"person_id": person_id, "expects": expects, "words": "x", "updated_at": NOW}
        for person_id, expects in (
            (11, "invited:e575"),
            (12, "invitation.accept:e575"),
            (14, "search"),
        )
    ],
    "audit": [
        {"id": audit_id, "person_id": 11, "at": NOW, "action": "press", "outcome": outcome}
        for audit_id, outcome in ((21, "not_allowed"), (22, "granted coordinator"))
    ],
    "offer": [
        OFFER | {"id": offer_id, "external_id": f"{offer_id}", "schedules": schedules}
        for offer_id, schedules in (
            (BY_TITLE, "[]"),
            (WITH_TIMES, json.dumps([KNOWN, KNOWN])),
            (GONE, "[]"),
        )
    ],
    "offer_text": [{"offer_id": BY_TITLE} | WORDS],
}
"""What the second way begins with beside the rows of the first."""
DONE = (
    "UPDATE person SET district_id = 2, municipality_id = NULL WHERE id IN (1, 11)",
    "UPDATE grants SET state = 'revoked' WHERE person_id = 12",
    "UPDATE grants SET ends_at = '2026-01-01 00:00:00+00:00' WHERE person_id = 2",
    "INSERT INTO grants (person_id, role, district_id, given_at, state) "
    "SELECT 16, role, 1, given_at, state FROM grants WHERE person_id IN (3, 11)",
    "INSERT INTO grants (person_id, role, district_id, given_at, state) "
    "SELECT 14, 'reader', 1, given_at, state FROM grants WHERE person_id = 11",
)
"""What is done with rights before the second way back."""


@dataclass(frozen=True)
class Walk:
    """All rows of a database at each stop, and what some of them hold as text.

    ``last_ids`` are the highest ids that SQLite ever gave, by table, before the second way back:
    those of rows that were deleted since. ``last_ids_after`` are what it knows of them at the end.
    """

    before: Rows
    up: Rows
    back: Rows
    begun_again: Rows
    up_again: Rows
    back_again: Rows
    interests: list[str]
    last_ids: dict[str, int]
    last_ids_after: dict[str, int]


def walked(url: str) -> Walk:
    """Let a filled database of the version before go up and back twice, and up once more."""
    with connected(url) as connection:
        before = everything(connection)
        up = _goes(connection, url, "head")
        back = _goes(connection, url, BEFORE)
        interests = _interests(connection)
        _begin_again(connection)
        begun_again = everything(connection)
        up_again = _goes(connection, url, "head")
        _do_something(connection)
        last_ids = _delete_last_rows(connection)
        back_again = _goes(connection, url, BEFORE)
        command.upgrade(versions.alembic_config(url), "head")
        after = _last_ids(connection)
    return Walk(before, up, back, begun_again, up_again, back_again, interests, last_ids, after)


def _goes(connection: Connection, url: str, version: str) -> Rows:
    """Change the version; return all rows."""
    change = command.downgrade if version == BEFORE else command.upgrade
    change(versions.alembic_config(url), version)
    return everything(connection)


def _interests(connection: Connection) -> list[str]:
    query = text("SELECT CAST(interests AS TEXT) FROM person ORDER BY id")
    return list(connection.execute(query).scalars())


def _begin_again(connection: Connection) -> None:
    for table, rows in ODD_ROWS.items():
        insert_rows(connection, table, rows)
    connection.execute(text(f"DELETE FROM offer WHERE id = {GONE}"))


def _do_something(connection: Connection) -> None:
    """Change rights and times, and add an offer of another source."""
    for statement in DONE:
        connection.execute(text(statement))
    times = _schedules(connection)
    change = text(f"UPDATE offer SET schedules = :words WHERE id = {WITH_TIMES}")
    connection.execute(change, {"words": json.dumps([*times, IN_WORDS])})
    of_vhs = OFFER | {"id": OF_VHS, "external_id": f"{BY_TITLE}", "source": "VHS"}
    insert_rows(connection, "offer", [of_vhs])
    insert_rows(connection, "offer_text", [{"offer_id": OF_VHS} | WORDS])


def _schedules(connection: Connection) -> Any:
    query = text(f"SELECT CAST(schedules AS TEXT) FROM offer WHERE id = {WITH_TIMES}")
    return json.loads(connection.execute(query).scalar_one())


def _delete_last_rows(connection: Connection) -> dict[str, int]:
    """Let every table have given higher ids than it has rows; return the highest by table."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"UPDATE sqlite_sequence SET seq = seq + {DELETED}"))
    return _last_ids(connection)


def _last_ids(connection: Connection) -> dict[str, int]:
    """Return the highest id that was given, by table; nothing where upgrades copy no table."""
    if connection.dialect.name == "postgresql":
        return {}
    rows = connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
    return {row.name: row.seq for row in rows}
