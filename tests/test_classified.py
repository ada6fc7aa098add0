"""Every column is classified in one table, and what is shown, ended and erased goes by it."""

import json
from collections import Counter

import pytest
from sqlalchemy import Column, create_engine, inspect, select

from bot.screens import own_data as screens
from handlers.dialogue.conversation import Conversation
from storage import retention
from storage import schema as t
from storage.engine.keys import SEALED
from storage.engine.versions import sync_url
from storage.people.people import references
from storage.schema import privacy
from storage.schema.privacy import TABLES, Erased
from tests.test_forgotten import Walk

TO_PEOPLE = (t.person, t.membership)


def test_every_column_has_one_class() -> None:
    """A new column fails here until ``storage/schema/privacy.py`` says what it holds."""
    wrong = [f"{name}: no such table" for name in TABLES if name not in t.metadata.tables]
    for name, table in t.metadata.tables.items():
        named = (
            Counter(column for column, _ in TABLES[name].classes())
            if name in TABLES
            else Counter[str]()
        )
        wrong += [
            f"{name}.{c.name}: {named[c.name]} classes" for c in table.c if named[c.name] != 1
        ]
        wrong += [f"{name}.{column}: no such column" for column in named if column not in table.c]
    assert not wrong


def test_every_way_to_a_person_is_a_holding_that_is_erased_as_it_says() -> None:
    wrong = []
    for name, table in t.metadata.tables.items():
        ways = {holding.whose: holding for holding in TABLES[name].holdings}
        for column in table.c:
            if references(column) in TO_PEOPLE and column.name not in ways:
                wrong.append(f"{name}.{column.name} leads to a person and is nobody's")
        for whose, holding in ways.items():
            if whose and table is not t.person and not _is_erased(table.c[whose], holding.erased):
                wrong.append(f"{name}.{whose} is not erased: {holding.erased}")
    assert not wrong


def _is_erased(column: Column[object], erased: Erased) -> bool:
    """The database does it by itself, however the person is deleted."""
    rule = "CASCADE" if erased is Erased.WITH_ROW else "SET NULL"
    return any(key.ondelete == rule for key in column.foreign_keys)


def test_what_belongs_to_others_keeps_nothing_of_who_was_erased() -> None:
    """Rows of others stay; what they hold of the person can be emptied, and is."""
    wrong = [
        f"{name}.{column}"
        for name, holding in privacy.holdings()
        if holding.erased is Erased.EMPTIED
        for column in holding.columns
        if not t.metadata.tables[name].c[column].nullable
    ]
    assert not wrong


def test_every_table_ends_by_rules_that_exist_and_every_rule_is_in_the_table() -> None:
    rules = {rule.kind for rule in retention.RULES}
    ending = {kind for table in TABLES.values() for kind in table.kept}
    aged = {age.kind for table in TABLES.values() for age in table.ages}
    assert ending | aged == rules
    wrong = [
        name
        for name, table in TABLES.items()
        if any(holding.erased is Erased.WITH_ROW for holding in table.holdings)
        and not (table.kept or table.ages)
    ]
    assert not wrong, "personal data without an end"
    assert {rule.kind: rule.table.name for rule in retention.AGED} == {
        age.kind: name for name, table in TABLES.items() for age in table.ages
    }


def test_my_data_has_words_for_every_part_that_is_held() -> None:
    told = {"person", *screens.WORDS, *screens.COUNTED}
    assert told == privacy.shown()
    hidden = {(name, holding.whose) for name, holding in privacy.holdings() if not holding.shown}
    assert hidden == {
        ("group", "chat_id"),  # a chat of many at Telegram has no /mydata
        ("attendance", "for_id"),  # who came instead; it stands with the person's own answer
        ("grants", "given_by"),  # an office's right; who gave it stands in the log
        ("invitation", "given_by"),
        ("topic", "membership_id"),  # the same topic is the person's own
    }


@pytest.mark.every_database
async def test_my_data_shows_all_that_a_person_did_in_words(conversation: Conversation) -> None:
    """The file has every row that is held; the screen tells it in words, without codes."""
    walk = await Walk.done(conversation)
    await walk.person.say("/mydata")
    held = json.loads(walk.person.screen.documents[0].content)
    shown = walk.person.shown
    wrong = [marker for marker in walk.shown_markers if marker not in json.dumps(held)]
    wrong += [part for part in EXPECTED if not held[part]]
    wrong += [label for label in LABELS if label not in shown]
    wrong += [code for code in CODES if code in shown]
    async with conversation.database.read() as store:
        for name, holding in privacy.holdings():
            table = t.metadata.tables[name]
            if holding.shown and references(table.c[holding.whose]) is t.person:
                query = select(table).where(table.c[holding.whose] == walk.person_id)
                rows = len((await store.execute(query)).all())
                wrong += [] if len(held[holding.shown]) >= rows else [f"{name}: {rows} rows"]
    assert not wrong, shown
    assert "–\n" not in shown


EXPECTED = (
    "person", "addresses", "saved_offers", "wishes", "last_search", "groups", "meetings", "topics",
    "results", "files", "remarks", "help", "help_given", "help_answers", "calendars", "messages",
    "proposals",
)  # fmt: skip
LABELS = (
    "How we reach you: Web chat and ",
    "Saved offers: ",
    "Alerts: Search: ",
    "First visit: ",
    "Week of your last visit: Mon, 16 Nov 2026",
    "Calendar addresses: 1",
)
CODES = ("2026-W47", "in_the", "newcomer:", "person_id", "hours, days")


def test_the_schema_of_a_database_is_the_one_that_is_classified(bare_url: str) -> None:
    """Nothing is in a migrated database that the classification does not know."""
    engine = create_engine(sync_url(bare_url))
    found = {
        (table, column["name"])
        for table in inspect(engine).get_table_names()
        if table not in ("alembic_version", "sqlite_sequence")
        for column in inspect(engine).get_columns(table)
    }
    engine.dispose()
    named = {(name, column) for name, table in TABLES.items() for column, _ in table.classes()}
    assert found == named


def test_a_change_of_the_key_reaches_every_sealed_column() -> None:
    """A column that ``lotse rekey`` leaves out could be opened by nobody afterwards."""
    sealed = {(what.table.name, what.column.name) for what in SEALED}
    classified = {(name, column) for name in TABLES for column in privacy.purposes(name)}
    assert sealed == classified
