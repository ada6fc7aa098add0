"""What is wrong in a table, in a sentence, German and English."""

from bot.domain.imports import Mistake
from bot.rules.cells import Wrong
from bot.rules.import_rows import EXAMPLES
from bot.text import shortened

MISTAKES: dict[str, tuple[str, str]] = {
    "missing": ("Diese Angabe fehlt.", "This is missing."),
    "title_missing": ("Der Titel fehlt.", "The title is missing."),
    "name_missing": ("Der Name fehlt.", "The name is missing."),
    "group_known": (
        "Es gibt schon eine Gruppe mit dem Namen „{value}“.",
        "There is already a group with the name “{value}”.",
    ),
    "gone": ("Das gibt es nicht mehr.", "This is not there any more."),
    "seat_twice": (
        "Diese Person hat schon einen anderen Sitz.",
        "This person already has another seat.",
    ),
    "own_deputy": (
        "Niemand vertritt sich selbst.",
        "Nobody is their own deputy.",
    ),
    "too_long": (
        "Der Text ist zu lang (höchstens {proposal} Zeichen).",
        "The text is too long (at most {proposal} characters).",
    ),
    "choice": ("„{value}“ steht nicht zur Wahl.", "“{value}” is not one of the choices."),
    "number": ("„{value}“ ist keine ganze Zahl.", "“{value}” is not a whole number."),
    "yes_no": ("„{value}“ ist weder ja noch nein.", "“{value}” is neither yes nor no."),
    "date": ("„{value}“ ist kein Datum.", "“{value}” is not a date."),
    "price_cut": (
        "„{value}“ wurde am Komma getrennt. Bitte den Preis in Anführungszeichen setzen.",
        "“{value}” was cut at its comma. Please put quotes around the price.",
    ),
    "quotes": (
        "Bei den Anführungszeichen ist unklar, wo die Zellen enden: „{value}“",
        "The quotation marks do not show where the cells end: “{value}”",
    ),
    "price_below": (
        "„{value}“ ist weniger als 0. Ein Preis ist 0 oder mehr.",
        "“{value}” is below 0. A price is 0 or more.",
    ),
    "price_day": (
        "„{value}“ ist ein Datum. Das Tabellenprogramm hat den Preis umgewandelt.",
        "“{value}” is a date. The spreadsheet program has changed the price.",
    ),
    "course_kind": (
        "„{value}“ ist keine Kursart der Kursleiter (ladder.toml).",
        "“{value}” is not a kind of course (ladder.toml).",
    ),
    "level": ("„{value}“ ist kein Sprachniveau.", "“{value}” is not a language level."),
    "phone": ("„{value}“ ist keine Telefonnummer.", "“{value}” is not a phone number."),
    "phone_zero": (
        "Bei „{value}“ fehlt die Null oder das Plus am Anfang.",
        "“{value}” has lost the zero or the plus at its beginning.",
    ),
    "phone_digits": (
        "Bei „{value}“ sind Ziffern verloren gegangen. Die Spalte muss als Text formatiert sein.",
        "“{value}” has lost digits. The column must be formatted as text.",
    ),
    "error_value": (
        "Die Zelle enthält den Fehlerwert „{value}“.",
        "The cell contains the error value “{value}”.",
    ),
    "letters_lost": (
        "In „{value}“ sind Buchstaben verloren gegangen.",
        "“{value}” has lost letters.",
    ),
    "email": ("„{value}“ ist keine E-Mail-Adresse.", "“{value}” is not an e-mail address."),
    "url": ("„{value}“ ist keine Internetadresse.", "“{value}” is not a web address."),
    "target": (
        "„{value}“ ist keine bekannte Zielgruppe.",
        "“{value}” is not a known target group.",
    ),
    "way": (
        "„{value}“ ist keine bekannte Art der Durchführung.",
        "“{value}” is not a known way to meet.",
    ),
    "state": ("„{value}“ ist kein bekannter Status.", "“{value}” is not a known status."),
    "language": (
        "„{value}“ enthält eine unbekannte Sprache.",
        "“{value}” contains an unknown language.",
    ),
    "never": (
        "Zu „{value}“ gibt es keinen einzigen Tag.",
        "There is not a single day for “{value}”.",
    ),
    "span": (
        "„{value}“: Das Ende liegt vor dem Beginn. Am nächsten Tag? Dann „(Folgetag)“ anfügen.",
        "“{value}”: the end is before the start. On the next day? Then add “(next day)”.",
    ),
    "weekday": (
        "„{value}“: Der {proposal} ist ein anderer Wochentag.",
        "“{value}”: {proposal} is another day of the week.",
    ),
    "times": ("„{value}“ ist keine Zeitangabe.", "“{value}” is not a time."),
    "municipality": (
        "„{value}“ ist kein Ort dieses Landkreises.",
        "“{value}” is not a town of this district.",
    ),
    "field": (
        "„{value}“ ist kein Thema dieses Landkreises.",
        "“{value}” is not a topic of this district.",
    ),
    "order": ("„{value}“ liegt vor „{proposal}“.", "“{value}” comes before “{proposal}”."),
    "after_start": (
        "Die Anmeldefrist {value} liegt nach dem Beginn.",
        "Registration ends on {value}, after the start.",
    ),
    "twice": (
        "Die Nummer „{value}“ kommt mehrfach vor.",
        "The number “{value}” occurs more than once.",
    ),
    "formula": (
        "Die Zelle enthält eine Formel. Bitte nur Werte einfügen.",
        "The cell contains a formula. Please insert values only.",
    ),
    "file_broken": (
        "Die Datei ist beschädigt oder hat ein anderes Format.",
        "The file is damaged or has another format.",
    ),
    "file_closed": (
        "„{value}“ lässt sich nicht lesen oder schreiben.",
        "“{value}” cannot be read or written.",
    ),
    "file_password": (
        "Die Datei ist mit einem Passwort geschützt. Bitte ohne Passwort speichern.",
        "The file has a password. Please save it without one.",
    ),
    "file_foreign": (
        "Die Datei ist keine Tabelle ({value}). Bitte als XLSX, ODS oder CSV speichern.",
        "The file is not a table ({value}). Please save it as XLSX, ODS or CSV.",
    ),
    "encoding_unclear": (
        "Die Zeichen lassen sich auf mehrere Arten lesen: {value}. Bitte --encoding angeben.",
        "The letters can be read in several ways: {value}. Please give --encoding.",
    ),
    "separator_unclear": (
        "Mehrere Trennzeichen passen: {value}. Bitte --separator angeben.",
        "Several separators fit: {value}. Please give --separator.",
    ),
    "quote_open": (
        "Ein Anführungszeichen wird nicht geschlossen: „{value}“",
        "A quotation mark is not closed: “{value}”",
    ),
    "other_language": (
        "Die Datei ist für eine andere Sprache ({value}).",
        "The file is for another language ({value}).",
    ),
    "no_translations": (
        "Die Datei enthält keine Übersetzungen, wie Lotse sie ausgibt.",
        "The file contains no translations as Lotse exports them.",
    ),
    "texts_many": (
        "Die Datei ändert mehr als {proposal} Texte. Bitte in mehreren Dateien senden.",
        "The file changes more than {proposal} texts. Please send it in several files.",
    ),
    "file_large": ("Die Datei ist zu groß ({value}).", "The file is too large ({value})."),
    "file_bomb": (
        "Die Datei entpackt sich auf eine gefährliche Größe.",
        "The file unpacks to a dangerous size.",
    ),
    "file_empty": ("Die Datei enthält keine Angebote.", "The file contains no offers."),
    "people": (
        "Das ist eine Liste von Personen („{value}“). Hier werden nur Angebote eingelesen.",
        "This is a list of people (“{value}”). Only offers are read here.",
    ),
    "no_header": (
        "Es gibt keine Zeile mit Spaltennamen. Mindestens „Titel“ wird gebraucht.",
        "There is no line with column names. At least “title” is needed.",
    ),
    "column_twice": (
        "Die Spalte „{value}“ kommt zweimal vor.",
        "The column “{value}” occurs twice.",
    ),
    "columns_many": (
        "Die Tabelle hat mehr als {value} Spalten.",
        "The table has more than {value} columns.",
    ),
    "sheet_large": (
        "Das Blatt ist zu groß ({value} Zellen).",
        "The sheet is too large ({value} cells).",
    ),
    "rows_many": ("Die Datei hat mehr als {value} Zeilen.", "The file has more than {value} rows."),
    "amount": (
        "„{value}“ ist keine eindeutige Zahl mit höchstens zwei Nachkommastellen.",
        "“{value}” is not a clear number with at most two decimals.",
    ),
    "origin": (
        "„{value}“ ist keine bekannte Herkunft: Plan, Ergebnis oder Empfehlung.",
        "“{value}” is not a known origin: plan, result or recommendation.",
    ),
    "measure_number": (
        "„{value}“ ist keine Nummer einer Maßnahme, wie zum Beispiel 2.5.",
        "“{value}” is not the number of a measure, such as 2.5.",
    ),
    "measure_title": ("Der Titel fehlt.", "The title is missing."),
    "measure_target": (
        "Der Maßnahme fehlt ein Zielwert: eine Zahl und was gezählt wird, etwa 40 Plätze.",
        "The measure has no target: a number and what is counted, such as 40 places.",
    ),
    "measure_amount": (
        "„{value}“ ist keine Zahl ab 0 mit höchstens zwei Nachkommastellen.",
        "“{value}” is not a number, 0 or more, with at most two decimals.",
    ),
    "measure_costs": (
        "Die höchsten Kosten ({value}) liegen unter den niedrigsten.",
        "The highest cost ({value}) is below the lowest.",
    ),
    "measure_dates": (
        "Das Ende ({value}) liegt vor dem Beginn.",
        "The end ({value}) is before the start.",
    ),
    "measure_field": (
        "„{value}“ ist kein Thema dieses Landkreises.",
        "“{value}” is not a topic of this district.",
    ),
    "measure_owners": (
        "Zuständig ist entweder eine Person oder eine Gruppe, nicht beide.",
        "Either a person or a group is in charge, not both.",
    ),
    "measure_parent": (
        "„{value}“ ist keine Maßnahme, zu der diese gehören kann.",
        "“{value}” is not a measure that this one can be a part of.",
    ),
    "owner_left": (
        "„{value}“ gibt es hier nicht oder nicht mehr. Wer ist jetzt zuständig?",
        "“{value}” is not here, or not any more. Who is in charge now?",
    ),
    "language_unknown": (
        "Die Sprache der Datei ist nicht zu erkennen. Bitte --language angeben.",
        "The file's language is unclear. Please give --language.",
    ),
}


