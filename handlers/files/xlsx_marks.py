"""What the cells of an XLSX file look like: errors, formulas, formats, hidden and struck through.

Only local names of elements count, so that "Strict Open XML", which has other namespaces, is read
as well. ECMA-376, part 1, chapter 18.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from bot.domain.imports import FileProblem
from bot.rules.cell_values import MONTH_ONLY
from handlers.files import xlsx_comments
from handlers.files.sheet_marks import MOST_CELLS, Merged, SheetMarks, is_constant
from handlers.files.xlsx_parts import CELL, column, related
from handlers.files.xml_parts import elements, local, tree

_BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy"}
"""Number formats that have a number, and say more than a plain number or day."""
_TELLING = re.compile('[€$£%"\\\\]|EUR|CHF|USD|GBP|^[0#][0# ()/+-]*$')
"""Formats that tell how a number is meant."""
_CUT = 80
_OF_SHEET = ("row", "mergeCell", "hyperlink", "col")


class _Looks(NamedTuple):
    """What a style says: a number format, "" for a plain one, and whether text is struck."""

    number_format: str
    is_struck: bool


_PLAIN = _Looks("", is_struck=False)


class _Text(NamedTuple):
    """The length of a text that cells share, and what of it is not struck, None for all of it.

    ``is_parted``: its parts have looks of their own, which count instead of that of the cell.
    """

    length: int
    left: str | None
    is_parted: bool = False


_Shared = tuple[Mapping[str, _Looks], Sequence[_Text]]
"""What the sheets of a workbook share: looks by style, and texts."""


def read(path: Path) -> dict[str, SheetMarks]:
    """Return the marks of each sheet by its name. Raises FileProblem where one is too large."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        book_name = _book(archive, names)
        book = tree(archive.read(book_name))
        targets = _targets(archive, book_name, names)
        looks = _looks(archive, targets, names)
        texts = _texts(archive, targets, names)
        is_1904 = _is_true(next(_all(book, "workbookPr"), None), "date1904")
        sheets = list(_sheets(book, targets))
        if len({target for _, target in sheets}) < len(sheets):
            raise FileProblem("file_bomb")  # each would be read as often as it is named
        return {
            name: _sheet(archive, target, name, (looks, texts), is_1904=is_1904)
            for name, target in sheets
            if target in names
        }


def _book(archive: zipfile.ZipFile, names: set[str]) -> str:
    """Return the name of the part that is the workbook."""
    if "xl/workbook.xml" in names:
        return "xl/workbook.xml"
    for relation in tree(archive.read("_rels/.rels")):
        if relation.get("Type", "").endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    raise KeyError("workbook")


def _targets(archive: zipfile.ZipFile, book: str, names: set[str]) -> dict[str, str]:
    """Return relation id → part; those of styles and shared texts are also under their kind."""
    folder, file = posixpath.split(book)
    relations = f"{folder}/_rels/{file}.rels"
    targets: dict[str, str] = {}
    for relation in tree(archive.read(relations)) if relations in names else ():
        target = str(relation.get("Target", ""))
        part = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        targets[str(relation.get("Id", ""))] = posixpath.normpath(part)
        kind = relation.get("Type", "").rpartition("/")[2]
        if kind in ("styles", "sharedStrings"):
            targets[kind] = posixpath.normpath(part)
    return targets


