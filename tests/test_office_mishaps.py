"""What happens to tables on their way: the wrong file, another program, markup, quotes by hand."""

import zipfile
from datetime import date
from pathlib import Path

import orjson
import pytest

from bot.domain.imports import NOTHING_TAKEN, FileProblem, Table
from bot.rules.cells import Wrong, day
from handlers.files import hsds, tables
from tests.test_office_tables import ods


def read(path: Path, text: str) -> Table:
    path.write_text(text, "utf-8")
    return tables.read_csv(path, ("de", "en"), "de", NOTHING_TAKEN)


def test_a_list_of_people_is_no_list_of_offers(tmp_path: Path) -> None:
    """Whoever takes the wrong file must not show telephone numbers of people to everybody."""
    for words in ("Name;Vorname;Ort;Telefon", "Nachname;Geburtsdatum;Name", "Name;First name;Tel"):
        with pytest.raises(FileProblem, match="people"):
            read(tmp_path / "a.csv", f"{words}\nMüller;Anna;Ulm;0731 12345\n")
    assert read(tmp_path / "a.csv", "Titel;Vorname;Ort\nKurs;Anna;Ulm\n").rows


QUOTES = {
    '"Kurs "A1" neu";"A"': ('Kurs "A1" neu', "A"),
    '"Kurs ""A1""";"Verein ""B"""': ('Kurs "A1"', 'Verein "B"'),
    'Kurs "A1";Verein "B"': ('Kurs "A1"', 'Verein "B"'),
    '"Kurs" A1;"A"': ('"Kurs" A1', "A"),
    '"Eins\nzwei ""drei""";A': ('Eins zwei "drei"', "A"),
    '"Eins\n""zwei"" drei";A': ('Eins "zwei" drei', "A"),
    '"Eins\nzwei "drei" vier";A': ('Eins zwei "drei" vier', "A"),
    '"Kurs "A1; Anfänger" neu";"A"': ('Kurs "A1; Anfänger" neu', "A"),
    '"Kurs "A1"; Anfänger";"A"': ('Kurs "A1"; Anfänger', "A"),
    '"Kurs; "A1"";A': ('Kurs; "A1"', "A"),
    '""A1"; B1; C1";"A"': ('"A1"; B1; C1', "A"),
    'Kurs;"Verein "B"; e. V."': ("Kurs", 'Verein "B"; e. V.'),
    '"Rohr ""5"; neu";"A"': ('Rohr "5"; neu', "A"),
    '"Kurs, "A1;B1" neu" ;A': ('Kurs, "A1;B1" neu', "A"),
}
"""Lines with quotes, of which somebody typed some, and what they say."""
TORN = (
    'Kurs "A1; neu";A', '"Kurs "A1";"B2"";"A"', '"Eins\nzwei "drei"; vier";A',
    '"Kurs "A1; neu', '"Eins; "zwei"\ndrei";A',
    '"x" ;' * 50 + '"x"y;',
)  # fmt: skip
"""Lines of which nobody knows where their cells end."""


def test_quotes_within_quotes_stay_where_they_are(tmp_path: Path) -> None:
    """The number of columns tells which separators stand within a cell."""
    wrong = {}
    for line, right in QUOTES.items():
        table = read(tmp_path / "a.csv", f"Titel;Träger\nChor;B\n{line}\nYoga;C\n")
        read_rows = [
            tuple(" ".join(cell.split()) for cell in row.values.values()) for row in table.rows
        ]
        if read_rows != [("Chor", "B"), right, ("Yoga", "C")] or table.mistakes or table.notes:
            wrong[line] = read_rows
    assert not wrong


def test_cells_whose_ends_nobody_knows_are_mistakes(tmp_path: Path) -> None:
    """Of their row alone: those around it are read."""
    for line in TORN:
        table = read(tmp_path / "a.csv", f"Titel;Träger\nChor;B\n{line}\nYoga;C\n")
        assert [(m.row, m.code) for m in table.mistakes] == [(3, "quotes")], line
        assert [row.values["title"] for row in table.rows][:: len(table.rows) - 1] == [
            "Chor", "Yoga"
        ]  # fmt: skip
    (mistake,) = read(tmp_path / "a.csv", 'Titel;Träger\nChor;B\nKurs;"A\nYoga;C\n').mistakes
    assert (mistake.row, mistake.code) == (3, "quotes")


def test_a_day_with_its_year_first_is_read() -> None:
    for cell in ("2027/01/12", "2027/1/12 18:00", "2027-01-12T18:00:00+01:00"):
        assert day(cell) == date(2027, 1, 12)
    for cell in ("2027/13/01", "2027-01/12", "12/01/2027"):
        with pytest.raises(Wrong):
            day(cell)


def test_a_price_that_was_cut_at_its_comma_is_told(tmp_path: Path) -> None:
    """Else it were 12 €, and all behind it stood below other headings."""
    for headings, cells in (("Titel,Preis", "Kurs,12,50"), ("Titel,Preis,Ort", "Kurs,12,50 €,Ulm")):
        table = read(tmp_path / "a.csv", f"{headings}\n{cells}\nChor,3\n")
        assert [(m.row, m.code, m.value[:5]) for m in table.mistakes] == [(2, "price_cut", "12,50")]
    assert not read(tmp_path / "a.csv", "Titel,Preis,Plätze\nKurs,12,50\n").mistakes


def test_markup_of_pages_is_no_text(tmp_path: Path) -> None:
    (row,) = read(
        tmp_path / "a.csv", "Titel;Text\nKurs;Eins<br>zwei <b>3</b> a < b > c<br/>\n"
    ).rows
    assert row.values["description"] == "Eins\nzwei 3 a < b > c"


def test_numbers_of_open_documents_are_read_as_they_are_shown(tmp_path: Path) -> None:
    shown = {"07531 123456": 7531123456, "+49 7531 123456": 497531123456, "12345": 12345}
    cells = [
        f'<table:table-cell office:value-type="float" office:value="{number}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text, number in shown.items()
    ]
    path = ods(tmp_path / "a.ods", [("Titel", "Telefon"), *(("Kurs", cell) for cell in cells)])
    table = tables.read_workbook(path, ("de", "en"), "de", NOTHING_TAKEN)
    assert [row.values["phone"] for row in table.rows] == list(shown)


def test_tables_of_services_that_excel_saved_again(tmp_path: Path) -> None:
    """In its own letters and with its own separator."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("services.csv", "id;name;organization_id\r\n1;Nähkurs;7\r\n".encode("cp1252"))
        file.writestr("organizations.csv", "id;name\r\n7;Größe\r\n".encode("cp1252"))
    (row,) = hsds.read_hsds(tmp_path / "a.zip").rows
    assert (row.values["title"], row.values["organisation"]) == ("Nähkurs", "Größe")


def test_services_until_noon(tmp_path: Path) -> None:
    hours = {"freq": "WEEKLY", "byday": "MO", "opens_at": "9:00 AM", "closes_at": "Noon"}
    content = orjson.dumps([{"id": "1", "name": "x", "schedules": [hours]}])
    (tmp_path / "a.json").write_bytes(content)
    (row,) = hsds.read_hsds(tmp_path / "a.json").rows
    assert row.values["times"] == "RRULE:FREQ=WEEKLY;BYDAY=MO 09:00-12:00"
