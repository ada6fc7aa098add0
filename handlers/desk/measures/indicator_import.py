"""Numbers about the district from a table: all of its rows are stored, or none and why."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from bot import text
from bot.domain.audits import Act, Facts
from bot.domain.imports import FileProblem, Mistake, Row, Table
from bot.domain.measures import Indicator
from bot.i18n import plain
from bot.rules import indicator_tables
from bot.rules.cells import Wrong
from bot.rules.indicator_tables import INDICATORS, IndicatorFault, IndicatorFigure
from bot.rules.problems import Problem, Refusal
from bot.screens import problems
from bot.screens.import_mistakes import reason, reason_of
from handlers.desk.imports.uploads import LONGEST_NAME, NO_FILE
from handlers.desk.page import DeskRequest
from handlers.web.uploads import TOO_LARGE
from handlers.workflows.measure_imports import read_first
from storage.measures import indicators

MOST_MIB = 1
LONGEST_UPLOAD = MOST_MIB * 1024 * 1024
"""Maximum size of the form with the table, in bytes: twelve numbers are a thousandth of it."""
MOST_SHOWN = 50
"""Maximum number of mistakes on the page."""


class ToldFault(NamedTuple):
    """A mistake of a table as the page shows it; ``row`` 0 is the file as a whole."""

    row: int
    heading: str
    words: str


async def prepare(desk: DeskRequest) -> Callable[[], Table | FileProblem | None]:
    """Return what reads the table of a form; None comes of a form without one."""
    files = desk.sent_files("files")[:1]
    return partial(read_first, files, sorted(desk.turn.services.languages), INDICATORS)


async def store(desk: DeskRequest, known: Sequence[Indicator]) -> list[ToldFault]:
    """Store the table of a form; return its mistakes, with which nothing is stored."""
    if faults := _of_file(desk):
        return faults
    table = desk.prepared
    if not isinstance(table, Table):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    figures, wrong = indicator_tables.read(table.rows, known, desk.turn.today)
    if table.mistakes or wrong:
        found = [*(_of_mistake(desk, m, table) for m in table.mistakes), *_told(desk, wrong, table)]
        return found[:MOST_SHOWN]
    if not figures:
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    await _store(desk, figures, {indicator.name: indicator.id for indicator in known})
    return []


def _of_file(desk: DeskRequest) -> list[ToldFault]:
    """Return why the file of a form cannot be read at all."""
    language = desk.turn.tr.language.code
    if desk.sent_all(TOO_LARGE):
        large = Mistake("", 0, "", "file_large", f"> {MOST_MIB} MiB")
        return [ToldFault(0, "", reason(large, language))]
    files = desk.sent_files("files")
    if not files:
        return [ToldFault(0, "", plain(desk.turn.tr(NO_FILE)))]
    if isinstance(desk.prepared, FileProblem):
        name = text.one_line(files[0].name)[:LONGEST_NAME]
        return [ToldFault(0, name, reason(desk.prepared.mistake, language))]
    return []


async def _store(
    desk: DeskRequest, figures: Sequence[IndicatorFigure], ids: dict[str, int]
) -> None:
    for figure in figures:
        if figure.name not in ids:
            added = await indicators.add(desk.store, desk.district.id, figure.name, figure.unit)
            ids[figure.name] = added
        await indicators.set_value(desk.store, ids[figure.name], figure.value, desk.turn.now)
    facts: Facts = {"count": len(figures)}
    await desk.turn.audit(Act.INDICATOR, f"district {desk.district.id}", {}, facts)


def _of_mistake(desk: DeskRequest, mistake: Mistake, table: Table) -> ToldFault:
    heading = table.heading(mistake)
    words = reason(mistake, desk.turn.tr.language.code)
    return ToldFault(mistake.row, heading.words if heading else mistake.column, words)


def _told(desk: DeskRequest, faults: Sequence[IndicatorFault], table: Table) -> list[ToldFault]:
    return [
        ToldFault(
            fault.row.number,
            _heading(table, fault.row, fault.column),
            _words(desk, fault),
        )
        for fault in faults
    ]


def _heading(table: Table, row: Row, column: str) -> str:
    """Return what the office calls a column, "" for one that its table does not have."""
    heading = table.heading(Mistake(row.sheet, row.number, column, ""))
    return heading.words if heading else ""


def _words(desk: DeskRequest, fault: IndicatorFault) -> str:
    if isinstance(fault.reason, Wrong):
        cell = fault.row.values.get(fault.column, "")
        return reason_of(fault.reason, cell, desk.turn.tr.language.code)
    return plain(problems.words(desk.turn.tr, fault.reason))