def _sheets(book: Element, targets: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and its part."""
    for sheet in _all(book, "sheet"):
        relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        yield str(sheet.get("name", "")), targets.get(relation, "")


def _looks(
    archive: zipfile.ZipFile, targets: Mapping[str, str], names: set[str]
) -> dict[str, _Looks]:
    """Return what each style that is not plain looks like, by its number as text."""
    if targets.get("styles") not in names:
        return {}
    root = tree(archive.read(targets["styles"]))
    formats = {item.get("numFmtId"): item.get("formatCode", "") for item in _all(root, "numFmt")}
    struck = [_is_struck(font) for font in next(_all(root, "fonts"), ())]
    looks = {}
    for position, style in enumerate(next(_all(root, "cellXfs"), ())):
        font = int(style.get("fontId", 0))
        look = _Looks(_telling_format(style, formats), font < len(struck) and struck[font])
        if look != _PLAIN:
            looks[str(position)] = look
    return looks


def _is_struck(text: Element) -> bool:
    """Return whether a font, or a part of a text, is struck through."""
    return any(_is_true(mark, "val", default=True) for mark in _all(text, "strike"))


def _telling_format(style: Element, formats: Mapping[str | None, str]) -> str:
    """Return the number format of a style, "" if it says no more than a plain one."""
    format_id = style.get("numFmtId", "0")
    code = formats.get(format_id) or _BUILT_IN.get(int(format_id), "")
    return code if _TELLING.search(code) or MONTH_ONLY.fullmatch(code) else ""


def _texts(archive: zipfile.ZipFile, targets: Mapping[str, str], names: set[str]) -> list[_Text]:
    """Return each text that cells share by its length: a small file can repeat a long one."""
    texts: list[_Text] = []
    if targets.get("sharedStrings") not in names:
        return texts
    with archive.open(targets["sharedStrings"]) as file:
        for element in elements(file, ("si",)):
            length = sum(map(len, element.itertext()))
            texts.append(_Text(length, _left(element), _is_parted(element)))
            if len(texts) > MOST_CELLS:
                raise FileProblem("file_bomb")
    return texts


def _is_parted(text: Element) -> bool:
    """Return whether each part of a text has looks of its own."""
    runs = [run for run in text if _local(run) == "r"]
    return bool(runs) and all(any(_local(part) == "rPr" for part in run) for run in runs)


def _left(text: Element) -> str | None:
    """Return what of a text is not struck through; None if nothing of it is."""
    runs = [run for run in text if _local(run) == "r"]
    kept = [run for run in runs if not _is_struck(run)]
    if len(kept) == len(runs):
        return None
    return "".join(part.text or "" for run in kept for part in _all(run, "t"))


def _sheet(
    archive: zipfile.ZipFile, part: str, name: str, shared: _Shared, *, is_1904: bool
) -> SheetMarks:
    marks = SheetMarks(is_1904=is_1904)
    marks.comments = xlsx_comments.read(archive, part)
    targets = related(archive, part, "hyperlink")
    row = 0
    with archive.open(part) as file:
        for element in elements(file, _OF_SHEET):
            tag = _local(element)
            if tag == "row":
                row = int(element.get("r") or row + 1)
                _row(marks, element, row, shared, name)
            elif tag == "mergeCell":
                _merge(marks, element.get("ref", ""))
            elif tag == "hyperlink":
                _link(marks, element, targets)
            elif _is_true(element, "hidden"):
                first = int(element.get("min", 1))
                marks.hide_columns(first - 1, int(element.get("max", 1)) - first + 1)
    return marks


def _link(marks: SheetMarks, element: Element, targets: Mapping[str, str]) -> None:
    """Note where a cell leads to; a link over several cells belongs to none of them."""
    relation = next((value for key, value in element.items() if key.endswith("}id")), "")
    cell, target = CELL.fullmatch(element.get("ref", "")), targets.get(relation)
    if cell and target:
        marks.link(int(cell[2]), column(cell[1]), target)


def _row(marks: SheetMarks, element: Element, row: int, shared: _Shared, name: str) -> None:
    marks.begin_row()
    if _is_true(element, "hidden"):
        marks.hide_row(row)
    position = -1
    for cell in element:
        reference = cell.get("r")
        position = _position(reference) if reference else position + 1
        if len(cell):
            marks.reach(row, position, name)
            _cell(marks, cell, row, position, shared)


def _cell(marks: SheetMarks, cell: Element, row: int, position: int, shared: _Shared) -> None:
    """Note what a cell that holds something looks like, and what it says."""
    looks, shared_texts = shared
    text = _note_content(marks, cell, row, position, shared_texts)
    look = looks.get(cell.get("s", ""), _PLAIN)
    _note_look(
        marks, cell, row, position, look._replace(is_struck=look.is_struck and not text.is_parted)
    )


def _note_look(marks: SheetMarks, cell: Element, row: int, position: int, look: _Looks) -> None:
    if look.number_format and cell.get("t", "n") == "n":
        marks.formats.setdefault(row, {})[position] = look.number_format
    if look.is_struck:
        marks.struck.setdefault(row, set()).add(position)


def _note_content(
    marks: SheetMarks, cell: Element, row: int, position: int, shared: Sequence[_Text]
) -> _Text:
    """Note a formula and an error; a shared text, which is returned, counts for the size."""
    texts = {_local(child): child.text or "" for child in cell}
    text = _text_of(cell, texts, shared)
    marks.weigh(text.length)
    if text.left is not None:
        marks.left.setdefault(row, {})[position] = text.left
    if "f" in texts and not is_constant(texts["f"]):
        marks.formulas.setdefault(row, {})[position] = f"={texts['f']}"[:_CUT]
    if cell.get("t") == "e":
        marks.errors.setdefault(row, {})[position] = texts.get("v") or "#?"
    return text


def _text_of(cell: Element, texts: Mapping[str, str], shared: Sequence[_Text]) -> _Text:
    """Return the shared text of a cell, or what is left of its own, which has no length then."""
    kind = cell.get("t")
    if kind == "s" and "v" in texts:
        return shared[int(texts["v"] or 0)]
    own = (child for child in cell if _local(child) == "is")
    inner = next(own, None) if kind == "inlineStr" else None
    return _Text(0, None) if inner is None else _Text(0, _left(inner), _is_parted(inner))


def _merge(marks: SheetMarks, reference: str) -> None:
    ends = [CELL.fullmatch(end) for end in reference.split(":")]
    if len(ends) == 2 and ends[0] and ends[1]:
        (left, top), (right, bottom) = ends[0].groups(), ends[1].groups()
        marks.merge(Merged(int(top), int(bottom), column(left), column(right)))


def _position(reference: str) -> int:
    match = CELL.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    return column(match[1])


def _is_true(element: Any, name: str, *, default: bool = False) -> bool:
    if element is None:
        return False
    value = element.get(name)
    return default if value is None else value in ("1", "true", "on")


def _local(element: Element) -> str:
    return local(element.tag)


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if _local(element) == name)
