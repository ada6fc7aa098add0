"""Columns as offices part and name them: what two of them say together must not be lost.

Each table is one case of its kind; what is wrong of all of them is listed.
"""

import csv
import io
import random
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from bot.domain.imports import FileProblem, NoteKind, Row, Taken
from bot.domain.offers import Draft, State
from bot.rules import schedules
from bot.rules.columns import NAMES
from bot.rules.joined_cells import joined
from bot.rules.rows import CheckedRow, check_each
from bot.rules.weak_headings import PARTS
from bot.screens.desk import COLUMNS
from bot.screens.links import tel
from handlers.desk.imports.columns import HIDDEN_COLUMNS
from tests.test_office_tables import CONTEXT, book, read


class Case(NamedTuple):
    """A table of one row, what must be read of it, and what must be told."""

    headings: str
    cells: str
    right: Mapping[str, Any]
    told: Sequence[NoteKind] = ()


def shown(draft: Draft) -> dict[str, Any]:
    """What people see of an offer, by the names of the cases."""
    details = draft.details
    return {
        "title": details.texts[0].title, "times": schedules.written(details.schedules),
        "phone": details.phone, "address": details.address, "town": details.municipality,
        "start": details.starts_on, "end": details.expires_at, "price": details.price,
        "free": details.free, "ages": (details.age_from, details.age_to), "id": draft.external_id,
        "state": details.state, "owner": details.organisation, "seats": details.seats,
        "levels": (details.level_from, details.level_to), "languages": details.languages,
        "way": details.way, "accessible": details.accessible, "deadline": details.register_by,
        "email": details.email, "url": details.url,
    }  # fmt: skip


def checked(path: Path, text: str = "") -> list[CheckedRow]:
    """The rows of a file, into which text is written first if there is any."""
    if text:
        path.write_text(text, "utf-8")
    return list(check_each(read(path).rows, CONTEXT))


def table(headings: str, cells: str) -> str:
    """A file with one row; a bar stands between the cells."""
    into = io.StringIO()
    csv.writer(into, delimiter=";").writerows([headings.split("|"), cells.split("|")])
    return into.getvalue()


def wrong_of(case: Case, path: Path) -> Any:
    """What is not as it must be, None if all is right."""
    try:
        (row,) = checked(path, table(case.headings, case.cells))
    except (FileProblem, ValueError) as problem:
        return case, repr(problem)
    if row.draft is None:
        return case, row.mistakes
    found = {name: value for name, value in shown(row.draft).items() if name in case.right}
    kinds = {note.kind for note in row.notes}
    return None if found == case.right and kinds == {*case.told} else (case, found, row.notes)


