"""The cells of a table of measures: days, amounts, states and origins."""

import re
from decimal import Decimal

from bot import text
from bot.domain.measures import MeasureOrigin, MeasureState
from bot.rules import named_cells
from bot.rules.cells import Wrong

_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(?:\d{4}|\d{2})")
_GERMAN = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?")
_POINT = re.compile(r"\d+\.\d{1,2}")
_STATES = {
    MeasureState.PLANNED: ("geplant", "vorgesehen", "offen", "in planung", "noch nicht begonnen"),
    MeasureState.RUNNING: ("laeuft", "laufend", "in umsetzung", "begonnen"),
    MeasureState.DONE: ("umgesetzt", "erledigt", "abgeschlossen", "fertig", "completed"),
    MeasureState.POSTPONED: ("verschoben", "zurueckgestellt"),
    MeasureState.DROPPED: ("gestrichen", "entfallen", "entfaellt", "verworfen", "aufgegeben"),
}
_ORIGINS = {
    MeasureOrigin.PLAN: ("plan", "konzept", "integrationsplan"),
    MeasureOrigin.RESULT: (
        "ergebnis",
        "ergebnis einer gruppe",
        "arbeitsgruppe",
        "result of a group",
    ),
    MeasureOrigin.RECOMMENDATION: ("empfehlung", "handlungsempfehlung"),
}


def whole_written(value: int | None) -> str:
    return "" if value is None else str(value)


def written(amount: Decimal | None) -> str:
    """Return a number as German offices write it, without a mark of thousands; "" for None."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if whole else f"{amount:.2f}".replace(".", ",")


def amount(cell: str) -> Decimal | None:
    """Read a quantity or an amount of euros: "12.000,50 €", "12000"; None for an empty cell.

    "1,000" is refused: it is a thousand in English and one in German.
    """
    bare = cell.removesuffix("€").removesuffix("Euro").removesuffix("EUR").strip()
    if not bare:
        return None
    if match := _GERMAN.fullmatch(bare):
        return Decimal(f"{match[1].replace('.', '')}.{match[2] or '0'}")
    if _POINT.fullmatch(bare):
        return Decimal(bare)
    raise Wrong("amount", "12000")


def number(cell: str) -> str:
    """Read the number of a measure. Spreadsheets take "2.5" for the second of May."""
    if not cell:
        raise Wrong("missing")
    if match := _DATE.fullmatch(cell):
        raise Wrong("measure_number", f"{int(match[1])}.{int(match[2])}")
    return text.one_line(cell)


def line(cell: str) -> str:
    return text.one_line(cell)


def read_state(cell: str) -> MeasureState:
    """Read the state of a measure; planned for an empty cell. Raises Wrong."""
    return named_cells.key_of(cell, _STATES, "state") if cell else MeasureState.PLANNED


def read_origin(cell: str) -> MeasureOrigin:
    """Read where a measure comes from; the plan for an empty cell. Raises Wrong."""
    return named_cells.key_of(cell, _ORIGINS, "origin") if cell else MeasureOrigin.PLAN
