"""Imports of measures: a table of an office is read, and what it would change is planned."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.import_drafts import ImportFile
from bot.domain.imports import FileProblem, Mistake, Table
from bot.domain.places import District
from bot.rules import measure_tables
from bot.rules.columns import Headings
from bot.rules.measure_columns import MEASURES
from bot.rules.measure_tables import MeasurePlan, TableContext
from handlers.files import tables
from handlers.workflows.import_drafts import on_disk
from storage.catalogue import places
from storage.engine.store import Store
from storage.measures import measures

FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx"}
"""Suffix of a file → its format."""


@dataclass(frozen=True, slots=True)
class MeasureImport:
    """What a table changes, and its mistakes; with a mistake nothing may be stored."""

    plan: MeasurePlan
    mistakes: tuple[Mistake, ...] = ()


def format_of(path: Path) -> str:
    """Return "csv" or "xlsx", by the suffix. Raises FileProblem for another one."""
    if path.suffix.lower() not in FORMATS:
        raise FileProblem("file_broken", path.name)
    return FORMATS[path.suffix.lower()]


def read_first(
    files: Sequence[ImportFile], languages: Collection[str], kind: Headings = MEASURES
) -> Table | FileProblem | None:
    """Return the rows of the first file, or what is wrong with it; None without any."""
    try:
        return read_sent(files[0], languages, kind) if files else None
    except FileProblem as problem:
        return problem


def read_sent(file: ImportFile, languages: Collection[str], kind: Headings = MEASURES) -> Table:
    """Return the rows of a file that was sent. Raises FileProblem."""
    with TemporaryDirectory(prefix="measures") as folder:
        return read(on_disk(Path(folder), 0, file), languages, kind)


def read(path: Path, languages: Collection[str], kind: Headings = MEASURES) -> Table:
    """Return the rows of a file whose columns are those of ``kind``. Raises FileProblem."""
    if not path.is_file():
        raise FileProblem("file_broken", path.name)
    reader = tables.read_workbook if format_of(path) == "xlsx" else tables.read_csv
    return reader(path, list(languages), measure_tables.BASE, kind=kind)


async def planned(
    store: Store,
    district: District,
    table: Table,
    languages: Sequence[str],
    now: datetime,
    *,
    accept_older: bool,
) -> MeasureImport:
    """Return what a table changes; the caller holds the lock of the district if it is stored."""
    stored = {m.details.number: m for m in await measures.of_district(store, district.id)}
    context = TableContext(
        allowed=await measures.context(store, district.id, now),
        fields=await places.fields(store, district.id),
        languages=languages,
        stored=stored,
        columns=frozenset(heading.column for heading in table.headings),
    )
    drafts, mistakes = measure_tables.read(table.rows, context)
    plan = measure_tables.plan(drafts, stored, accept_older=accept_older)
    return MeasureImport(plan, (*table.mistakes, *mistakes))


def frozen(plan: MeasurePlan) -> str:
    """Return what tells whether a plan is still the one that somebody looked at."""
    said = [asdict(details) for details in plan.new]
    said += [
        {"id": measure.id, "version": measure.version, **asdict(details)}
        for measure, details in (*plan.changed, *plan.older)
    ]
    return blake2b(repr(said).encode(), digest_size=12).hexdigest()


def with_heading(mistake: Mistake, table: Table) -> Mistake:
    """Return a mistake that names the heading of the office instead of our column."""
    heading = table.heading(mistake)
    return replace(mistake, column=heading.words) if heading else mistake
