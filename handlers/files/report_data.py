"""A report as JSON, for the processes that make its files, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from bot.screens.report_blocks import (
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Table,
    parts_of,
)


def as_data(report: Document) -> dict[str, Any]:
    """Return a report as what JSON holds."""
    blocks = [{"kind": type(block).__name__, **parts_of(block)} for block in report.blocks]
    words = asdict(replace(report, blocks=()))
    return {**words, "day": report.day.isoformat(), "blocks": blocks}


def from_data(data: Mapping[str, Any]) -> Document:
    """Return the report that ``as_data`` wrote."""
    blocks = tuple(_block(dict(block)) for block in data["blocks"])
    return Document(**{**data, "day": date.fromisoformat(data["day"]), "blocks": blocks})


def _block(data: dict[str, Any]) -> Block:
    match data.pop("kind"):
        case "Heading":
            return Heading(**data)
        case "Table":
            rows, typed = (tuple(map(tuple, data[name])) for name in ("rows", "typed"))
            header, numbers = tuple(data["header"]), tuple(data["numbers"])
            return Table(data["title"], header, rows, numbers, typed)
        case "Chart":
            return Chart(data["title"], _pairs(data["bars"]), data["alt"])
    return Paragraph(**data)


def _pairs(bars: Sequence[Sequence[Any]]) -> tuple[tuple[str, int], ...]:
    return tuple((label, count) for label, count in bars)
