"""Cells as offices write them: what is clear is read, the rest is told, or is a mistake.

Each case is a cell of one column; nothing is dropped without a note, and nothing is guessed.
"""

from datetime import date

import pytest

from bot.domain.imports import NoteKind, Row
from bot.domain.offers import Details
from bot.rules import exports, offer_form
from bot.rules.rows import CheckedRow, check_each
from tests.test_office_tables import CONTEXT

PART, GONE = NoteKind.KEPT_AS_TEXT, NoteKind.NOT_TAKEN
"""What stands there says more than was taken: it is kept as text, or says nothing of the offer."""
TEXT = NoteKind.TIMES_AS_TEXT
EVERYWHERE = {"municipality": ""}
READ: dict[str, dict[str, tuple[object, ...]]] = {
    "price": {
        "12.50": ("12,50 €",), "€ 12": ("€ 12",), "10/5 €": ("10/5 €",), "-": ("",),
        "k. A.": ("",), "nan": ("",), "12,- €": ("12,- €",), "auf Spendenbasis":
        ("auf Spendenbasis",),
    },
    "phone": {
        "07731 12345 (Frau Müller)": ("07731 12345", PART),
        "07731 12345 oder 07731 54321": ("07731 12345", PART),
        "07731 12345\n07731 54321": ("07731 12345", PART),
        "0171-1234567 (auch WhatsApp)": ("0171-1234567", PART),
        "07731 12345 Mo-Fr 9-12": ("07731 12345", PART),
        "Tel.: 07731 12345": ("07731 12345",), "Telefon +49 7731 12345": ("+49 7731 12345",),
        "siehe Website": ("", GONE), "keine": ("", GONE), "—": ("",), "im Büro": ("", PART),
        "07731 / 12 345": ("07731 / 12 345",), "+49 (0)7731/123-45": ("+49 (0)7731/123-45",),
    },
    "start": {
        "12. Januar 2027": ("12.01.2027",), "Di, 12.01.2027": ("12.01.2027",),
        "Dienstag 12. Januar 2027": ("12.01.2027",), "ab 12.1.27": ("12.01.2027",),
        "January 12, 2027": ("12.01.2027",), "12.01.2027, 18 Uhr": ("12.01.2027",),
        "2027-01-12T00:00:00Z": ("12.01.2027",),
        "12.01.2027 - 30.03.2027": ("12.01.2027", PART), "12.1.2027 im Rathaus": ("12.01.2027",
        PART), "laufend": ("", TEXT), "3. KW": ("", TEXT), "KW 3/2027": ("", TEXT),
        "voraussichtlich 12.01.2027": ("12.01.2027", PART), "Start: 12.1.27": ("12.01.2027",),
        "Frühjahr 2027": ("", TEXT), "nach Absprache": ("", TEXT),
    },
    "deadline": {
        "bis 5. Januar 2027": ("05.01.2027",), "keiner": ("", PART),
        "bis 5.1.2027": ("05.01.2027",),
    },
    "expires_at": {
        "Ende 2027": ("31.12.2027",), "März 2027": ("31.03.2027",), "unbegrenzt": ("", GONE),
        "bis auf Weiteres": ("", GONE),
        "bis 31.12.2027": ("31.12.2027",),
    },
    "municipality": {
        "landkreisweit": ("",), "Landkreis Konstanz": ("",), "alle Gemeinden": ("",),
        "78462": ("Konstanz",), "Radolfzell-Böhringen": ("Radolfzell am Bodensee", PART),
        "Konstanz, Ortsteil Litzelstetten": ("Konstanz", PART), "Konstanz und Singen": ("",),
        "online": ("",), "KONSTANZ": ("Konstanz",), "78224 Singen": ("Singen (Hohentwiel)",),
        "Singen Rathaus": ("Singen (Hohentwiel)", PART), "Rathaus Konstanz": ("Konstanz", PART),
        "Hauptstr. 5, 78224 Singen": ("Singen (Hohentwiel)", PART),
        "Caritas Konstanz, Raum 2": ("Konstanz", PART), "in Konstanz": ("Konstanz", PART),
        "Konstanz (Altstadt)": ("Konstanz", PART), "Online / Konstanz": ("Konstanz", PART),
        "verschiedene Orte": ("", PART), "bundesweit": ("", PART),
    },
    "free": {
        "✓": ("ja",), "☒": ("ja",), "✗": ("nein",), "☐": ("nein",), "kostenfrei": ("ja",),
        "kostenpflichtig": ("nein",), "Ja, mit Pass": ("ja", PART), "WAHR": ("ja",),
        "teilweise": ("", PART), "12 €": ("nein",), "0,00 €": ("ja",),
        "ja (5 € Pfand)": ("ja", PART), "nein, 5 €": ("nein", PART), "auf Spendenbasis": ("", PART),
        "ja oder nein": ("", PART),
    },
    "accessible": {
        "teilweise": ("", PART), "rollstuhlgerecht": ("ja",), "nicht barrierefrei": ("nein",),
        "nur EG": ("", PART), "nein (Stufen)": ("nein", PART),
    },
    "level_from": {
        "A1-A2": ("A1",), "A1/A2": ("A1",), "von A1 bis B1": ("A1",), "A1.2": ("A1", PART),
        "A2+": ("A2", PART), "ab B1": ("B1",), "B1 (GER)": ("B1",), "bis A2": ("",),
        "Alphabetisierung": ("A0",), "alle": ("",), "Anfänger": ("", PART), "Niveau B1": ("B1",),
        "Anfänger (A1)": ("A1", PART), "A1 - B1 (nach Gruppe)": ("A1", PART), "A1, A2": ("A1",),
        "keine Vorkenntnisse": ("", PART), "Alpha": ("A0",),
    },
    "age_from": {
        "6-12": ("6",), "6 bis 12 Jahre": ("6",), "ab 6 Jahren": ("6",), "6+": ("6",),
        "bis 12": ("",), "alle": ("",), "16 J.": ("16",), "14–17": ("14",), "50plus": ("50",),
        "14 bis 18-Jährige": ("14",),
        "Erwachsene": ("", PART), "U25": ("", PART), "0-6 Monate": ("", PART),
        "Kinder ab 6 Jahren": ("6", PART),
    },
    "seats": {
        "12 Plätze": ("12",), "max. 12": ("12",), "ca. 12": ("12", PART), "12 TN": ("12",),
        "unbegrenzt": ("", PART), "bis zu 8 Personen": ("8",), "8,0": ("8",), "-": ("",),
        "12/15 Plätze": ("", PART), "12-15": ("", PART), "ausgebucht": ("", PART),
        "10 (2 frei)": ("10", PART), "mind. 6, max. 12": ("12", PART), "6 Familien": ("", PART),
    },
    "languages": {
        "Deutsch & Ukrainisch": ("de, uk",), "Englisch u. Französisch": ("en, fr",),
        "deutsch + arabisch": ("de, ar",), "Deutsch (Englisch möglich)": ("de", PART),
        "alle": ("", PART), "Gebärdensprache": ("gsg",), "Arabisch, Farsi/Dari": ("ar, fa",),
        "DE, EN": ("de, en",), "dt./engl./UA": ("de, en, uk",), "Deutsch sowie Russisch":
        ("de, ru",), "Deutsch, Zeichen und Gesten": ("de", PART), "mehrsprachig": ("", PART),
        "Deutsch B1": ("de", PART), "kein Deutsch nötig": ("", PART),
    },
    "email": {
        "mailto:info@verein.de": ("info@verein.de",), "<info@verein.de>": ("info@verein.de",),
        "info@verein.de; kurs@verein.de": ("info@verein.de", PART),
        "Verein <info@verein.de>": ("info@verein.de", PART), "keine": ("", GONE),
        "über Website": ("", PART), "E-Mail: info@verein.de": ("info@verein.de",),
        "info@verein.de (Frau M.)": ("info@verein.de", PART),
        "info@müller-verein.de": ("info@müller-verein.de",), "a+b@x.de": ("a+b@x.de",),
    },
    "url": {
        "www.verein.de": ("https://www.verein.de",), "verein.de": ("https://verein.de",),
        "verein.de/kurse": ("https://verein.de/kurse",), "keine": ("", GONE),
        "Facebook: Nähcafé": ("", PART), "hier": ("", PART),
        "https://verein.de, https://kurs.de": ("https://verein.de", PART),
        "https://verein.de (Anmeldung)": ("https://verein.de", PART),
        "http://verein.de/a?b=c": ("http://verein.de/a?b=c",), "siehe facebook": ("", GONE),
    },
    "target_groups": {
        "Familien mit Kindern": ("families",), "Senior*innen": ("older_people",),
        "Geflüchtete": ("",), "Migrant:innen": ("",), "Kinder (6-10)": ("children", PART),
        "Frauen, Mütter mit Kindern": ("families, women",), "jedermann": ("",),
        "Kinder/Jugendliche": ("children, young_people",), "nur für Frauen": ("women", PART),
        "Jugendliche 14-18 J.": ("young_people", PART), "Männer": ("", PART),
        "Frauen und Männer": ("", PART), "nicht für Kinder": ("", PART),
        "Erwachsene": ("", PART), "Fachkräfte, Familien": ("families", PART),
    },
    "way": {
        "hybrid": ("on_site", PART), "Vor Ort und online": ("on_site", PART),
        "online (Zoom)": ("online", PART), "persönlich": ("on_site",), "in Präsenz": ("on_site",),
        "Videokonferenz": ("online",), "Online": ("online",), "-": ("on_site",),
        "Onlinekurs": ("online", PART), "per Telefon": ("phone", PART),
        "Gruppenangebot": ("on_site", PART),
    },
}  # fmt: skip
"""Columns, and for each cell what is read of it, and what is told."""
BESIDE = (
    ("municipality", "online", "way", "online"),
    ("municipality", "Konstanz und Singen", "address", "Konstanz, Singen"),
    ("level_from", "A1-A2", "level_to", "A2"),
    ("level_from", "bis A2", "level_to", "A2"),
    ("age_from", "6 bis 12 Jahre", "age_to", "12"),
    ("start", "12.01.2027, 18 Uhr", "times", "12.01.2027 18:00"),
    ("start", "Frühjahr 2027", "times", "Beginn: Frühjahr 2027"),
    ("price", "kostenlos", "free", "ja"),
    ("price", "0 €", "free", "ja"),
)
"""A cell that says something of another column, and what stands there then."""
ASKED = {
    "start": {"12/01/2027": "12.01.2027", "20270112": "12.01.2027", "31.02.2027": "24.11.2026",
              "Mi, 12.01.2027": "24.11.2026", "12.01.": "24.11.2026"},
    "municipality": {"Konstannz": "Konstanz", "Kreuzlingen": "", "Bad Konstanz": "Konstanz",
                     "bei Konstanz": "Konstanz",
                     "Landkreis Ravensburg": "", "Kreuzlingen, Konstanz": "",
                     "Singen am Rhein": "Singen (Hohentwiel)",
                     "Konstanz (Luxemburg)": "Konstanz"},
    "phone": {"7731 12345": "07731 12345", "1.234567E+10": "",
              "0": "+49 7751 86-0", "Raum 204, 2. OG": "+49 7751 86-0",
              "Haus 5, 2000 Stück": "+49 7751 86-0"},
    "email": {"info(at)verein.de": "info@verein.de", "info@verein..de": "info@verein..de",
              ".a@b.de": ".a@b.de", "a@-b.de": "a@-b.de", "info@verein": "info@verein"},
    "seats": {"12.05.2027": "", "6. Dez": "6", "7,5": "7"},
    "target_groups": {"Fraun": "frauen"},
    "languages": {"Deutsch, Ukrainsch": "ukrainisch"},
    "url": {"https//verein.de": "https://verein.de", "https:/verein.de": "https://verein.de",
            "ftp://verein.de": ""},
    "level_from": {"B3": "A1 … C2", "nach A1": "A1"},
}  # fmt: skip
"""Cells that are mistakes, and the proposals."""