KEPT, NOT_TAKEN, AS_TEXT = NoteKind.KEPT_AS_TEXT, NoteKind.NOT_TAKEN, NoteKind.TIMES_AS_TEXT
PARTED = (
    Case("Titel|Tag|Uhrzeit von|Uhrzeit bis", "Kurs|Montag|09:00|11:30",
         {"times": "Mo 09:00-11:30"}),
    Case("Titel|Wochentag|Uhrzeit", "Kurs|Di + Do|18 Uhr", {"times": "Di,Do 18:00"}),
    Case("Titel|Tage|Zeiten", "Kurs|Mo u. Mi|9-11 u. 14-16 Uhr",
         {"times": "Mo,Mi 09:00-11:00 | Mo,Mi 14:00-16:00"}),
    Case("Titel|Datum|Beginn|Ende", "Kurs|12.01.2027|18:00|20:00:00",
         {"times": "12.01.2027 18:00-20:00", "start": None}),
    Case("Titel|Wochentag|Datum|Uhrzeit", "Kurs|Di|12.01.2027|18 Uhr",
         {"times": "12.01.2027 18:00"}),
    Case("Titel|von|bis", "Kurs|12.01.2027|23.03.2027",
         {"start": date(2027, 1, 12), "end": date(2027, 3, 23), "times": ""}),
    Case("Titel|Tag|von|bis", "Kurs|freitags|9|12", {"times": "Fr 09:00-12:00", "end": None}),
    Case("Titel|Beginn|Ende", "Kurs|12.01.2027|31.03.2027",
         {"start": date(2027, 1, 12), "end": date(2027, 3, 31)}),
    Case("Titel|Tag|Uhrzeit|Turnus", "Kurs|Di|18-20 Uhr|14-tägig",
         {"times": "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU 18:00-20:00"}),
    Case("Titel|Zeiten|Rhythmus", "Kurs|Di 18-20 Uhr|wöchentlich", {"times": "Di 18:00-20:00"}),
    Case("Titel|Zeiten|Rhythmus", "Kurs|Di 18-20 Uhr|alle 14 Tage",
         {"times": "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU 18:00-20:00"}),
    Case("Titel|Tag|Uhrzeit", "Kurs|Montag|Mo 9-11", {"times": "Mo 09:00-11:00"}, [KEPT]),
    Case("Titel|Tag|Uhrzeit", "Kurs|nach Absprache|9-11", {}, [AS_TEXT]),
    Case("Titel|Mo|Di|Mi|Do|Fr", "Kurs|9-12|geschlossen|14-16 Uhr|-|",
         {"times": "Mo 09:00-12:00 | Mi 14:00-16:00"}),
    Case("Titel|Montag|Donnerstag|Uhrzeit", "Kurs|x|x|9-11", {"times": "Mo,Do 09:00-11:00"}),
    Case("Titel|Vorwahl|Telefon", "Kurs|07731|12345", {"phone": "07731 12345"}),
    Case("Titel|Telefon", "Kurs|12345", {"phone": "12345"}, [NoteKind.NO_AREA_CODE]),
    Case("Titel|Telefon", "Kurs|116117", {"phone": "116117"}),
    Case("Titel|Vorwahl|Telefon", "Kurs|07731|07731 12345", {"phone": "07731 12345"}),
    Case("Titel|Telefon|Mobil", "Kurs||0176 12345678", {"phone": "0176 12345678"}),
    Case("Titel|Telefon|Handy", "Kurs|07731 12345|0176 12345678", {"phone": "07731 12345"},
         [KEPT]),
    Case("Titel|Straße|Hausnr.|PLZ|Ort", "Kurs|Hauptstr.|5 a|78224|Singen",
         {"address": "Hauptstr. 5 a", "town": "Singen (Hohentwiel)"}),
    Case("Nr|Titel|Straße|Nr.|Ort", "17|Kurs|Hauptstr.|5|Singen",
         {"address": "Hauptstr. 5", "id": "17"}),
    Case("Titel|PLZ/Ort", "Kurs|78224 Singen", {"town": "Singen (Hohentwiel)"}),
    Case("Titel|Kontakt", "Kurs|Frau M., Tel. 07731 12345, m@verein.de",
         {"phone": "07731 12345", "email": "m@verein.de"}, [KEPT]),
    Case("Titel|Telefon/Fax|Kontakt", "Kurs|07731 12345|07731 54321", {"phone": "07731 12345"},
         [KEPT]),
    Case("Titel|Tel. / E-Mail", "Kurs|m@verein.de", {"email": "m@verein.de"}),
    Case("Titel|Kontakt", "Kurs|www.verein.de", {"url": "https://www.verein.de"}),
    Case("Titel|Laufzeit", "Kurs|1.2. - 31.7.2027",
         {"start": date(2027, 2, 1), "end": date(2027, 7, 31)}),
    Case("Titel|Laufzeit", "Kurs|6 Monate", {"start": None}, [KEPT]),
    Case("Titel|Adresse", "Kurs|Hauptstr. 5, 78224 Singen",
         {"town": "Singen (Hohentwiel)", "address": "Hauptstr. 5, 78224 Singen"}),
    Case("Titel|Adresse", "Kurs|Singener Str. 5", {"town": ""}),
    Case("Titel|Adresse|Ort", "Kurs|Weg 5, Singen|landkreisweit", {"town": ""}),
    Case("Titel|Status", "Kurs|abgesagt", {"state": State.CLOSED}),
    Case("Titel|Veröffentlichen", "Kurs|nein", {"state": State.DRAFT}),
    Case("Titel|aktiv", "Kurs|x", {"state": State.PUBLISHED}),
    Case("Titel|Status", "Kurs|Aufenthaltsgestattung", {"state": State.PUBLISHED}, [NOT_TAKEN]),
    Case("Titel|Datum|Titel des Angebots|Ende", "Kurs|12.1.2027||", {"times": "12.01.2027"}),
)  # fmt: skip


