"""Offices' tables: what the file says is read, what it lost is told, nothing is guessed in silence.

Each case is named after the kind of fault; the inputs of a kind differ in form.
"""

import io
import os
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.comments import Comment
from openpyxl.styles import Font

from bot.domain.imports import NOTHING_TAKEN, FileProblem, NoteKind, Table, Taken
from bot.domain.places import Field, Municipality
from bot.environment import ROOT
from bot.rules import times_cells
from bot.rules.import_context import ImportContext
from bot.rules.rows import check_each
from bot.text import shortened
from handlers.files import tables
from handlers.files.kinds import Kind, kind_of

SHARED = ROOT / "../shared/cases"
LANGUAGES = ("de", "en", "uk", "ar")
HEADINGS = ("Nr", "Titel", "Beschreibung", "Träger", "Gemeinde", "Telefon", "Beginn", "Preis")
TOWNS = (
    Municipality(1, 1, "Konstanz", postcodes=("78462", "78464")),
    Municipality(2, 1, "Singen (Hohentwiel)", postcodes=("78224",)),
    Municipality(3, 1, "Radolfzell am Bodensee", postcodes=("78315",)),
    Municipality(4, 1, "Esslingen am Neckar", postcodes=("73728",)),
)
CONTEXT = ImportContext(
    TOWNS, (Field(1, 1, "sprache", "🗣", {"de": "Sprache"}),), LANGUAGES, "de", "Landkreis"
)


def read(path: Path, taken: Taken = NOTHING_TAKEN, **options: str) -> Table:
    """The table of a file of any kind."""
    if kind_of(path) is Kind.TEXT:
        return tables.read_csv(path, LANGUAGES, "de", taken, **options)
    return tables.read_workbook(path, LANGUAGES, "de", taken)


def titles(table: Table) -> list[str]:
    return [row.values.get("title", "") for row in table.rows]


def values(table: Table, column: str) -> list[str]:
    return [row.values.get(column, "") for row in table.rows]


def wrong_cells(table: Table) -> list[tuple[int, str, str, str]]:
    """Row, column, code and proposal of each mistake, of the file and of its rows."""
    checked = [mistake for row in check_each(table.rows, CONTEXT) for mistake in row.mistakes]
    return [
        (mistake.row, mistake.column, mistake.code, mistake.proposal)
        for mistake in (*table.mistakes, *checked)
    ]


def noted(table: Table) -> list[tuple[NoteKind, int]]:
    return [(note.kind, note.row) for note in table.notes]


def problem(path: Path, **options: str) -> str:
    """The code of the sentence with which a file is refused, "" if it is read."""
    try:
        read(path, **options)
    except FileProblem as refused:
        return refused.mistake.code
    return ""


