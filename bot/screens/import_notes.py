"""Notes of an import, its list and its undoing as sentences in German and English."""

from collections.abc import Iterable, Iterator, Sequence

from bot.domain.imports import SKIPPED, ImportRun, Note, NoteKind, Undoing
from bot.text import shortened

MOST_ROWS = 12
"""Maximum number of rows that are named in a line."""
NOTES: dict[NoteKind, tuple[str, str]] = {
    NoteKind.HIDDEN_SHEET: (
        "Das Blatt ist ausgeblendet und wurde nicht gelesen.",
        "The sheet is hidden and was not read.",
    ),
    NoteKind.HIDDEN_ROW: (
        "Ausgeblendete Zeilen wurden nicht gelesen.",
        "Hidden rows were not read.",
    ),
    NoteKind.HIDDEN_COLUMN: (
        "Die Spalte ist ausgeblendet und wurde gelesen.",
        "The column is hidden and was read.",
    ),
    NoteKind.STRUCK_ROW: (
        "Durchgestrichene Zeilen wurden nicht gelesen.",
        "Rows that are struck through were not read.",
    ),
    NoteKind.STRUCK_CELL: (
        "Die Zelle ist durchgestrichen und gilt als leer.",
        "The cell is struck through and counts as empty.",
    ),
    NoteKind.SECTION: (
        "Als Zwischenüberschrift verstanden und nicht gelesen.",
        "Taken for the heading of a section and not read.",
    ),
    NoteKind.SUM: ("Als Summe verstanden und nicht gelesen.", "Taken for a sum and not read."),
    NoteKind.REMARK: (
        "Als Anmerkung verstanden und nicht gelesen.",
        "Taken for a remark and not read.",
    ),
    NoteKind.HEADING_AGAIN: (
        "Die Spaltennamen stehen hier noch einmal.",
        "The column names stand here again.",
    ),
    NoteKind.NO_HEADING: (
        "Werte ohne Spaltennamen wurden nicht gelesen.",
        "Values without a column name were not read.",
    ),
    NoteKind.NO_TABLE: (
        "Das Blatt hat keine Zeile mit Spaltennamen und wurde nicht gelesen.",
        "The sheet has no line with column names and was not read.",
    ),
    NoteKind.CARRIED: (
        "Der Wert aus der verbundenen Zelle, der Zelle darüber, der Zwischenüberschrift oder dem "
        "Namen des Blattes gilt auch hier.",
        "The value of the merged cell, the cell above, the heading of the section or the name of "
        "the sheet counts here, too.",
    ),
    NoteKind.ENCODING: (
        "Die Zeichen wurden als {value} gelesen.",
        "The letters were read as {value}.",
    ),
    NoteKind.TIMES_AS_TEXT: (
        "Das wurde nicht als Zeit gelesen. Es wird als Text gezeigt.",
        "This was not read as a time. It is shown as text.",
    ),
    NoteKind.START_TIME: (
        "Die Uhrzeit beim Beginn wird nicht verwendet, weil es Zeiten gibt.",
        "The time of day of the start is not used, because there are times.",
    ),
    NoteKind.POSTCODE: (
        "Zur Postleitzahl gibt es nicht genau eine Gemeinde. Das Angebot gilt im ganzen Landkreis.",
        "The postcode does not name one municipality. The offer is for the whole district.",
    ),
    NoteKind.OTHER_TOWN: (
        "Postleitzahl oder Adresse gehören zu einer anderen Gemeinde. Es gilt der Name der "
        "Gemeinde.",
        "The postcode or the address is one of another municipality. The name of the municipality "
        "counts.",
    ),
    NoteKind.NOT_TAKEN: (
        "Der Wert wurde nicht oder nicht ganz übernommen.",
        "The value was not taken, or not as a whole.",
    ),
    NoteKind.KEPT_AS_TEXT: (
        "Der Wert wurde nicht ganz gelesen. Er steht als Text beim Angebot.",
        "The value was not read as a whole. It is kept as text in the offer.",
    ),
    NoteKind.COMMENT: (
        "Der Kommentar an der Zelle wurde nicht gelesen.",
        "The comment at the cell was not read.",
    ),
    NoteKind.JOINED: (
        "Die Zelle ist über mehrere Spalten verbunden. Ihr Wert gilt nur für die erste.",
        "The cell is merged over several columns. Its value counts for the first one only.",
    ),
    NoteKind.NO_AREA_CODE: (
        "Die Telefonnummer hat keine Vorwahl. Vom Handy aus ist sie nicht erreichbar.",
        "The phone number has no area code. A mobile phone cannot reach it.",
    ),
    NoteKind.TURNED: (
        "Die Spaltennamen stehen hier untereinander. Als Zeile zählt eine Spalte oder ein Block.",
        "The column names stand below each other here. A column or a block counts as a row.",
    ),
}
"""What is told about a file: German, English."""


