"""What the form of a new measure begins with: a decision of a group, or a need of the report."""

import re
from dataclasses import dataclass

from bot.domain.desk import Cells
from bot.domain.groups import Group
from bot.domain.measures import MeasureOrigin
from bot.domain.results import Result
from bot.rules.measures import LONGEST_GOAL, LONGEST_TITLE
from bot.rules.problems import Problem, Refusal
from bot.text import one_line, shortened
from handlers.desk.page import DeskRequest
from storage.catalogue import places
from storage.groups import groups, results

_CONCEPT = re.compile(r"[a-z_]{1,60}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A result that waits for the office, its group, and what the form begins with."""

    result_id: int
    group: str
    words: str
    cells: Cells


async def suggestion(desk: DeskRequest) -> Suggestion | None:
    """Return the suggestion in the address, or None. Refuses one that is a measure already."""
    result = await open_one(desk, desk.asked("result"), lock=False)
    group = await groups.by_id(desk.store, result.group_id) if result else None
    if result is None or group is None:
        return None
    cells = await _cells(desk, group, result)
    return Suggestion(result.id, group.name, result.words, cells)


def of_need(desk: DeskRequest) -> Cells:
    """Return what the form begins with for the need in the address, by its concept; else nothing.

    A measure that answers a need is new: the plan does not have it, so it is a recommendation.
    """
    concept = desk.asked("need")
    if not _CONCEPT.fullmatch(concept):
        return {}
    name = desk.turn.services.translator("de").concept_name(concept)
    return {"title": name, "plan_origin": MeasureOrigin.RECOMMENDATION}


async def open_one(desk: DeskRequest, named: str, *, lock: bool) -> Result | None:
    """Return the suggested result of an id; None if this district has no such suggestion.

    With ``lock`` nobody else makes a measure of it meanwhile. Refuses one that a
    colleague made a measure of already.
    """
    is_id = named.isascii() and named.isdecimal() and len(named) <= 18
    result = await results.by_id(desk.store, int(named), lock=lock) if is_id else None
    group = await groups.by_id(desk.store, result.group_id) if result else None
    if result is None or group is None or group.district_id != desk.district.id:
        return None
    if result.measure_id is not None:
        raise Refusal(Problem.MEASURE_MADE)
    return result if result.proposed_at else None


async def _cells(desk: DeskRequest, group: Group, result: Result) -> Cells:
    field = await places.field(desk.store, group.field_id)
    return {
        "title": shortened(one_line(result.words), LONGEST_TITLE),
        "goal": shortened(result.words, LONGEST_GOAL),
        "plan_origin": MeasureOrigin.RESULT,
        "owner_group": group.name,
        "field": field.slug if field else "",
    }
