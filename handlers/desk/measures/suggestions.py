"""A decision of a group that was suggested as a measure, as the form of the measure begins."""

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