def test_what_two_columns_say_together_is_joined(tmp_path: Path) -> None:
    wrong = [wrong_of(case, tmp_path / "a.csv") for case in PARTED]
    assert not list(filter(None, wrong))


def test_a_mistake_in_joined_cells_stands_at_one_of_them(tmp_path: Path) -> None:
    cases = (
        ("Titel|Tag|von|bis", "Kurs|Mo|12|9", "day_from", "12"),
        ("Titel|Wochentag|Datum", "Kurs|Mo|12.01.2027", "on_day", "Mo"),
        ("Titel|Vorwahl|Telefon", "Kurs|7731|12345", "phone", "12345"),
        ("Titel|Telefon|Mobil", "Kurs||17612345678", "mobile", "17612345678"),
    )
    wrong = []
    for headings, cells, column, value in cases:
        (row,) = checked(tmp_path / "a.csv", table(headings, cells))
        if [(mistake.column, mistake.value) for mistake in row.mistakes] != [(column, value)]:
            wrong.append((headings, row.mistakes))
    assert not wrong


CELLS = (
    Case("Titel|Telefon", "Kurs|Fax: 07731 12346", {"phone": ""}, [KEPT]),
    Case("Titel|Telefon", "Kurs|Fax 07731 12346, Tel. 07731 12345", {"phone": "07731 12345"},
         [KEPT]),
    Case("Titel|Telefon", "Kurs|07731 12345 Frau Müller", {"phone": "07731 12345"}, [KEPT]),
    Case("Titel|Telefon", "Kurs|07731 12345 App. 12", {"phone": "07731 12345 App. 12"}),
    Case("Titel|Kosten", "Kurs|nein", {"price": "", "free": True}),
    Case("Titel|Kosten", "Kurs|keine", {"price": "", "free": True}),
    Case("Titel|Kosten", "Kurs|ja", {"price": "", "free": False}, [NOT_TAKEN]),
    Case("Titel|Beginn", "Kurs|46357.75",
         {"start": date(2026, 12, 1), "times": "01.12.2026 18:00"}),
    Case("Titel|Beginn", "Kurs|2026-12-01T18:00:00Z",
         {"start": date(2026, 12, 1), "times": "01.12.2026 19:00"}),
    Case("Titel|Beginn", "Kurs|2026-11-30T23:00:00.000Z",
         {"start": date(2026, 12, 1), "times": ""}),
    Case("Titel|Beginn", "Kurs|2026-12-01T00:00:00Z", {"start": date(2026, 12, 1), "times": ""}),
    Case("Titel|Beginn", "Kurs|2026-12-01 bis 2026-12-15", {"start": date(2026, 12, 1)},
         [KEPT]),
    Case("Titel|Beginn", "Kurs|12/2026", {"start": None, "times": "Beginn: 12/2026"}, [AS_TEXT]),
    Case("Titel|Gültig bis", "Kurs|Dez 26", {"end": date(2026, 12, 31)}),
    Case("Titel|Gültig bis", "Kurs|2/2028", {"end": date(2028, 2, 29)}),
    Case("Titel|Gültig bis", "Kurs|Ende März 2027", {"end": date(2027, 3, 31)}),
    Case("Titel|Zeiten", "Kurs|Freitagnachmittag", {"times": "Fr (nachmittag)"}, [AS_TEXT]),
    Case("Titel|Zeiten", "Kurs|1. u. 3. Mittwoch im Monat 14 Uhr",
         {"times": "RRULE:FREQ=MONTHLY;BYDAY=1WE,3WE 14:00"}),
    Case("Titel|Zeiten", "Kurs|Mo 10-12 Uhr, 5 Termine ab 11.01.2027",
         {"times": "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=5 10:00-12:00 ab 11.01.2027"}),
    Case("Titel|Alter", "Kurs|6-12", {"ages": (6, 12)}),
    Case("Titel|Träger", "Fr&uuml;hst&#252;ck &amp; mehr|VHS", {"title": "Frühstück & mehr"}),
)  # fmt: skip


