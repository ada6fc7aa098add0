"""A filled database of the version before goes up to ours and back, on both databases."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from storage.engine import versions
from tests.harness import upgrade_kills
from tests.harness.databases import Templates
from tests.harness.filled import Rows, everything, fill_the_rest, insert_rows
from tests.harness.patience import USUAL
from tests.harness.server import Checkout

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
ODD = PEOPLE[0] | {"id": 9, "interests": "[99, 5, 5]", "skills": '["mon", "mon"]'}
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


def filled(url: str) -> None:
    """Make a filled database of the version before of an empty one of ours."""
    command.downgrade(versions.alembic_config(url), BEFORE)
    with _connected(url) as connection:
        for table, rows in FILLED.items():
            insert_rows(connection, table, rows)


def filled_and_upgraded(url: str) -> None:
    """Make what an upgrade makes of the first; somebody has interests twice, or in no field."""
    filled(url)
    with _connected(url) as connection:
        insert_rows(connection, "person", [ODD])
    command.upgrade(versions.alembic_config(url), "head")


def filled_everywhere(url: str) -> None:
    """Make the same, with rows in every other table, too."""
    filled(url)
    with _connected(url) as connection:
        fill_the_rest(connection)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(versions.sync_url(url))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def before_url(templates: Templates, kind: str) -> str:
    return templates.made(kind, "before", filled)


@pytest.fixture
def connection(before_url: str) -> Iterator[Connection]:
    """A filled database of the version before."""
    with _connected(before_url) as connection:
        yield connection


@pytest.fixture
def after(templates: Templates, kind: str) -> Rows:
    """All rows of one that was upgraded."""
    with _connected(templates.made(kind, "after", filled_and_upgraded)) as connection:
        return everything(connection)


@pytest.fixture
def everywhere_url(templates: Templates, kind: str) -> str:
    return templates.made(kind, "before_everywhere", filled_everywhere)


@pytest.fixture
def every_table(everywhere_url: str) -> Iterator[Connection]:
    """One with rows in every table."""
    with _connected(everywhere_url) as connection:
        yield connection


def test_up_and_back_changes_no_row(every_table: Connection, everywhere_url: str) -> None:
    config, before = versions.alembic_config(everywhere_url), everything(every_table)
    assert [table for table, rows in before.items() if not rows] == []
    command.upgrade(config, "head")
    after = everything(every_table)
    kept = {table: len(rows) for table, rows in after.items() if table in before}
    searches = [row for row in before["dialogue"] if row["words"]]  # open questions have a table
    assert kept == {table: len(rows) for table, rows in before.items()} | {
        "dialogue": len(searches),
        "setting": len(before["setting"]) + 1,  # the name of the installation
    }
    command.downgrade(config, BEFORE)
    assert everything(every_table) == before
    assert _interests(every_table) == ["[]", "[3]", "[3, 5, 12]"]  # compared as text there
    command.upgrade(config, "head")
    assert _lasting(everything(every_table)) == _lasting(after)


def _lasting(rows: Rows) -> Rows:
    """Without the moments at which an upgrade says that something began, and what it draws."""
    dated = {"topic": {"added_at"}, "feed": {"used_at"}}
    drawn = [row for row in rows["setting"] if row["name"] != "installation"]
    return {
        table: _without(found, dated.get(table, set()))
        for table, found in (rows | {"setting": drawn}).items()
    }


KILLS = 3
"""Kills before the first commit; ``benchmarks fortress`` does more of them."""


@pytest.mark.xdist_group("serial")
def test_killed_at_any_statement_the_next_start_works(
    every_table: Connection, everywhere_url: str, tmp_path: Path
) -> None:
    before = everything(every_table)
    if every_table.dialect.name == "sqlite":
        every_table.execute(text("PRAGMA journal_mode=WAL"))
    died = _in_processes(tmp_path, "kill", everywhere_url, KILLS)
    assert died["wrong"] == []
    assert died["kills"] == KILLS + 1
    assert versions.is_newest(versions.current(everywhere_url))
    command.downgrade(versions.alembic_config(everywhere_url), BEFORE)
    assert everything(every_table) == before


@pytest.mark.xdist_group("serial")
def test_killed_while_it_is_made_the_next_start_makes_it(
    templates: Templates, kind: str, tmp_path: Path
) -> None:
    url = templates.empty(kind)
    died = _in_processes(tmp_path, "kill", url, KILLS)
    assert died["wrong"] == []
    assert died["kills"] == KILLS + 1
    assert versions.is_newest(versions.current(url))


@pytest.mark.xdist_group("serial")
def test_ten_starts_at_once_all_work(
    every_table: Connection,
    everywhere_url: str,
    templates: Templates,
    kind: str,
    tmp_path: Path,
) -> None:
    every_table.close()
    wrong = []
    for url in (everywhere_url, templates.empty(kind)):
        statuses = _in_processes(tmp_path, "together", url, 10)
        if statuses != [0] * 10 or not versions.is_newest(versions.current(url)):
            wrong.append((url, statuses))
    assert not wrong


class Upgrades(Checkout):
    """Upgrades in processes of their own, which are killed or start at once."""

    main = staticmethod(upgrade_kills.main)
    longest = 5 * USUAL


def _in_processes(folder: Path, work: str, url: str, number: int) -> Any:
    done = Upgrades().run(folder, work, url, str(number))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_columns_have_one_meaning(connection: Connection, after: Rows) -> None:
    before = everything(connection)
    after["person"] = [row for row in after["person"] if row["id"] != ODD["id"]]
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
        ("person", {"interests", "skills", "role"}, {"is_group"}),
    ):
        assert _without(before[table], gone) == _without(after[table], gone | new)


def test_open_questions_are_kept_apart_from_searches(after: Rows) -> None:
    assert [(row["person_id"], row["words"]) for row in after["dialogue"]] == [
        (2, "Fahrrad"),
        (3, "Kurs"),
    ]
    assert [(row["person_id"], row["expects"]) for row in after["question"]] == [
        (1, "helpcontact:7"),
        (3, "place"),
    ]


def test_interests_and_skills_are_rows(after: Rows) -> None:
    """Interests in a field that is gone are dropped, what is there twice is stored once."""
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


def test_roles_become_grants_and_come_back(connection: Connection, before_url: str) -> None:
    """A grant is of the district of that moment; on the way back it says where people are."""
    config = versions.alembic_config(before_url)
    insert_rows(connection, "district", [DISTRICT | {"id": 2, "slug": "b", "name": "B"}])
    roles = (
        (11, "coordinator", 1),
        (12, "coordinator", 2),
        (13, "coordinator", None),
        (14, "newcomer", 1),
        (15, "group", 1),
        (16, "volunteer", 2),
    )
    insert_rows(
        connection,
        "person",
        [
            PEOPLE[0] | {"id": person, "role": role, "district_id": district}
            for person, role, district in roles
        ],
    )
    expects = {11: "invited:e575", 12: "invitation.accept:e575", 14: "search"}
    insert_rows(
        connection,
        "dialogue",
        [
            {"person_id": person, "expects": expected, "words": "x", "updated_at": NOW}
            for person, expected in expects.items()
        ],
    )
    insert_rows(
        connection,
        "audit",
        [
            {"person_id": 11, "at": NOW, "action": "press", "outcome": outcome}
            for outcome in ("not_allowed", "granted coordinator")
        ],
    )
    command.upgrade(config, "head")
    after = everything(connection)
    given = [(row["person_id"], row["role"], row["district_id"]) for row in after["grants"]]
    volunteers = [(person["id"], "volunteer", 1) for person in PEOPLE]
    assert given == [
        *volunteers,
        (11, "coordinator", 1),
        (12, "coordinator", 2),
        (16, "volunteer", 2),
    ]
    assert {row["state"] for row in after["grants"]} == {"active"}
    assert [row["id"] for row in after["person"] if row["is_group"]] == [15]
    assert "search" in {row["expects"] for row in after["question"]}
    assert [str(row["day"])[:10] for row in after["audit"]] == ["2026-11-20", "None"]
    for statement in (
        "UPDATE person SET district_id = 2, municipality_id = NULL WHERE id IN (1, 11)",
        "UPDATE grants SET state = 'revoked' WHERE person_id = 12",
        "UPDATE grants SET ends_at = '2026-01-01 00:00:00+00:00' WHERE person_id = 2",
        "INSERT INTO grants (person_id, role, district_id, given_at, state) "
        "SELECT 16, role, 1, given_at, state FROM grants WHERE person_id IN (3, 11)",
        "INSERT INTO grants (person_id, role, district_id, given_at, state) "
        "SELECT 14, 'reader', 1, given_at, state FROM grants WHERE person_id = 11",
    ):
        connection.execute(text(statement))
    command.downgrade(config, BEFORE)
    back = {
        row["id"]: (row["role"], row["district_id"]) for row in everything(connection)["person"]
    }
    assert back == {
        1: ("volunteer", 1),
        2: ("newcomer", 1),
        3: ("volunteer", 1),
        11: ("coordinator", 1),
        12: ("newcomer", 2),
        13: ("newcomer", None),
        14: ("newcomer", 1),
        15: ("group", 1),
        16: ("coordinator", 1),
    }
    command.upgrade(config, "head")


def _without(rows: list[dict[str, Any]], names: set[str]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def _interests(connection: Connection) -> list[str]:
    query = text("SELECT CAST(interests AS TEXT) FROM person ORDER BY id")
    return list(connection.execute(query).scalars())


OFFER = {
    "district_id": 1, "organisation_id": 1, "external_id": "1", "state": "published",
    "sample": False, "targets": "[]", "residence_statuses": "[]", "languages": "[]",
    "schedules": "[]", "level_from": "", "level_to": "", "price": "", "way": "on_site",
    "address": "", "phone": "", "email": "", "url": "", "breadcrumb": "",
    "expires_at": "2027-01-01", "confirmed_at": NOW, "for_women": False, "for_children": False,
    "in_the_evening": False,
}  # fmt: skip


def test_offers_of_two_sources_survive_the_way_back(
    connection: Connection, before_url: str
) -> None:
    """No offer, text or saved offer is lost while the table is copied, and no id comes twice."""
    config = versions.alembic_config(before_url)
    command.upgrade(config, "0017")
    insert_rows(connection, "organisation", [{"id": 1, "district_id": 1, "name": "AWO"}])
    for offer_id in (1, 9):
        row = OFFER | {"id": offer_id, "external_id": str(offer_id)}
        insert_rows(connection, "offer", [row])
    words = {
        "language": "de",
        "title": "Kurs",
        "description": "",
        "next_steps": "",
        "state": "original",
    }
    insert_rows(connection, "offer_text", [{"offer_id": 1} | words])
    connection.execute(text("DELETE FROM offer WHERE id = 9"))
    before = everything(connection)
    command.upgrade(config, "head")
    (offer,) = everything(connection)["offer"]
    assert (offer["source"], offer["version"]) == ("", 1)
    (titles,) = everything(connection)["offer_titles"]
    assert (titles["offer_id"], titles["titles"]) == (1, "kurs")
    insert_rows(connection, "offer", [OFFER | {"id": 12, "source": "VHS"}])
    insert_rows(connection, "offer_text", [{"offer_id": 12} | words])
    command.downgrade(config, "0017")
    after = everything(connection)
    assert [row["external_id"] for row in after["offer"]] == ["1", "12: VHS: 1"]
    assert after["offer"][0] == before["offer"][0]
    assert [row["offer_id"] for row in after["offer_text"]] == [1, 12]
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM offer WHERE id = 12"))
        insert_rows(connection, "offer", [OFFER | {"external_id": "3"}])
        assert [row["id"] for row in everything(connection)["offer"]] == [1, 13]


def test_calendar_entries_get_the_name_of_their_installation(
    connection: Connection, before_url: str
) -> None:
    """Drawn once for each database; times get numbers, and lose only what nobody knew before."""
    config = versions.alembic_config(before_url)
    command.upgrade(config, "0026")
    known = {"rule": "FREQ=DAILY", "day": "", "start": "09:00", "end": "", "zone": "Europe/Berlin"}
    insert_rows(connection, "organisation", [{"id": 1, "district_id": 1, "name": "AWO"}])
    insert_rows(connection, "offer", [OFFER | {"id": 1, "schedules": json.dumps([known, known])}])
    names = []
    for _ in range(2):
        command.upgrade(config, "head")
        names.append(_setting(connection, "installation"))
        times = _schedules(connection)
        assert [(each["number"], each["note"]) for each in times] == [(1, ""), (2, "")]
        words = json.dumps([*times, known | {"start": "", "note": "nach Absprache", "number": 3}])
        connection.execute(text("UPDATE offer SET schedules = :words"), {"words": words})
        command.downgrade(config, "0026")
        assert _schedules(connection) == [known, known]
        assert _setting(connection, "installation") is None
    assert names[0] != names[1]
    assert all(name and name.endswith(".lotse") and len(name) == 22 for name in names)


def _setting(connection: Connection, name: str) -> str | None:
    query = text("SELECT value FROM setting WHERE name = :name")
    return connection.execute(query, {"name": name}).scalar()


def _schedules(connection: Connection) -> Any:
    """The times of the only offer."""
    return json.loads(
        connection.execute(text("SELECT CAST(schedules AS TEXT) FROM offer")).scalar()
    )