def book(
    path: Path,
    *rows: Sequence[Any],
    change: Callable[[Any], object] = id,
    headings: Sequence[str] = HEADINGS,
    name: str = "Angebote",
) -> Path:
    """A workbook with these rows below the headings; ``change`` gets its sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = name
    for row in (headings, *rows):
        sheet.append(list(row))
    change(sheet)
    workbook.save(path)
    return path


class Encoded(NamedTuple):
    """A table in some encoding, and a title that it must have."""

    encoding: str
    text: str
    title: str


UMLAUTS = "Nr;Titel;Träger;Beschreibung\n1;Müllers Größe;Café Öl;Übung für Väter\n"
ENCODED = (
    *(
        Encoded(name, UMLAUTS, "Müllers Größe")
        for name in ("cp1252", "cp850", "cp437", "mac-roman", "latin-1", "iso8859-15")
    ),
    *(
        Encoded(name, UMLAUTS, "Müllers Größe")
        for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
    ),
    Encoded("cp850", "Nr;Titel;Traeger\n1;FRÜHSTÜCK GRÖSSE;VHS\n", "FRÜHSTÜCK GRÖSSE"),
    Encoded("cp1252", "Nr;Titel;Ort\n1;Café „Welt“ – 5 €;Ulm\n", "Café „Welt“ – 5 €"),
    Encoded("cp1252", "Nr;Titel;Ort\n1;Señora Málaga;Ulm\n", "Señora Málaga"),
    Encoded("cp1250", "Nr;Titel;Ort\n1;Łódź – Škoda für alle;Ulm\n", "Łódź – Škoda für alle"),
    Encoded("cp1251", "Nr;Titel;Ort\n1;Курс німецької;Ulm\n", "Курс німецької"),
    Encoded("cp1254", "Nr;Titel;Ort\n1;Türkçe öğrenmek, şehir;Ulm\n", "Türkçe öğrenmek, şehir"),
    Encoded("cp1252", "Nr;Titel;Preis\n1;Kurs;5 €\n", "Kurs"),
    Encoded("iso8859-15", "Nr;Titel;Preis\n1;Kurs für alle;5 €\n", "Kurs für alle"),
    Encoded("cp1251", "Nr;Titel;Ort\n1;КУРС НІМЕЦЬКОЇ;Ulm\n", "КУРС НІМЕЦЬКОЇ"),
    Encoded("utf-16-le", "Nr\tTitel\tOrt\n1\tКурс німецької\tUlm\n", "Курс німецької"),
)


def test_the_encoding_is_found_by_evidence(tmp_path: Path) -> None:
    wrong = []
    for number, (encoding, text, title) in enumerate(ENCODED):
        for line_end in ("\n", "\r\n", "\r"):
            path = tmp_path / f"{number}.csv"
            path.write_bytes(text.replace("\n", line_end).encode(encoding))
            if titles(read(path)) != [title]:
                wrong.append((encoding, title, titles(read(path))))
    assert not wrong


AMBIGUOUS = (
    ("cp850", "Nr;Titel;Ort\n1;Straße;Ulm\n", "Straße"),
    ("mac-roman", "Nr;Titel;Ort\n1;Öffnung;Ulm\n", "Öffnung"),
    ("utf-8-twice", UMLAUTS, "Müllers Größe"),
)
"""Encoding, text, and its title: other readings make words as well."""


def test_where_two_readings_fit_it_asks_and_takes_the_answer(tmp_path: Path) -> None:
    wrong = []
    for encoding, text, title in AMBIGUOUS:
        path = tmp_path / "a.csv"
        content = text.encode("utf-8").decode("cp1252").encode("utf-8")
        path.write_bytes(content if encoding == "utf-8-twice" else text.encode(encoding))
        refused = problem(path)
        is_right = refused == "encoding_unclear" or (not refused and titles(read(path)) == [title])
        if not is_right or titles(read(path, encoding=encoding)) != [title]:
            wrong.append((encoding, refused))
    assert not wrong


SCRIPTS = {
    "koi8-r": "Курс немецкого языка", "cp866": "Курс немецкого языка", "cp1253": "Μαθήματα",
    "cp1256": "دورة اللغة الألمانية", "gb18030": "德语课程",
}  # fmt: skip
"""Texts in encodings that offices here seldom use, and are never read as another script."""


def test_a_script_is_read_well_or_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    wrong = []
    for encoding, title in SCRIPTS.items():
        path.write_bytes(f"Nr;Titel;Ort\n1;{title};Ulm\n".encode(encoding))
        refused = problem(path)
        is_right = refused == "encoding_unclear" or (not refused and titles(read(path)) == [title])
        if not is_right or titles(read(path, encoding=encoding)) != [title]:
            wrong.append((encoding, refused))
    assert not wrong


HEADED = {
    'Nr;"Titel\n(kurz)";"Träger /\nAnbieter";"Ort\n(Gemeinde)"': [
        "external_id",
        "title",
        "organisation",
        "municipality",
    ],
    "Nr.*;Titel *;Träger*;Ort (Pflicht)": ["external_id", "title", "organisation", "municipality"],
    "Angebotstitel;Kosten (€);Telefonnummer;E-Mail-Adresse": ["title", "price", "phone", "email"],
    "Titel;Preis;Preis (ermäßigt);Plätze (max.)": ["title", "price", "seats"],
    "Titel;Titel (ukrainisch);Ort;Beginn (Datum)": ["title", "title_uk", "municipality", "start"],
    "Was?;Wann?;Wo?;Für wen?": ["title", "times", "municipality", "target_groups"],
    "Bezeichnung des Angebotes;Öffnungs-/Sprechzeiten;Internet-Adresse;Tel.-Nr.": [
        "title",
        "times",
        "url",
        "phone",
    ],
    "Titel (klingonisch);Titel;Beschreibung (max. 99 Zeichen);Ort": [
        "title",
        "description",
        "municipality",
    ],
    "Course name;City;Days;Contact email": ["title", "municipality", "on_day", "email"],
    "Titel;Trainingsort;Beratungszeiten;Fahrtkosten": ["title", "municipality", "times"],
    "Titel;Telefon / Fax;E-Mail und Homepage;Kosten / Costs": [
        "title",
        "phone",
        "contact",
        "price",
    ],
    "Was;Wer;Wo;Wann": ["title", "organisation", "municipality", "times"],
    "Veranstaltung;Datum;von;Ort": ["title", "on_date", "day_from", "municipality"],
    "Tra\u0308ger;Titel;Gebu\u0308hr;Ort": ["organisation", "title", "price", "municipality"],
    "Titel;Ort / Online;Tel.;Web": ["title", "phone", "url"],
    "TITEL;träger;E-MAIL:;Strasse": ["title", "organisation", "email", "address"],
}
"""Lines of headings, and the columns that they name; what is not named is told as unused."""


def test_headings_say_more_than_a_name(tmp_path: Path) -> None:
    wrong = {}
    for line, columns in HEADED.items():
        (tmp_path / "a.csv").write_text(f"{line}\n1;2;3;4\n", "utf-8")
        table = read(tmp_path / "a.csv")
        found = [heading.column for heading in table.headings]
        if found != columns or len(found) + len(table.unused) != 4 or table.mistakes:
            wrong[line] = (found, table.unused, table.mistakes)
    assert not wrong


BELOW = {
    "Gesamt: 2 Angebote;;;22": (NoteKind.SUM, 4), ";;;22": (NoteKind.SUM, 4),
    "Σ;;;22": (NoteKind.SUM, 4), "Summe:;;;22": (NoteKind.SUM, 4),
    ";Insgesamt;;22": (NoteKind.SUM, 4), "3;;;": (NoteKind.REMARK, 4),
    "Stand: 1.11.2026;;;": (NoteKind.REMARK, 4), "II.;Treffen;;": (NoteKind.SECTION, 4),
    "* mit Anmeldung;;;": (NoteKind.REMARK, 4), ";* mit Anmeldung;;": (NoteKind.REMARK, 4),
    ";¹ erm. 3 €;;": (NoteKind.REMARK, 4), ";Quelle: Amt;;": (NoteKind.REMARK, 4), "\x1a": None,
}  # fmt: skip
"""Lines below a list, and as what they are told; None: as nothing."""


def test_sums_sections_and_numbers_below_a_list_are_no_offers(tmp_path: Path) -> None:
    wrong = {}
    rows = "Nr;Titel;Träger;Plätze\n1;Kurs;VHS;12\n2;Chor;AWO;10\n"
    for line, told in BELOW.items():
        (tmp_path / "a.csv").write_text(rows + line, "utf-8")
        table = read(tmp_path / "a.csv")
        if titles(table) != ["Kurs", "Chor"] or noted(table) != ([told] if told else []):
            wrong[line] = (titles(table), noted(table))
    assert not wrong
    text = "Nr;Titel;Träger;Ort\nA;Kurse;;\n1;Kurs;VHS;Ulm\n4;Näh;VHS;Ulm\n5;Bau;VHS;Ulm\n"
    text += "B;Treffs;;\n2;Chor;AWO;Ulm\n6;Spiel;AWO;Ulm\n3;Tanz;;\n"
    (tmp_path / "a.csv").write_text(text, "utf-8")
    assert titles(read(tmp_path / "a.csv")) == ["Kurs", "Näh", "Bau", "Chor", "Spiel", "Tanz"]


def test_marks_for_the_cell_above_and_for_spreadsheets_are_no_values(tmp_path: Path) -> None:
    text = "Nr;Titel;Träger;Ort;Telefon\n1;Kurs;VHS;Konstanz;'07731 1\n"
    text += '2;Kurs;dito;Dto.;="07731 2"\n3;Kurs;s.o.;wie oben;-\n'
    (tmp_path / "a.csv").write_text(text, "utf-8")
    checked = list(check_each(read(tmp_path / "a.csv").rows, CONTEXT))
    details = [row.draft.details for row in checked if row.draft]
    assert [(d.organisation, d.municipality, d.phone) for d in details] == [
        ("VHS", "Konstanz", "07731 1"), ("VHS", "Konstanz", "07731 2"), ("VHS", "Konstanz", ""),
    ]  # fmt: skip
    told = [(note.kind, note.row) for row in checked for note in row.notes]
    assert told == [(NoteKind.CARRIED, 3)] * 2 + [(NoteKind.CARRIED, 4)] * 2


def test_one_bad_byte_does_not_break_the_file(tmp_path: Path) -> None:
    lines = "".join(f"{number};Größe {number};Träger\n" for number in range(20))
    good = ("Nr;Titel;Träger\n" + lines).encode()
    broken = {
        "a letter of Windows": good.replace("Größe 7".encode(), b"Gr\xf6\xdfe 7"),
        "half a letter": good.replace("Größe 7".encode(), "Größe".encode()[:3]),
        "a stray byte": good.replace(b"7;", b"7;\xff", 1),
    }
    wrong = []
    for name, content in broken.items():
        (tmp_path / "a.csv").write_bytes(content)
        table = read(tmp_path / "a.csv")
        mistaken = [(row, code) for row, _, code, _ in wrong_cells(table) if code == "letters_lost"]
        if mistaken != [(9, "letters_lost")] or "Größe 8" not in titles(table):
            wrong.append((name, wrong_cells(table)))
    assert not wrong


def test_letters_that_were_lost_are_mistakes(tmp_path: Path) -> None:
    wrong = []
    for title in ("M\ufffdller", "Gr\x94\xe1e".encode("latin-1").decode("latin-1"), "f\x81r"):
        (tmp_path / "a.csv").write_text(f"Nr;Titel;Ort\n1;{title};Ulm\n", "utf-8")
        if (2, "title", "letters_lost", "") not in wrong_cells(read(tmp_path / "a.csv")):
            wrong.append(title)
    assert not wrong


COMMAS = "reden, lachen, essen, lesen, malen, tanzen, singen, spielen, kochen"
SEPARATED = (
    f"Nr;Titel;Beschreibung\n1;Café;{COMMAS}\n",
    f'Nr,Titel,Beschreibung\n1,Café,"{COMMAS.replace(",", ";")}"\n',
    f"Nr\tTitel\tBeschreibung\n1\tCafé\t{COMMAS};{COMMAS}\n",
    f"Nr|Titel|Beschreibung\n1|Café|{COMMAS}\n",
    f"sep=|\nNr|Titel|Beschreibung\n1|Café|{COMMAS};\n",
    f'Nr;Titel;Beschreibung\n1;Café;"{COMMAS}\n{COMMAS}"\n',
    f"Angebote, Stand 1.11., alle, Orte, und, mehr, als, sieben, Spalten\n"
    f"Nr;Titel;Beschreibung\n1;Café;{COMMAS}\n",
)


def test_the_separator_is_found_by_evidence(tmp_path: Path) -> None:
    wrong = []
    for text in SEPARATED:
        (tmp_path / "a.csv").write_text(text, "utf-8", newline="")
        if titles(read(tmp_path / "a.csv")) != ["Café"]:
            wrong.append(text)
    assert not wrong


def test_two_separators_that_fit_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Titel;Ort,Name\na;b,c\nd;e,f\n", "utf-8")
    assert problem(path) == "separator_unclear"
    assert titles(read(path, separator=";")) == ["a", "d"]
    assert titles(read(path, separator=",")) == ["c", "f"]


def test_a_quote_that_is_not_closed_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('Nr;Titel;Ort\n1;"Chor;Ulm\n2;Kurs;Ulm\n3;Treff;Ulm\n', "utf-8")
    assert problem(path) == "quote_open"
    path.write_text('Nr;Titel;Ort\n1;"Chor\nfür; alle";Ulm\n2;Das "Café";Ulm\n', "utf-8")
    assert titles(read(path)) == ["Chor\nfür; alle", 'Das "Café"']


def _errors_of_excel(path: Path) -> None:
    book(path, ("1", "Kurs", "#N/A", "VHS"), ("2", "#REF!", "x", "VHS"), change=_as_errors)


def _as_errors(sheet: Any) -> None:
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if str(cell.value).startswith("#"):
                cell.data_type = "e"


def _errors_of_xls(path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("A")
    for column, words in enumerate(("Nr", "Titel", "Beschreibung")):
        sheet.write(0, column, words)
    sheet.row(1).set_cell_text(0, "1")
    sheet.row(1).set_cell_text(1, "Kurs")
    sheet.row(1).set_cell_error(2, 0x2A)
    sheet.row(2).set_cell_text(0, "2")
    sheet.row(2).set_cell_error(1, "#REF!")
    workbook.save(str(path))


def _errors_of_libreoffice(path: Path) -> None:
    cells = (
        ["Nr", "Titel", "Beschreibung"],
        ["1", "Kurs", ods_cell("#N/A", 'table:formula="of:=NA()" calcext:value-type="error"')],
        ["2", ods_cell("#REF!", 'table:formula="of:=[.#REF!]"'), "x"],
    )
    ods(path, cells)


def _errors_in_text(path: Path) -> None:
    path.write_text("Nr;Titel;Beschreibung\n1;Kurs;#NV\n2;#BEZUG!;x\n", "cp1252")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.xlsx", _errors_of_excel),
        ("a.xls", _errors_of_xls),
        ("a.ods", _errors_of_libreoffice),
        ("a.csv", _errors_in_text),
    ],
)
def test_error_values_are_mistakes(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    make(tmp_path / name)
    codes = {(row, column, code) for row, column, code, _ in wrong_cells(read(tmp_path / name))}
    assert {(2, "description", "error_value"), (3, "title", "error_value")} <= codes


def test_every_error_value_is_known(tmp_path: Path) -> None:
    errors = ("#DIV/0!", "#NAME?", "#NULL!", "#ZAHL!", "#WERT!", "#VALUE!", "#NUM!", "#ÜBERLAUF!")
    errors += ("########", "Err:502", "#nv", "#SPILL!", "#KALK!")
    lines = "".join(f"{number};Kurs;{error}\n" for number, error in enumerate(errors))
    (tmp_path / "a.csv").write_text("Nr;Titel;Beschreibung\n" + lines, "utf-8")
    assert len(read(tmp_path / "a.csv").mistakes) == len(errors)
    (tmp_path / "a.csv").write_text("Nr;Titel;Beschreibung\n1;#Wir;#1 im Ort\n", "utf-8")
    assert not read(tmp_path / "a.csv").mistakes


ZEROS = (
    (773112345, "", "0773112345"),
    (497731123456, "", "+497731123456"),
    ("773112345", "", "0773112345"),
    ("7731/12345", "", "07731/12345"),
    ("7.73112E+11", "", None),
    (773112345, '"0"#', ""),
    (773112345, "0000000000", ""),
    (773112345, "00000\\ 00000", ""),
    ("07731 12345", "", ""),
    ("+49 7731 12345", "", ""),
    ("(07731) 12345", "", ""),
    ("116117", "", ""),
    ("115", "", ""),
    (date(2027, 1, 12), "", None),
)
"""A phone number, its format, and the proposal: "" is right as it is, None has no proposal."""


def test_a_phone_that_lost_its_zero_is_a_mistake_with_a_proposal(tmp_path: Path) -> None:
    wrong = []
    for phone, number_format, proposal in ZEROS:

        def formatted(sheet: Any, number_format: str = number_format) -> None:
            sheet["F2"].number_format = number_format or sheet["F2"].number_format

        row = ("1", "Kurs", "x", "VHS", "Konstanz", phone)
        table = read(book(tmp_path / "a.xlsx", row, change=formatted))
        told = [(code, given) for _, column, code, given in wrong_cells(table) if column == "phone"]
        right = not told if proposal == "" else proposal is None or told[0][1] == proposal
        if not right or (proposal != "" and not told):
            wrong.append((phone, number_format, told, values(table, "phone")))
    assert not wrong


CELLS = (
    ("price", 12.5, "", "12,50 €"),
    ("price", 12, "", "12 €"),
    ("price", 12.5, '#,##0.00 "CHF"', "12,50 CHF"),
    ("price", 0.5, "0%", "50 %"),
    ("start", 46399, "", "12.01.2027"),
    ("start", date(2027, 1, 12), "", "12.01.2027"),
    ("start", datetime(2027, 1, 12, 18), "", "12.01.2027 18:00"),  # noqa: DTZ001
    ("external_id", 7, "000", "007"),
    ("external_id", 7.0, "", "7"),
    ("description", time(9, 30), "", "09:30"),
)


def test_numbers_are_read_as_excel_means_them(tmp_path: Path) -> None:
    wrong = []
    columns = ("external_id", "title", "description", "organisation", "municipality")
    columns += ("phone", "start", "price")
    for column, value, number_format, text in CELLS:
        row: list[Any] = ["1", "Kurs", "x", "VHS", "Konstanz", "", None, None]
        row[columns.index(column)] = value

        def formatted(
            sheet: Any, place: int = columns.index(column) + 1, code: str = number_format
        ) -> None:
            cell = sheet.cell(2, place)
            cell.number_format = code or cell.number_format

        table = read(book(tmp_path / "a.xlsx", row, change=formatted))
        if values(table, column) != [text] or wrong_cells(table):
            wrong.append((column, value, number_format, values(table, column)))
    assert not wrong


def test_prices_of_a_list_of_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nr;Titel;Preis;PLZ\n1;Kurs;12,5;7731\n2;Chor;5 Euro;78224.0\n", "utf-8")
    details = [row.draft.details for row in check_each(read(path).rows, CONTEXT) if row.draft]
    assert [one.price for one in details] == ["12,50 €", "5 Euro"]
    assert [one.municipality for one in details] == ["", "Singen (Hohentwiel)"]


def test_dates_of_workbooks_that_count_from_1904(tmp_path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True})
    sheet = workbook.add_worksheet("A")
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, ("1", "Kurs", "x", "VHS", "Konstanz", ""))
    day = workbook.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_datetime(1, 6, datetime(2027, 1, 12), day)  # noqa: DTZ001
    sheet.write_row(2, 0, ("2", "Chor", "x", "VHS", "Konstanz", "", 46399 - 1462))
    workbook.close()
    assert values(read(tmp_path / "a.xlsx"), "start") == ["12.01.2027", "12.01.2027"]


def test_a_start_with_a_time_keeps_both(tmp_path: Path) -> None:
    row = ("1", "Kurs", "x", "VHS", "Konstanz", "", datetime(2027, 1, 12, 18))  # noqa: DTZ001
    (checked,) = check_each(read(book(tmp_path / "a.xlsx", row)).rows, CONTEXT)
    assert checked.draft is not None
    assert checked.draft.details.starts_on == date(2027, 1, 12)
    assert [one.start for one in checked.draft.details.schedules] == [time(18)]


def _strict(path: Path) -> None:
    """What Excel saves as "Strict Open XML": other namespaces, everything else is the same."""
    content = io.BytesIO()
    book(content, ("1", "Kurs", "x", "VHS"))  # type: ignore[arg-type]
    spaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
            b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for before, after in spaces.items():
                part = part.replace(before, after)
            new.writestr(name, part)


def _macros(path: Path) -> None:
    book(path, ("1", "Kurs", "x", "VHS"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")


def _xls(path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("A")
    for row, cells in enumerate((HEADINGS, ("1", "Kurs", "x", "VHS"))):
        for column, words in enumerate(cells):
            sheet.write(row, column, words)
    workbook.save(str(path))


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def ods_cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def ods(path: Path, rows: Sequence[Sequence[str]], styles: str = "", table: str = "") -> Path:
    """An ODS file; cells that begin with "<" and rows that are one such text stand as they are."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
        for name, kind in (
            ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )  # fmt: skip
    spaces += (
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    )
    lines = "".join(
        row
        if isinstance(row, str)
        else f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="Angebote" {table}>{lines}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return path


def _ods_cell(text: str) -> str:
    return text if text.startswith("<") else ods_cell(text)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.xlsx", _strict),
        ("a.xlsm", _macros),
        ("a.xls", _xls),
        ("a.ods", lambda path: ods(path, (HEADINGS, ("1", "Kurs", "x", "VHS")))),
        ("wrong-name.xls", _macros),
        ("wrong-name.csv", _xls),
    ],
)
def test_workbooks_of_every_kind_are_read(
    tmp_path: Path, name: str, make: Callable[[Path], object]
) -> None:
    make(tmp_path / name)
    table = read(tmp_path / name)
    assert (titles(table), values(table, "organisation")) == (["Kurs"], ["VHS"])


