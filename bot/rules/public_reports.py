"""What everybody may read of a released report: the public measures, and all that is of no measure.

Made from the frozen snapshot alone, so that no number on the page differs from the files. Sums over
measures are made again from the public ones, or the others could be computed from them.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.rules.council_reports import Snapshot, amount_text, for_readers

_FIELD_TEXT = "field "
"""Begins the name of a text of the office about a field."""
_PAPER = "paper_"
"""Begins the names of the parts of a paper for the council: they are for its members."""
Measures = Sequence[Snapshot]


def public_part(snapshot: Snapshot) -> Snapshot:
    """Return a released snapshot without what is not public. Raises ValueError for a draft."""
    if "version" not in snapshot:
        raise ValueError("a draft is never public")
    shown = [measure for measure in snapshot["measures"] if measure["public"]]
    numbers = {measure["number"] for measure in shown}
    kept = {name: value for name, value in for_readers(snapshot).items() if name != "digest"}
    return kept | {
        "measures": [_without_parent(measure, numbers) for measure in shown],
        "states": _states(shown, snapshot["states"]),
        "money": _money(shown),
        "texts": _texts(shown, snapshot["texts"]),
    }


def _texts(shown: Measures, texts: Snapshot) -> Snapshot:
    """Return the texts of the office without those for the council, or of no public measure."""
    public = {f"{_FIELD_TEXT}{measure['field']}" for measure in shown}
    return {
        part: words
        for part, words in texts.items()
        if part in public or not part.startswith((_FIELD_TEXT, _PAPER))
    }


def _without_parent(measure: Snapshot, numbers: set[str]) -> Snapshot:
    """Return a measure that names no other one which is not public."""
    return measure | {"parent": measure["parent"] if measure["parent"] in numbers else ""}


def _states(shown: Measures, names: Snapshot) -> dict[str, int]:
    """Return how many of the measures are in each state of ``names``, and how many are late."""
    counts = dict.fromkeys(names, 0)
    for measure in shown:
        counts[measure["state"]] += 1
    return counts | {"all": len(shown), "late": sum(measure["late"] for measure in shown)}


def _money(shown: Measures) -> dict[str, str | None]:
    reviews = [measure["review"] or {} for measure in shown]
    return {
        "cost_from": _sum([measure["cost_from"] for measure in shown]),
        "cost_to": _sum([measure["cost_to"] for measure in shown]),
        "spent": _sum([review.get("spent") for review in reviews]),
    }


def _sum(amounts: Sequence[Any]) -> str | None:
    stated = [Decimal(amount) for amount in amounts if amount is not None]
    return amount_text(sum(stated, Decimal(0))) if stated else None
