"""What a line below the headings is: a row, or a section, a sum, a remark, or hidden."""

import re
from collections.abc import Callable, Mapping

from bot.domain.imports import NoteKind
from bot.domain.sheets import Line
from bot.rules import headings
from bot.rules.headings import Header

_SUM = frozenset(
    (
        *("summe", "gesamt", "gesamtsumme", "insgesamt", "zwischensumme", "total", "sum"),
        *("subtotal", "anzahl", "gesamtzahl", "durchschnitt", "mittelwert", "anzahl angebote"),
        *("angebote gesamt", "summe angebote", "σ", "∑", "gesamtergebnis", "teilergebnis"),
        *("ergebnis", "grand total", "gesamtsummen", "summen", "übertrag", "zwischensummen"),
    )
)
_BEGINS_SUM = frozenset(("summe", "gesamt", "gesamtsumme", "insgesamt", "total", "zwischensumme"))
_SUM_ALONE = re.compile(
    r"(?:Summe|Gesamt(?:summe)?|Insgesamt|Zwischensumme|Übertrag|Total)\b"
    r"[\s:=]*[\d.,\s]+(?:€|EUR)?",
    re.IGNORECASE,
)
"""A sum and its word in one cell: "Übertrag: 45,00 €"."""
_RESULT = re.compile(r".+ (?:gesamt)?ergebnis", re.IGNORECASE)
"""The last line of a group in a pivot table: "Konstanz Ergebnis"."""
_DRAWN = re.compile(r"[\W_]{2,}")
"""A line that is drawn with signs: "-----", "====="."""
_HINT = re.compile(
    r"(?:TT|DD)\.?(?:MM)\.?(?:JJ|YY).*|max(?:\.|imal) \d+ (?:Zeichen|Buchstaben)"
    r"|Pflicht(?:feld|angabe)?|Freitext|Text|Zahl|Datum|Auswahl(?:liste)?|ja ?/ ?nein"
    r"|(?:mit|ohne) Vorwahl|(?:in )?(?:€|EUR|Euro|Std\.?|Stunden|h|Min\.?|Minuten|Jahren|Wochen)"
    r"|Anzahl|Uhr|von ?[-–/]? ?bis"
    r"|optional|(?:z\. ?B\.|Bsp\.?:) .*|\(.*\)",
    re.IGNORECASE,
)
"""What forms say below their headings: how a column is to be filled."""
_FOOTNOTE = re.compile(
    r"[*¹²³⁴†]+\)?\s*\w.*|(?:Stand|Quellen?|Hinweise?|Anmerkung(?:en)?|Anm|Legende|Fußnoten?"
    r"|Erläuterung(?:en)?|Redaktion|Rückfragen|Alle Angaben|Angaben ohne|Änderungen|Bitte beachten"
    r"|Erstellt (?:am|von)|Letzte (?:Änderung|Aktualisierung))\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""What stands alone in a line and is about the list: no title begins like this."""
_LEGEND = re.compile(
    r"(?:Legende|Zeichenerklärung|Erklärung(?:en)?|Erläuterung(?:en)?|Farben|Abkürzung(?:en)?"
    r"|Legend|Key)\b\W*(?:der \w+|zur \w+)?\W*",
    re.IGNORECASE,
)
"""A line below which signs, colours and short words are explained."""
_SIGNS = re.compile(r"\W+|rot|grün|gelb|blau|orange|grau|lila|red|green|yellow|blue", re.IGNORECASE)
"""What a line of a legend explains, in the place of a number."""
_PAGE = re.compile(
    r"[-–—(\s]*(?:(?:Seite|Blatt|Page|S\.)\s*\d+(?:\s*(?:von|of|/)\s*\d+)?|[-–—]\s*\d+\s*[-–—])"
    r"[-–—)\s]*|.*\bFortsetzung\b(?: von Seite \d+)?[)\]:.…\s]*",
    re.IGNORECASE,
)
"""What stands in the middle of a list where a page of it ends or begins."""
_EXAMPLE = frozenset(("beispiel", "bsp", "muster", "z b", "beispielzeile", "example"))
_FIGURE = re.compile(r"[-+]?[\d.,\s]+(?:€|EUR|%)?")
_SECTION_NUMBER = re.compile(r"(?:[A-Z]|[IVX]{1,5})[.)]?")
"""The number of a section, which is none of an offer."""
WIDE = 3
"""Minimum number of columns of a merged cell that is a section, and of cells of a usual row."""
Texts = Mapping[int, str]


def kind_of(line: Line, own: Texts, header: Header) -> NoteKind | None:
    """Return as what a line is left out, or None for a row."""
    return next((kind for kind, is_kind in _KINDS if is_kind(line, own, header)), None)


def is_lone_title(own: Texts, header: Header) -> bool:
    """Return whether a line has nothing but a title, also behind "A" or "II." as its number."""
    numbers = _numbers(header)
    if header.title not in own or not own.keys() <= {header.title, *numbers}:
        return False
    return all(_SECTION_NUMBER.fullmatch(own[i]) for i in own.keys() & numbers)


def is_legend(own: Texts) -> bool:
    """Return whether a line says that signs or colours are explained below it."""
    return len(own) == 1 and all(_LEGEND.fullmatch(text) for text in own.values())


def _is_page(line: Line, own: Texts, header: Header) -> bool:
    """Return whether a line is the number of a page, or says that a list goes on."""
    return len(own) == 1 and all(_PAGE.fullmatch(text) for text in own.values())


def _is_hidden(line: Line, own: Texts, header: Header) -> bool:
    return line.marks.is_hidden


def _is_struck(line: Line, own: Texts, header: Header) -> bool:
    """Return whether the title of a line is crossed out, or all of it."""
    struck = line.marks.struck
    return header.title in struck or (bool(own) and own.keys() <= struck)


def _is_sum(line: Line, own: Texts, header: Header) -> bool:
    """Return whether a line only adds up: figures and formulas beside a word such as "Summe"."""
    words = [text for text in own.values() if not _is_figure(text)]
    if len(own) == 1 and words and _SUM_ALONE.fullmatch(words[0]):
        return True
    figures = len(own) - len(words) + len(line.marks.formulas)
    if figures <= 0 or len(words) > 1:
        return False
    has_title = header.title in own
    return _says_sum(words[0], has_title) if words else _only_adds(line, own, header)


def _is_remark(line: Line, own: Texts, header: Header) -> bool:
    """Return whether a line says something about the list, and nothing of an offer."""
    is_of_form = _is_drawn(own) or _is_hint(line, own, header) or _is_example(own, header)
    is_alone = _is_footnote(own, header) or _is_number_alone(line, own, header)
    is_alone |= _is_sign(own, header)
    return is_of_form or is_alone or _is_beside(line, own, header)


def _is_drawn(own: Texts) -> bool:
    """Return whether a line holds nothing but signs."""
    return bool(own) and all(_DRAWN.fullmatch(text) for text in own.values())


def _is_footnote(own: Texts, header: Header) -> bool:
    """Return whether a line is a note below a list: "* nur mit Anmeldung", "Stand: 20.11.2026"."""
    return own.keys() == {header.title} and bool(_FOOTNOTE.fullmatch(own[header.title]))


def _is_hint(line: Line, own: Texts, header: Header) -> bool:
    """Return whether the line below the headings says how to fill the columns."""
    hints = [text for text in own.values() if _HINT.fullmatch(text)]
    is_below = line.number == header.line + 1 and not own.keys() & _numbers(header)
    return is_below and len(hints) > 1 and 2 * len(hints) >= len(own)


def _is_sign(own: Texts, header: Header) -> bool:
    """Return whether a short line explains a sign or a colour, which stands instead of a number."""
    is_short = len(own) < WIDE < len(header.columns)
    return is_short and any(_SIGNS.fullmatch(own[i]) for i in own.keys() & _numbers(header))


def _is_example(own: Texts, header: Header) -> bool:
    """Return whether a line is the example of a form, which its number says."""
    return any(headings.words_of(own[i]) in _EXAMPLE for i in own.keys() & _numbers(header))


def _is_figure(text: str) -> bool:
    return text.startswith("=") or bool(_FIGURE.fullmatch(text))


def _says_sum(words: str, has_title: bool) -> bool:
    spoken = headings.words_of(words)
    is_count = not has_title and spoken.split(" ")[0] in _BEGINS_SUM
    is_result = not has_title and bool(_RESULT.fullmatch(words))
    return spoken in _SUM or words.strip(" :") in _SUM or is_count or is_result


def _only_adds(line: Line, own: Texts, header: Header) -> bool:
    """Return whether figures without a word are no row: few, without a title or a number."""
    is_added = bool(line.marks.formulas) or not own.keys() & _numbers(header)
    return is_added and header.title not in own and len(own) < WIDE


def _numbers(header: Header) -> set[int]:
    """Return the positions of the numbers of offers."""
    return {i for i, column in header.columns.items() if column == "external_id"}


def _is_number_alone(line: Line, own: Texts, header: Header) -> bool:
    """Return whether a line only has a number, as in lists that are numbered beforehand.

    Words in its place are a remark: "# end", "Stand: 1.11.2026".
    """
    if line.marks.errors or line.marks.formulas:
        return False
    is_alone = len(own) == 1 and header.title >= 0 and own.keys() <= _numbers(header)
    return is_alone and all(re.fullmatch(r"\d{1,5}\.?|\W.*|\S+ .*", text) for text in own.values())


def _is_beside(line: Line, own: Texts, header: Header) -> bool:
    """Return whether nothing in a line stands below a heading that we know."""
    return header.columns.keys().isdisjoint((*own, *line.marks.formulas, *line.marks.errors))


def _is_section(line: Line, own: Texts, header: Header) -> bool:
    """Return whether one text stands alone, or over many columns, where a row should be."""
    marks, columns = line.marks, header.columns
    if len(own) != 1 or marks.formulas or marks.errors or marks.carried & columns.keys():
        return False
    position = next(iter(own))
    if marks.joined.get(position, 1) >= min(WIDE, len(columns)):
        return True
    is_first = position == min(header.headings) or position not in columns
    return len(columns) > WIDE and is_first and position != header.title


_KINDS: tuple[tuple[NoteKind, Callable[[Line, Texts, Header], bool]], ...] = (
    (NoteKind.HIDDEN_ROW, _is_hidden),
    (NoteKind.STRUCK_ROW, _is_struck),
    (NoteKind.SUM, _is_sum),
    (NoteKind.REMARK, _is_page),
    (NoteKind.SECTION, _is_section),
    (NoteKind.REMARK, _is_remark),
)
"""As what a line is left out, and how it is known; the first that fits counts."""
