"""Which way the words of an office's file run: Word and LibreOffice must be told line by line."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bot.bidi import MARKS

_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe"
_LETTER = rf"[^\W\d_{_RIGHT}]"
_STRONG = re.compile(rf"(?P<right>[{_RIGHT}])|{_LETTER}")
_RIGHT_RUNS = re.compile(rf"[{_RIGHT}](?:(?:(?!{_LETTER}).)*[{_RIGHT}])?")
_LEFT_RUNS = re.compile(rf"{_LETTER}(?:[^{_RIGHT}]*(?:{_LETTER}|\d))?")
_KEEP_SPACES = "{http://www.w3.org/XML/1998/namespace}space"


def runs_from_right(words: str, *, otherwise: bool = False) -> bool:
    """Return whether a line begins with letters that run from right to left.

    ``otherwise`` is the direction of a line without letters.
    """
    first = _STRONG.search(words)
    return bool(first["right"]) if first else otherwise


def direct(body: Any, *, is_rtl: bool) -> None:
    """Give every paragraph and table of a Word document its direction, and each run its own.

    ``is_rtl``: the whole document runs from the right. Marks of direction go: these programs show
    some of them as boxes.
    """
    for paragraph in list(body.iter(qn("w:p"))):
        _direct_paragraph(paragraph, is_rtl)
    if is_rtl:
        for grid in body.iter(qn("w:tblPr")):
            _insert(grid, "w:bidiVisual", after=("w:tblStyle",))


def _direct_paragraph(paragraph: Any, is_rtl: bool) -> None:
    words = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
    from_right = runs_from_right(words, otherwise=is_rtl)
    if from_right:
        before = ("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:numPr")
        _insert(paragraph.get_or_add_pPr(), "w:bidi", after=before)
    for run in list(paragraph.iter(qn("w:r"))):
        _split(run, from_right)


def _insert(properties: Any, name: str, after: tuple[str, ...]) -> None:
    """Add a property behind those that stand before it in the schema."""
    before = {qn(tag) for tag in after}
    place = sum(child.tag in before for child in properties)
    properties.insert(place, OxmlElement(name))


def _split(run: Any, from_right: bool) -> None:
    """Replace a run by one for each part of its text that runs its own way."""
    for node in [child for child in run if child.tag != qn("w:rPr")]:
        text = node.text or "" if node.tag == qn("w:t") else None
        for words, is_right in [(None, False)] if text is None else _parts(text, from_right):
            run.addprevious(_copied(run, node, words, is_right))
    run.getparent().remove(run)


def _copied(run: Any, node: Any, words: str | None, is_right: bool) -> Any:
    """Return a run with the properties of another one and one of its parts."""
    copy, part = OxmlElement("w:r"), deepcopy(node)
    known = run.find(qn("w:rPr"))
    if known is not None:
        copy.append(deepcopy(known))
    if words is not None:
        part.text = words
        part.set(_KEEP_SPACES, "preserve")
    copy.append(part)
    if is_right:
        properties = copy.get_or_add_rPr()
        if properties.find(qn("w:b")) is not None:
            _insert(properties, "w:bCs", after=("w:rStyle", "w:rFonts", "w:b"))
        properties.append(OxmlElement("w:rtl"))
    return copy


def _parts(text: str, from_right: bool) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, each with whether it runs from the right."""
    words, at = MARKS.sub("", text), 0
    for match in (_LEFT_RUNS if from_right else _RIGHT_RUNS).finditer(words):
        if match.start() > at:
            yield words[at : match.start()], from_right
        yield match[0], not from_right
        at = match.end()
    if at < len(words):
        yield words[at:], from_right
