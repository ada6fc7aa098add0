"""HSDS (Human Services Data Specification): services of other programs in, ours out.

Read are HSDS 3 as JSON, as pages of an API and as tables in a zip, Open Referral UK, and the
tables of Ohana. What is written is valid by the schema of HSDS 3.0.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from bot.domain.imports import FileProblem, Note, NoteKind, Table
from handlers.files.hsds_export import Region, service_of
from handlers.files.hsds_files import Services, services_in
from handlers.files.hsds_services import rows_of


def read_hsds(path: Path) -> Table:
    """Return the rows of a file, with notes of what was not taken. Raises FileProblem."""
    try:
        services = services_in(path)
        rows, notes = rows_of(services.found)
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        raise FileProblem("file_broken", path.name) from error
    if not rows:
        raise FileProblem("file_empty")
    return Table(rows, notes=(*_missing(services), *notes))


def _missing(services: Services) -> Iterator[Note]:
    """Yield notes on a file that holds some pages of an API only, and on tables not read."""
    for name, count in services.unread.items():
        yield Note(NoteKind.NOT_TAKEN, column=name, value=str(count))
    if len(services.found) < services.total:
        shown = f"{len(services.found)} / {services.total}"
        yield Note(NoteKind.NOT_TAKEN, column="total_items", value=shown)


def write_hsds(path: Path, rows: Iterable[dict[str, str]], region: Region | None = None) -> None:
    """Write rows of ``bot/rules/exports.py`` as a list of services."""
    services = [service_of(row, region or Region()) for row in rows]
    path.write_bytes(orjson.dumps(services, option=orjson.OPT_INDENT_2))
