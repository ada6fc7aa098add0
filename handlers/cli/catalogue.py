"""``lotse import`` and ``lotse export``: offers come from files of offices, and go into files."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from tqdm import tqdm

from bot.domain.audits import Act, Facts
from bot.domain.imports import FileProblem, Mistake, Plan, Row, Table
from bot.domain.ladder import Ladder
from bot.domain.offers import Draft, Offer, text_in
from bot.domain.places import District
from bot.rules import exports
from bot.rules import rows as rules
from bot.rules.imports import Accepted, differences
from bot.rules.ladder import with_kind
from bot.screens.imports import sentence, summary
from bot.search.thesaurus import Thesaurus
from handlers.cli.context import CommandContext, district_named
from handlers.dialogue.conversation import Conversation
from handlers.files import hsds, integreat, limits, table_writers, tables
from handlers.workflows import lexicons
from handlers.workflows.thesaurus import current
from storage.catalogue import imports, offers, places
from storage.engine.store import Store
from storage.people.audits import Entry, note

MARKABLE = 5_000
"""Maximum number of rows for a marked copy, which needs the whole workbook in memory."""
LONG = 200
"""Minimum number of rows for a progress bar."""


async def import_(context: CommandContext, arguments: Namespace) -> int:
    """Import all files in one transaction: everything or nothing.

    Files are read before it begins, so that nobody waits for that. Return 1 for mistakes in them,
    and for other titles or owners under known numbers that nobody has confirmed.
    """
    async with context.opened() as conversation:
        services = conversation.services
        async with conversation.database.read() as store:
            district = await district_named(store, arguments.district)
            ladder = services.ladders.of(district.slug)
            import_context = await _import_context(
                store, district, arguments, list(services.languages), ladder
            )
        drafts, mistakes = _read_all(context, arguments, import_context)
        if mistakes:
            return _show_mistakes(context, mistakes, as_json=arguments.json)
        drafts = [with_kind(ladder, draft) for draft in drafts]
        async with conversation.database.write() as store:
            thesaurus = await current(store, services.thesaurus)
            plan = await _apply(store, district, drafts, context, thesaurus, arguments)
        is_stored = not arguments.dry_run and not plan.renamed
        if is_stored and (plan.new or plan.changed):
            await lexicons.learn(conversation.database, services.thesaurus)
            await _understand(conversation, len(plan.new) + len(plan.changed))
    _show_plan(context, plan, arguments)
    return 0 if is_stored or arguments.dry_run else 1


async def _understand(conversation: Conversation, count: int) -> None:
    """Make the vectors of what was imported; a running service would do it, too."""
    with tqdm(total=count, desc="verstehen / read", disable=count < LONG, leave=False) as bar:
        await conversation.services.meaning.make(conversation.database, advance=bar.update)


def _read_all(
    context: CommandContext, arguments: Namespace, import_context: rules.ImportContext
) -> tuple[list[Draft], list[Mistake]]:
    drafts: list[Draft] = []
    mistakes: list[Mistake] = []
    for path in map(Path, arguments.files):
        file_drafts, file_mistakes = _read(path, arguments, import_context, context)
        drafts += file_drafts
        mistakes += file_mistakes
    return drafts, mistakes


async def export(context: CommandContext, arguments: Namespace) -> int:
    """Write all offers of a district into a file that an import reads back unchanged."""
    path = Path(arguments.file)
    async with context.opened() as conversation, conversation.database.read() as store:
        district = await district_named(store, arguments.district)
        district_offers = await offers.of_district(store, district.id)
    base = arguments.language or "de"
    languages = {text.language for offer in district_offers for text in offer.details.texts}
    columns = exports.columns(sorted(languages), base)
    rows = [exports.row(offer, base) for offer in district_offers]
    _write(path, arguments.format or _format_of(path), columns, rows)
    context.out(f"{len(rows)} → {path}")
    return 0


def _read(
    path: Path,
    arguments: Namespace,
    import_context: rules.ImportContext,
    context: CommandContext,
) -> tuple[list[Draft], list[Mistake]]:
    """Return the drafts and mistakes of one file; an XLSX file with mistakes gets a marked copy."""
    try:
        file_format = arguments.format or _format_of(path)
        if file_format == "integreat":
            return _pages(path, arguments.language or "", import_context), []
        table = _table(path, file_format, import_context)
    except FileProblem as problem:
        return [], [problem.mistake]
    drafts, mistakes = rules.check(_progress(table.rows, "prüfen / check"), import_context)
    mistakes = [*table.mistakes, *mistakes]
    if mistakes and file_format == "xlsx" and len(table.rows) <= MARKABLE:
        copy = path.with_name(f"{path.stem}-fehler.xlsx")
        table_writers.mark_mistakes(path, copy, table, mistakes, sentence)
        context.out(f"markiert / marked: {copy}")
    if table.unused:
        context.out(f"nicht verwendete Spalten / columns not used: {', '.join(table.unused)}")
    return drafts, [_with_heading(mistake, table) for mistake in mistakes]


def _pages(path: Path, language: str, import_context: rules.ImportContext) -> list[Draft]:
    return integreat.read_pages(
        path,
        import_context.organisation,
        import_context.fields,
        import_context.municipalities,
        language,
    )


def _table(path: Path, file_format: str, import_context: rules.ImportContext) -> Table:
    languages, language = import_context.languages, import_context.language
    if file_format == "csv":
        return tables.read_csv(path, languages, language)
    if file_format == "xlsx":
        return tables.read_xlsx(path, languages, language)
    return hsds.read_hsds(path)


def _with_heading(mistake: Mistake, table: Table) -> Mistake:
    """Return the mistake with the heading of the office instead of our name of the column."""
    _, heading = table.headers.get((mistake.sheet, mistake.column), (0, mistake.column))
    return replace(mistake, column=heading)


async def _apply(
    store: Store,
    district: District,
    drafts: Sequence[Draft],
    context: CommandContext,
    thesaurus: Thesaurus,
    arguments: Namespace,
) -> Plan:
    """Return what an import changes; store it unless it is a dry run or has to be confirmed."""
    accepted = Accepted(renamed=arguments.accept_renamed, older=arguments.accept_older)
    plan = await imports.plan(store, district.id, drafts, accepted)
    if arguments.dry_run or plan.renamed:
        return plan
    expiry = (context.now() + timedelta(days=context.config.retention.offers_days)).date()
    with tqdm(
        total=len(plan.new) + len(plan.changed),
        desc="speichern / store",
        disable=len(drafts) < LONG,
        leave=False,
    ) as bar:
        await imports.apply(store, district.id, plan, thesaurus, context.now(), expiry, _step(bar))
    counts: Facts = {"new": len(plan.new), "changed": len(plan.changed)}
    entry = Entry(Act.IMPORT, f"district {district.id}", {}, counts)
    await note(store, None, entry, context.now())
    return plan


def _step(bar: Any) -> Callable[[], object]:
    return lambda: bar.update(1)


def _progress(rows: Sequence[Row], label: str) -> Iterable[Row]:
    """Return the rows, with a progress bar if there are many."""
    return tqdm(rows, desc=label, leave=False) if len(rows) >= LONG else rows


def _show_plan(context: CommandContext, plan: Plan, arguments: Namespace) -> None:
    if not arguments.json:
        for line in summary(plan, dry_run=arguments.dry_run):
            context.out(line)
        return
    counts = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged}
    doubles = [asdict(double) for double in plan.doubles]
    result = {
        **counts,
        "doubles": doubles,
        "mistakes": [],
        "dry_run": arguments.dry_run,
        "changes": [_change(offer, draft) for offer, draft in plan.changed],
        "renamed": [asdict(renamed) for renamed in plan.renamed],
        "older": [_change(offer, draft) for offer, draft in plan.older],
        "untranslated": [asdict(untranslated) for untranslated in plan.untranslated],
    }
    context.out(orjson.dumps(result).decode())


def _change(offer: Offer, draft: Draft) -> dict[str, Any]:
    """Return an offer and what a file says otherwise."""
    return {
        "external_id": offer.external_id,
        "title": text_in(offer.details.texts, "de").title,
        "differences": [asdict(difference) for difference in differences(offer, draft)],
    }


def _show_mistakes(context: CommandContext, mistakes: Sequence[Mistake], *, as_json: bool) -> int:
    """Print the mistakes, for which nothing was stored, and return 1."""
    if as_json:
        messages = [asdict(mistake) | {"message": sentence(mistake)} for mistake in mistakes]
        result = {"new": 0, "changed": 0, "unchanged": 0, "doubles": [], "mistakes": messages}
        context.out(orjson.dumps(result).decode())
        return 1
    for mistake in mistakes:
        context.out(sentence(mistake))
    context.out("Nichts gespeichert / nothing stored")
    return 1


async def _import_context(
    store: Store, district: District, arguments: Namespace, languages: list[str], ladder: Ladder
) -> rules.ImportContext:
    """Return what files of a district may hold."""
    return rules.ImportContext(
        municipalities=await places.municipalities(store, district.id),
        fields=await places.fields(store, district.id),
        languages=languages,
        language=arguments.language or "de",
        organisation=district.name,
        new_municipalities=arguments.new_municipalities,
        source=(arguments.source or "").strip()[:200],
        course_kinds={kind.code: kind.name for kind in ladder.kinds.values()},
    )


def _format_of(path: Path) -> str:
    """Return the format of a file, by its suffix; that of a JSON file by its content.

    Raises FileProblem for another suffix, and for JSON that is broken.
    """
    formats = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".json": "hsds"}
    file_format = formats.get(path.suffix.lower())
    if file_format is None:
        raise FileProblem("file_broken", path.name)
    if file_format == "hsds" and path.exists() and path.stat().st_size <= limits.MOST_BYTES:
        return _json_format(path)
    return file_format


def _json_format(path: Path) -> str:
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        raise FileProblem("file_broken", path.name) from None
    return "integreat" if integreat.is_pages(content) else "hsds"


def _write(path: Path, file_format: str, columns: list[str], rows: list[dict[str, str]]) -> None:
    if file_format == "hsds":
        hsds.write_hsds(path, rows)
    elif file_format == "xlsx":
        table_writers.write_xlsx(path, columns, rows)
    else:
        table_writers.write_csv(path, columns, rows)
