"""Rows of an exported file, made from offers. An import reads them back unchanged."""

import re

from bot.domain.offers import Details, Offer, OfferText, TextState
from bot.rules import times_cells
from bot.rules.written_days import day_written

PLAIN = (
    "external_id", "source", "title", "description", "next_steps", "organisation",
    "municipality", "field",
    "target_groups", "residence_status", "age_from", "age_to", "level_from", "level_to", "free",
    "course_kind",
    "price", "languages", "way", "start", "deadline", "seats", "times", "phone", "email", "url",
    "address", "accessible", "childcare", "state", "expires_at", "sample", "breadcrumb",
    "lotse_version",
)  # fmt: skip
"""Columns that exist once, in the order in which they are written."""
_FORMULA = re.compile(r"[=+\-@\t\r]")
"""First character of a cell that a spreadsheet takes for a formula (OWASP, "CSV Injection")."""
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
"""Beginning of a cell that looks as if it had been guarded already."""


def columns(languages: list[str], base: str) -> list[str]:
    """Return the header of a file.

    Every language has its own text columns; those of the ``base`` language carry no code.
    """
    others = [
        f"{name}_{code}"
        for code in languages
        if code != base
        for name in ("title", "description", "next_steps", "text_state")
    ]
    return [*PLAIN, "text_state", *others]


def row(offer: Offer, base: str) -> dict[str, str]:
    """Return the cells of an offer by column; empty cells are left out.

    ``base`` is the code of the language whose text columns carry no code.
    """
    values = {
        "external_id": offer.external_id,
        "source": offer.source,
        **cells(offer.details, base),
        "lotse_version": str(offer.version),
    }
    return {column: value for column, value in values.items() if value}


def cells(details: Details, base: str) -> dict[str, str]:
    """Return what details say as cells by column, see ``row``; empty ones, too."""
    values = {
        "organisation": details.organisation,
        "municipality": details.municipality,
        "field": details.field,
        "target_groups": ", ".join(sorted(details.targets)),
        "residence_status": ", ".join(sorted(details.residence_statuses)),
        "age_from": _integer(details.age_from),
        "age_to": _integer(details.age_to),
        "level_from": details.level_from,
        "level_to": details.level_to,
        "course_kind": details.course_kind,
        "free": _yes_no(details.free),
        "price": details.price,
        "languages": ", ".join(details.languages),
        "way": details.way.value,
        "start": day_written(details.starts_on),
        "deadline": day_written(details.register_by),
        "seats": _integer(details.seats),
        "times": times_cells.written(details.schedules, details.times_text),
        "phone": details.phone,
        "email": details.email,
        "url": details.url,
        "address": details.address,
        "accessible": _yes_no(details.accessible),
        "childcare": _yes_no(details.childcare),
        "state": details.state.value,
        "expires_at": day_written(details.expires_at),
        "sample": "ja" if details.sample else "",
        "breadcrumb": details.breadcrumb,
    }
    for text in details.texts:
        values |= _text_cells(text, "" if text.language == base else f"_{text.language}", base)
    return values


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: with an apostrophe where needed."""
    return f"'{cell}" if is_formula(cell) or _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that ``guarded`` or ``quoted`` added."""
    return cell[1:] if _GUARDED.match(cell) else cell


def quoted(cell: str) -> str:
    """Return a cell for a file that says of each cell that it is text.

    It needs no apostrophe, but a cell that has one keeps it when it is read again.
    """
    return f"'{cell}" if _GUARDED.match(cell) else cell


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet would take a typed cell for a formula."""
    return bool(_FORMULA.match(cell))


def _text_cells(text: OfferText, suffix: str, base: str) -> dict[str, str]:
    """Return the cells of a text; its state only where it is not the default of an import."""
    default = TextState.ORIGINAL if text.language == base else TextState.UNCHECKED
    state = {} if text.state is default else {f"text_state{suffix}": text.state.value}
    return {
        f"title{suffix}": text.title,
        f"description{suffix}": text.description,
        f"next_steps{suffix}": text.next_steps,
    } | state


def _integer(value: int | None) -> str:
    return "" if value is None else str(value)


def _yes_no(value: bool | None) -> str:
    if value is None:
        return ""
    return "ja" if value else "nein"
