"""Two offers that are the same become one: which cell of which offer stands."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot.domain.desk import Cells
from bot.domain.offers import Offer, State, TextState
from bot.rules.offer_form import TEXTS
from bot.rules.problems import Problem, Refusal

LISTS = ("target_groups", "residence_status", "languages")
"""Cells that hold several values: those of both offers can stand together."""
BETWEEN = ", "


class Side(StrEnum):
    """Whose cell stands."""

    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


def may_merge(kept: Offer, other: Offer) -> None:
    """Refuses two offers of which one cannot stand for the other."""
    is_unfinished = State.DRAFT in (kept.details.state, other.details.state)
    if kept.id == other.id or kept.district_id != other.district_id or is_unfinished:
        raise Refusal(Problem.CANNOT_MERGE)


def differing(kept: Cells, other: Cells) -> list[str]:
    """Return the cells to choose from, in order; the state of a text follows its words."""
    return [
        name
        for name in kept
        if kept[name] != other.get(name, "") and not name.startswith("text_state")
    ]


def sides(kept: Cells, other: Cells, wanted: Mapping[str, str]) -> dict[str, Side]:
    """Return whose cell stands, by cell; without a choice the kept one, unless it is empty."""
    return {name: _side(name, kept, wanted.get(name, "")) for name in differing(kept, other)}


def _side(name: str, kept: Cells, wanted: str) -> Side:
    possible = {side.value: side for side in options(name)}
    usual = Side.KEPT if kept[name] else Side.OTHER
    return possible.get(wanted, usual)


def options(name: str) -> Sequence[Side]:
    """Return what can be chosen for a cell."""
    return tuple(Side) if name in LISTS else (Side.KEPT, Side.OTHER)


def joined(
    kept: Cells, other: Cells, chosen: Mapping[str, Side], languages: Sequence[str]
) -> dict[str, str]:
    """Return the cells of the merged offer; ``languages`` are the codes beside German."""
    values = {name: _cell(name, kept, other, chosen.get(name, Side.KEPT)) for name in kept}
    for code in languages:
        values[f"text_state_{code}"] = _state(code, (kept, other), values)
    return values


def _cell(name: str, kept: Cells, other: Cells, side: Side) -> str:
    match side:
        case Side.KEPT:
            return kept[name]
        case Side.OTHER:
            return other.get(name, "")
    both = [*kept[name].split(BETWEEN), *other.get(name, "").split(BETWEEN)]
    return BETWEEN.join(dict.fromkeys(filter(None, both)))


def _state(code: str, sources: Sequence[Cells], values: Cells) -> str:
    """Return the state of a translation: that of its offer, if the German words are its, too.

    Words of one offer beside the German words of another one are out of date.
    """
    names = [f"{name}_{code}" for name in TEXTS]
    if not any(values.get(name) for name in names):
        return ""
    for source in sources:
        if _is_same(source, values, (*TEXTS, *names)):
            return source.get(f"text_state_{code}", "")
    return TextState.STALE.value


def _is_same(source: Cells, values: Cells, names: Sequence[str]) -> bool:
    return all(source.get(name, "") == values.get(name, "") for name in names)
