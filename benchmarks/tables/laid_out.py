"""Tables whose layout says something: pages, legends, headings over columns, links behind words."""

from typing import Any

from benchmarks.tables.offers import COLUMNS, OFFERS, OfficeTable, Rows, lines_of, workbook

PAGES: Rows = [
    *lines_of(OFFERS[:2]),
    [None, None, None, None, None, None, "Seite 1"],
    ["Angebote (Fortsetzung)"],
    *lines_of(OFFERS[2:4]),
    [None, None, None, "- 2 -"],
    *lines_of(OFFERS[4:])[1:],
]
LEGEND: Rows = [
    *lines_of(),
    [],
    ["Legende:"],
    ["gelb", "neu im Programm"],
    ["rot", "ausgebucht"],
    ["x)", "nur mit Anmeldung"],
]
NO_WORD_OF_LEGEND: Rows = [*lines_of(), [], ["grün", "frei"], ["*", "nur mit Anmeldung"]]
PHONES_IN_TWO: Rows = [
    [*COLUMNS[:5], None, *COLUMNS[5:]],
    *([*offer[:4], *offer.phone.split(" "), *offer[5:]] for offer in OFFERS),
]
JOINED = (OFFERS[0], OFFERS[1]._replace(organisation="Landkreis"), *OFFERS[2:])


def _one_heading(sheet: Any) -> None:
    sheet.merge_cells("E1:F1")


def _one_cell(sheet: Any) -> None:
    sheet["C3"].value = None
    sheet.merge_cells("B3:C3")


def _linked(sheet: Any) -> None:
    sheet["B2"].hyperlink = "https://example.org/kurs"
    sheet["C3"].hyperlink = "mailto:kurs@example.org?subject=Kurs"


TOLD: dict[str, Any] = {"notes": frozenset(("remark",))}
LAID_OUT = (
    OfficeTable("pages of a list", "xlsx", workbook(rows=PAGES), **TOLD),
    OfficeTable("legend below the table", "xlsx", workbook(rows=LEGEND), **TOLD),
    OfficeTable("legend without its name", "xlsx", workbook(rows=NO_WORD_OF_LEGEND), **TOLD),
    OfficeTable("one heading over two columns", "xlsx", workbook(_one_heading, PHONES_IN_TWO)),
    OfficeTable("one heading over two, LibreOffice", "ods", workbook(_one_heading, PHONES_IN_TWO),
                converted_from="xlsx"),
    OfficeTable("a cell over two columns", "xlsx", workbook(_one_cell), JOINED,
                notes=frozenset(("joined",))),
    OfficeTable("links behind words", "xlsx", workbook(_linked),
                links=frozenset(("https://example.org/kurs", "kurs@example.org"))),
    OfficeTable("links behind words, LibreOffice", "ods", workbook(_linked), converted_from="xlsx",
                links=frozenset(("https://example.org/kurs", "kurs@example.org"))),
)  # fmt: skip
"""All tables."""
