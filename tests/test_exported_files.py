"""What we write for spreadsheets holds no formula, and comes back as it was."""

import ast
import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl

from bot.domain.imports import Table
from bot.environment import ROOT
from bot.rules.exports import unguarded
from handlers.files import table_writers, tables

NASTY = (
    '=HYPERLINK("http://evil","x")', "=1+1", "+49 7751 86-0", "-1", "@SUM(A1)", "'=1+1", "''=1",
    "'", "'a", "a=1", "=", "==", "1,5", "007", "TRUE", "=cmd|' /C calc'!A0", "ä;ö\"ü",
)  # fmt: skip
COLUMNS = ("external_id", "lotse_version", "title", "description", "phone")
"""As our own files have them: in a file of others a bare formula is a mistake."""
ROWS = [
    {
        "external_id": str(number),
        "lotse_version": "1",
        "title": words,
        "description": words,
        "phone": words,
    }
    for number, words in enumerate(NASTY)
]
READERS: dict[str, tuple[str, Callable[[Path], Table]]] = {
    "write_csv": ("a.csv", lambda path: tables.read_csv(path, ("de",), "de")),
    "write_xlsx": ("a.xlsx", lambda path: tables.read_workbook(path, ("de",), "de")),
}
"""File and reader of each writer: one that is added has to be named here."""


def test_what_is_written_holds_no_formula_and_comes_back(tmp_path: Path) -> None:
    wrong = []
    for name in (name for name in dir(table_writers) if name.startswith("write_")):
        file, reader = READERS[name]
        getattr(table_writers, name)(tmp_path / file, COLUMNS, ROWS)
        table = reader(tmp_path / file)
        if [row.values for row in table.rows] != ROWS or table.mistakes:
            wrong.append(f"{name} does not come back: {table}")
    assert not wrong


def test_every_cell_of_a_workbook_is_text_and_stays_it(tmp_path: Path) -> None:
    table_writers.write_xlsx(tmp_path / "a.xlsx", COLUMNS, ROWS)
    cells = [
        cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0] for cell in row
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells if cell.quotePrefix} == {
        words for words in NASTY if words[0] in "=+-@"
    }


def test_text_that_is_put_into_any_cell_stays_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row, words in enumerate(NASTY, 1):
        table_writers.put_text(book.worksheets[0].cell(row, 1), words)
    book.save(tmp_path / "a.xlsx")
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [unguarded(cell.value) for cell in cells] == list(NASTY)


def test_no_cell_of_a_csv_file_begins_like_a_formula(tmp_path: Path) -> None:
    table_writers.write_csv(tmp_path / "a.csv", COLUMNS, ROWS)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file, delimiter=";") for cell in line]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_every_module_that_writes_spreadsheets_puts_text_as_text() -> None:
    """One that writes cells in another way would need the same care."""
    writers = {"Workbook", "writer", "DictWriter", "to_csv", "to_excel"}
    wrong = []
    for folder in ("bot", "handlers", "storage"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            nodes = list(ast.walk(tree))
            writes = [n for n in nodes if isinstance(n, ast.Attribute) and n.attr in writers]
            imported = {
                alias.name for n in nodes if isinstance(n, ast.ImportFrom) for alias in n.names
            }
            if writes and path.name != "table_writers.py" and "put_text" not in imported:
                wrong.append(f"{path.relative_to(ROOT)}:{writes[0].lineno}")
    assert not wrong
