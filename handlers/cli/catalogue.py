"""``lotse import`` and ``lotse export``: offers come from files of offices, and go into files."""

from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.domain.audits import Act, Facts
from bot.domain.imports import FileProblem, Plan
from bot.domain.ladder import Ladder
from bot.domain.places import District
from bot.rules import exports
from bot.rules import rows as rules
from bot.rules.imports import Accepted
from bot.rules.ladder import with_kind
from bot.search.thesaurus import Thesaurus
from handlers.cli import import_answers, import_files
from handlers.cli.context import CommandContext, district_named
from handlers.cli.import_answers import ImportResult
from handlers.cli.import_files import LONG
from handlers.dialogue.conversation import Conversation
from handlers.files import hsds
from handlers.files.hsds_export import Region
from handlers.workflows import lexicons
from handlers.workflows.thesaurus import current
from storage.catalogue import import_runs, imports, offers, places
from storage.engine.store import Store
from storage.people.audits import Entry, note

MOST_UNDERSTOOD = 500
"""Maximum number of offers whose vectors an import makes; a running service makes the others."""


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
        files = [import_files.read(path, arguments, import_context) for path in _paths(arguments)]
        result = ImportResult.of(files)
        for line in result.lines:
            context.out(line)
        if result.mistakes and not result.left_out:
            return import_answers.show_mistakes(context.out, result, as_json=arguments.json)
        result = replace(result, drafts=tuple(with_kind(ladder, draft) for draft in result.drafts))
        async with conversation.database.write() as store:
            thesaurus = await current(store, services.thesaurus)
            plan, run_id = await _apply(store, district, result, context, thesaurus, arguments)
        if run_id and (plan.new or plan.changed):
            await lexicons.learn(conversation.database, services.thesaurus)
            await _understand(conversation, len(plan.new) + len(plan.changed))
    import_answers.show_plan(context.out, plan, result, arguments, run_id)
    if result.left_out:
        return 1
    return 0 if run_id or arguments.dry_run else 1


def _paths(arguments: Namespace) -> Iterable[Path]:
    return map(Path, arguments.files)


async def _understand(conversation: Conversation, count: int) -> None:
    """Make the vectors of what was imported; a running service would do it, too."""
    if count > MOST_UNDERSTOOD:
        return
    with tqdm(total=count, desc="verstehen / read", disable=count < LONG, leave=False) as bar:
        await conversation.services.meaning.make(conversation.database, advance=bar.update)


async def export(context: CommandContext, arguments: Namespace) -> int:
    """Write all offers of a district into a file that an import reads back unchanged."""
    path = Path(arguments.file)
    async with context.opened() as conversation, conversation.database.read() as store:
        district = await district_named(store, arguments.district)
        district_offers = await offers.of_district(store, district.id)
        towns = await places.municipalities(store, district.id)
    base = arguments.language or "de"
    languages = {text.language for offer in district_offers for text in offer.details.texts}
    columns = exports.columns(sorted(languages), base)
    rows = [exports.row(offer, base) for offer in district_offers]
    region = Region(
        district.land,
        {town.name: town.postcodes[0] for town in towns if len(town.postcodes) == 1},
    )
    _write(path, arguments.format or _format_of(path), columns, rows, region)
    context.out(f"{len(rows)} → {path}")
    return 0


async def _apply(
    store: Store,
    district: District,
    result: ImportResult,
    context: CommandContext,
    thesaurus: Thesaurus,
    arguments: Namespace,
) -> tuple[Plan, int]:
    """Return what an import changes, and its number if it was stored, else 0.

    It is not stored in a dry run, and where something has to be confirmed before.
    """
    plan = await imports.plan(
        store, district.id, result.drafts, _accepted(arguments, is_whole=not result.left_out)
    )
    if arguments.dry_run or plan.is_asked:
        return plan, 0
    expiry = (context.now() + timedelta(days=context.config.retention.offers_days)).date()
    count = len(plan.new) + len(plan.changed)
    with tqdm(total=count, desc="speichern / store", disable=count < LONG, leave=False) as bar:
        run_id = await imports.apply(
            store, district.id, plan, thesaurus, context.now(), expiry, _step(bar)
        )
    counts: Facts = {"new": len(plan.new), "changed": len(plan.changed)}
    entry = Entry(Act.IMPORT, f"district {district.id}", {}, counts)
    await note(store, None, entry, context.now())
    return plan, run_id


def _accepted(arguments: Namespace, *, is_whole: bool) -> Accepted:
    return Accepted(
        renamed=arguments.accept_renamed,
        older=arguments.accept_older,
        theirs=arguments.accept_theirs,
        closes_missing=arguments.close_missing,
        many_missing=arguments.accept_many_missing,
        is_whole=is_whole,
    )


async def runs(context: CommandContext, arguments: Namespace) -> int:
    """List the imports of a district, the latest first."""
    async with context.opened() as conversation, conversation.database.read() as store:
        district = await district_named(store, arguments.district)
        listed = await import_runs.of_district(store, district.id)
    import_answers.show_runs(context.out, listed, as_json=arguments.json)
    return 0


async def undo(context: CommandContext, arguments: Namespace) -> int:
    """Undo an import as a whole, or the rows that are named; return 1 if nothing was undone."""
    only = frozenset(arguments.row) or None
    async with context.opened() as conversation, conversation.database.write() as store:
        district = await district_named(store, arguments.district)
        thesaurus = await current(store, conversation.services.thesaurus)
        undoing = await imports.undo(
            store, district.id, arguments.id, thesaurus, context.now(), only
        )
        if undoing and (undoing.restored or undoing.removed):
            counts: Facts = {
                "restored": len(undoing.restored),
                "removed": len(undoing.removed),
            }
            entry = Entry(Act.IMPORT_UNDO, f"district {district.id}", {}, counts)
            await note(store, None, entry, context.now())
    import_answers.show_undoing(context.out, undoing, as_json=arguments.json)
    return 0 if undoing and (undoing.restored or undoing.removed) else 1


def _step(bar: Any) -> Callable[[], object]:
    return lambda: bar.update(1)


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
    """Return the format of a file that is written, by its suffix. Raises FileProblem."""
    formats = {".csv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".json": "hsds"}
    file_format = formats.get(path.suffix.lower())
    if file_format is None:
        raise FileProblem("file_broken", path.name)
    return file_format


def _write(
    path: Path,
    file_format: str,
    columns: list[str],
    rows: list[dict[str, str]],
    region: Region,
) -> None:
    from handlers.files import table_writers  # openpyxl needs 16 MB, and imports do without

    if file_format == "hsds":
        hsds.write_hsds(path, rows, region)
    elif file_format == "xlsx":
        table_writers.write_xlsx(path, columns, rows)
    else:
        table_writers.write_csv(path, columns, rows)
