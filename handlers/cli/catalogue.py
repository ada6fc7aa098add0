"""``lotse import`` and ``export``."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from tqdm import tqdm

from bot.domain.imports import FileProblem, Mistake, Plan, Table
from bot.domain.offers import Draft
from bot.domain.places import District
from bot.rules import exports
from bot.rules import rows as rules
from bot.screens.imports import sentence, summary
from bot.search.thesaurus import Thesaurus
from handlers.cli.context import CommandContext, district_named
from handlers.files import hsds, integreat, limits, table_writers, tables
from handlers.workflows import lexicons
from handlers.workflows.thesaurus import current
from storage.catalogue import imports, offers, places
from storage.engine.store import Store

MARKABLE = 5_000
"""Rows up to which a marked copy is made: it needs the whole workbook in memory."""
LONG = 200
"""Offers from which a progress bar is shown."""


async def import_(context: CommandContext, arguments: Namespace) -> int:
    """All files in one transaction: everything or nothing. 0 done, 1 mistakes in a file."""
    async with context.opened() as conversation:
        async with conversation.database.write() as store:
            district = await district_named(store, arguments.district)
            drafts, mistakes = _read_all(
                context,
                arguments,
                await _known(store, district, arguments, list(conversation.services.languages)),
            )
            if mistakes:
                return _refused(context, mistakes, as_json=arguments.json)
            plan = await _apply(
                store,
                district,
                drafts,
                context,
                await current(store, conversation.services.thesaurus),
                dry_run=arguments.dry_run,
            )
        if not arguments.dry_run and (plan.new or plan.changed):
            await lexicons.learn(conversation.database, conversation.services.thesaurus)
    _told(context, plan, arguments)
    return 0


def _read_all(
    context: CommandContext, arguments: Namespace, known: rules.ImportContext
) -> tuple[list[Draft], list[Mistake]]:
    drafts: list[Draft] = []
    mistakes: list[Mistake] = []
    for path in map(Path, arguments.files):
        found, wrong = _read(path, arguments.format, arguments.language, known, context)
        drafts += found
        mistakes += wrong
    return drafts, mistakes


async def export(context: CommandContext, arguments: Namespace) -> int:
    path = Path(arguments.file)
    async with context.opened() as conversation, conversation.database.read() as store:
        district = await district_named(store, arguments.district)
        every = await offers.of_district(store, district.id)
    base = arguments.language or "de"
    languages = sorted({text.language for offer in every for text in offer.details.texts})
    rows = [exports.row(offer, base) for offer in every]
    _write(path, arguments.format or _format_of(path), exports.columns(languages, base), rows)
    context.out(f"{len(rows)} → {path}")
    return 0


def _read(
    path: Path,
    wanted: str | None,
    language: str | None,
    known: rules.ImportContext,
    context: CommandContext,
) -> tuple[list[Draft], list[Mistake]]:
    """The drafts of one file, or its mistakes; for XLSX a marked copy lies beside it."""
    try:
        kind = wanted or _format_of(path)
        if kind == "integreat":
            return integreat.read_pages(
                path, known.organisation, known.fields, known.municipalities, language or ""
            ), []
        table = _table(path, kind, known)
    except FileProblem as problem:
        return [], [problem.mistake]
    drafts, mistakes = rules.check(_progress(table.rows, "prüfen / check"), known)
    mistakes = [*table.mistakes, *mistakes]
    if mistakes and kind == "xlsx" and len(table.rows) <= MARKABLE:
        copy = path.with_name(f"{path.stem}-fehler.xlsx")
        table_writers.mark_mistakes(path, copy, table, mistakes, sentence)
        context.out(f"markiert / marked: {copy}")
    if table.unused:
        context.out(f"nicht verwendete Spalten / columns not used: {', '.join(table.unused)}")
    return drafts, [_in_their_words(mistake, table) for mistake in mistakes]


def _table(path: Path, kind: str, known: rules.ImportContext) -> Table:
    if kind == "csv":
        return tables.read_csv(path, known.languages, known.language)
    return (
        tables.read_xlsx(path, known.languages, known.language)
        if kind == "xlsx"
        else hsds.read_hsds(path)
    )


def _in_their_words(mistake: Mistake, table: Table) -> Mistake:
    """The column as the office named it."""
    _, words = table.headers.get((mistake.sheet, mistake.column), (0, mistake.column))
    return Mistake(mistake.sheet, mistake.row, words, mistake.code, mistake.value, mistake.proposal)


async def _apply(
    store: Store,
    district: District,
    drafts: Sequence[Draft],
    context: CommandContext,
    thesaurus: Thesaurus,
    *,
    dry_run: bool,
) -> Plan:
    plan = await imports.plan(store, district.id, drafts)
    if dry_run:
        return plan
    expiry = (context.now() + timedelta(days=context.config.retention.offers_days)).date()
    with tqdm(
        total=len(plan.new) + len(plan.changed),
        desc="speichern / store",
        disable=len(drafts) < LONG,
        leave=False,
    ) as bar:
        await imports.apply(store, district.id, plan, thesaurus, context.now(), expiry, _step(bar))
    return plan


def _step(bar: Any) -> Callable[[], object]:
    return lambda: bar.update(1)


def _progress(rows: Sequence[Any], words: str) -> Iterable[Any]:
    return tqdm(rows, desc=words, leave=False) if len(rows) >= LONG else rows


def _told(context: CommandContext, plan: Plan, arguments: Namespace) -> None:
    if not arguments.json:
        for line in summary(plan, dry_run=arguments.dry_run):
            context.out(line)
        return
    counts = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged}
    doubles = [asdict(double) for double in plan.doubles]
    context.out(
        orjson.dumps(
            {**counts, "doubles": doubles, "mistakes": [], "dry_run": arguments.dry_run}
        ).decode()
    )


def _refused(context: CommandContext, mistakes: Sequence[Mistake], *, as_json: bool) -> int:
    if as_json:
        told = [asdict(mistake) | {"message": sentence(mistake)} for mistake in mistakes]
        context.out(
            orjson.dumps(
                {"new": 0, "changed": 0, "unchanged": 0, "doubles": [], "mistakes": told}
            ).decode()
        )
        return 1
    for mistake in mistakes:
        context.out(sentence(mistake))
    context.out("Nichts gespeichert / nothing stored")
    return 1


async def _known(
    store: Store, district: District, arguments: Namespace, languages: list[str]
) -> rules.ImportContext:
    return rules.ImportContext(
        await places.municipalities(store, district.id),
        await places.fields(store, district.id),
        languages,
        arguments.language or "de",
        district.name,
        arguments.new_municipalities,
    )


def _format_of(path: Path) -> str:
    """By its ending; JSON by what is in it."""
    endings = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".json": "hsds"}
    kind = endings.get(path.suffix.lower())
    if kind is None:
        raise FileProblem("file_broken", path.name)
    if kind == "hsds" and path.exists() and path.stat().st_size <= limits.MOST_BYTES:
        try:
            return "integreat" if integreat.is_pages(orjson.loads(path.read_bytes())) else "hsds"
        except orjson.JSONDecodeError:
            raise FileProblem("file_broken", path.name) from None
    return kind


def _write(path: Path, kind: str, columns: list[str], rows: list[dict[str, str]]) -> None:
    if kind == "hsds":
        hsds.write_hsds(path, rows)
    elif kind == "xlsx":
        table_writers.write_xlsx(path, columns, rows)
    else:
        table_writers.write_csv(
            path,
            columns,
            ({name: exports.guarded(cell) for name, cell in row.items()} for row in rows),
        )
