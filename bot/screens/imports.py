"""Mistakes of an imported file as sentences in German and English."""

from collections.abc import Iterable
from itertools import islice

from bot.domain.imports import Mistake, Plan, Untranslated
from bot.domain.offers import Draft, Offer, text_in
from bot.rules.imports import differences
from bot.text import shortened

MISTAKES: dict[str, tuple[str, str]] = {
    "missing": ("Diese Angabe fehlt.", "This is missing."),
    "title_missing": ("Der Titel fehlt.", "The title is missing."),
    "too_long": (
        "Der Text ist zu lang (höchstens {proposal} Zeichen).",
        "The text is too long (at most {proposal} characters).",
    ),
    "number": ("„{value}“ ist keine ganze Zahl.", "“{value}” is not a whole number."),
    "yes_no": ("„{value}“ ist weder ja noch nein.", "“{value}” is neither yes nor no."),
    "date": ("„{value}“ ist kein Datum.", "“{value}” is not a date."),
    "course_kind": (
        "„{value}“ ist keine Kursart der Kursleiter (ladder.toml).",
        "“{value}” is not a kind of course (ladder.toml).",
    ),
    "level": ("„{value}“ ist kein Sprachniveau.", "“{value}” is not a language level."),
    "phone": ("„{value}“ ist keine Telefonnummer.", "“{value}” is not a phone number."),
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
    "state": ("„{value}“ ist kein bekannter Stand.", "“{value}” is not a known state."),
    "language": (
        "„{value}“ enthält eine unbekannte Sprache.",
        "“{value}” holds an unknown language.",
    ),
    "never": (
        "Zu „{value}“ gibt es keinen einzigen Tag.",
        "There is not a single day for “{value}”.",
    ),
    "times": ("„{value}“ ist keine Zeitangabe.", "“{value}” is not a time."),
    "municipality": (
        "„{value}“ ist keine Gemeinde dieses Landkreises.",
        "“{value}” is not a municipality of this district.",
    ),
    "field": (
        "„{value}“ ist kein Handlungsfeld dieses Landkreises.",
        "“{value}” is not a field of action of this district.",
    ),
    "order": ("„{value}“ liegt vor „{proposal}“.", "“{value}” comes before “{proposal}”."),
    "after_start": (
        "Die Frist {value} liegt nach dem Beginn.",
        "The deadline {value} is after the start.",
    ),
    "twice": (
        "Die Nummer „{value}“ kommt mehrfach vor.",
        "The number “{value}” occurs more than once.",
    ),
    "formula": (
        "Die Zelle enthält eine Formel. Bitte nur Werte einfügen.",
        "The cell holds a formula. Please insert values only.",
    ),
    "file_broken": (
        "Die Datei ist beschädigt oder hat ein anderes Format.",
        "The file is damaged or has another format.",
    ),
    "file_large": ("Die Datei ist zu groß ({value}).", "The file is too large ({value})."),
    "file_bomb": (
        "Die Datei entpackt sich auf eine gefährliche Größe.",
        "The file unpacks to a dangerous size.",
    ),
    "file_empty": ("Die Datei enthält keine Angebote.", "The file holds no offers."),
    "no_header": (
        "Es gibt keine Zeile mit Spaltennamen. Mindestens „Titel“ wird gebraucht.",
        "There is no line with column names. At least “title” is needed.",
    ),
    "column_twice": (
        "Die Spalte „{value}“ kommt zweimal vor.",
        "The column “{value}” occurs twice.",
    ),
    "rows_many": ("Die Datei hat mehr als {value} Zeilen.", "The file has more than {value} rows."),
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


MOST_LINES = 200
"""Maximum number of offers that are named in a part of a summary."""
NOT_STORED = "Nichts gespeichert / nothing stored"


def summary(plan: Plan, *, dry_run: bool) -> list[str]:
    """Return the lines of a summary of an import, done, planned, or refused.

    A dry run names every offer, with what it is now and what it would be.
    """
    head = "Gespeichert / stored"
    if plan.renamed:
        head = NOT_STORED
    if dry_run:
        head = "Probelauf, nichts gespeichert / dry run, nothing stored"
    return [
        head,
        f"  neu/new: {len(plan.new)}",
        *(_new_titles(plan) if dry_run else []),
        f"  geändert/changed: {len(plan.changed)}",
        *(_named(_changed_lines(offer, draft) for offer, draft in plan.changed) if dry_run else []),
        f"  unverändert/unchanged: {plan.unchanged}",
        *(
            f"  vielleicht doppelt/maybe a double: {double.title}"
            f" ({double.external_id} ~ {double.other_id})"
            for double in plan.doubles
        ),
        *_older_lines(plan),
        *_renamed_lines(plan),
        *map(_untranslated_line, plan.untranslated),
    ]


def _new_titles(plan: Plan) -> list[str]:
    return _named(
        [f"    + {text_in(draft.details.texts, 'de').title} ({draft.external_id})"]
        for draft in plan.new
    )


def _named(parts: Iterable[list[str]]) -> list[str]:
    """Return the lines of the first offers, and a mark where some are left out."""
    first = list(islice(parts, MOST_LINES + 1))
    lines = [line for part in first[:MOST_LINES] for line in part]
    return [*lines, "    …"] if len(first) > MOST_LINES else lines


def _changed_lines(offer: Offer, draft: Draft) -> list[str]:
    """Return the title of an offer, and a line for each cell with before and after."""
    title = text_in(offer.details.texts, "de").title
    return [
        f"    {title} ({offer.external_id})",
        *(
            f"      {difference.column}: „{shortened(difference.before, 80)}“"
            f" → „{shortened(difference.after, 80)}“"
            for difference in differences(offer, draft)
        ),
    ]


def _older_lines(plan: Plan) -> list[str]:
    if not plan.older:
        return []
    return [
        f"  älter als der Katalog, nicht übernommen / older than the catalogue, left as it is:"
        f" {len(plan.older)}",
        *_named(_changed_lines(offer, draft) for offer, draft in plan.older),
        "  Trotzdem übernehmen / apply nevertheless: --accept-older",
    ]


def _renamed_lines(plan: Plan) -> list[str]:
    if not plan.renamed:
        return []
    return [
        f"  gleiche Nummer, anderer Titel oder Träger / same number, other title or owner:"
        f" {len(plan.renamed)}",
        *_named(
            [
                f"    {renamed.external_id}: „{shortened(renamed.title, 80)}“"
                f" ({renamed.organisation}) → „{shortened(renamed.new_title, 80)}“"
                f" ({renamed.new_organisation})"
            ]
            for renamed in plan.renamed
        ),
        "  Eine andere Liste? / another list? --source NAME",
        "  Wirklich umbenannt? / really renamed? --accept-renamed",
    ]


def _untranslated_line(untranslated: Untranslated) -> str:
    column = f"{untranslated.column}_{untranslated.language}"
    return (
        f"  Hinweis/note: {column}: keine Übersetzung / has no translation"
        f" ({untranslated.count}, „{shortened(untranslated.title, 60)}“)"
    )
