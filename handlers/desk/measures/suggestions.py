"""What the form of a new measure begins with: a decision of a group, or a need of the report."""

import re
from dataclasses import dataclass

from bot.domain.desk import Cells
from bot.domain.groups import Group
from bot.domain.measures import MeasureOrigin
from bot.domain.results import Result
from bot.rules.measure_numbers import next_number
from bot.rules.measures import LONGEST_GOAL, LONGEST_TITLE
from bot.rules.problems import Problem, Refusal
from bot.text import one_line, shortened
from handlers.desk.page import DeskRequest
from storage.catalogue import places
from storage.groups import groups, results
from storage.measures import needs, outlines

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


async def of_need(desk: DeskRequest) -> Cells:
    """Return what the form begins with for the need in the address, by its concept; else nothing.

    Nothing has to be typed before it is saved.

    A measure that answers a need is new: the plan does not have it, so it is a recommendation.
    """
    concept = desk.asked("need")
    if not _CONCEPT.fullmatch(concept):
        return {}
    name = desk.turn.services.translator("de").concept_name(concept)
    field = await _field_of(desk, concept)
    return {
        "title": name,
        "plan_origin": MeasureOrigin.RECOMMENDATION,
        "field": field,
        "plan_number": await _number(desk, field),
    }


async def _field_of(desk: DeskRequest, concept: str) -> str:
    """Return the slug of the field that most offers about a concept belong to, "" for none."""
    names = (concept, *desk.turn.services.thesaurus.with_wider(concept))
    fields = await needs.fields(desk.store, desk.district.id, names)
    field_id = next((fields[name] for name in names if name in fields), None)
    field = await places.field(desk.store, field_id)
    return field.slug if field else ""


async def _number(desk: DeskRequest, field: str) -> str:
    """Return the number of the plan that a new measure of a field gets."""
    plan = await outlines.of_district(desk.store, desk.district.id)
    of_field = [outline.number for outline in plan if outline.field == field]
    return next_number(of_field, [outline.number for outline in plan])


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
    slug = field.slug if field else ""
    return {
        "plan_number": await _number(desk, slug),
        "title": shortened(one_line(result.words), LONGEST_TITLE),
        "goal": shortened(result.words, LONGEST_GOAL),
        "plan_origin": MeasureOrigin.RESULT,
        "owner_group": group.name,
        "field": slug,
    }