FOREIGN = {
    "a password of Excel": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"),
        "file_password",
    ),
    "a Word file": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le"),
        "file_foreign",
    ),
    "a PDF": (b"%PDF-1.7\n", "file_foreign"),
    "a web page": (b"<html><table><tr><td>Titel</td></tr></table></html>", "file_foreign"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "file_foreign"),
    "a compound file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_broken"),
    "half a zip": (b"PK\x03\x04 broken", "file_broken"),
}


def test_passwords_and_foreign_files_get_the_right_sentence(tmp_path: Path) -> None:
    wrong = []
    for name, (content, code) in FOREIGN.items():
        (tmp_path / "a.xlsx").write_bytes(content + b"\0\0")
        if problem(tmp_path / "a.xlsx") != code:
            wrong.append((name, problem(tmp_path / "a.xlsx")))
    for part, kind in (("word/document.xml", "Word"), ("xl/workbook.bin", "XLSB")):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
            archive.writestr(part, "x")
        with pytest.raises(FileProblem) as refused:
            read(tmp_path / "a.xlsx")
        if (refused.value.mistake.code, refused.value.mistake.value) != ("file_foreign", kind):
            wrong.append((part, refused.value.mistake))
    assert not wrong


def test_hidden_sheets_rows_and_struck_cells_are_told(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for sheet, state in ((workbook.active, "visible"), (workbook.create_sheet("alt"), "hidden"),
                         (workbook.create_sheet("ganz alt"), "veryHidden")):  # fmt: skip
        sheet.append(list(HEADINGS))
        for number in range(4):
            sheet.append([str(number), f"{sheet.title} {number}", "x", "VHS"])
        sheet.sheet_state = state
    sheet = workbook.active
    sheet.title = "neu"
    sheet.row_dimensions[3].hidden = True
    sheet["B4"].font = Font(strike=True)
    sheet["D5"].font = Font(strike=True)
    sheet.column_dimensions["C"].hidden = True
    workbook.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert values(table, "external_id") == ["0", "3"]
    assert values(table, "organisation") == ["VHS", ""]
    assert noted(table) == [
        (NoteKind.HIDDEN_COLUMN, 0), (NoteKind.HIDDEN_ROW, 3), (NoteKind.STRUCK_ROW, 4),
        (NoteKind.STRUCK_CELL, 5), (NoteKind.HIDDEN_SHEET, 0), (NoteKind.HIDDEN_SHEET, 0),
    ]  # fmt: skip
    every = frozenset(kind for kind, _ in noted(table))
    assert len(read(tmp_path / "a.xlsx", Taken(kinds=every)).rows) == 12
    one = Taken(rows=frozenset({("neu", 3)}))
    assert values(read(tmp_path / "a.xlsx", one), "external_id") == ["0", "1", "3"]


HIDDEN_ROW = (
    '<table:table-row table:visibility="{}">'
    + ods_cell("2") + ods_cell("Alt") + ods_cell("VHS") + "</table:table-row>"
)  # fmt: skip


def test_hidden_and_struck_parts_of_libreoffice_are_told(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="t1"><style:table-properties table:display="false"/></style:style>'
        '<style:style style:name="c1"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
    )
    struck = ods_cell("Weg", 'office:value-type="string" table:style-name="c1"')
    rows = (
        ("Nr", "Titel", "Träger"), ("1", "Kurs", "VHS"), HIDDEN_ROW.format("collapse"),
        HIDDEN_ROW.format("filter"), ("3", struck, "VHS"),
    )  # fmt: skip
    table = read(ods(tmp_path / "a.ods", rows, styles))  # type: ignore[arg-type]
    assert titles(table) == ["Kurs"]
    assert noted(table) == [
        (NoteKind.HIDDEN_ROW, 3), (NoteKind.HIDDEN_ROW, 4), (NoteKind.STRUCK_ROW, 5),
    ]  # fmt: skip
    hidden = ods(tmp_path / "b.ods", rows, styles, 'table:style-name="t1"')  # type: ignore[arg-type]
    assert [kind for kind, _ in noted(read_or_empty(hidden))] == [NoteKind.HIDDEN_SHEET]


def read_or_empty(path: Path) -> Table:
    """The table of a file; one without rows if it is refused because nothing is left."""
    try:
        return read(path)
    except FileProblem:
        return Table((), notes=tables_notes(path))


def tables_notes(path: Path) -> tuple[Any, ...]:
    """The notes of a file that has no visible sheet with headings."""
    everything = Taken(kinds=frozenset({NoteKind.HIDDEN_SHEET}))
    shown = read(path, everything)
    assert titles(shown)
    with pytest.raises(FileProblem, match="no_header"):
        read(path)
    from bot.domain.imports import Note

    return (Note(NoteKind.HIDDEN_SHEET, "Angebote"),)


def _merged(sheet: Any) -> None:
    sheet.merge_cells("D2:D4")
    sheet.merge_cells("E2:E3")


def test_merged_cells_carry_their_value(tmp_path: Path) -> None:
    rows = [(str(n), f"Kurs {n}", "x", "VHS" if n == 1 else None, "Konstanz" if n == 1 else None)
            for n in (1, 2, 3)]  # fmt: skip
    table = read(book(tmp_path / "a.xlsx", *rows, change=_merged))
    assert values(table, "organisation") == ["VHS"] * 3
    assert values(table, "municipality") == ["Konstanz", "Konstanz", ""]
    spanned = 'office:value-type="string" table:number-rows-spanned="2"'
    covered = "<table:covered-table-cell/>"
    lines = (
        ("Nr", "Titel", "Träger"), ("1", "Kurs", ods_cell("VHS", spanned)),
        ("2", "Chor", covered), ("3", "Treff", ""),
    )  # fmt: skip
    assert values(read(ods(tmp_path / "a.ods", lines)), "organisation") == ["VHS", "VHS", ""]
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("A")
    for column, words in enumerate(("Nr", "Titel", "Träger")):
        sheet.write(0, column, words)
    sheet.write_merge(1, 2, 2, 2, "VHS")
    for row in (1, 2, 3):
        sheet.write(row, 0, row)
        sheet.write(row, 1, f"Kurs {row}")
    workbook.save(str(tmp_path / "a.xls"))
    assert values(read(tmp_path / "a.xls"), "organisation") == ["VHS", "VHS", ""]


def test_merged_headings_over_two_lines(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Angebote 2027"])
    sheet.merge_cells("A1:F1")
    sheet.append(["Nr", "Titel", "Alter", None, "Kontakt", None])
    sheet.append([None, None, "von", "bis", "Telefon", "E-Mail"])
    for cells in ("A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        sheet.merge_cells(cells)
    sheet.append(["1", "Kurs", 6, 12, "07731 12345", "a@b.de"])
    workbook.save(tmp_path / "a.xlsx")
    (row,) = read(tmp_path / "a.xlsx").rows
    assert row.values == {
        "external_id": "1", "title": "Kurs", "age_from": "6", "age_to": "12",
        "phone": "07731 12345", "email": "a@b.de",
    }  # fmt: skip


def test_sections_sums_and_remarks_are_shown_as_skipped(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("A2:H2")
        sheet["H7"] = "=SUM(H3:H6)"
        sheet["A5"].comment = Comment("x", "y")

    rows = (
        ("I. Sprachkurse",),
        ("1", "Kurs A", "x", "VHS", "Konstanz", None, None, 12),
        ("II. Treffen",),
        (None, "Begegnung"),
        ("2", "Chor", "x", "AWO", "Konstanz", None, None, 3),
        ("Summe", None, None, None, None, None, None, None),
        (),
        ("* Anmeldung nötig. Stand: 1.11.2026",),
    )
    path = book(tmp_path / "a.xlsx", *rows, change=change)
    table = read(path)
    assert titles(table) == ["Kurs A", "Chor"]
    assert not wrong_cells(table)
    assert noted(table) == [
        (NoteKind.SECTION, 2), (NoteKind.SECTION, 4), (NoteKind.COMMENT, 5), (NoteKind.SECTION, 5),
        (NoteKind.SUM, 7), (NoteKind.REMARK, 9),
    ]  # fmt: skip
    one = Taken(rows=frozenset({("", 5)}))
    assert titles(read(path, one)) == ["Kurs A", "Begegnung", "Chor"]


def test_a_short_list_has_no_sections(tmp_path: Path) -> None:
    """Where titles alone are usual, they are offers."""
    (tmp_path / "a.csv").write_text("Nr;Titel;Ort\n;Chor;\n;Kurs;\n3;Treff;Ulm\n", "utf-8")
    assert titles(read(tmp_path / "a.csv")) == ["Chor", "Kurs", "Treff"]
    (tmp_path / "a.csv").write_text("Nr;Titel\n1;Gesamtelternbeirat\n2;Summe 7\n", "utf-8")
    assert titles(read(tmp_path / "a.csv")) == ["Gesamtelternbeirat", "Summe 7"]


def test_headings_that_stand_twice_and_tables_below_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "Nr;Titel;Ort\n1;Kurs;Ulm\nNr;Titel;Ort\n2;Chor;Ulm\n\nTitel;Träger;Nr\nTreff;AWO;3\n"
    path.write_text(text, "utf-8")
    table = read(path)
    assert [dict(row.values) for row in table.rows] == [
        {"external_id": "1", "title": "Kurs", "municipality": "Ulm"},
        {"external_id": "2", "title": "Chor", "municipality": "Ulm"},
        {"external_id": "3", "title": "Treff", "organisation": "AWO"},
    ]
    assert noted(table) == [(NoteKind.HEADING_AGAIN, 3)]
    path.write_text("Kurs;Ulm\nChor;Konstanz\n", "utf-8")
    assert problem(path) == "no_header"


def test_what_stands_below_no_heading_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nr;Titel;\n1;Kurs;nur mit Termin\n2;Chor;\n", "utf-8")
    assert noted(read(path)) == [(NoteKind.NO_HEADING, 2)]


NAMES = {
    "Singen": "Singen (Hohentwiel)", "Radolfzell": "Radolfzell am Bodensee",
    "Stadt Singen": "Singen (Hohentwiel)", "78224 Singen": "Singen (Hohentwiel)",
    "Singen (Htwl.)": "Singen (Hohentwiel)", "Singen/Hohentwiel": "Singen (Hohentwiel)",
    "Radolfzell a. B.": "Radolfzell am Bodensee",
    "radolfzell am bodensee": "Radolfzell am Bodensee",
    "Esslingen a.N.": "Esslingen am Neckar", "Esslingen": "Esslingen am Neckar",
    "Esslingen am Bodensee": None, "Hohentwiel": None, "Singen am Neckar": None, "Sing": None,
}  # fmt: skip


def test_towns_are_called_what_people_call_them(tmp_path: Path) -> None:
    wrong = []
    for name, official in NAMES.items():
        (tmp_path / "a.csv").write_text(f"Nr;Titel;Ort\n1;Kurs;{name}\n", "utf-8")
        (row,) = check_each(read(tmp_path / "a.csv").rows, CONTEXT)
        if (row.draft.details.municipality if row.draft else None) != official:
            wrong.append((name, row.draft and row.draft.details.municipality))
    assert not wrong


LONG = "Bitte rufen Sie vorher an, " * 15 + "danke"
NO_TIMES = {
    "je nach Wetterlage": ["je nach Wetterlage"],
    "Di 18:00-19:30 | nur bei Vollmond": ["nur bei Vollmond"],
    "Mo-Fr 9:00-12:00 (nach Vereinbarung)": ["nach Vereinbarung"],
    "???": ["???"],
    f"Di 18:00-19:30 | {LONG} | Fr nach Absprache": ["nach Absprache", LONG],
}
"""What stands in the column of times, and what of it is no time."""


def test_a_time_that_cannot_be_read_stays_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for cell, texts in NO_TIMES.items():
        path.write_text(f"Nr;Titel;Termine\n1;Kurs;{cell}\n", "utf-8")
        (row,) = check_each(read(path).rows, CONTEXT)
        assert row.draft is not None
        details = row.draft.details
        notes = [schedule.note for schedule in details.schedules if schedule.note]
        assert [*notes, *filter(None, [details.times_text])] == texts
        told = [(note.kind, note.value) for note in row.notes]
        assert told == [(NoteKind.TIMES_AS_TEXT, shortened(words, 80)) for words in texts]
        again = times_cells.written(details.schedules, details.times_text)
        assert times_cells.read(again) == (details.schedules, details.times_text)


BOMB_ROW = (
    '<table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
    "<text:p>Titel</text:p></table:table-cell></table:table-row>"
)
EMPTY_ROWS = (
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
    'table:number-columns-repeated="16384"/></table:table-row>'
)


def _wide(path: Path) -> None:
    path.write_text(";".join(["Titel", "Ort", *map(str, range(16_000))]) + "\na;b\n", "utf-8")


def _long(path: Path) -> None:
    lines = "".join(f"{number};Kurs\n" for number in range(200_000))
    path.write_text("Nr;Titel\n" + lines, "utf-8")


def _far(path: Path) -> None:
    book(path, ("1", "Kurs"), change=lambda sheet: sheet.cell(1_048_576, 16_384, "x"))


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert os.path.getsize(path) == 1 << 30


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        with archive.open("content.xml", "w") as file:
            for _ in range(100):
                file.write(b" " * (1 << 20))


def _many_separators(path: Path) -> None:
    path.write_bytes(b"Titel;Ort\n" + b";" * (20 << 20))


def _shared_text(path: Path) -> None:
    """One long text that thousands of cells share."""
    workbook = xlsxwriter.Workbook(str(path.with_suffix(".one")))
    workbook.add_worksheet("A").write_row(0, 0, ("Titel", "Ort", "x" * 30_000))
    workbook.close()
    row = b"<row>" + b'<c t="s"><v>2</v></c>' * 10 + b"</row>"
    with (
        zipfile.ZipFile(path.with_suffix(".one")) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"</sheetData>", row * 1_000 + b"</sheetData>"))


REPEATED = (
    '<table:table-row table:number-rows-repeated="20000">'
    + ods_cell("x" * 30_000)
    + "</table:table-row>"
)


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("a.csv", _many_separators, "columns_many"),
        ("a.xlsx", _shared_text, "file_bomb"),
        ("a.ods", lambda path: ods(path, (HEADINGS, REPEATED)), "file_bomb"),  # type: ignore[arg-type]
        ("a.csv", _huge, "file_large"),
        ("a.csv", _long, "rows_many"),
        ("a.csv", _wide, "columns_many"),
        ("a.xlsx", _far, "rows_many"),
        ("a.ods", lambda path: ods(path, (HEADINGS, BOMB_ROW)), "rows_many"),  # type: ignore[arg-type]
        ("a.ods", _zip_bomb, "file_bomb"),
    ],
)
def test_giants_are_refused_with_a_sentence(
    tmp_path: Path, name: str, make: Callable[[Path], object], code: str
) -> None:
    make(tmp_path / name)
    assert problem(tmp_path / name) == code


def test_empty_giants_are_no_giants(tmp_path: Path) -> None:
    """Rows that only have a format, as many programs write them."""
    path = ods(tmp_path / "a.ods", (HEADINGS, ("1", "Kurs"), EMPTY_ROWS))  # type: ignore[arg-type]
    assert titles(read(path)) == ["Kurs"]
    far = book(
        tmp_path / "a.xlsx",
        ("1", "Kurs"),
        change=lambda sheet: setattr(sheet.cell(1_048_576, 16_384), "font", Font(bold=True)),
    )
    assert titles(read(far)) == ["Kurs"]


def test_ten_sheets_long_cells_and_other_scripts(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number in range(10):
        sheet = workbook.create_sheet(f"Blatt {number}")
        sheet.append(list(HEADINGS) if number else ["Notizen", "ohne", "Tabelle"])
        sheet.append([str(number), "دورة اللغة" if number == 1 else f"Kurs {number}", "x"])
    sheet["C2"] = "x" * 32_767
    workbook.save(tmp_path / "a.xlsx")
    table = read(tmp_path / "a.xlsx")
    assert len(table.rows) == 9
    assert titles(table)[0] == "دورة اللغة"
    assert noted(table) == [(NoteKind.NO_TABLE, 0)]
    assert [(column, code) for _, column, code, _ in wrong_cells(table)] == [("title", "too_long")]


SHARED_CASES: dict[str, Callable[[Table], bool]] = {
    "csv_semicolon_many_commas.csv": lambda table: titles(table) == ["Sprachcafé"],
    "csv_msdos_cp850.csv": lambda table: (
        titles(table) == ["Müllers Größe: Frühstück für Väter"]
        and values(table, "organisation") == ["Verein Beispiel"]
    ),
    "csv_phone_zero_lost.csv": lambda table: (
        (2, "phone", "phone_zero", "0773112345") in wrong_cells(table)
    ),
    "xlsx_merged_cells.xlsx": lambda table: (
        values(table, "municipality") == ["Konstanz"] * 3
        and values(table, "organisation") == ["Verein"] * 3
    ),
    "xlsx_error_values.xlsx": lambda table: (
        {(row, code) for row, _, code, _ in wrong_cells(table)} >= {(2, "error_value"),
                                                                    (3, "error_value")}
    ),
    "xlsx_hidden_sheet.xlsx": lambda table: (
        values(table, "external_id") == ["o3"] and noted(table) == [(NoteKind.HIDDEN_SHEET, 0)]
    ),
    "xlsx_strict.xlsx": lambda table: titles(table) == ["Sprachcafé n1"],
    "xlsx_start_with_time.xlsx": lambda table: (
        values(table, "start") == ["12.01.2027 18:00"] and not wrong_cells(table)
    ),
}  # fmt: skip


@pytest.mark.skipif(not SHARED.is_dir(), reason="the cases lie beside the project")
def test_the_cases_that_others_reported() -> None:
    wrong = [name for name, is_right in SHARED_CASES.items() if not is_right(read(SHARED / name))]
    assert not wrong
