"""What the cells of an ODS file look like: formulas, errors, merged, hidden and struck through.

Open Document 1.3, part 3, chapter 9. A run of equal rows or cells is one element with a number,
by which a small file can stand for billions of cells: they are counted before anything is read.
"""

import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

from handlers.files.sheet_marks import LONGEST_LINK, OUR_NAME, Merged, SheetMarks, is_constant
from handlers.files.xml_parts import elements, local

_ERROR = re.compile(r"#[A-ZÄÖÜ/0]+[!?]?|(?:Err|Fehler):\d{3}")
_DIGITS = re.compile(r"[0+][\d ()/+-]*\d")
"""A telephone number, a postcode or another number as its cell shows it."""
_TABLE, _CELLS = "table", ("table-cell", "covered-table-cell")
_STRUCK = ("text-line-through-style", "text-line-through-type")
_PARTS = ("style", "table-column", "table-row")
_CUT = 80


class _Reader:
    """Goes through the elements of a content file once."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetMarks] = {}
        self.marks = SheetMarks()
        self.name = ""
        self.row = 0
        self.column = 0
        self.hidden_tables: set[str] = set()
        self.struck_styles: set[str] = set()

    def take(self, element: Element, tag: str) -> None:
        """Begin a sheet, or take a style, a column or a row."""
        if tag == _TABLE:
            self._begin(element)
        elif tag == "style":
            self._style(element)
        elif tag == "table-column":
            self._column(element)
        else:
            self._row(element)

    def _begin(self, element: Element) -> None:
        self.name, self.row, self.column = _get(element, "name"), 0, 0
        self.marks = self.sheets[self.name] = SheetMarks()
        self.marks.is_hidden = _get(element, "style-name") in self.hidden_tables

    def _style(self, element: Element) -> None:
        name = _get(element, "name")
        for part in element:
            if _get(part, "display") == "false":
                self.hidden_tables.add(name)
            if any(_get(part, struck) not in ("", "none") for struck in _STRUCK):
                self.struck_styles.add(name)

    def _column(self, element: Element) -> None:
        count = _count(element, "number-columns-repeated")
        if _get(element, "visibility") in ("collapse", "filter"):
            self.marks.hide_columns(self.column, count)
        self.column += count

    def _row(self, element: Element) -> None:
        self.marks.begin_row()
        count = _count(element, "number-rows-repeated")
        first, self.row = self.row + 1, self.row + count
        is_filled = self._cells(element, first, count)
        if is_filled and _get(element, "visibility") in ("collapse", "filter"):
            self.marks.hidden_rows.update(range(first, first + count))

    def _cells(self, element: Element, first: int, count: int) -> bool:
        """Take the cells of a row; return whether any holds something."""
        position, is_filled = 0, False
        for cell in element:
            if _local(cell) not in _CELLS:
                continue
            width = _count(cell, "number-columns-repeated")
            if len(cell) or _get(cell, "value-type"):
                is_filled = True
                self.marks.reach(first + count - 1, position + width - 1, self.name)
                self._cell(cell, range(first, first + count), range(position, position + width))
            position += width
        return is_filled

    def _cell(self, cell: Element, rows: range, positions: range) -> None:
        """Note what a cell that holds something looks like, in all its places."""
        marks, text = self.marks, _words(cell, []).strip()
        marks.weigh(len(rows) * len(positions) * (len(text) + 1))
        formula = _get(cell, "formula")
        if formula and not is_constant(formula):
            _note(marks.formulas, rows, positions, formula[:_CUT])
        if _is_error(cell, text):
            _note(marks.errors, rows, positions, text or "#?")
        if link := _link(cell):
            _note(marks.links, rows, positions, link[:LONGEST_LINK])
        if number_format := _get(cell, "currency") or _percent(cell) or _shape(cell, text):
            _note(marks.formats, rows, positions, number_format)
        if comment := _comment(cell):
            _note(marks.comments, rows, positions, comment[:_CUT])
        self._note_struck(cell, rows, positions)
        self._merge(cell, rows[0], positions[0])

    def _note_struck(self, cell: Element, rows: range, positions: range) -> None:
        """Note a cell that is struck through, or what is left of one that is in parts."""
        if _get(cell, "style-name") in self.struck_styles:
            for row in rows:
                self.marks.struck.setdefault(row, set()).update(positions)
        spans = [part for part in cell.iter() if _local(part) == "span"]
        struck = [span for span in spans if _get(span, "style-name") in self.struck_styles]
        if struck:
            _note(self.marks.left, rows, positions, _words(cell, struck))

    def _merge(self, cell: Element, top: int, left: int) -> None:
        """Note how far a merged cell reaches."""
        down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            self.marks.merge(Merged(top, top + down - 1, left, left + across - 1))


def _shape(cell: Element, text: str) -> str:
    """Return the mask of a number that is shown with a zero or a plus before it, else "".

    The name of its style says it too, but not which digits stand where.
    """
    is_number = _get(cell, "value-type") == "float" and _DIGITS.fullmatch(text)
    return re.sub(r"\d", "0", text) if is_number else ""


def _note(marks: dict[int, dict[int, str]], rows: range, positions: range, words: str) -> None:
    for row in rows:
        marks.setdefault(row, {}).update(dict.fromkeys(positions, words))


def read(path: Path) -> dict[str, SheetMarks]:
    """Return the marks of each sheet by its name. Raises FileProblem where one is too large."""
    reader = _Reader()
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        for element in elements(file, _PARTS, opening=(_TABLE,)):
            reader.take(element, _local(element))
    return reader.sheets


def _words(element: Element, left_out: list[Element]) -> str:
    """Return the text of an element without that of comments and of some parts of it."""
    if _local(element) == "annotation" or any(element is part for part in left_out):
        return ""
    parts = (f"{_words(child, left_out)}{child.tail or ''}" for child in element)
    return f"{element.text or ''}{''.join(parts)}"


def _comment(cell: Element) -> str:
    """Return what the comment at a cell says, "" if it has none or it is ours."""
    note = next((part for part in cell if _local(part) == "annotation"), None)
    if note is None:
        return ""
    creator = next((part.text for part in note if _local(part) == "creator"), "")
    lines = ("".join(part.itertext()) for part in note if _local(part) == "p")
    return "" if creator == OUR_NAME else " ".join(lines).strip()


def _percent(cell: Element) -> str:
    return "0%" if _get(cell, "value-type") == "percentage" else ""


def _is_error(cell: Element, text: str) -> bool:
    kinds = [value for key, value in cell.items() if key.endswith("}value-type")]
    return "error" in kinds or bool(_get(cell, "formula") and _ERROR.fullmatch(text))


def _link(cell: Element) -> str:
    """Return the first address that a cell leads to, "" if there is none."""
    return next((_get(child, "href") for child in cell.iter() if _local(child) == "a"), "")


def _get(element: Element, name: str) -> str:
    """Return an attribute by its local name, "" if it is missing."""
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")


def _count(element: Element, name: str) -> int:
    """Return how often an element counts, at least once."""
    return max(1, int(_get(element, name) or 1))


def _local(element: Element) -> str:
    return local(element.tag)
