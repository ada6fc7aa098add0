"""Tables with the right result known, as offices make them: merged, noted, hidden, saved."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from benchmarks.tables.offers import (
    COLUMNS,
    DAY,
    IN_WORDS,
    OFFERS,
    Offer,
    OfficeTable,
    Rows,
    lines_of,
    workbook,
)


def _text(rows: Rows, separator: str = ";") -> str:
    return "".join(
        separator.join(_quoted(str(cell or ""), separator) for cell in row) + "\r\n" for row in rows
    )


def _quoted(cell: str, separator: str) -> str:
    is_quoted = separator in cell or "\n" in cell
    return f'"{cell}"' if is_quoted else cell


def _csv(encoding: str, separator: str = ";", rows: Rows | None = None) -> Callable[[Path], int]:
    text = _text(rows or lines_of(), separator)
    return lambda path: path.write_bytes(text.encode(encoding))


def _bytes(change: Callable[[bytes], bytes], encoding: str = "utf-8") -> Callable[[Path], int]:
    return lambda path: path.write_bytes(change(_text(lines_of()).encode(encoding)))


def _column(name: str, value: Callable[[Offer], Any]) -> Rows:
    """The rows with other cells in a column."""
    rows = lines_of()
    for row, offer in zip(rows[1:], OFFERS, strict=True):
        row[COLUMNS.index(name)] = value(offer)
    return rows


def _with(rows: Rows, at: int, *added: list[Any]) -> Rows:
    return [*rows[:at], *added, *rows[at:]]


def _merge(sheet: Any) -> None:
    for cells in ("C2:C4", "D2:D3", "C5:C6"):
        sheet.merge_cells(cells)


REPORT: Rows = [
    ["Angebote für Geflüchtete, Stand November"],
    [],
    list(COLUMNS),
    ["I. Landkreis"],
    *(list(offer) for offer in OFFERS[:3]),
    ["II. Vereine"],
    *(list(offer) for offer in OFFERS[3:]),
    ["Summe", None, None, None, None, None, "=SUM(G5:G10)"],
    [],
    ["* Anmeldung erforderlich"],
]


def _report(sheet: Any) -> None:
    for cells in ("A1:G1", "A4:G4", "A8:G8"):
        sheet.merge_cells(cells)


TWO_LINES: Rows = [
    ["Nr", "Angebot", None, None, "Kontakt", None, None],
    [None, "Titel", "Träger", "Gemeinde", "Telefon", "Beginn", "Preis"],
    *(list(offer) for offer in OFFERS),
]


def _two_lines(sheet: Any) -> None:
    for cells in ("A1:A2", "B1:D1", "E1:G1"):
        sheet.merge_cells(cells)


def _hidden_sheet(sheet: Any) -> None:
    old = sheet.parent.create_sheet("alt")
    for row in lines_of():
        old.append([f"alt {row[0]}", *row[1:]] if row[0] != "Nr" else row)
    old.sheet_state = "hidden"


def _filtered(sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:G6"
    sheet.row_dimensions[3].hidden = True


def _struck(sheet: Any) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


def _formats(path: Path) -> None:
    """Numbers that look like what they are by their format."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Angebote")
    sheet.write_row(0, 0, COLUMNS)
    price = book.add_format({"num_format": "#,##0.00 €"})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for line, offer in enumerate(OFFERS, 1):
        sheet.write_row(line, 0, offer[:4])
        mask = book.add_format({"num_format": f'"0"0000" "{"0" * len(offer.phone[6:])}'})
        sheet.write_number(line, 4, int(offer.phone.replace(" ", "")), mask)
        sheet.write_datetime(line, 5, date(2027, 1, 12), day)
        sheet.write_number(line, 6, float(offer.price[:-2].replace(",", ".")), price)
    book.close()


