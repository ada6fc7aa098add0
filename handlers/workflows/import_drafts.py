"""Imports of the desk: the files of a draft are read, and what was confirmed is stored.

Storing is a queue: whoever works on it reads the files before a transaction begins that others
wait for, and asks rights and plan again within it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.domain.audits import Origin
from bot.domain.import_drafts import DraftState, ImportChoices, ImportDraft, ImportFile
from bot.domain.imports import FileProblem, Mistake, Note, Plan, Row, Table
from bot.domain.offers import Draft
from bot.domain.places import District
from bot.domain.queues import QueueName
from bot.rules import grants, import_rows
from bot.rules.headings import HeadingChoices
from bot.rules.import_context import ImportContext
from bot.rules.imports import Accepted, frozen
from bot.rules.rows import check_each
from handlers.workflows import importing, lexicons
from handlers.workflows.each import GiveUp, Queue, each
from handlers.workflows.importing import Importer
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import index_waiting
from storage.catalogue import places
from storage.desk import import_drafts
from storage.engine.database import Database
from storage.engine.store import Store
from storage.people import people

if TYPE_CHECKING:
    from handlers.files.offer_files import ReadOptions

LONGEST_SUFFIX = 8
"""Maximum length of the end of a file's name that is looked at, in characters."""
NO_TABLE = Table(())