def test_what_a_cell_says_is_not_read_in_half(tmp_path: Path) -> None:
    wrong = [wrong_of(case, tmp_path / "a.csv") for case in CELLS]
    assert not list(filter(None, wrong))


LINKS = {
    "07751 86-0": "07751860", "+49 (0)7751 86-0": "+497751860",
    "07731 12345 App. 12": "0773112345", "07731 12345 / -46": "0773112345",
    "+49 0 7731 12345": "+49773112345", "0049 (0) 7731 12345": "0049773112345",
    "07731/123-45": "0773112345", "116 117": "116117", "07731 12345 DW 12": "0773112345",
}  # fmt: skip
"""Number → what is dialled: an extension behind it would be another number."""


def test_the_link_of_a_phone_dials_the_main_line() -> None:
    assert {number: tel(number) for number in LINKS} == {
        number: f"tel:{dialled}" for number, dialled in LINKS.items()
    }


REFUSED = (
    ("Telefon", "O7731 l2345", "phone", "07731 12345"),
    ("Telefon", "07531 11111 07531 22222", "phone", "+49 7751 86-0"),
    ("Plätze", "1.000", "number", "1000"),
    ("Plätze", "12.10.2026", "number", ""),
    ("Preis", "12.05.2026", "price_day", "12,50 €"),
    ("Preis", "12. Mai", "price_day", "12,50 €"),
    ("Preis", "Mai 50", "price_day", "5,50 €"),
    ("Preis", "01.05.1950", "price_day", "5,50 €"),
    ("Preis", "-5 €", "price_below", "5 €"),
    ("Webseite", "\\\\server\\flyer.pdf", "url", ""),
    ("Preis", "−12,50", "price_below", "12,50 €"),
    ("Beginn", "01.12.0026", "date", "01.12.2026"),
    ("Beginn", "01.01.1900", "date", "24.11.2026"),
    ("Gültig bis", "01.01.1970", "date", "24.11.2026"),
    ("Träger", "Verein f?r V?ter", "letters_lost", ""),
    ("Träger", "=VERKETTEN(A1;B1)", "formula", ""),
    ("Preis", "=2+3", "formula", ""),
)
"""Heading, cell, and the mistake that it is, with its proposal: none of them may be stored."""


def test_what_a_program_changed_is_a_mistake(tmp_path: Path) -> None:
    wrong = []
    for heading, cell, code, proposal in REFUSED:
        (tmp_path / "a.csv").write_text(f"Titel;{heading}\nKurs;{cell}\n", "utf-8")
        read_table = read(tmp_path / "a.csv")
        (row,) = check_each(read_table.rows, CONTEXT)
        found = [(m.code, m.proposal) for m in (*read_table.mistakes, *row.mistakes)]
        if found != [(code, proposal)]:
            wrong.append((heading, cell, found))
    assert not wrong


SHEETS = {
    "lines that are drawn": ("Nr;Titel;Ort\n---;----;---\n1;Kurs;Ulm\n=====\n", ["Kurs"], 2),
    "lines of a page": ("| Nr | Titel |\n| --- | --- |\n| 1 | Kurs |\n", ["Kurs"], 1),
    "a remark of a program": ("Nr;Titel;Ort\n1;Kurs;Ulm\n# Ende\n", ["Kurs"], 1),
    "how to fill it": (
        "Titel;Träger;Beginn\nText;Pflichtfeld;TT.MM.JJJJ\nKurs;VHS;\n", ["Kurs"], 1,
    ),
    "hints in brackets": ("Titel;Preis\n(max. 100 Zeichen);in €\nKurs;5\n", ["Kurs"], 1),
    "an example": ("Nr;Titel;Ort\nBeispiel;Musterkurs;Ulm\n1;Kurs;Ulm\n", ["Kurs"], 1),
    "results of a pivot table": (
        "Nr;Titel;Plätze\n1;Kurs;3\n;Gesamtergebnis;3\nUlm Ergebnis;;3\n", ["Kurs"], 2,
    ),
    "whole lines in quotes": ('"Nr;""Titel"";Ort"\n"1;""Kurs; neu"";Ulm"\n', ["Kurs; neu"], 0),
    "titles of signs": ("Nr;Titel;Ort\n1;???;Ulm\n2;Kurs;Ulm\n", ["???", "Kurs"], 0),
}  # fmt: skip
"""Name → text, titles of its rows, and how many lines must be told as skipped."""