def checked(column: str, cell: str, **others: str) -> CheckedRow:
    row = Row("", 2, {"external_id": "1", "title": "Kurs", column: cell, **others})
    (result,) = check_each([row], CONTEXT)
    return result


def cells(details: Details) -> dict[str, str]:
    return exports.cells(details, "de")


@pytest.mark.parametrize("column", READ)
def test_cells_are_read_as_offices_mean_them(column: str) -> None:
    """The way back: an import of what is exported reads the same and tells nothing."""
    wrong = {}
    for cell, (value, *kinds) in READ[column].items():
        result = checked(column, cell)
        told = [note.kind for note in result.notes]
        stood = cells(result.draft.details)[column] if result.draft else result.mistakes
        if (stood, told) != (value, kinds):
            wrong[cell] = (stood, told)
        elif result.draft and value and not kinds:
            again = checked(column, stood, lotse_version="1")
            if again.draft is None or cells(again.draft.details)[column] != stood or again.notes:
                wrong[cell] = again
    assert not wrong


def test_a_cell_may_say_something_of_another_column() -> None:
    wrong = []
    for column, cell, other, value in BESIDE:
        result = checked(column, cell)
        if result.draft is None or cells(result.draft.details)[other] != value:
            wrong.append((column, cell, result))
    assert not wrong
    kept = checked("level_from", "A1-A2", level_to="B1")
    assert [mistake.code for mistake in kept.mistakes] == ["level"]
    told = checked("municipality", "Konstanz und Singen", address="Hof 1")
    assert [note.kind for note in told.notes] == [PART]


