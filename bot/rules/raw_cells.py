"""Cells before their columns are read: what keeps a spreadsheet from misreading them goes away.

Also what is wrong with a cell whatever its column says: errors, formulas, letters that were lost.
"""

import re
from html import unescape
from typing import NamedTuple

from bot.domain.sheets import Marks
from bot.rules.encodings import LOST
from bot.rules.exports import unguarded
from bot.text import shortened

MOST_CELL = 32_767
"""Maximum length of a cell, in characters: the limit of Excel ("specifications and limits")."""
ERROR = re.compile(
    r"#(?:N/A|NV|REF!|BEZUG!|VALUE!|WERT!|DIV/0!|NAME\?|NULL!|NUM!|ZAHL!|SPILL!|ÜBERLAUF!|CALC!"
    r"|KALK!|FIELD!|FELD!|GETTING_DATA)|#{3,}|(?:Err:|Fehler:)\d{3}",
    re.IGNORECASE,
)
"""An error value of Excel or LibreOffice, in English and German; also a column too narrow."""
_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""A cell of a CSV file that keeps Excel from reading it as a number."""
ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}\d?);", re.IGNORECASE)
"""A letter as web pages write it, left by a program that made the table: "M&uuml;ller"."""
TAG = re.compile(
    r"</?(?:p|br|div|ul|ol|li|a|b|i|u|em|strong|span|font|h[1-6]|table|tbody|tr|td)\b[^<>]*>",
    re.IGNORECASE,
)
"""Markup of a web page, left by a program that made the table; "a < b" is none."""
_LINE_ENDS = re.compile(r"<(?:br|/p|/li|/div|/h[1-6]|/tr)\b", re.IGNORECASE)
ASKED = re.compile(r"(?<![\w/.?=&@-])(?:[^\W\d_]+(?:\?+[a-zäöüß]+)+|\?[a-zäöü]{3,})(?![\w/.?=&@])")
"""A word in which a question mark stands for a letter that a program did not know: "M?ller"."""


_COMPUTED = re.compile(
    r"=\s*[-+]?(?:[A-ZÄÖÜ][A-ZÄÖÜ0-9_.]*\(|\$?[A-Z]{1,3}\$?\d|\d+\s*[-+*/^]).*", re.DOTALL
)
"""A formula in a file of text, which nothing computes: "=SUMME(A1:A9)", "=A1", "=2+3"."""


class Fault(NamedTuple):
    """What is wrong with a cell, see ``Mistake``; "" is unknown or none."""

    code: str
    value: str = ""
    proposal: str = ""


def as_meant(text: str, *, is_ours: bool) -> str:
    """Return a text without what only keeps a spreadsheet from reading it otherwise.

    Letters as web pages write them are those letters, and their markup is none, unless we wrote
    the file.
    """
    match = _AS_TEXT.fullmatch(text)
    if not is_ours and "<" in text and ">" in text:
        text = TAG.sub(_instead, text)
    if not is_ours and "&" in text and ENTITY.search(text):
        text = unescape(text)
    return (match[1].replace('""', '"') if match else unguarded(text)).strip()


def _instead(tag: re.Match[str]) -> str:
    """Return what stands for markup: the end of a line, or nothing."""
    return "\n" if _LINE_ENDS.match(tag[0]) else ""


def fault(text: str, position: int, marks: Marks) -> Fault | None:
    """Return why a cell holds no value at all, or None if it does."""
    if position in marks.errors or ERROR.fullmatch(text):
        return Fault("error_value", (marks.errors.get(position) or text)[:80])
    if position in marks.formulas:
        return Fault("formula", marks.formulas[position][:80])
    if len(text) > MOST_CELL:
        return Fault("too_long", proposal=str(MOST_CELL))
    return _lost(text) if LOST.search(text) else None


def asked(text: str) -> Fault | None:
    """Return that letters of a text became question marks, or None if they did not."""
    return _lost(text) if ASKED.search(text) else None


def computed(text: str) -> Fault | None:
    """Return that a cell is a formula, or None for any other: "'=A1" is a text, as guarded ones."""
    return Fault("formula", text[:80]) if _COMPUTED.fullmatch(text) else None


def _lost(text: str) -> Fault:
    return Fault("letters_lost", shortened(text, 80))