def _from_1904(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet("Angebote")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for line, row in enumerate(lines_of()):
        sheet.write_row(line, 0, row)
        if line:
            sheet.write_datetime(line, 5, date(2027, 1, 12), day)
    book.close()


def _strict(path: Path) -> None:
    content = io.BytesIO()
    workbook()(content)  # type: ignore[arg-type]
    old = b"http://schemas.openxmlformats.org/"
    new = b"http://purl.oclc.org/ooxml/"
    with zipfile.ZipFile(content) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            part = part.replace(old + b"spreadsheetml/2006/main", new + b"spreadsheetml/main")
            part = part.replace(
                old + b"officeDocument/2006/relationships", new + b"officeDocument/relationships"
            )
            after.writestr(name, part)


def _macros(path: Path) -> None:
    workbook()(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")


def _password(path: Path) -> None:
    """The outer shape of a workbook with a password: a compound file with an encrypted part."""
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(magic + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512)


def _wrapped(text: bytes) -> bytes:
    """Each line as one quoted cell, as a program writes what it did not part."""
    lines = text.decode().splitlines()
    return "".join('"' + line.replace('"', '""') + '"\r\n' for line in lines).encode()


def _errors(sheet: Any) -> None:
    sheet["C3"].value = "#N/A"
    sheet["C3"].data_type = "e"


PARTED = [
    ["Nr", "Projekt", "Verein", "PLZ/Ort", "Vorwahl", "Telefon", "Beginn", "Kosten"],
    *(
        [number, title, owner, f"78000 {town}", *phone.split(" "), start, price]
        for number, title, owner, town, phone, start, price in OFFERS
    ),
]
"""Headings that are no names of ours, and a number in two columns."""
PIVOT: Rows = [
    *lines_of(),
    [None, "Gesamtergebnis", None, None, None, None, 23],
    ["Konstanz Ergebnis"],
]
FORM: Rows = [
    list(COLUMNS),
    [None, "(max. 100 Zeichen)", "Pflichtfeld", "Auswahl", "mit Vorwahl", "TT.MM.JJJJ", "in €"],
    ["Beispiel", "Musterkurs", "Musterverein", "Musterstadt", "01234 567890", DAY, 5],
    *lines_of()[1:],
]


def _partly_struck(sheet: Any) -> None:
    old = TextBlock(InlineFont(strike=True), "07531 99999")
    sheet["E2"] = CellRichText(old, f" {OFFERS[0].phone}")


def _in_euros(sheet: Any) -> None:
    """Prices in euros as LibreOffice writes them, and a comment at an offer."""
    for row, offer in enumerate(OFFERS, 2):
        price = sheet.cell(row, COLUMNS.index("Preis") + 1)
        price.value = float(offer.price[:-2].replace(",", "."))
        price.number_format = "#,##0.00 [$€-407]"
    sheet["B3"].comment = Comment("nur mit Anmeldung", "Maier")


TOWNS_AS_CALLED = _column("Gemeinde", lambda offer: f"Stadt {offer.town.split(' (')[0]}")
TWO_TABLES: Rows = [
    *lines_of(OFFERS[:3]),
    [],
    ["Titel", "Nr", *COLUMNS[2:]],
    *([offer.title, offer.number, *offer[2:]] for offer in OFFERS[3:]),
]
NOTED: dict[str, Any] = {"notes": frozenset(("section", "sum", "remark"))}
TABLES = (
    OfficeTable("UTF-8", "csv", _csv("utf-8")),
    OfficeTable("UTF-8 with a mark", "csv", _csv("utf-8-sig")),
    OfficeTable("Windows (cp1252)", "csv", _csv("cp1252")),
    OfficeTable("MS-DOS (cp850)", "csv", _csv("cp850", rows=lines_of(IN_WORDS)), IN_WORDS,
                notes=frozenset(("encoding",))),
    OfficeTable("Macintosh", "csv", _csv("mac-roman"), notes=frozenset(("encoding",))),
    OfficeTable("Unicode text, tabs", "csv", _csv("utf-16", "\t")),
    OfficeTable("UTF-16 without a mark", "csv", _csv("utf-16-le")),
    OfficeTable("commas and quotes", "csv", _csv("utf-8", ",")),
    OfficeTable("a title with nine commas", "csv", _csv("cp1252", rows=_with(lines_of(), 0,
                ["Angebote, Treffen, Kurse, Beratung, Sport, Musik, Kunst, Spiel, Garten"]))),
    OfficeTable("one bad byte", "csv", _bytes(lambda text: text.replace(b"N\xc3\xa4h", b"N\xe4h")),
                mistakes=frozenset(("letters_lost",))),
    OfficeTable("UTF-8 saved twice", "csv",
                _bytes(lambda text: text.decode("cp1252", "replace").encode("utf-8")),
                mistakes=frozenset(("encoding_unclear",))),
    OfficeTable("phones without zero", "csv",
                _csv("cp1252", rows=_column("Telefon", lambda o: o.phone[1:].replace(" ", ""))),
                mistakes=frozenset(("phone_zero",))),
    OfficeTable("error values of text", "csv",
                _csv("cp1252", rows=_column("Träger", lambda _: "#NV")),
                mistakes=frozenset(("error_value",))),
    OfficeTable("sections and sums of text", "csv", _csv("cp1252", rows=[
        [*row, *[None] * (7 - len(row))] if row else [] for row in
        [[12 if cell == "=SUM(G5:G10)" else cell for cell in row] for row in REPORT]]), **NOTED),
    OfficeTable("plain workbook", "xlsx", workbook()),
    OfficeTable("merged owner and town", "xlsx", workbook(_merge), notes=frozenset(("carried",))),
    OfficeTable("report with sections", "xlsx", workbook(_report, REPORT), **NOTED),
    OfficeTable("headings over two lines", "xlsx", workbook(_two_lines, TWO_LINES)),
    OfficeTable("hidden sheet", "xlsx", workbook(_hidden_sheet),
                notes=frozenset(("hidden_sheet",))),
    OfficeTable("filtered rows", "xlsx", workbook(_filtered), (OFFERS[0], *OFFERS[2:]),
                notes=frozenset(("hidden_row",))),
    OfficeTable("struck-through row", "xlsx", workbook(_struck), (OFFERS[0], *OFFERS[2:]),
                notes=frozenset(("struck_row",))),
    OfficeTable("error values", "xlsx", workbook(_errors), mistakes=frozenset(("error_value",))),
    OfficeTable("numbers with formats", "xlsx", _formats),
    OfficeTable("days since 1904", "xlsx", _from_1904),
    OfficeTable("strict", "xlsx", _strict),
    OfficeTable("with macros", "xlsm", _macros),
    OfficeTable("formulas", "xlsx", workbook(rows=_column("Preis", lambda _: "=2+3")),
                mistakes=frozenset(("formula",))),
    OfficeTable("two tables, towns as called", "xlsx", workbook(rows=TWO_TABLES)),
    OfficeTable("password", "xlsx", _password, mistakes=frozenset(("file_password",))),
    OfficeTable("towns as called", "csv", _csv("cp1252", rows=TOWNS_AS_CALLED)),
    OfficeTable("phones and towns in parts", "csv", _csv("cp1252", rows=PARTED)),
    OfficeTable("prices that became days", "xlsx", workbook(rows=_column("Preis", lambda _:
                date(2026, 5, 12))), mistakes=frozenset(("price_day",))),
    OfficeTable("letters that became question marks", "csv",
                _bytes(lambda text: text.decode().encode("ascii", "replace"), "utf-8"),
                mistakes=frozenset(("letters_lost",))),
    OfficeTable("left over of a pivot table", "xlsx", workbook(rows=PIVOT),
                notes=frozenset(("sum",))),
    OfficeTable("a form with hints and an example", "xlsx", workbook(rows=FORM),
                notes=frozenset(("remark",))),
    OfficeTable("whole lines in quotes", "csv", _bytes(_wrapped)),
    OfficeTable("an old number struck through", "xlsx", workbook(_partly_struck),
                notes=frozenset(("struck_cell",))),
    OfficeTable("euros and comments", "xlsx", workbook(_in_euros), notes=frozenset(("comment",))),
    OfficeTable("euros and comments of LibreOffice", "ods", workbook(_in_euros),
                notes=frozenset(("comment",)), converted_from="xlsx"),
    OfficeTable("parts struck, LibreOffice", "ods", workbook(_partly_struck),
                notes=frozenset(("struck_cell",)), converted_from="xlsx"),
    OfficeTable("parts struck, Excel 97", "xls", workbook(_partly_struck),
                notes=frozenset(("struck_cell",)), converted_from="xlsx"),
    OfficeTable("report of LibreOffice", "ods", workbook(_report, REPORT), **NOTED,
                converted_from="xlsx"),
    OfficeTable("merged, Excel 97", "xls", workbook(_merge), notes=frozenset(("carried",)),
                converted_from="xlsx"),
)  # fmt: skip
"""All tables."""