@dataclass(frozen=True, slots=True)
class FileRead:
    """What one file holds, by our names of columns; ``bad`` are the rows with mistakes.

    ``format`` is "" for a file that cannot be read.
    """

    name: str
    format: str = ""
    table: Table = NO_TABLE
    drafts: tuple[Draft, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[Note, ...] = ()
    bad: tuple[Row, ...] = ()
    row_count: int = 0


@dataclass(frozen=True, slots=True)
class DraftRead:
    """What all files of a draft hold."""

    files: tuple[FileRead, ...]

    @property
    def mistakes(self) -> list[tuple[int, Mistake]]:
        """The mistakes, each with the number of its file from 0."""
        return [(i, mistake) for i, file in enumerate(self.files) for mistake in file.mistakes]

    @property
    def is_readable(self) -> bool:
        """Whether nothing is wrong but single rows, which can be left out."""
        return all(mistake.row for _, mistake in self.mistakes)

    def good(self, *, only_good: bool) -> list[Draft]:
        """Return what can be imported: all, or with ``only_good`` the rows without mistakes.

        Nothing where there are mistakes that nobody accepted, or a file that cannot be read.
        """
        if self.mistakes and not (only_good and self.is_readable):
            return []
        return [draft for file in self.files for draft in file.drafts]


def read(files: Sequence[ImportFile], choices: ImportChoices, context: ImportContext) -> DraftRead:
    """Return what files hold. Takes seconds for thousands of rows."""
    with TemporaryDirectory(prefix="import") as folder:
        return DraftRead(
            tuple(_read(Path(folder), i, file, choices, context) for i, file in enumerate(files))
        )


def on_disk(folder: Path, position: int, file: ImportFile) -> Path:
    """Write a file into a folder, under a name of ours that ends as its own does."""
    suffix = PurePath(file.name.replace("\\", "/")).suffix.lower()
    is_plain = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= LONGEST_SUFFIX
    path = folder / f"{position}{suffix if is_plain else ''}"
    path.write_bytes(file.content)
    return path


def options_of(position: int, choices: ImportChoices) -> "ReadOptions":
    """Return how a file of a draft is to be read."""
    from handlers.files.offer_files import ReadOptions, taken_of

    file = choices.of_file(position)
    return ReadOptions(
        language=choices.language,
        taken=taken_of(file.taken),
        encoding=file.encoding,
        separator=file.separator,
        choices=HeadingChoices(choices.headings, file.lines),
    )


def _read(
    folder: Path,
    position: int,
    file: ImportFile,
    choices: ImportChoices,
    context: ImportContext,
) -> FileRead:
    from handlers.files import offer_files  # readers of all formats: only an import needs them

    path, file_format = on_disk(folder, position, file), ""
    try:
        file_format = offer_files.format_of(path)
        if file_format == offer_files.INTEGREAT:
            drafts = offer_files.read_pages(path, context, "")
            return FileRead(file.name, file_format, drafts=drafts, row_count=len(drafts))
        options = options_of(position, choices)
        table = offer_files.read_table(path, file_format, context.languages, options)
    except FileProblem as problem:
        return FileRead(file.name, file_format, mistakes=(problem.mistake,))
    table = import_rows.corrected(table, position, choices.cells, choices.alike)
    return _checked(file.name, file_format, table, context)


def _checked(name: str, file_format: str, table: Table, context: ImportContext) -> FileRead:
    checked = list(check_each(table.rows, context))
    mistakes = import_rows.joined(table.mistakes, checked)
    good, bad = import_rows.parted(checked, mistakes)
    return FileRead(
        name,
        file_format,
        table,
        tuple(good),
        tuple(mistakes),
        (*table.notes, *(note for row in checked for note in row.notes)),
        tuple(bad),
        len(table.rows),
    )


async def context_of(
    store: Store, services: Services, district: District, choices: ImportChoices
) -> ImportContext:
    """Return what the files of a draft may hold."""
    return await importing.import_context(
        store,
        services,
        district,
        language=choices.language,
        source=choices.source,
        organisation=choices.organisation,
        new_municipalities=choices.new_municipalities,
    )


async def plan_of(
    store: Store,
    services: Services,
    district: District,
    read: DraftRead,
    choices: ImportChoices,
) -> Plan:
    """Return what a draft would change."""
    return await importing.plan(store, services, district, *_asked(read, choices))


def _asked(read: DraftRead, choices: ImportChoices) -> tuple[list[Draft], Accepted]:
    """Return what of a draft is imported, and what was accepted for it."""
    accepted = Accepted(
        renamed=choices.renamed,
        older=choices.older,
        theirs=choices.theirs,
        otherwise=frozenset(choices.otherwise),
        closes_missing=choices.closes_missing,
        many_missing=choices.many_missing,
        is_whole=not read.mistakes,
    )
    return read.good(only_good=choices.only_good), accepted


PROGRESS: dict[int, "Progress"] = {}
"""The imports that this process stores at the moment, by the ids of their drafts."""


@dataclass(slots=True)
class Progress:
    """How many offers of an import are written, of how many."""

    total: int
    done: int = 0

    def step(self) -> None:
        """Count one offer more."""
        self.done += 1


async def store_asked(database: Database, services: Services, now: datetime) -> int:
    """Store every import that was confirmed; return how many were handled.

    A process that is killed has stored all of an import or nothing of it.
    """

    async def work(draft_id: int) -> bool:
        try:
            return await _store(database, services, draft_id, now)
        finally:
            PROGRESS.pop(draft_id, None)

    async def end(store: Store, draft_id: int) -> None:
        await import_drafts.fail(store, draft_id)

    queue = Queue(name=QueueName.IMPORTS, waiting=import_drafts.waiting, work=work, end=end)
    count = await each(database, queue, now)
    if count:
        await index_waiting(database, services.thesaurus, now)
        await lexicons.learn(database, services.thesaurus)
    return count


async def _store(database: Database, services: Services, draft_id: int, now: datetime) -> bool:
    async with database.read() as store:
        draft = await import_drafts.by_id(store, draft_id)
        if draft is None or not _waits(draft):
            return False
        district = await places.district(store, draft.district_id)
        assert district
        files = await import_drafts.files_of(store, draft_id)
        context = await context_of(store, services, district, draft.choices)
    content = await asyncio.to_thread(read, files, draft.choices, context)
    asked = (services, district, *_asked(content, draft.choices))
    async with database.read() as store:
        ahead = await importing.plan_ahead(store, *asked)
    async with database.write() as store:
        importer = await _importer(store, services, draft, now)
        if importer is None:
            return False
        plan = await importing.plan_still(store, *asked, ahead)
        await _store_plan(store, importer, draft, district, plan)
    return True


def _waits(draft: ImportDraft) -> bool:
    """Return whether a draft is to be stored. Raises GiveUp if it cannot be opened."""
    if draft.state is DraftState.FAILED:
        raise GiveUp("it cannot be opened")
    return draft.state is DraftState.ASKED


async def _importer(
    store: Store, services: Services, draft: ImportDraft, now: datetime
) -> Importer | None:
    """Return who imports; None if the draft was changed meanwhile: it is read again."""
    latest = await import_drafts.by_id(store, draft.id, lock=True)
    if latest is None or latest.version != draft.version:
        return None
    person = await people.by_id(store, draft.person_id)
    person = grants.acting(person, now) if person else None
    if person is None or not grants.coordinates(person, draft.district_id):
        raise GiveUp("who asked for it has no right any more")
    return Importer(services, now, person, Origin.DESK)


async def _store_plan(
    store: Store, importer: Importer, draft: ImportDraft, district: District, plan: Plan
) -> None:
    """Store a plan, if it is what was confirmed; else it is asked about again."""
    if frozen(plan) != draft.frozen or plan.is_asked:
        await import_drafts.reopen(store, draft, importer.now)
        return
    progress = PROGRESS[draft.id] = Progress(len(plan.new) + len(plan.changed))
    run_id = await importing.apply(store, importer, district, plan, progress.step)
    await import_drafts.finish(store, draft, run_id, importer.now)
    await _remember(store, draft, importer.now)


async def _remember(store: Store, draft: ImportDraft, now: datetime) -> None:
    """Keep what the headings of the list mean, for its next import."""
    choices = draft.choices
    if choices.source and choices.headings:
        await import_drafts.remember_headings(
            store, draft.district_id, choices.source, choices.headings, now
        )