def test_what_is_no_value_stands_as_text_in_the_offer() -> None:
    """Beside what was described already; one wrong cell beside it stays a mistake."""
    wrong = []
    for column, columns in READ.items():
        for cell, (_, *kinds) in columns.items():
            offer = cells(checked(column, cell, description="Text").draft.details)  # type: ignore[union-attr]
            text = " ".join(cell.split())
            is_kept = text in offer["description"] or offer["address"] == text
            if (PART in kinds) != is_kept or not offer["description"].startswith("Text"):
                wrong.append((column, cell, offer["description"], offer["address"]))
    assert not wrong
    row = checked("seats", "ausgebucht", target_groups="Männer", phone="7731 12345")
    assert [mistake.column for mistake in row.mistakes] == ["phone"]


def test_what_may_mean_two_things_is_a_mistake() -> None:
    wrong = {}
    for column, proposals in ASKED.items():
        for cell, proposal in proposals.items():
            found = [(m.column, m.value, m.proposal) for m in checked(column, cell).mistakes]
            if found != [(column, cell, proposal)]:
                wrong[column, cell] = found
    assert not wrong


NOTHING = ("", "on_site")
"""What an offer has where nothing was taken."""


def test_a_form_takes_what_a_table_takes_whole_and_asks_about_the_rest() -> None:
    """Nobody sees a note at a form: what would be taken in part is proposed beside its field."""
    wrong = {}
    for column in set(READ) & offer_form.AS_IN_TABLES:
        for cell, (value, *kinds) in READ[column].items():
            form = {"title": "Kurs", column: cell}
            reading = offer_form.read(form, CONTEXT, None)
            if PART in kinds:
                mistake = reading.mistakes.get(column)
                is_right = mistake is not None and (bool(mistake.proposal) or value in NOTHING)
            else:
                draft = reading.draft
                is_right = draft is not None and cells(draft.details)[column] == value
            if not is_right:
                wrong[column, cell] = reading
    assert not wrong


def test_a_row_of_ours_is_taken_as_it_stands() -> None:
    """What somebody typed at the desk is not read as an office's table."""
    details = checked("description", "-", lotse_version="3", price="frei").draft
    assert details is not None
    assert cells(details.details)["description"] == "-"
    assert details.details.free is None
    assert checked("start", "Di, 12.01.2027").draft.details.starts_on == date(2027, 1, 12)  # type: ignore[union-attr]