def test_lines_that_are_no_offers_are_told(tmp_path: Path) -> None:
    wrong = []
    for name, (text, titles, skipped) in SHEETS.items():
        (tmp_path / "a.csv").write_text(text, "utf-8")
        found = read(tmp_path / "a.csv")
        if [row.values.get("title") for row in found.rows] != titles or len(found.notes) != skipped:
            wrong.append((name, found.rows, found.notes))
    assert not wrong


PLACED = {
    "Konstanz": ("Titel;Träger\nKurs;VHS\n", ["Konstanz"]),
    "Angebote": (
        "Titel;Träger;Telefon;Zeit\nKonstanz\nKurs;VHS;07531 1234;Mo 9-11\n"
        "Chor;AWO;07531 1235;Di 9-11\nSingen\nTreff;AWO;07731 1235;Di 9-11\n",
        ["Konstanz", "Konstanz", "Singen (Hohentwiel)"],
    ),
    "Singen": ("Titel;Träger;Ort\nKurs;VHS;\n", [""]),
    "Kurse in Konstanz 2027": ("Titel;Träger\nKurs;VHS\n", ["Konstanz"]),
    "Konstanz, Singen": ("Titel;Träger\nKurs;VHS\n", [""]),
    "Übersicht": (
        "Titel;Träger;Telefon;Zeit\nSprache\nKurs;VHS;07531 1234;Mo 9-11\nB;C;;Di 9\n",
        ["", ""],
    ),
}
"""Name of a sheet → its lines, and the towns of its rows: of their section, or of the sheet."""


def test_a_section_or_a_sheet_may_be_the_town(tmp_path: Path) -> None:
    wrong = []
    for name, (text, towns) in PLACED.items():
        rows = [line.split(";") for line in text.splitlines()]
        path = book(tmp_path / "a.xlsx", *rows[1:], headings=rows[0], name=name)
        found = checked(path)
        told = {note.column for row in found for note in row.notes}
        read_towns = [row.draft.details.municipality for row in found if row.draft]
        if read_towns != towns or told != ({"municipality"} if any(towns) else set()):
            wrong.append((name, found))
    assert not wrong


def test_a_cell_that_leads_to_an_address_means_it(tmp_path: Path) -> None:
    """Cells such as "hier"; one with an address in its text keeps that."""

    def link(sheet: Any) -> None:
        sheet["B2"].hyperlink = "https://verein.de/kurs"
        sheet["C2"].hyperlink = "mailto:info@verein.de?subject=Kurs"
        sheet["B3"].hyperlink = "https://anders.de"
        sheet["B2"].value, sheet["C2"].value, sheet["B3"].value = "hier", "Mail", "www.verein.de"

    path = book(tmp_path / "a.xlsx", ("Kurs", "", ""), ("Chor", "", ""),
                headings=("Titel", "Webseite", "E-Mail"), change=link)  # fmt: skip
    drafts = [row.draft.details for row in checked(path) if row.draft]
    assert [(details.url, details.email) for details in drafts] == [
        ("https://verein.de/kurs", "info@verein.de"), ("https://www.verein.de", ""),
    ]  # fmt: skip


def test_labels_that_stand_twice_are_no_table(tmp_path: Path) -> None:
    text = (
        "Nr;1;2\nTitel;Kurs;Chor\nTräger;VHS;AWO\nTelefon;07731 1;\nTelefon;07731 2;\nOrt;Ulm;Ulm\n"
    )
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(FileProblem, match="no_header"):
        read(tmp_path / "a.csv")


def _struck(sheet: Any) -> None:
    part = InlineFont(strike=True)
    sheet["B2"] = CellRichText("Kurs ", TextBlock(part, "alt"), " neu")
    sheet["F2"] = CellRichText(TextBlock(part, "07531 11111"), " 07531 22222")


