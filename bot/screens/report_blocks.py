"""What a report consists of: headings, paragraphs, tables and charts, for every format."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

Snapshot = Mapping[str, Any]
TOO_FEW = "–"
"""Stands for a number that is not told."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is a part of the report, and none is skipped."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one line of headers; ``numbers`` are the columns that hold numbers, from 0.

    ``typed`` are the rows for a program, with plain numbers, where people read other ones.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    typed: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, each with its label and number; ``alt`` says all of it in words."""

    title: str
    bars: tuple[tuple[str, int], ...]
    alt: str


Block = Heading | Paragraph | Table | Chart


def parts_of(block: Block) -> dict[str, Any]:
    """Return name → value of all that a block has, as it is: a report has thousands of cells."""
    return {field.name: getattr(block, field.name) for field in fields(block)}


@dataclass(frozen=True, slots=True)
class Document:
    """A report as it is read; ``status`` says which version it is, or that it is a draft.

    ``draft`` is the word that marks every page of a draft, "" for a released report. ``fields``
    are the words that a letterhead may place; with ``has_head`` the first block is a table that
    says the same. ``is_rtl``: its language runs from right to left.
    """

    title: str
    subtitle: str
    status: str
    draft: str
    language: str
    day: date
    blocks: tuple[Block, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    has_head: bool = False
    is_rtl: bool = False
