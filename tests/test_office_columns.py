"""Columns as offices part and name them: what two of them say together must not be lost.

Each table is one case of its kind; what is wrong of all of them is listed.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from bot.domain.imports import FileProblem, NoteKind
from bot.domain.offers import Draft, State
from bot.rules import schedules
from bot.rules.rows import CheckedRow, check_each
from tests.test_office_tables import CONTEXT, read


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
    }  # fmt: skip


def checked(path: Path, text: str) -> list[CheckedRow]:
    """The rows of a file of text."""
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


NOT_TAKEN, AS_TEXT = NoteKind.NOT_TAKEN, NoteKind.TIMES_AS_TEXT
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
    Case("Titel|Tag|Uhrzeit", "Kurs|Montag|Mo 9-11", {"times": "Mo 09:00-11:00"}, [NOT_TAKEN]),
    Case("Titel|Tag|Uhrzeit", "Kurs|nach Absprache|9-11", {}, [AS_TEXT]),
    Case("Titel|Mo|Di|Mi|Do|Fr", "Kurs|9-12|geschlossen|14-16 Uhr|-|",
         {"times": "Mo 09:00-12:00 | Mi 14:00-16:00"}),
    Case("Titel|Montag|Donnerstag|Uhrzeit", "Kurs|x|x|9-11", {"times": "Mo,Do 09:00-11:00"}),
    Case("Titel|Vorwahl|Telefon", "Kurs|07731|12345", {"phone": "07731 12345"}),
    Case("Titel|Vorwahl|Telefon", "Kurs|07731|07731 12345", {"phone": "07731 12345"}),
    Case("Titel|Telefon|Mobil", "Kurs||0176 12345678", {"phone": "0176 12345678"}),
    Case("Titel|Telefon|Handy", "Kurs|07731 12345|0176 12345678", {"phone": "07731 12345"},
         [NOT_TAKEN]),
    Case("Titel|Straße|Hausnr.|PLZ|Ort", "Kurs|Hauptstr.|5 a|78224|Singen",
         {"address": "Hauptstr. 5 a", "town": "Singen (Hohentwiel)"}),
    Case("Nr|Titel|Straße|Nr.|Ort", "17|Kurs|Hauptstr.|5|Singen",
         {"address": "Hauptstr. 5", "id": "17"}),
    Case("Titel|PLZ/Ort", "Kurs|78224 Singen", {"town": "Singen (Hohentwiel)"}),
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
