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


def test_sums_and_units_between_offers_are_told(tmp_path: Path) -> None:
    for line in (("", "", "", "", "Übertrag: 5,00 €"), ("Übertrag", "", "", "", "8 €")):
        table = read(tmp_path / "a.xlsx", [HEADINGS, FIRST, line, SECOND])
        assert titles(table) == ["Nähkurs", "Chor"]
        assert [note.kind for note in table.notes] == [NoteKind.SUM]
    units = [("Titel", "Preis", "Plätze", "Dauer"), ("", "in €", "Anzahl", "in Std.")]
    table = read(tmp_path / "b.xlsx", [*units, ("Chor", "5", "8", "2")])
    assert titles(table) == ["Chor"]


def test_a_section_for_each_row_is_one(tmp_path: Path) -> None:
    rows = [("Titel", "Träger", "Zeiten"), ("Konstanz",), ("Chor", "A", "Di"), ("Singen",),
            ("Yoga", "B", "Mi")]  # fmt: skip
    table = read(tmp_path / "a.xlsx", rows)
    assert [(row.values["title"], row.section) for row in table.rows] == [
        ("Chor", "Konstanz"), ("Yoga", "Singen"),
    ]  # fmt: skip


TURNED = {
    "a column is an offer": [
        ("", "Angebot 1", "Angebot 2"), ("Titel", "Nähkurs", "Chor"), ("Träger", "A", "B"),
        ("Telefon", "07531 123456", "07731 12345"),
    ],
    "forms below each other": [
        ("Titel:", "Nähkurs"), ("Träger:", "A"), ("Telefon:", "07531 123456"), (),
        ("Titel:", "Chor"), ("Träger:", "B"), ("Telefon:", "07731 12345"),
    ],
    "labels behind their numbers": [
        (1, "Name des Kurses", "Nähkurs", "Chor"), (2, "Anbieter", "A", "B"),
        (3, "Tel.", "07531 123456", "07731 12345"), (4, "Kursnummer", "a1", "a2"),
    ],
}  # fmt: skip


def test_headings_below_each_other_are_read(tmp_path: Path) -> None:
    wrong = []
    for name, rows in TURNED.items():
        table = read(tmp_path / "a.xlsx", rows)
        found = [
            tuple(map(row.values.get, ("title", "organisation", "phone"))) for row in table.rows
        ]
        right = [("Nähkurs", "A", "07531 123456"), ("Chor", "B", "07731 12345")]
        if found != right or [note.kind for note in table.notes] != [NoteKind.TURNED]:
            wrong.append((name, found, table.notes))
    assert not wrong


def test_a_sheet_that_explains_columns_is_no_offer(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADINGS, FIRST):
        book.worksheets[0].append(row)
    for row in (("Titel", "Name des Angebots"), ("Träger", "Wer es anbietet"), ("Telefon", "x")):
        (book.worksheets[1:] or [book.create_sheet("Hilfe")])[0].append(row)
    book.save(tmp_path / "a.xlsx")
    table = tables.read_workbook(tmp_path / "a.xlsx", LANGUAGES, "de", NOTHING_TAKEN)
    assert titles(table) == ["Nähkurs"]
    assert [(note.kind, note.sheet) for note in table.notes] == [(NoteKind.NO_TABLE, "Hilfe")]


FOREIGN = {
    "fr": "N°|Intitulé|Organisateur|Commune|Téléphone|Horaires|Tarif|Public",
    "tr": "Sıra no|Kurs adı|Düzenleyen|Şehir|Telefon|Gün ve saat|Ücret|Hedef grup",
    "uk": "№|Назва|Організатор|Місто|Телефон|Дні та години|Вартість|Для кого",
    "ru": "Номер|Название|Организация|Город|Телефон|Время|Цена|Для кого",
    "en": "No.|Activity|Organised by|Where|Phone|Days and times|Cost per session|Who is it for?",
}


def test_headings_of_other_languages_are_known(tmp_path: Path) -> None:
    columns = ("external_id", "title", "organisation", "municipality", "phone", "times", "price",
               "target_groups")  # fmt: skip
    wrong = {}
    for language, words in FOREIGN.items():
        table = read(tmp_path / "a.xlsx", [words.split("|"), (*FIRST, "Di 9-12", "5 €", "x")])
        if (found := tuple(heading.column for heading in table.headings)) != columns:
            wrong[language] = (found, table.unused)
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
