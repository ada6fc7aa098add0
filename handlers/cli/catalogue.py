"""``lotse import`` and ``lotse export``: offers come from files of offices, and go into files."""

from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.domain.imports import FileProblem, Plan
from bot.domain.places import District
from bot.rules import exports
from bot.rules.import_context import ImportContext
from bot.rules.imports import Accepted
from handlers.cli import import_answers, import_files
from handlers.cli.context import CommandContext, district_named
from handlers.cli.import_answers import ImportResult
from handlers.cli.import_files import LONG
from handlers.dialogue.conversation import Conversation
from handlers.files import hsds
from handlers.files.hsds_export import Region
from handlers.workflows import importing, lexicons
from handlers.workflows.importing import Importer
from handlers.workflows.thesaurus import index_waiting
from handlers.workflows.vectors import make_vectors
from storage.catalogue import import_runs, offers, places
from storage.engine.database import Database
from storage.engine.store import Store

MOST_UNDERSTOOD = 500
"""Maximum number of offers whose vectors an import makes; a running service makes the others."""


async def import_(context: CommandContext, arguments: Namespace) -> int:
    """Import all files in one transaction: everything or nothing.

    Return 1 for mistakes in them, and for other titles or owners under known numbers that nobody
    has confirmed. What was read is out of memory when words are learned from it.
    """
    async with context.opened() as conversation:
        code, change_count = await _imported(context, conversation, arguments)
        await _learn(context, conversation, change_count)
    return code


async def _imported(
    context: CommandContext, conversation: Conversation, arguments: Namespace
) -> tuple[int, int]:
    """Return the code of the command, and how many offers it added or changed.

    Files are read before the transaction begins, so that nobody waits for that.
    """
    district, import_context = await _known(conversation, arguments)
    files = [import_files.read(path, arguments, import_context) for path in _paths(arguments)]
    result = ImportResult.of(files)
    for line in result.lines:
        context.out(line)
    if result.mistakes and not result.left_out:
        return import_answers.show_mistakes(context.out, result, as_json=arguments.json), 0
    importer = Importer(conversation.services, context.now())
    plan, run_id = await _apply(conversation.database, importer, district, result, arguments)
    import_answers.show_plan(context.out, plan, result, arguments, run_id)
    is_done = run_id or arguments.dry_run
    code = 0 if is_done and not result.left_out else 1
    return code, len(plan.new) + len(plan.changed) if run_id else 0


async def _known(
    conversation: Conversation, arguments: Namespace
) -> tuple[District, ImportContext]:
    """Return the district and what must be known of it to read a file."""
    async with conversation.database.read() as store:
        district = await district_named(store, arguments.district)
        import_context = await importing.import_context(
            store,
            conversation.services,
            district,
            language=arguments.language or "",
            source=arguments.source or "",
            new_municipalities=arguments.new_municipalities,
        )
    return district, import_context


def _paths(arguments: Namespace) -> Iterable[Path]:
    return map(Path, arguments.files)


async def _learn(context: CommandContext, conversation: Conversation, count: int) -> None:
    """Index so many imported offers, learn their words, and make vectors unless they are many.

    A running service would do it, too.
    """
    if not count:
        return
    with tqdm(total=count, desc="suchen / search", disable=count < LONG, leave=False) as bar:
        words = conversation.services.thesaurus
        await index_waiting(conversation.database, words, context.now(), advance=bar.update)
    await lexicons.learn(conversation.database, conversation.services.thesaurus)
    if count > MOST_UNDERSTOOD:
        return
    with tqdm(total=count, desc="verstehen / read", disable=count < LONG, leave=False) as bar:
        meaning = conversation.services.meaning
        await make_vectors(meaning, conversation.database, context.now(), advance=bar.update)


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
    _write_file(path, arguments.format or _format_of(path), columns, rows, region)
    context.out(f"{len(rows)} → {path}")
    return 0


async def _apply(
    database: Database,
    importer: Importer,
    district: District,
    result: ImportResult,
    arguments: Namespace,
) -> tuple[Plan, int]:
    """Return what an import changes, and its number if it was stored, else 0.

    It is not stored in a dry run, and where something has to be confirmed before. It is planned
    before the transaction begins, so that others wait for the writing alone.
    """
    asked = (importer.services, district, result.drafts, _accepted(arguments, result))
    async with database.read() as store:
        ahead = await importing.plan_ahead(store, *asked)
    if arguments.dry_run or ahead.plan.is_asked:
        return ahead.plan, 0
    async with database.write() as store:
        plan = await importing.plan_still(store, *asked, ahead)
        return plan, 0 if plan.is_asked else await _write_plan(store, importer, district, plan)


async def _write_plan(store: Store, importer: Importer, district: District, plan: Plan) -> int:
    count = len(plan.new) + len(plan.changed)
    with tqdm(total=count, desc="speichern / store", disable=count < LONG, leave=False) as bar:
        return await importing.apply(store, importer, district, plan, _step(bar))


def _accepted(arguments: Namespace, result: ImportResult) -> Accepted:
    return Accepted(
        renamed=arguments.accept_renamed,
        older=arguments.accept_older,
        theirs=arguments.accept_theirs,
        closes_missing=arguments.close_missing,
        many_missing=arguments.accept_many_missing,
        is_whole=not result.left_out,
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
    async with context.opened() as conversation:
        importer = Importer(conversation.services, context.now())
        async with conversation.database.write() as store:
            district = await district_named(store, arguments.district)
            undoing = await importing.undo(store, importer, district, arguments.id, only)
        await index_waiting(conversation.database, importer.services.thesaurus, context.now())
    import_answers.show_undoing(context.out, undoing, as_json=arguments.json)
    return 0 if undoing and (undoing.restored or undoing.removed) else 1


def _step(bar: Any) -> Callable[[], object]:
    return lambda: bar.update(1)


def _format_of(path: Path) -> str:
    """Return the format of a file that is written, by its suffix. Raises FileProblem."""
    formats = {".csv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".json": "hsds"}
    file_format = formats.get(path.suffix.lower())
    if file_format is None:
        raise FileProblem("file_broken", path.name)
    return file_format


def _write_file(
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
