"""What a line below the headings is: a row, or a section, a sum, a remark, or hidden."""

import re
from collections.abc import Mapping

from bot.domain.imports import NoteKind
from bot.domain.sheets import Line
from bot.rules import headings
from bot.rules.headings import Header

_SUM = frozenset(
    (
        *("summe", "gesamt", "gesamtsumme", "insgesamt", "zwischensumme", "total", "sum"),
        *("subtotal", "anzahl", "gesamtzahl", "durchschnitt", "mittelwert", "anzahl angebote"),
        *("angebote gesamt", "summe angebote", "σ", "∑", "gesamtergebnis", "teilergebnis"),
        *("ergebnis", "grand total", "gesamtsummen", "summen"),
    )
)
_BEGINS_SUM = frozenset(("summe", "gesamt", "gesamtsumme", "insgesamt", "total", "zwischensumme"))
_RESULT = re.compile(r".+ (?:gesamt)?ergebnis", re.IGNORECASE)
"""The last line of a group in a pivot table: "Konstanz Ergebnis"."""
_DRAWN = re.compile(r"[\W_]{2,}")
"""A line that is drawn with signs: "-----", "====="."""
_HINT = re.compile(
    r"(?:TT|DD)\.?(?:MM)\.?(?:JJ|YY).*|max(?:\.|imal) \d+ (?:Zeichen|Buchstaben)"
    r"|Pflicht(?:feld|angabe)?|Freitext|Text|Zahl|Datum|Auswahl(?:liste)?|ja ?/ ?nein"
    r"|(?:mit|ohne) Vorwahl|in (?:€|EUR|Euro)"
    r"|optional|(?:z\. ?B\.|Bsp\.?:) .*|\(.*\)",
    re.IGNORECASE,
)
"""What forms say below their headings: how a column is to be filled."""
_EXAMPLE = frozenset(("beispiel", "bsp", "muster", "z b", "beispielzeile", "example"))
_FIGURE = re.compile(r"[-+]?[\d.,\s]+(?:€|EUR|%)?")
WIDE = 3
"""Minimum number of columns of a merged cell that is a section, and of cells of a usual row."""
Texts = Mapping[int, str]


def kind_of(line: Line, own: Texts, header: Header) -> NoteKind | None:
    """Return as what a line is left out, or None for a row."""
    marks = line.marks
    if marks.is_hidden:
        return NoteKind.HIDDEN_ROW
    if _is_struck(line, own, header):
        return NoteKind.STRUCK_ROW
    if _is_sum(line, own, header):
        return NoteKind.SUM
    if _is_section(line, own, header):
        return NoteKind.SECTION
    if _is_drawn(own) or _is_hint(line, own, header) or _is_example(own, header):
        return NoteKind.REMARK
    if _is_number_alone(own, header) and not (marks.errors or marks.formulas):
        return NoteKind.REMARK
    if not any(position in header.columns for position in (*own, *marks.formulas, *marks.errors)):
        return NoteKind.REMARK
    return None


def _is_struck(line: Line, own: Texts, header: Header) -> bool:
    """Return whether the title of a line is crossed out, or all of it."""
    struck = line.marks.struck
    return header.title in struck or (bool(own) and own.keys() <= struck)


def _is_sum(line: Line, own: Texts, header: Header) -> bool:
    """Return whether a line only adds up: figures and formulas beside a word such as "Summe"."""
    words = [text for text in own.values() if not _is_figure(text)]
    figures = len(own) - len(words) + len(line.marks.formulas)
    if figures <= 0 or len(words) > 1:
        return False
    has_title = header.title in own
    return _says_sum(words[0], has_title) if words else _only_adds(line, own, header)


def _is_drawn(own: Texts) -> bool:
    """Return whether a line holds nothing but signs."""
    return bool(own) and all(_DRAWN.fullmatch(text) for text in own.values())


def _is_hint(line: Line, own: Texts, header: Header) -> bool:
    """Return whether the line below the headings says how to fill the columns."""
    hints = [text for text in own.values() if _HINT.fullmatch(text)]
    is_below = line.number == header.line + 1 and not own.keys() & _numbers(header)
    return is_below and len(hints) > 1 and 2 * len(hints) >= len(own)


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


def _is_number_alone(own: Texts, header: Header) -> bool:
    """Return whether a line only has a number, as in lists that are numbered beforehand.

    Words in its place are a remark: "# end", "Stand: 1.11.2026".
    """
    is_alone = len(own) == 1 and header.title >= 0 and own.keys() <= _numbers(header)
    return is_alone and all(re.fullmatch(r"\d{1,5}\.?|\W.*|\S+ .*", text) for text in own.values())


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
