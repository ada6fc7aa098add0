"""A list of 20,000 rows fits into 256 MB, also when it comes again: no text is in memory twice."""

import ast
import asyncio
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from bot.domain.offers import Draft
from bot.environment import ROOT
from handlers.dialogue.conversation import Conversation
from handlers.workflows import importing
from storage.catalogue import imports, offers, places
from tests.harness.offices import Office, csv
from tests.test_office_columns import checked

ROWS, LETTERS = 200, 4_000
"""A list in which texts are nearly all that takes memory."""


async def test_a_list_that_comes_again_holds_its_texts_once(
    office: Office, conversation: Conversation, tmp_path: Path
) -> None:
    lines = (f"k{n};Kurs {n};{f'{n} ' * (LETTERS // len(f'{n} '))};VHS\n" for n in range(ROWS))
    text = "Nr;Titel;Beschreibung;Träger\n" + "".join(lines)
    await office.imports(csv(tmp_path / "a.csv", text))
    drafts = [row.draft for row in checked(tmp_path / "b.csv", text) if row.draft]
    async with conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        await importing.plan(store, conversation.services, district, [], imports.rules.Accepted())
        tracemalloc.start()
        try:
            plan = await importing.plan(
                store, conversation.services, district, drafts, imports.rules.Accepted()
            )
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert plan.unchanged == ROWS
    assert most < 4 * ROWS * LETTERS


def test_commands_do_not_load_the_server() -> None:
    """It takes 50 MB, and only ``run`` and ``try`` need it."""
    body = ast.parse((ROOT / "bot/app.py").read_text("utf-8")).body
    loaded = [node.module for node in body if isinstance(node, ast.ImportFrom)]
    assert "bot.server" not in loaded
    assert "handlers.services" in loaded


async def test_no_statement_runs_on_when_terms_cannot_be_computed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction is undone when the database has answered: it could not be before."""
    running, weigh, add_all = [0], offers.weigh, offers.add_all

    async def slow(*values: Any) -> list[int]:
        running[0] += 1
        ids = await add_all(*values)
        await asyncio.sleep(0)
        running[0] -= 1
        return ids

    def failing(shelf: offers.Shelf, draft: Draft) -> offers.Weighed:
        if draft.external_id == f"k{imports.BATCH}":
            raise ArithmeticError
        return weigh(shelf, draft)

    monkeypatch.setattr(offers, "add_all", slow)
    monkeypatch.setattr(offers, "weigh", failing)
    lines = "".join(f"k{n};Kurs {n};VHS\n" for n in range(imports.BATCH + 1))
    with pytest.raises(ArithmeticError):
        await office.imports(csv(tmp_path / "a.csv", "Nr;Titel;Träger\n" + lines))
    assert running == [0]
    assert await office.offer("k0") is None
