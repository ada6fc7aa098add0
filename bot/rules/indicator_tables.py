"""Tables of numbers about a district: a row is the value of one number for one half-year.

The headings are those of offices and of the monitoring of integration by the Länder, which tells
values by year: a year is its last day, and a day says which half-year it belongs to.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bot import text
from bot.domain.half_years import half_year_named, half_year_of
from bot.domain.imports import Row
from bot.domain.measures import Indicator, IndicatorValue
from bot.rules.cells import Wrong
from bot.rules.columns import Headings
from bot.rules.measure_cells import amount
from bot.rules.measures import checked_indicator, checked_value
from bot.rules.problems import Problem, Refusal
from bot.rules.typed_days import typed_day

INDICATORS = Headings(
    {
        "title": (
            "indikator",
            "kennzahl",
            "merkmal",
            "bezeichnung",
            "indicator",
            "name",
            "was",
            "what",
        ),
        "unit": ("einheit", "masseinheit", "was gezaehlt wird", "what is counted"),
        "period": ("halbjahr", "berichtszeitraum", "zeitraum", "half year"),
        "value": ("wert", "anzahl", "zahl", "auspraegung"),
        "source": ("quelle", "datenquelle"),
        "as_of": ("stichtag", "stand", "jahr", "datum", "tag", "day", "year"),
    },
    (),
    "Zahlen",
)
Read = TypeVar("Read")
PERCENT, SIGN = "Prozent", "%"
_FIELDS = {
    Problem.NO_SOURCE: "source",
    Problem.PERIOD_FUTURE: "as_of",
    Problem.MEASURE_AMOUNT: "value",
}
"""Where a value is wrong; anything else is about the number itself."""


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """A row that can be stored."""

    name: str
    unit: str
    value: IndicatorValue


@dataclass(frozen=True, slots=True)
class IndicatorFault:
    """What is wrong with a cell: it cannot be read, or what it says is refused."""

    row: Row
    column: str
    reason: Wrong | Problem


class _FaultError(Exception):
    """A cell of a row is wrong."""

    def __init__(self, column: str, reason: Wrong | Problem) -> None:
        self.column, self.reason = column, reason
        super().__init__(column)


def read(
    rows: Iterable[Row], known: Sequence[Indicator], today: date
) -> tuple[list[IndicatorFigure], list[IndicatorFault]]:
    """Return the values of a table and its faults; with a fault nothing may be stored.

    ``known`` are the numbers of the district. A row of a known one may leave out its unit.
    """
    every, figures, faults = list(known), list[IndicatorFigure](), list[IndicatorFault]()
    seen: set[tuple[str, str]] = set()
    for row in rows:
        try:
            figure = _figure(row, every, today)
            _once(figure, seen)
        except _FaultError as fault:
            faults.append(IndicatorFault(row, fault.column, fault.reason))
        else:
            figures.append(figure)
    return figures, faults


def _once(figure: IndicatorFigure, seen: set[tuple[str, str]]) -> None:
    key = (figure.name, str(figure.value.period))
    if key in seen:
        raise _FaultError("title", Problem.INDICATOR_KNOWN)
    seen.add(key)


def _figure(row: Row, every: list[Indicator], today: date) -> IndicatorFigure:
    """Return what a row says; a new number is added to ``every``. Raises _FaultError."""
    cells = {column: text.one_line(row.values.get(column, "")) for column in INDICATORS.names}
    quantity, unit = _quantity(cells)
    day = _read("as_of", cells, lambda cell: typed_day(cell, today, is_end=True, is_past=True))
    period = half_year_named(cells["period"]) if cells["period"] else half_year_of(day)
    if period is None or period.first > today:
        raise _FaultError("period", Problem.NO_PERIOD)
    value = IndicatorValue(period, quantity, cells["source"], day)
    _checked(value, today)
    _named(cells["title"], unit, every)
    return IndicatorFigure(cells["title"], unit, value)


def _quantity(cells: dict[str, str]) -> tuple[Decimal, str]:
    """Return a value and its unit, which a sign of percent may say: "11,4 %"."""
    cell = cells["value"]
    bare = cell.removesuffix(SIGN).strip()
    unit = cells["unit"] or (PERCENT if bare != cell else "")
    return _read("value", cells | {"value": bare}, amount), unit


def _read(column: str, cells: dict[str, str], reader: Callable[[str], Read | None]) -> Read:
    """Return what a cell says. Raises _FaultError, also for an empty one."""
    try:
        value = reader(cells[column])
    except Wrong as wrong:
        raise _FaultError(column, wrong) from None
    if value is None:
        raise _FaultError(column, Wrong("missing"))
    return value


def _checked(value: IndicatorValue, today: date) -> None:
    try:
        checked_value(value, today)
    except Refusal as refusal:
        raise _FaultError(_FIELDS.get(refusal.problem, "value"), refusal.problem) from None


def _named(name: str, unit: str, every: list[Indicator]) -> None:
    """Check a new number as storing it would, and that a known one keeps its unit."""
    indicator = next((indicator for indicator in every if indicator.name == name), None)
    if indicator is not None and unit in ("", indicator.unit):
        return
    try:
        checked_indicator(name, unit, every)
    except Refusal as refusal:
        raise _FaultError("title", refusal.problem) from None
    every.append(Indicator(0, 0, name, unit))
