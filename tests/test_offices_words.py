"""What offices and their programs write into cells, that was lost or refused a file."""

from pathlib import Path

from bot.domain.imports import NoteKind
from bot.rules.rows import check_each
from tests.test_office_columns import checked, table
from tests.test_office_tables import CONTEXT, read


def test_the_day_of_a_list_is_no_state_of_an_offer(tmp_path: Path) -> None:
    for day in ("01.11.2026", "2026-11-01", "1.11.26"):
        (row,) = checked(tmp_path / "a.csv", table("Stand|Titel", f"{day}|Kurs"))
        assert row.draft is not None
        assert [note.kind for note in row.notes] == [NoteKind.KEPT_AS_TEXT]
    (row,) = checked(tmp_path / "a.csv", table("Stand|Titel", "ofen|Kurs"))
    assert [mistake.code for mistake in row.mistakes] == ["state"]


ESCAPED = {
    '"1";"Kurs \\"Deutsch\\"";"VHS"': 'Kurs "Deutsch"',
    '"1";"\\"Deutsch; leicht\\" am Abend";"VHS"': '"Deutsch; leicht" am Abend',
    '"1";"Kurs ""Deutsch""";"VHS"': 'Kurs "Deutsch"',
    "1;C:\\Ablage;VHS": "C:\\Ablage",
    '1;"C:\\";VHS': "C:\\",
}
"""Lines of databases and of Excel, and the title that each of them means."""


def test_quotes_as_databases_write_them(tmp_path: Path) -> None:
    wrong = {}
    for line, title in ESCAPED.items():
        path = tmp_path / "a.csv"
        path.write_text(f"Nr;Titel;Träger\n{line}\n2;Kurs;VHS\n", "utf-8")
        rows = list(check_each(read(path).rows, CONTEXT))
        found = [row.draft.details.texts[0].title for row in rows if row.draft]
        if found != [title, "Kurs"]:
            wrong[line] = found
    assert not wrong


ADDRESSES = {
    "Hauptstr. 5, 78224 Singen": "Singen (Hohentwiel)",
    "Weg 1, 78224 Singen; Weg 2, 78462 Konstanz": "",
    "Weg 1, 78224 Singen\nWeg 2, 78462 Konstanz": "",
    "Haus A, Weg 1, Singen; Haus B, Weg 2, 78224 Singen": "Singen (Hohentwiel)",
    "Bürgerhaus; Weg 2\n78462 Konstanz": "Konstanz",
    "Weg 2, Konstanz; Raum 5": "",
}
"""Addresses, and the town that all of an offer is in."""


def test_addresses_in_two_towns_are_in_neither(tmp_path: Path) -> None:
    found = {}
    for address in ADDRESSES:
        quoted = f'"{address}"'
        path = tmp_path / "a.csv"
        path.write_text(f"Titel;Adresse\nKurs;{quoted}\n", "utf-8")
        (row,) = check_each(read(path).rows, CONTEXT)
        found[address] = row.draft.details.municipality if row.draft else None
    assert found == ADDRESSES
