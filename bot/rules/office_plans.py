"""Plans of measures as offices write them: half-years, costs in one column, targets with units."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from bot.rules import measure_cells
from bot.rules.cell_values import MONTHS
from bot.rules.cells import Wrong
from bot.rules.columns import folded
from bot.rules.typed_days import typed_day

_MONTHS = tuple(map(folded, MONTHS))
_ENDLESS = (
    "", "fortlaufend", "laufend", "dauerhaft", "unbefristet", "offen", "sofort", "ab sofort",
)  # fmt: skip
"""What stands for no day at all, folded; a dash is folded to nothing."""
_YEAR = r"(?P<year>20\d\d)"
_HALF = r"(?P<half>[12])"
_PERIODS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_HALF} (?:hj|halbjahr) {_YEAR}",
        rf"(?:h|hj|halbjahr) ?{_HALF} {_YEAR}",
        rf"{_YEAR} (?:h|hj|halbjahr) ?{_HALF}",
        rf"{_YEAR} (?P<roman>ii?)",
        rf"q(?P<quarter>[1-4]) {_YEAR}",
        rf"(?P<quarter>[1-4]) quartal {_YEAR}",
        rf"(?P<month>0?[1-9]|1[0-2]) {_YEAR}",
        rf"(?P<name>{'|'.join(_MONTHS)}) {_YEAR}",
        _YEAR,
    )
)
_ABOUT = r"(?:mind\.|mindestens|min\.|ca\.|circa|rund|etwa)?\s*"
_QUANTITY = re.compile(rf"{_ABOUT}(?P<number>\d[\d.,]*)\s*(?P<unit>[^\d\s][^\d]*)?", re.IGNORECASE)
_SPAN = re.compile(r"\s*(?:-|–|—|\bbis\b)\s*")
_MOST = re.compile(r"(?:bis(?: zu)?|max\.|maximal|höchstens)\s+", re.IGNORECASE)
_NEARLY = re.compile(r"(?:ca\.|circa|rund|etwa)\s*", re.IGNORECASE)
_FREE = ("kostenneutral", "keine", "keine kosten", "kostenlos")
Costs = tuple[Decimal | None, Decimal | None]


def day(cell: str, today: date | None, *, is_end: bool = False) -> date | None:
    """Read a day, or the first or the last one of a half-year, quarter, month or year.

    None for an empty cell and for what goes on without an end. Raises Wrong.
    """
    words = folded(cell)
    if words in _ENDLESS:
        return None
    if is_end:
        words = words.removeprefix("ende ")
    for pattern in _PERIODS:
        if match := pattern.fullmatch(words):
            return _edge(match.groupdict(), is_end)
    return typed_day(cell, today, is_end=is_end)


def _edge(parts: dict[str, str | None], is_end: bool) -> date:
    """Return the first or the last day of a period."""
    year, (first, last) = int(parts["year"] or 0), _months(parts)
    return date(year, last, monthrange(year, last)[1]) if is_end else date(year, first, 1)


def _months(parts: dict[str, str | None]) -> tuple[int, int]:
    """Return the first and the last month of a period."""
    if half := parts.get("half") or str(len(parts.get("roman") or "") or ""):
        return (1, 6) if half == "1" else (7, 12)
    if quarter := parts.get("quarter"):
        return 3 * int(quarter) - 2, 3 * int(quarter)
    if month := parts.get("month") or parts.get("name"):
        number = int(month) if month.isdecimal() else _MONTHS.index(month) + 1
        return number, number
    return 1, 12


def quantity(cell: str) -> tuple[Decimal | None, str]:
    """Read a quantity, and its unit if one stands behind it: "ca. 40 Plätze". Raises Wrong."""
    if not folded(cell):
        return None, ""
    match = _QUANTITY.fullmatch(cell.strip())
    if match is None:
        raise Wrong("amount", "12000")
    return measure_cells.amount(match["number"]), (match["unit"] or "").strip()


def costs(cell: str) -> Costs:
    """Read what a measure costs, at least and at most: "5.000 - 12.000 €". Raises Wrong."""
    words = cell.strip()
    if folded(words) in _FREE:
        return Decimal(0), Decimal(0)
    if most := _MOST.match(words):
        return None, measure_cells.amount(words[most.end() :])
    parts = [part for part in _SPAN.split(words) if part]
    amounts = [measure_cells.amount(_NEARLY.sub("", part)) for part in parts[:2]]
    if len(parts) > 2:
        raise Wrong("amount", "12000")
    return (amounts[0], amounts[-1]) if amounts else (None, None)
