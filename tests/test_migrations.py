"""A filled database of the version before goes up to ours and back, on both databases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text

from storage.engine import versions
from tests.harness import upgrade_kills
from tests.harness.databases import Templates
from tests.harness.filled import Rows, everything
from tests.harness.patience import USUAL
from tests.harness.server import Checkout
from tests.harness.upgrades import (
    BY_TITLE,
    KNOWN,
    ODD,
    OF_VHS,
    ROLES,
    WITH_TIMES,
    Walk,
    walked,
)
from tests.harness.version_before import BEFORE, PEOPLE, connected, filled_everywhere

pytestmark = pytest.mark.every_database
ONE_WALK = pytest.mark.xdist_group("migrations")
"""One process walks for all of them."""


@pytest.fixture
def before_url(templates: Templates, kind: str) -> str:
    """A database of the version before with rows in every table."""
    return templates.made(kind, "before", filled_everywhere)


@pytest.fixture
def before(before_url: str) -> Iterator[Connection]:
    with connected(before_url) as connection:
        yield connection


@pytest.fixture(scope="module")
def walks() -> dict[str, Walk]:
    return {}


@pytest.fixture
def walk(walks: dict[str, Walk], kind: str, request: pytest.FixtureRequest) -> Walk:
    """The way up and back, twice; it is gone once for each kind of database."""
    if kind not in walks:
        walks[kind] = walked(request.getfixturevalue("before_url"))
    return walks[kind]


@ONE_WALK
def test_up_and_back_changes_no_row(walk: Walk) -> None:
    assert [table for table, rows in walk.before.items() if not rows] == []
    kept = {table: len(rows) for table, rows in walk.up.items() if table in walk.before}
    searches = [row for row in walk.before["dialogue"] if row["words"]]  # questions have a table
    assert kept == {table: len(rows) for table, rows in walk.before.items()} | {
        "dialogue": len(searches),
        "setting": len(walk.before["setting"]) + 1,  # the name of the installation
    }
    assert walk.back == walk.before
    assert walk.interests == ["[]", "[3]", "[3, 5, 12]"]  # compared as text there


@ONE_WALK
def test_up_again_makes_the_same_rows(walk: Walk) -> None:
    """And those of what the second way begins with besides."""
    first, again = _lasting(walk.up), _lasting(walk.up_again)
    assert [row for table in first for row in first[table] if row not in again[table]] == []
    more = {table: len(rows) - len(first[table]) for table, rows in again.items()}
    assert {table: count for table, count in more.items() if count} == {
        "district": 1,
        "person": 1 + len(ROLES),
        "person_interest": 1,
        "person_skill": 1,
        "grants": 4,
        "dialogue": 3,
        "question": 1,
        "audit": 2,
        "offer": 2,
        "offer_text": 1,
        "offer_titles": 1,
    }


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
    before: Connection, before_url: str, tmp_path: Path
) -> None:
    rows = everything(before)
    if before.dialect.name == "sqlite":
        before.execute(text("PRAGMA journal_mode=WAL"))
    died = _in_processes(tmp_path, "kill", before_url, KILLS)
    assert died["wrong"] == []
    assert died["kills"] == KILLS + 1
    assert versions.is_newest(versions.current(before_url))
    command.downgrade(versions.alembic_config(before_url), BEFORE)
    assert everything(before) == rows


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
    before_url: str, templates: Templates, kind: str, tmp_path: Path
) -> None:
    wrong = []
    for url in (before_url, templates.empty(kind)):
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


@ONE_WALK
def test_columns_have_one_meaning(walk: Walk) -> None:
    assert [(row["menu"], row["link_sent"]) for row in walk.up["address"]] == [
        ("de", False),
        ("", False),
        ("", False),
        ("", False),
        ("", True),
        ("", True),
    ]
    assert [(row["message"], row["is_read"]) for row in walk.up["delivery"]] == [
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
        assert _without(walk.before[table], gone) == _without(walk.up[table], gone | new)


@ONE_WALK
def test_open_questions_are_kept_apart_from_searches(walk: Walk) -> None:
    assert [(row["person_id"], row["words"]) for row in walk.up["dialogue"]] == [
        (2, "Fahrrad"),
        (3, "Kurs"),
    ]
    assert [(row["person_id"], row["expects"]) for row in walk.up["question"]] == [
        (1, "helpcontact:7"),
        (3, "place"),
    ]


@ONE_WALK
def test_interests_and_skills_are_rows(walk: Walk) -> None:
    """Interests in a field that is gone are dropped, what is there twice is stored once."""
    rows = walk.up_again
    pairs = [(row["person_id"], row["field_id"]) for row in rows["person_interest"]]
    assert sorted(pairs) == [(2, 3), (3, 3), (3, 5), (3, 12), (9, 5)]
    skills = [(row["person_id"], row["skill"]) for row in rows["person_skill"]]
    assert sorted(skills) == [
        (2, "speaks-ar"),
        (3, "fri"),
        (3, "interpret"),
        (3, "mon"),
        (3, "speaks-de-simple"),
        (9, "mon"),
    ]


@ONE_WALK
def test_roles_become_grants_and_come_back(walk: Walk) -> None:
    """A grant is of the district of that moment; on the way back it says where people are."""
    rows = walk.up_again
    given = [(row["person_id"], row["role"], row["district_id"]) for row in rows["grants"]]
    volunteers = [(person["id"], "volunteer", 1) for person in (*PEOPLE, ODD)]
    assert given == [
        *volunteers,
        (11, "coordinator", 1),
        (12, "coordinator", 2),
        (16, "volunteer", 2),
    ]
    assert {row["state"] for row in rows["grants"]} == {"active"}
    assert [row["id"] for row in rows["person"] if row["is_group"]] == [15]
    assert {row["person_id"]: row["expects"] for row in rows["question"]}[14] == "search"
    days = [str(row["day"])[:10] for row in rows["audit"] if row["person_id"] == 11]
    assert days == ["2026-11-20", "None"]
    people = walk.back_again["person"]
    assert {row["id"]: (row["role"], row["district_id"]) for row in people} == {
        1: ("volunteer", 1),
        2: ("newcomer", 1),
        3: ("volunteer", 1),
        9: ("volunteer", 1),
        11: ("coordinator", 1),
        12: ("newcomer", 2),
        13: ("newcomer", None),
        14: ("newcomer", 1),
        15: ("group", 1),
        16: ("coordinator", 1),
    }


def _without(rows: list[dict[str, Any]], names: set[str]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def _by_id(rows: Rows) -> dict[int, dict[str, Any]]:
    """The offers that the second way begins with, and what is added to them."""
    return {row["id"]: row for row in rows["offer"] if row["id"] >= BY_TITLE}


@ONE_WALK
def test_offers_of_two_sources_survive_the_way_back(walk: Walk) -> None:
    """No offer, text or saved offer is lost while the table is copied."""
    offers = _by_id(walk.up_again)
    assert list(offers) == [BY_TITLE, WITH_TIMES]
    assert {(offer["source"], offer["version"]) for offer in offers.values()} == {("", 1)}
    titles = {row["offer_id"]: row["titles"] for row in walk.up_again["offer_titles"]}
    assert titles[BY_TITLE] == "kurs"
    begun, back = _by_id(walk.begun_again), _by_id(walk.back_again)
    assert {offer_id: offer["external_id"] for offer_id, offer in back.items()} == {
        BY_TITLE: f"{BY_TITLE}",
        WITH_TIMES: f"{WITH_TIMES}",
        OF_VHS: f"{OF_VHS}: VHS: {BY_TITLE}",
    }
    assert {offer_id: back[offer_id] for offer_id in begun} == begun
    texts = [row["offer_id"] for row in walk.back_again["offer_text"]]
    assert [offer_id for offer_id in texts if offer_id >= BY_TITLE] == [BY_TITLE, OF_VHS]


@ONE_WALK
def test_no_id_is_given_twice(walk: Walk) -> None:
    """Links hold ids for years, and SQLite forgets those of deleted rows of a table made anew."""
    lasting = {name: last for name, last in walk.last_ids.items() if name in walk.before}
    assert lasting.items() <= walk.last_ids_after.items()
    assert bool(lasting) == bool(walk.last_ids)


@ONE_WALK
def test_calendar_entries_get_the_name_of_their_installation(walk: Walk) -> None:
    """Drawn once for each database; times get numbers, and lose only what nobody knew before."""
    names = [_installation(rows) for rows in (walk.up, walk.up_again)]
    assert names[0] != names[1]
    assert all(name and name.endswith(".lotse") and len(name) == 22 for name in names)
    assert [_installation(rows) for rows in (walk.back, walk.back_again)] == [None, None]
    times = _by_id(walk.up_again)[WITH_TIMES]["schedules"]
    assert [(each["number"], each["note"]) for each in times] == [(1, ""), (2, "")]
    assert _by_id(walk.back_again)[WITH_TIMES]["schedules"] == [KNOWN, KNOWN]


def _installation(rows: Rows) -> str | None:
    named = {row["name"]: row["value"] for row in rows["setting"]}
    return named.get("installation")
