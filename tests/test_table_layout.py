"""The layout of offices' tables: what stands between, below and behind the cells of offers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.domain.imports import NOTHING_TAKEN, NoteKind, Table
from handlers.files import tables

HEADINGS = ("Nr", "Titel", "Träger", "Gemeinde", "Telefon")
FIRST = ("a1", "Nähkurs", "Verein A", "Konstanz", "07531 123456")
SECOND = ("a2", "Chor", "Verein B", "Singen", "07731 12345")
LANGUAGES = ("de", "en")


def read(path: Path, rows: Sequence[Sequence[Any]], merged: str = "", **links: str) -> Table:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cell, link in links.items():
        sheet[cell].hyperlink = link
    if merged:
        sheet.merge_cells(merged)
    book.save(path)
    return tables.read_workbook(path, LANGUAGES, "de", NOTHING_TAKEN)


def titles(table: Table) -> list[str]:
    return [row.values.get("title", "") for row in table.rows]


BETWEEN = (
    ("Seite 1",), ("", "", "", "", "Seite 1 von 3"), ("", "", "- 2 -"), ("", "S. 2/3"),
    ("Blatt 2",), ("Angebote (Fortsetzung)",), ("Fortsetzung von Seite 1",), ("", "Fortsetzung …"),
)  # fmt: skip
BELOW = (
    (("Legende:",), ("gelb", "neu"), ("K", "mit Kindern")),
    (("", "Zeichenerklärung"), ("K", "mit Kindern"), ("", "TN = Teilnehmende")),
    (("Abkürzungen",), ("", "", "TN", "Teilnehmende")),
    (("rot", "fällt aus"), ("*", "nur mit Anmeldung"), ("**", "nur Frauen")),
)
"""Lines below a table that explain its signs and colours."""


def test_pages_and_legends_are_no_offers(tmp_path: Path) -> None:
    wrong = []
    cases = [(HEADINGS, FIRST, line, SECOND) for line in BETWEEN]
    cases += [(HEADINGS, FIRST, SECOND, (), *lines) for lines in BELOW]
    for rows in cases:
        table = read(tmp_path / "a.xlsx", rows)
        told = {note.kind for note in table.notes}
        if titles(table) != ["Nähkurs", "Chor"] or told != {NoteKind.REMARK} or table.mistakes:
            wrong.append((rows, titles(table), table.notes))
    assert not wrong


def test_a_page_does_not_end_a_section(tmp_path: Path) -> None:
    """Its words are no town; and rows behind a legend are rows."""
    headings, first = HEADINGS[:3] + HEADINGS[4:], FIRST[:3] + FIRST[4:]
    second = ("a2", "Chor", "Verein A", "07531 1234")
    table = read(tmp_path / "a.xlsx", [headings, ("Konstanz",), first, ("Seite 1",), second])
    assert [row.section for row in table.rows] == ["Konstanz", "Konstanz"]
    table = read(tmp_path / "b.xlsx", [HEADINGS, ("Legende",), ("K", "Kinder"), FIRST, SECOND])
    assert titles(table) == ["Nähkurs", "Chor"]


@pytest.mark.parametrize(("heading", "parts"), [
    ("Telefon", ("07531", "123456")), ("Telefon", ("07531 123456", None)),
    ("Telefon", (None, "07531 123456")),
])  # fmt: skip
def test_columns_below_one_merged_heading_are_one(
    tmp_path: Path, heading: str, parts: tuple[str | None, ...]
) -> None:
    rows = [(*HEADINGS[:4], heading, None, "Preis"), (*FIRST[:4], *parts, "5 €")]
    table = read(tmp_path / "a.xlsx", rows, merged="E1:F1")
    values = table.rows[0].values
    assert (" ".join(values["phone"].split()), values["price"]) == ("07531 123456", "5 €")
    assert not table.notes


def test_a_cell_merged_over_columns_is_told(tmp_path: Path) -> None:
    """Whose offer it is stands nowhere then."""
    row = ("a1", "Kurs des Vereins A", None, "Konstanz", None)
    table = read(tmp_path / "a.xlsx", [HEADINGS, row], merged="B2:C2")
    assert [(note.kind, note.row, note.column) for note in table.notes] == [
        (NoteKind.JOINED, 2, "title")
    ]


def test_links_behind_words_are_taken_where_no_cell_says_them(tmp_path: Path) -> None:
    rows = [(*HEADINGS, "Link", "E-Mail"), (*FIRST, "", ""), (*SECOND, "https://b.example", "")]
    table = read(
        tmp_path / "a.xlsx", rows,
        B2="https://a.example/kurs", C2="mailto:a@example.org?subject=x", D2="https://town.example",
        B3="https://other.example", C3="file:///C:/kurs.docx",
    )  # fmt: skip
    found = [(row.values.get("url"), row.values.get("email")) for row in table.rows]
    assert found == [("https://a.example/kurs", "a@example.org"), ("https://b.example", None)]
    table = read(tmp_path / "b.xlsx", [HEADINGS, FIRST], B2="https://a.example/kurs")
    assert table.rows[0].values["url"] == "https://a.example/kurs"
