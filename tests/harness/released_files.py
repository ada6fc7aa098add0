"""Reads the files of a released report with other programs than ours: what stands where."""

import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

import docx
import openpyxl
from docx.oxml.ns import qn
from pypdf import PdfReader

Facts = dict[tuple[str, ...], set[str]]
"""Title of a table, row and column → what the files say of it; JSON by its keys."""


class Page(HTMLParser):
    """Reads the tables and charts of a page; ``said`` is all that no table holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.facts: Facts = {}
        self.said: list[str] = []
        self._title, self._rows, self._cell = "", [[]], None  # type: ignore[var-annotated]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.said += [value for name, value in attrs if name in ("aria-label", "alt", "title")]
        if tag in ("caption", "th", "td"):
            self._cell = ""
        if tag == "table":
            self._rows = [[]]
        if tag == "tr":
            self._rows.append([])

    def handle_data(self, data: str) -> None:
        if self._cell is None:
            self.said.append(data)
        else:
            self._cell += data

    def handle_comment(self, data: str) -> None:
        self.said.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._title = self._cell or ""
        if tag in ("th", "td"):
            self._rows[-1].append(self._cell or "")
        if tag in ("caption", "th", "td"):
            self._cell = None
        if tag == "table":
            note(self.facts, self._title, [row for row in self._rows if row])


def note(facts: Facts, title: str, rows: Sequence[Sequence[object]]) -> None:
    """Note the cells of a table whose first row is its header."""
    for row in rows[1:]:
        for column, cell in list(zip(rows[0], row, strict=False))[1:]:
            key = (title, str(row[0]), str(column))
            facts.setdefault(key, set()).add("" if cell is None else str(cell))


def of_xlsx(content: bytes) -> Facts:
    """Return the tables of every sheet, hidden ones too: a title, a header and its rows."""
    facts: Facts = {}
    for sheet in openpyxl.load_workbook(BytesIO(content), data_only=True):
        rows = [[c for c in row if c is not None] for row in sheet.iter_rows(values_only=True)]
        for place, (title, header) in enumerate(pairwise(rows)):
            if len(title) == 1 and len(header) > 1:
                end = next((n for n in range(place + 1, len(rows)) if not rows[n]), len(rows))
                note(facts, str(title[0]), rows[place + 1 : end])
    return facts


def of_docx(content: bytes) -> Facts:
    """Return the tables of a paper, by the caption before each."""
    facts: Facts = {}
    word, title = docx.Document(BytesIO(content)), ""
    grids = {grid._tbl: grid for grid in word.tables}
    for element in word.element.body:
        if element.tag == qn("w:p"):
            title = "".join(t.text or "" for t in element.iter(qn("w:t"))) or title
        elif element in grids:
            rows = [[cell.text for cell in row.cells] for row in grids[element].rows]
            note(facts, title, rows)
    return facts


def of_pdf(content: bytes, known: Facts) -> Facts:
    """Return the rows of a PDF that tables of another file have: a title, then label and number."""
    facts: Facts = {}
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    title = ""
    for line in "\n".join(pages).splitlines():
        title = line if any(line == key[0] for key in known) else title
        for key in known:
            if key[0] == title and line.startswith(f"{key[1]} "):
                facts.setdefault(key, set()).add(line.removeprefix(key[1]).split()[0])
    return facts


def beside_tables(content: bytes) -> list[str]:
    """Return what no cell shows: properties, kept values of charts, alternative texts, comments."""
    found = []
    with ZipFile(BytesIO(content)) as archive:
        assert not archive.comment
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and "sheet" not in name and "document" not in name:
                tree = Xml.fromstring(archive.read(name))
                words = [node.text for node in tree.iter() if node.text and node.tag[-1] != "t"]
                found += [word for word in words if "theme" not in name and "styles" not in name]
            if name == "word/document.xml":
                tree = Xml.fromstring(archive.read(name))
                found += [v for node in tree.iter() for k, v in node.attrib.items() if k == "descr"]
    return found


def as_bars(sentences: Iterable[str]) -> Facts:
    """Return what alternative texts tell: "Bedarf. Wohnen: 31, Arbeit: 5"."""
    facts: Facts = {}
    for title, bars in re.findall(r"^(.+?)\. (.+: \d+)$", "\n".join(sentences), re.MULTILINE):
        for label, number in re.findall(r"([^,:]+): (\d+)", bars):
            facts.setdefault((title, label.strip(), "Anzahl der Suchen"), set()).add(number)
    return facts


def numbers_of(part: object, path: tuple[str, ...] = ()) -> Facts:
    """Return the numbers of a JSON file by their keys; an item of a list by what names it."""
    facts: Facts = {}
    if isinstance(part, dict):
        names = [str(part[n]) for n in ("concept", "kind", "number", "level") if n in part][:1]
        for key, value in part.items():
            facts |= numbers_of(value, (*path, *names, key))
    elif isinstance(part, list):
        for value in part:
            facts |= numbers_of(value, path)
    elif type(part) is int or part is None:
        facts[path] = {"–" if part is None else str(part)}
    return facts
