"""``lotse measures``: the plan of a district comes from tables of offices, and goes into them."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from bot.domain.audits import Act
from bot.domain.imports import FileProblem, Mistake, Table
from bot.domain.measures import Measure, MeasureDetails
from bot.domain.places import District
from bot.rules import measure_columns, measure_tables
from bot.rules.measure_tables import MeasurePlan
from bot.screens.import_mistakes import sentence
from bot.screens.imports import NOT_STORED
from bot.screens.measure_imports import summary
from handlers.cli.context import CommandContext, district_named
from handlers.files import table_writers
from handlers.workflows import measure_imports
from storage.engine.store import Store
from storage.measures import measures
from storage.people.audits import Entry, note

MARKABLE = 5_000
"""Maximum number of rows for a marked copy, which needs the whole workbook in memory."""


async def import_(context: CommandContext, arguments: Namespace) -> int:
    """Import the measures of a file, all or none; return 1 for mistakes in it."""
    path = Path(arguments.file)
    async with context.opened() as conversation:
        try:
            table = measure_imports.read(path, conversation.services.languages)
        except FileProblem as problem:
            return _show_mistakes(context, [problem.mistake], as_json=arguments.json)
        async with conversation.database.write() as store:
            district = await district_named(store, arguments.district)
            languages = list(conversation.services.languages)
            await measures.lock_district(store, district.id)
            planned = await measure_imports.planned(
                store, district, table, languages, context.now(),
                accept_older=arguments.accept_older,
            )  # fmt: skip
            plan, mistakes = planned.plan, planned.mistakes
            if not mistakes and not arguments.dry_run:
                await _store(store, district, plan, context)
    if mistakes:
        _mark(context, path, table, mistakes)
        named = [measure_imports.with_heading(mistake, table) for mistake in mistakes]
        return _show_mistakes(context, named, as_json=arguments.json)
    _show_plan(context, plan, table, arguments)
    return 0


async def export(context: CommandContext, arguments: Namespace) -> int:
    """Write all measures of a district into a table that an import reads back unchanged."""
    path = Path(arguments.file)
    async with context.opened() as conversation, conversation.database.read() as store:
        district = await district_named(store, arguments.district)
        plan = await measures.of_district(store, district.id)
    header = measure_tables.columns(plan)
    rows = [measure_tables.row(measure.details, measure.version) for measure in plan]
    if measure_imports.format_of(path) == "xlsx":
        table_writers.write_xlsx(path, header, rows, measure_columns.MEASURES.sheet)
    else:
        table_writers.write_csv(path, header, rows)
    context.out(f"{len(rows)} → {path}")
    return 0


async def _store(
    store: Store, district: District, plan: MeasurePlan, context: CommandContext
) -> None:
    await measures.apply(store, district.id, plan, context.now())
    counts = {"new": len(plan.new), "changed": len(plan.changed)}
    entry = Entry(Act.MEASURE_IMPORT, f"district {district.id}", {}, counts)
    await note(store, None, entry, context.now())


def _mark(context: CommandContext, path: Path, table: Table, mistakes: Sequence[Mistake]) -> None:
    """Write a copy of an XLSX file in which every wrong cell is red."""
    if measure_imports.format_of(path) == "xlsx" and len(table.rows) <= MARKABLE:
        copy = path.with_name(f"{path.stem}-fehler.xlsx")
        if not table_writers.mark_mistakes(path, copy, table, mistakes, sentence):
            table_writers.copy_bad_rows(copy, table, table.rows, mistakes, sentence)
        context.out(f"markiert / marked: {copy}")


def _show_mistakes(context: CommandContext, mistakes: Sequence[Mistake], *, as_json: bool) -> int:
    if as_json:
        messages = [asdict(mistake) | {"message": sentence(mistake)} for mistake in mistakes]
        counts = {"new": 0, "changed": 0, "unchanged": 0}
        context.out(orjson.dumps(counts | {"mistakes": messages}).decode())
        return 1
    for mistake in mistakes:
        context.out(sentence(mistake))
    context.out(NOT_STORED)
    return 1


def _show_plan(
    context: CommandContext, plan: MeasurePlan, table: Table, arguments: Namespace
) -> None:
    if arguments.json:
        context.out(orjson.dumps(_as_json(plan, dry_run=arguments.dry_run)).decode())
        return
    if table.unused:
        context.out(f"nicht verwendete Spalten / columns not used: {', '.join(table.unused)}")
    for line in summary(plan, dry_run=arguments.dry_run):
        context.out(line)


def _as_json(plan: MeasurePlan, *, dry_run: bool) -> dict[str, Any]:
    return {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "mistakes": [],
        "dry_run": dry_run,
        "changes": [_change(measure, details) for measure, details in plan.changed],
        "older": [_change(measure, details) for measure, details in plan.older],
    }


def _change(measure: Measure, details: MeasureDetails) -> dict[str, Any]:
    cells = measure_tables.differences(measure.details, details)
    return {
        "number": measure.details.number,
        "differences": [
            {"column": column, "before": before, "after": after}
            for column, (before, after) in cells.items()
        ],
    }
