"""What the statements behind the screens read, by SQLite's own plan of them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, select, text

from bot.domain.listings import FILTERS, Listing, Reader
from bot.domain.offers import Details, Draft, OfferText
from bot.domain.people import Address
from bot.search.query import NOTHING
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import imports, listings
from storage.engine.database import Database
from tests.harness.databases import NOW

Run = tuple[str, Any, bool]
"""A statement, its parameters, and whether it is quick."""
BY_KEY = re.compile("INTEGER PRIMARY KEY|ix_offer_merged_into|ix_offer_attachment_id")
ME = Address("web", "me")
WAY = (
    *("language.set:de", "district.set:1", "home:0", "settings", "privacy", "offer.filters:a...0"),
    *("offer.list:a...0", "offer.list:f1...0", "offer.list:o...0", "offer.show:1:a...0"),
    *("offer.details:1:0:a...0", "offer.save:1:a...0", "offer.list:s...0"),
)


@contextmanager
def statements(database: Database) -> Iterator[list[Run]]:
    """Collect what is run."""
    run: list[Run] = []

    def note(_: Any, __: Any, said: str, values: Any, context: Any, ___: bool) -> None:
        run.append((said, values, bool(context and context.execution_options.get("quick"))))

    engines = (database._reader.sync_engine, database._writer.sync_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


async def plan(database: Database, said: str, values: Any) -> list[str]:
    """Return how SQLite runs a statement, one step a line."""
    async with database.read() as store:
        rows = await store.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values)
        return [str(row[3]) for row in rows]


async def test_quick_statements_search_by_a_key(conversation: Conversation) -> None:
    database = conversation.database
    with statements(database) as run:
        for press in WAY:
            answer = await conversation.hear(ME, Pressed(press), NOW)
            await conversation.look(ME, answer.screen.at, NOW)
    quick = {said: values for said, values, is_quick in run if is_quick}
    assert len(quick) > 7
    wrong = [
        (step, said)
        for said, values in quick.items()
        for step in await plan(database, said, values)
        if is_long(step)
    ]
    assert not wrong


MOST = {
    "offer.list:f1...0": 5, "offer.show:1:a...0": 4, "offer.details:1:0:a...0": 3,
    "home:0": 7, "human": 2, "settings": 2,
}  # fmt: skip
"""Statements of a screen: each is a way to the database, which is most of a screen's time."""


async def test_no_screen_asks_more_often_than_it_did(conversation: Conversation) -> None:
    for press in ("language.set:de", "district.set:1"):
        await conversation.hear(ME, Pressed(press), NOW)
    asked = {}
    for press in MOST:
        with statements(conversation.database) as run:
            await conversation.look(ME, press, NOW)
        asked[press] = len(run)
    assert asked == MOST


def is_long(step: str) -> bool:
    """Return whether a step reads a whole table, or many offers of a district."""
    reads_all = step.startswith("SCAN ") and step != "SCAN CONSTANT ROW"
    return reads_all or (step.startswith("SEARCH offer ") and not BY_KEY.search(step))


async def test_lists_are_counted_and_ordered_without_reading_offers(database: Database) -> None:
    readers = (
        Reader(NOW.date()),
        Reader(NOW.date(), district_id=1),
        Reader(NOW.date(), district_id=1, municipality_id=1),
    )
    sources, levels = ("a", "f1"), ("", "A2")
    with statements(database) as run:
        async with database.read() as store:
            for reader, source, chosen, level in product(readers, sources, ("", *FILTERS), levels):
                await listings.page(store, reader, Listing(source, chosen, level), NOTHING)
    counted = {said: values for said, values, _ in run if "count(*)" in said}
    assert len(counted) > 50
    wrong = [
        (step, said)
        for said, values in counted.items()
        for step in await plan(database, said, values)
        if " offer " in f"{step} " and "COVERING INDEX" not in step
    ]
    assert not wrong


async def test_a_view_is_one_moment_though_it_begins_with_its_first_statement(
    database: Database,
) -> None:
    counting = text("SELECT count(*) FROM saved_offer")
    async with database.read() as store:
        before = (await store.execute(counting)).scalar_one()
        async with database.write() as other:
            await other.execute(text("DELETE FROM offer"))
        assert (await store.execute(counting)).scalar_one() == before
        assert (await store.execute(text("SELECT count(*) FROM offer"))).scalar_one() > 0
    async with database.read() as store:
        assert (await store.execute(text("SELECT count(*) FROM offer"))).scalar_one() == 0


@pytest.mark.every_database
async def test_an_import_adds_many_offers_in_few_statements(
    database: Database, services: Services
) -> None:
    many = [
        Draft(f"many-{number}", Details("Verein", (OfferText("de", f"Kurs {number}"),)), ("de",))
        for number in range(2 * imports.BATCH + 1)
    ]
    with statements(database) as run:
        async with database.write() as store:
            plan = await imports.plan(store, 1, many)
            until = (NOW + timedelta(days=9)).date()
            await imports.apply(store, 1, plan, services.thesaurus, NOW, until, lambda: None)
    assert len(run) < len(many) / 4
    o = t.offer.c
    ordered = select(o.external_id).where(o.external_id.like("many-%")).order_by(o.id)
    async with database.read() as store:
        added = list((await store.execute(ordered)).scalars())
    assert added == [draft.external_id for draft in many]


async def test_a_list_of_what_is_open_names_its_offers_in_one_parameter(database: Database) -> None:
    with statements(database) as run:
        async with database.read() as store:
            page = await listings.page(store, Reader(NOW.date(), now=NOW), Listing("w"), NOTHING)
    longest = max(len(values) for _, values, _ in run)
    assert longest < page.total
