"""Headings of real offices: owners that stand above their rows, and names of columns."""

from pathlib import Path

from bot.domain.imports import NoteKind
from bot.rules.columns import canonical
from bot.rules.section_owners import owner_of_section
from tests.test_office_columns import checked

OWNERS = {
    "Caritas Singen": "Caritas Singen",
    "Träger: Diakonie Konstanz e. V.": "Diakonie Konstanz e. V.",
    "Anbieterin : Stadtbücherei": "Stadtbücherei",
    "Angebote der AWO": "AWO",
    "Kurse der Volkshochschule Murg": "Volkshochschule Murg",
    "Sprachbrücke e.V., Tel. 07731 12345": "Sprachbrücke e.V.",
    "Bildung für alle gGmbH (Singen)": "Bildung für alle gGmbH",
    "Kreisjugendring Konstanz e.V. – Frau Muster": "Kreisjugendring Konstanz e.V.",
    "Evangelische Kirchengemeinde Murg": "Evangelische Kirchengemeinde Murg",
    "Helferkreis Asyl Singen": "Helferkreis Asyl Singen",
    "Deutscher Kinderschutzbund": "Deutscher Kinderschutzbund",
    "Jobcenter": "Jobcenter",
}
NO_OWNERS = (
    "I. Sprachkurse", "Beratung", "Angebote für Frauen", "Vereine", "Vereine und Verbände",
    "Singen", "Stadt Konstanz", "Tabelle1", "Sport im Verein", "Kinder und Jugendliche",
    "Ehrenamt", "Nachbarschaftshilfe", "Gesundheit", "2027", "Alphabetisierung", "",
    "Verbandsgemeinde Landstuhl", "Sportvereine", "Handwerk",
)  # fmt: skip


def test_who_a_section_is_called_after() -> None:
    found = {words: owner_of_section(words) for words in (*OWNERS, *NO_OWNERS)}
    assert found == {**OWNERS, **dict.fromkeys(NO_OWNERS, "")}


def test_rows_belong_to_the_owner_above_them(tmp_path: Path) -> None:
    """Told for each row; where a column names owners, a section is none."""
    path = tmp_path / "a.csv"
    text = (
        "Nr;Angebot;Ort;Zeiten;Telefon\nCaritas Singen;;;;\n1;Beratung;Singen;Di 9-12;07731 12345\n"
        "Sprachkurse;;;;\n2;Kurs;Singen;Do 9-12;07731 12345\n"
        "Träger: Diakonie;;;;\n3;Treff;Konstanz;Mi 9-12;07531 12345\n"
    )
    rows = checked(path, text)
    owners = [row.draft.details.organisation if row.draft else None for row in rows]
    assert owners == ["Caritas Singen", "Landkreis", "Diakonie"]
    told = [(note.column, note.value) for row in rows for note in row.notes]
    assert told == [("organisation", "Caritas Singen"), ("organisation", "Träger: Diakonie")]
    with_column = text.replace("Telefon\n", "Telefon;Träger\n").replace("12345\n", "12345;\n")
    rows = checked(path, with_column)
    assert {row.draft.details.organisation for row in rows if row.draft} == {"Landkreis"}
    assert {note.kind for row in rows for note in row.notes} <= {NoteKind.KEPT_AS_TEXT}


HEADINGS = {
    "Tel.": "phone", "Tel. Nr.": "phone", "Telefon (dienstl.)": "phone", "Handynr.": "mobile",
    "Kursbeginn": "start", "Kursbeginn (Datum)": "start", "Uhrzeit von": "hour_from",
    "Uhrzeit bis": "hour_to", "Uhrzeit (von - bis)": "times", "Sprachniveau": "level_from",
    "Niveau (GER)": "level_from", "Sprachstufe": "level_from", "Gebühr": "price",
    "Gebühr (€)": "price", "Kosten/Gebühren": "price", "Kosten pro Person": "price",
    "Teilnahmegebühr in €": "price", "Eigenbeitrag": "price", "Zielgruppe(n)": "target_groups",
    "PLZ/Ort": "municipality", "PLZ + Ort": "municipality", "Gemeinde/Stadt": "municipality",
    "Straße/Nr.": "address", "Str./Nr.": "address", "Straße u. Hausnr.": "address",
    "Anschrift (Straße, PLZ, Ort)": "address", "Adresse des Veranstaltungsortes": "address",
    "Lfd. Nr.": "external_id", "Kurs-Nr.": "external_id", "Kurs-ID": "external_id",
    "Kursnr.": "external_id", "Name des Angebots": "title", "Titel der Maßnahme": "title",
    "Kurstitel/Thema": "title", "Anbieter/Träger": "organisation", "Einrichtung/Verein":
    "organisation", "Veranstalter/in": "organisation", "Anbieter*innen": "organisation",
    "Organisator": "organisation", "Tag(e)": "on_day", "Unterrichtstage/-zeiten": "times",
    "Bürozeiten": "times", "Öffnungszeiten/Sprechzeiten": "times", "Zeitraum": "period",
    "von - bis": "period", "Beginn/Ende": "period", "Laufzeit von": "day_from", "Datum bis":
    "day_to", "Turnus": "rhythm", "max. TN": "seats", "Plätze (frei)": "seats",
    "kostenlos (j/n)": "free", "Anmeldung bis": "deadline", "Anmeldefrist bis": "deadline",
    "Mail-Adresse": "email", "Homepage/Link": "url", "Telefon/E-Mail": "contact",
    "Sprache(n)": "languages", "barrierefrei (ja/nein)": "accessible", "Barrierefreier Zugang":
    "accessible", "Präsenz/Online": "way", "Alter (von-bis)": "age_from", "Kursstatus": "publish",
    # What is told as not used: nobody knows whether people may read it, or it says something else.
    "Ansprechpartner/in": None, "Bemerkungen": None, "Dozent/in": None, "Belegte Plätze": None,
    "Warteliste": None, "Anmeldung erforderlich": None, "Aktualisiert am": None,
    "Erfasst von": None, "Muttersprache": None, "Kinderbetreuung (ja/nein)": "childcare",
    "Umfang (UE)": None, "Landkreis": None, "Fax": None, "Kostenträger": None,
}  # fmt: skip


def test_headings_of_real_lists() -> None:
    found = {words: canonical(words, ("de", "en", "uk")) for words in HEADINGS}
    assert found == HEADINGS
