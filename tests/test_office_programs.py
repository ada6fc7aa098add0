"""What LibreOffice, Excel and forms of the web write otherwise: looks, comments, currencies."""

from datetime import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from bot.domain.imports import NoteKind, Row
from bot.rules import cells, joined_cells, schedules
from bot.rules.cell_values import written
from bot.rules.cells import Wrong
from tests.test_office_tables import noted, ods, ods_cell, read, titles, values

EURO = "#,##0.00 [$€-407]"
"""Euros as LibreOffice and Excel in German write them."""


def book(path: Path, change: Any) -> Path:
    """A workbook with two offers; ``change`` gets its sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ("Nr", "Titel", "Träger", "Preis"),
        (1, "Kurs", "VHS", 12.5),
        (2, "Chor", "AWO", 0),
    ):
        sheet.append(row)
    change(sheet)
    workbook.save(path)
    return path


def test_currencies_are_those_of_the_format() -> None:
    """The sign of "[$€-407]" is no dollar, and a currency that we do not know is no euro."""
    shown = {
        EURO: "12,50 €", "#,##0.00 [$EUR]": "12,50 €", "[$$-409]#,##0.00": "12,50 $",
        "#,##0.00 [$zł-415]": "12,50 zł", "PLN": "12,50 PLN", "[$-407]0.00": "12,50 €",
        "EUR": "12,50 €", '#,##0.00 "€"': "12,50 €", "[$CHF-807] 0.00": "12,50 CHF",
    }  # fmt: skip
    assert {code: written(12.5, "price", code) for code in shown} == shown


def test_days_in_prices_are_mistakes_however_a_program_writes_them() -> None:
    for cell in ("05/12/2026", "2026-05-12", "2026-05-12 00:00:00", "12.05.2026"):
        with pytest.raises(Wrong) as wrong:
            cells.price(cell)
        assert (wrong.value.code, wrong.value.proposal) == ("price_day", "12,50 €")


def test_hours_of_twelve_are_read_in_columns_of_their_own() -> None:
    row = Row("", 2, {"on_day": "Di", "hour_from": "06:00:00 PM", "hour_to": "8 p.m."})
    (found,) = schedules.read(joined_cells.joined(row).row.values["times"])
    assert (found.start, found.end) == (time(18), time(20))


def struck(sheet: Any) -> None:
    """The first word of a title and the whole of an owner are struck; the font of the cell, too."""
    old = TextBlock(InlineFont(strike=True), "Strickcafé")
    sheet["B2"] = CellRichText(old, TextBlock(InlineFont(b=True), " Nähcafé"))
    sheet["B2"].font = Font(strike=True)
    sheet["C3"].font = Font(strike=True)


def test_parts_have_their_own_looks_whatever_that_of_the_cell(tmp_path: Path) -> None:
    table = read(book(tmp_path / "a.xlsx", struck))
    assert (titles(table), values(table, "organisation")) == (["Nähcafé", "Chor"], ["VHS", ""])
    assert noted(table) == [(NoteKind.STRUCK_CELL, 2), (NoteKind.STRUCK_CELL, 3)]


def test_parts_of_an_old_workbook_that_are_struck_are_left_out(tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Angebote", cell_overwrite_ok=True)
    for row, cells_of_row in enumerate((("Nr", "Titel", "Träger"), ("1", None, "VHS"))):
        for column, text in enumerate(cells_of_row):
            sheet.write(row, column, text)
    old = xlwt.easyfont("struck_out true")
    sheet.write_rich_text(1, 1, [("Strickcafé", old), (" Nähcafé", xlwt.easyfont(""))])
    workbook.save(str(tmp_path / "a.xls"))
    table = read(tmp_path / "a.xls")
    assert (titles(table), noted(table)) == (["Nähcafé"], [(NoteKind.STRUCK_CELL, 2)])


def test_parts_of_an_open_document_that_are_struck_are_left_out(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="T3"><style:text-properties '
        'style:text-line-through-type="single"/></style:style>'
    )
    title = ods_cell('<text:span text:style-name="T3">Strickcafé</text:span> Nähcafé')
    half = '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
    yes = (
        '<table:table-cell table:formula="of:=TRUE()" office:value-type="boolean" '
        'office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>'
    )
    note = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>Nur Frauen'
        "</text:p></office:annotation><text:p>VHS</text:p></table:table-cell>"
    )
    rows = (("Nr", "Titel", "Träger", "Preis", "Kinderbetreuung"), ("1", title, note, half, yes))
    table = read(ods(tmp_path / "a.ods", rows, styles))
    assert [titles(table), values(table, "organisation"), values(table, "price")] == [
        ["Nähcafé"], ["VHS"], ["50 %"],
    ]  # fmt: skip
    assert not table.mistakes
    assert noted(table) == [(NoteKind.STRUCK_CELL, 2), (NoteKind.COMMENT, 2)]


def commented(sheet: Any) -> None:
    sheet["B2"].comment = Comment("Nur für Frauen", "Maier")
    sheet["C3"].comment = Comment("Fehler: ...", "Lotse")
    sheet["D2"].number_format = EURO
    sheet["D3"] = "=TRUE()"


def test_comments_are_told_but_not_those_of_a_marked_copy(tmp_path: Path) -> None:
    table = read(book(tmp_path / "a.xlsx", commented))
    assert noted(table) == [(NoteKind.COMMENT, 2)]
    assert [note.value for note in table.notes] == ["Nur für Frauen"]
    assert values(table, "price")[0] == "12,50 €"
    assert not table.mistakes
