"""The separator of a CSV file, found by evidence: consistent columns and headings we know.

Lines are parted as RFC 4180 says, so that separators inside of quotes count for nothing.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

_WRAPPED = re.compile(r'"((?:[^"]|"")*)"')
"""A line that is one quoted cell, as Excel saves a file whose cells it did not part."""
CANDIDATES = ";,\t|"
MOST_LINES = 400
"""Number of lines that are looked at."""
LONGEST = 400_000
"""Maximum number of characters that are looked at."""
CONSISTENT = 0.8
"""Minimum share of lines with the same number of columns."""
_ESCAPED = re.compile(r'(?:^|[;,\t|])"[^"\r\n]*\\"\w', re.MULTILINE)
"""A quoted cell with a backslash before a quote and a letter behind it, as databases export it."""
_DECLARED = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)')
"""First line by which Excel is told the separator."""


@dataclass(frozen=True, slots=True)
class Separation:
    """The separator of a text, and the text without a line that only names it.

    ``rivals`` are separators that fit as well, this one first; empty if it is clear.
    ``skipped`` is the number of lines that were cut off.
    """

    separator: str
    text: str
    rivals: tuple[str, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, order=True)
class _Evidence:
    """How well a separator fits; the fields count in this order."""

    headings: int
    share: float
    width: int


def separate(text: str, is_heading: Callable[[str], bool], separator: str = "") -> Separation:
    """Return the separator of a text; ``separator`` if it is given.

    ``is_heading`` says whether a cell is a heading we know.
    """
    text = _unescaped(text)
    if declared := _DECLARED.match(text):
        return Separation(separator or declared[1], text[declared.end() :], skipped=1)
    text = _unwrapped(text)
    if separator:
        return Separation(separator, text)
    evidence = {mark: _evidence(text, mark, is_heading) for mark in CANDIDATES}
    best = max(CANDIDATES, key=lambda mark: evidence[mark])
    return Separation(best, text, _rivals(best, evidence))


def _unescaped(text: str) -> str:
    """Return a text whose quotes within cells are doubled, as RFC 4180 says, not escaped."""
    is_escaped = '\\"' in text and _ESCAPED.search(text)
    return text.replace('\\"', '""') if is_escaped else text


def _unwrapped(text: str) -> str:
    """Return a text without the quotes around each whole line, in which others are doubled."""
    lines = [line for line in text[:LONGEST].splitlines()[:MOST_LINES] if line.strip()]
    inner = [match[1] for line in lines if (match := _WRAPPED.fullmatch(line.strip()))]
    is_wrapped = len(inner) == len(lines) > 1 and all(_has_separator(line) for line in inner)
    if not is_wrapped:
        return text
    return "".join(_without_quotes(line) for line in text.splitlines(keepends=True))


def _has_separator(line: str) -> bool:
    return any(mark in line for mark in CANDIDATES)


def _without_quotes(line: str) -> str:
    match = _WRAPPED.fullmatch(line.strip())
    return match[1].replace('""', '"') + "\n" if match else line


def _rivals(best: str, evidence: dict[str, _Evidence]) -> tuple[str, ...]:
    """Return the separators that fit as well: as many headings, and columns as consistent."""
    others = [
        mark
        for mark in CANDIDATES
        if mark != best
        and evidence[mark].headings == evidence[best].headings > 0
        and evidence[mark].width > 1
        and evidence[mark].share >= CONSISTENT <= evidence[best].share
    ]
    return (best, *others) if others else ()


def _evidence(text: str, separator: str, is_heading: Callable[[str], bool]) -> _Evidence:
    records = _records(text, separator)
    widths = Counter(len(record) for record in records if len(record) > 1)
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    headings = max((_heading_count(record, is_heading) for record in records[:40]), default=0)
    return _Evidence(headings, count / max(1, len(records)), width)


def _heading_count(record: Sequence[str], is_heading: Callable[[str], bool]) -> int:
    """Return the number of headings in a line; a single cell is no line of headings."""
    return sum(map(is_heading, record[:200])) if len(record) > 1 else 0


def _records(text: str, separator: str) -> list[list[str]]:
    """Return the first lines that are not blank, as cells."""
    reader = csv.reader(io.StringIO(text[:LONGEST], newline=""), delimiter=separator)
    records: list[list[str]] = []
    try:
        records.extend(record for record in islice(reader, MOST_LINES) if any(record))
    except csv.Error:
        return records
    return records