def sentence(mistake: Mistake) -> str:
    """Return a line: place, mistake in German and English, proposal."""
    where = ", ".join(
        filter(
            None,
            (
                mistake.sheet and f"Blatt/sheet {mistake.sheet}",
                f"Zeile/row {mistake.row}" if mistake.row else "",
                mistake.column and f"Spalte/column {mistake.column}",
            ),
        )
    )
    german, english = (
        words.format(value=mistake.value, proposal=mistake.proposal)
        for words in MISTAKES[mistake.code]
    )
    proposal = (
        f" Vorschlag/proposal: {mistake.proposal}"
        if mistake.proposal and "{proposal}" not in MISTAKES[mistake.code][0]
        else ""
    )
    return f"{where + ': ' if where else ''}{german} / {english}{proposal}"


def reason(mistake: Mistake, language: str) -> str:
    """Return what is wrong, in German or else in English, with the proposal if there is one."""
    german, english = (
        words.format(value=mistake.value, proposal=mistake.proposal)
        for words in MISTAKES[mistake.code]
    )
    is_said = not mistake.proposal or "{proposal}" in MISTAKES[mistake.code][0]
    is_german = language == "de"
    if is_said:
        return german if is_german else english
    is_example = mistake.proposal in EXAMPLES
    named = ("Zum Beispiel", "For example") if is_example else ("Vorschlag", "Proposal")
    said, label = (german, named[0]) if is_german else (english, named[1])
    return f"{said} {label}: {mistake.proposal}"


def reason_of(wrong: Wrong, value: str, language: str) -> str:
    """Return what is wrong with a value that was typed, see ``reason``."""
    mistake = Mistake("", 1, "", wrong.code, shortened(value, 80), wrong.proposal)
    return reason(mistake, language)
