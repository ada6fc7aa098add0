"""The report to the council as XLSX, with charts of the program that opens it.

The sheet of the measures has the headings of an office's table: an import reads it back.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.rules.measure_columns import MEASURES
from bot.screens.report_blocks import Chart, Document, Table
from handlers.files.directions import runs_from_right
from handlers.files.table_writers import put_text
from handlers.files.xml_text import for_xml

HEADINGS = {
    "number": "Nr.", "field": "Handlungsfeld", "title": "Maßnahme", "goal": "Ziel",
    "description": "Beschreibung", "target": "Zielwert", "unit": "Einheit",
    "cost_from": "Kosten von", "cost_to": "Kosten bis", "cost_source": "Finanzierung",
    "start": "Beginn", "due": "Frist", "organisation": "Träger", "plan_state": "Status",
    "public": "Öffentlich", "origin": "Herkunft", "parent": "Teil von",
}  # fmt: skip
"""Columns of the sheet of measures, as an import knows them."""
REVIEWED = {
    "state": "Sachstand", "actual": "Erreicht", "spent": "Ausgegeben", "words": "Was geschah",
    "next_step": "Nächster Schritt",
}  # fmt: skip
"""Columns beside them, which an import does not use."""
STATES = {
    "planned": "geplant", "running": "in Umsetzung", "done": "umgesetzt",
    "postponed": "verschoben", "dropped": "gestrichen", "no_answer": "keine Rückmeldung",
}  # fmt: skip
ORIGINS = {"plan": "Plan", "result": "Ergebnis einer Gruppe", "recommendation": "Empfehlung"}
"""Words of an office for states and origins, as an import knows them."""
WORDS: Mapping[str, Mapping[Any, str]] = {
    "state": STATES, "plan_state": STATES, "origin": ORIGINS,
    "public": {True: "ja", False: "nein"},
}  # fmt: skip
FROM_RIGHT = 2
"""The reading order of a cell that runs from right to left; 0 leaves it to the program."""
WIDEST = 60
"""Maximum width of a column, in characters."""


@dataclass(frozen=True)
class _Lines:
    """The lines of a sheet. ``looks`` are the styles of cells, by what makes them look so.

    For each style that is set anew, openpyxl compares all of its parts with those of others.
    """

    sheet: Worksheet
    looks: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def write(self, row: int, cells: Sequence[Any], *, bold: bool = False) -> None:
        """Write a row; text is text, also if it begins like a formula."""
        for column, value in enumerate(cells, 1):
            if value is None or value == "":
                continue
            cell = self.sheet.cell(row, column)
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value
            self._dress(cell, value, bold=bold)

    def _dress(self, cell: Any, value: Any, *, bold: bool) -> None:
        is_text, is_day = isinstance(value, str), isinstance(value, date)
        is_long, is_from_right = is_text and len(value) > WIDEST, is_text and runs_from_right(value)
        look = (is_text, is_day, bold, is_long, is_from_right, cell.quotePrefix)
        if look in self.looks:
            cell._style = copy(self.looks[look])
            return
        if is_text:
            order = FROM_RIGHT if is_from_right else 0
            cell.alignment = Alignment(wrap_text=is_long, vertical="top", readingOrder=order)
        if is_day:
            cell.number_format = "dd.mm.yyyy"
        cell.font = Font(bold=bold)
        self.looks[look] = cell._style


def rendered(report: Document, snapshot: Mapping[str, Any]) -> bytes:
    """Return the bytes of a workbook: the measures, then every table with its chart."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = MEASURES.sheet
    _measures(sheet, snapshot)
    shown = book.create_sheet("Bericht")
    shown.sheet_view.rightToLeft = report.is_rtl
    _tables(shown, report)
    book.properties.title = for_xml(f"{report.title}, {report.subtitle}")
    into = BytesIO()
    book.save(into)
    return into.getvalue()


def _measures(sheet: Worksheet, snapshot: Mapping[str, Any]) -> None:
    lines = _Lines(sheet)
    lines.write(1, [*HEADINGS.values(), *REVIEWED.values()], bold=True)
    fields = {topic["slug"]: topic["names"].get("de") for topic in snapshot["fields"]}
    for row_number, measure in enumerate(snapshot["measures"], 2):
        german = measure["texts"].get("de", {})
        values = {**german, **measure, **(measure["review"] or {})}
        values["field"] = fields.get(measure["field"]) or measure["field"]
        names = (*HEADINGS, *REVIEWED)
        cells = [_cell(name, values.get(name)) for name in names]
        lines.write(row_number, cells)
    sheet.freeze_panes = "A2"
    _widen(sheet)
    _lay_out(sheet)


def _cell(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in ("target", "cost_from", "cost_to", "actual", "spent"):
        return float(value) if "." in value else int(value)
    if name in ("start", "due"):
        return date.fromisoformat(value)
    return WORDS[name][value] if name in WORDS else value


def _lay_out(sheet: Worksheet) -> None:
    """Let a print have all columns beside each other."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _tables(sheet: Worksheet, report: Document) -> None:
    """Write the tables below each other, each chart beside the table before it."""
    lines, row_number = _Lines(sheet), 3
    lines.write(1, [f"{report.title}, {report.subtitle}"], bold=True)
    lines.write(2, [report.status])
    last: tuple[Table, int] | None = None
    for block in report.blocks:
        if isinstance(block, Table):
            last = (block, row_number + 2)
            row_number = _table(lines, block, row_number + 1)
        elif isinstance(block, Chart) and last and block.bars:
            sheet.add_chart(_bars(sheet, block, *last), f"H{last[1]}")
            row_number = max(row_number, last[1] + 16)
    _widen(sheet)
    _lay_out(sheet)


def _table(lines: _Lines, table: Table, row_number: int) -> int:
    """Write a table from a row on; return the row below it."""
    lines.write(row_number, [table.title], bold=True)
    lines.write(row_number + 1, table.header, bold=True)
    for offset, row in enumerate(table.typed or table.rows, 2):
        cells = [_typed(cell, place in table.numbers) for place, cell in enumerate(row)]
        lines.write(row_number + offset, cells)
    return row_number + len(table.rows) + 2


def _typed(cell: str, is_number: bool) -> Any:
    """Return the number of a cell; one that is not told stays a dash."""
    if not is_number:
        return cell
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


def _bars(sheet: Worksheet, chart: Chart, table: Table, header: int) -> BarChart:
    """Return a chart of those rows of the table above that it shows; ``header`` is its row."""
    labels = {label for label, _ in chart.bars}
    rows = [header + n for n, row in enumerate(table.rows, 1) if row[0] in labels]
    rows = rows[: len(chart.bars)]
    bars = BarChart()
    bars.type, bars.title, bars.legend = "bar", chart.title, None
    bars.x_axis.scaling.orientation = "maxMin"  # the first row of the table is the upper bar
    for axis in (bars.x_axis, bars.y_axis):
        axis.delete = False  # Excel shows no axis of which nothing is said
    bars.y_axis.number_format = "0"
    values = Reference(sheet, min_col=2, min_row=rows[0], max_row=rows[-1])
    bars.add_data(values)
    bars.set_categories(Reference(sheet, min_col=1, min_row=rows[0], max_row=rows[-1]))
    return bars


def _widen(sheet: Worksheet) -> None:
    for column in range(1, sheet.max_column + 1):
        lengths = [len(str(cell.value or "")) for cell in next(sheet.iter_cols(column, column))]
        width = min(WIDEST, max(lengths, default=8) + 2)
        sheet.column_dimensions[get_column_letter(column)].width = width