def sentence(note: Note) -> str:
    """Return a line: place, what is told in German and English, the value, how to take it."""
    return _line(note, [note.row] if note.row else [], [note.value] if note.value else [])


def words(note: Note, language: str) -> str:
    """Return what is told in German or else in English, without place and value."""
    german, english = NOTES[note.kind]
    return (german if language == "de" else english).format(value=note.value)


def lines(notes: Iterable[Note]) -> Iterator[str]:
    """Yield one line for all notes of a kind in a column of a sheet."""
    groups: dict[tuple[NoteKind, str, str], list[Note]] = {}
    for note in notes:
        groups.setdefault((note.kind, note.sheet, note.column), []).append(note)
    for same in groups.values():
        rows = [note.row for note in same if note.row]
        yield _line(same[0], rows, [note.value for note in same if note.value])


def _line(note: Note, rows: Sequence[int], values: Sequence[str]) -> str:
    german, english = (words.format(value=note.value) for words in NOTES[note.kind])
    place = ", ".join(
        filter(
            None,
            (
                note.sheet and f"Blatt/sheet {note.sheet}",
                f"Zeile/row {_listed(rows)}" if rows else "",
                note.column and f"Spalte/column {note.column}",
            ),
        )
    )
    shown = "" if "{value}" in NOTES[note.kind][0] else _values(values)
    return f"Hinweis/note: {place + ': ' if place else ''}{german} / {english}{shown}{_way(note)}"


def _way(note: Note) -> str:
    """Return how to take what is left out all the same."""
    if note.kind not in SKIPPED or note.kind is NoteKind.HEADING_AGAIN:
        return ""
    return f" (--take {note.kind.value.replace('_', '-')})"


def _listed(rows: Sequence[int]) -> str:
    first = ", ".join(map(str, rows[:MOST_ROWS]))
    return f"{first} … ({len(rows)})" if len(rows) > MOST_ROWS else first


def _values(values: Sequence[str]) -> str:
    different = list(dict.fromkeys(values))
    if not different:
        return ""
    more = " …" if len(different) > MOST_ROWS else ""
    return " " + ", ".join(f"„{shortened(value, 60)}“" for value in different[:MOST_ROWS]) + more


def run_lines(listed: Iterable[ImportRun]) -> Iterator[str]:
    """Yield a line for each import: number, day, changes, sources."""
    for run in listed:
        undone = f", rückgängig/undone: {run.undone}" if run.undone else ""
        yield (
            f"{run.id}  {run.made_at:%d.%m.%Y %H:%M} UTC  Änderungen/changes: {run.changes}{undone}"
            f"  {shortened(', '.join(run.sources), 80)}"
        )


def undoing_lines(undoing: Undoing | None) -> Iterator[str]:
    """Yield what was undone; ``undoing`` None means that there is no such import."""
    if undoing is None:
        yield "Diesen Import gibt es nicht. / There is no such import."
        return
    yield f"zurückgesetzt/restored: {len(undoing.restored)}"
    yield f"gelöscht/removed: {len(undoing.removed)}"
    if undoing.changed_since:
        yield (
            "seither geändert, bleibt wie es ist / changed since, left as it is: "
            + ", ".join(undoing.changed_since[:200])
        )
        if not undoing.restored and not undoing.removed:
            yield "Einzeln rückgängig machen / undo row by row: --row NUMBER"