def test_a_part_of_a_cell_that_is_struck_through_is_left_out(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("1", "Kurs", "x", "VHS", "Konstanz"), change=_struck)
    for kinds, title, phone in (
        (frozenset[NoteKind](), "Kurs neu", "07531 22222"),
        (frozenset((NoteKind.STRUCK_CELL,)), "Kurs alt neu", "07531 11111 07531 22222"),
    ):
        found = read(path, Taken(kinds=kinds))
        assert [found.rows[0].values[name] for name in ("title", "phone")] == [title, phone]
        told = [note.value for note in found.notes if note.kind is NoteKind.STRUCK_CELL]
        assert told == ([] if kinds else ["Kurs alt neu", "07531 11111 07531 22222"])


FORMATTED: tuple[tuple[str, Any, str, str], ...] = (
    ("price", 12, '0.00 "€/Std."', "12 €/Std."),
    ("price", 0, '0 "€";;"kostenlos"', "kostenlos"),
    ("price", 5, "[$CHF] #,##0.00", "5 CHF"),
    ("expires_at", date(2026, 12, 1), "mmm yy", "Dezember 2026"),
    ("expires_at", date(2026, 12, 15), "mmm yy", "15.12.2026"),
    ("start", date(2026, 12, 1), "MM/YYYY", "Dezember 2026"),
    ("start", 46357.75, "General", "01.12.2026 18:00"),
    ("hour_from", 0.375, "General", "9:00"),
)
"""Column, value, and format of a cell of Excel, and what the office sees in it."""


def test_a_cell_means_what_its_format_shows(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for number, (_, value, number_format, _) in enumerate(FORMATTED, 2):
        sheet = workbook.create_sheet(f"Blatt {number}")
        sheet.append(["Titel", {"price": "Preis", "expires_at": "Gültig bis", "start": "Beginn",
                                "hour_from": "Uhrzeit von"}[FORMATTED[number - 2][0]]])  # fmt: skip
        sheet.append(["Kurs", value])
        sheet["B2"].number_format = number_format
    workbook.save(tmp_path / "a.xlsx")
    rows = read(tmp_path / "a.xlsx").rows
    shown_values = [row.values[column] for row, (column, *_) in zip(rows, FORMATTED, strict=True)]
    assert shown_values == [words for *_, words in FORMATTED]


def test_no_combination_of_parts_fails() -> None:
    """Also where one part is moved to another column, and fits nowhere there."""
    dice, columns = random.Random(11), sorted({*PARTS, "start", "expires_at", "times", "state"})
    cells = ("18:00", "Di", "1.12.2026", "x", "zu", "wöchentlich", "Di 9:00", "?", "07531", "")
    for _ in range(3000):
        values = {column: dice.choice(cells) for column in dice.sample(columns, 6)}
        notes = joined(Row("Blatt", 2, values)).notes
        assert not [note for note in notes if note.value != values[note.column]], values


def test_a_lone_title_may_be_a_mistake(tmp_path: Path) -> None:
    rows = "Kurs;VHS;Ulm;Mo 9:00\nChor;AWO;Ulm;Di 9:00\nSpr?che\n"
    (tmp_path / "a.csv").write_text(f"Titel;Organisation;Ort;Zeiten\n{rows}", "utf-8")
    found = read(tmp_path / "a.csv")
    assert [(mistake.row, mistake.column) for mistake in found.mistakes] == [(4, "title")]


def test_every_column_that_a_heading_may_mean_has_a_name_to_choose() -> None:
    """The page on which columns are mapped lists them all."""
    assert {*NAMES, *PARTS} - {*HIDDEN_COLUMNS} <= set(COLUMNS)


def test_a_day_long_after_today_is_told_but_an_end_may_be_far() -> None:
    for column, cell, is_wrong in (
        ("start", "12.01.2072", True),
        ("deadline", "12.01.2099", True),
        ("times", "12.01.2072 10:00-12:00", True),
        ("start", "12.01.2027", False),
        ("expires_at", "31.12.2099", False),
    ):
        rows = [Row("", 2, {"title": "Kurs", "organisation": "VHS", column: cell})]
        (checked,) = check_each(rows, CONTEXT)
        told = checked.mistakes or checked.notes
        assert bool(told) == is_wrong, (column, told)
