"""What can be done with many measures at once: another status, somebody else in charge."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from bot.domain.measures import Measure, MeasureState
from bot.i18n import plain
from bot.rules.measures import may_keep
from bot.rules.problems import Problem, Refusal
from bot.screens.measure_desk import COLUMNS
from bot.screens.report_words import STATES
from handlers.desk.bulk import BulkList, Each, Row
from handlers.desk.forms import Choice, FormField
from handlers.desk.measures import fields, form, plan
from handlers.desk.page import COORDINATORS, DeskRequest
from storage.measures import measures

GROUP, GRANT = "group:", "grant:"
"""Beginnings of the values by which somebody in charge is chosen."""


async def rows(desk: DeskRequest, keys: Collection[str] | None) -> list[Row[Measure]]:
    """Return the measures that the table shows, or the ticked ones of the plan."""
    every = await plan.rows_of(desk)
    meant = plan.fitting(desk, every) if keys is None else every
    titles = {
        row.outline.id: f"{row.outline.number} {row.title}"
        for row in meant
        if keys is None or str(row.outline.id) in keys
    }
    found = await measures.by_ids(desk.store, list(titles))
    return [_row(found[i], title) for i, title in titles.items() if i in found]


def _row(measure: Measure, title: str) -> Row[Measure]:
    return Row(str(measure.id), measure.version, title, measure, f"{form.MEASURES}/{measure.id}")


async def _set_state(desk: DeskRequest, measure: Measure) -> object:
    if desk.sent("state") not in list(MeasureState):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _changed(desk, measure, state=MeasureState(desk.sent("state")))


async def _set_owner(desk: DeskRequest, measure: Measure) -> object:
    chosen = desk.sent("owner")
    group = chosen.removeprefix(GROUP) if chosen.startswith(GROUP) else ""
    grant = chosen.removeprefix(GRANT) if chosen.startswith(GRANT) else ""
    owner = {"owner_group": group, "owner_grant_id": int(grant) if grant.isdecimal() else None}
    return await _changed(desk, measure, **owner)


async def _changed(desk: DeskRequest, measure: Measure, **values: Any) -> list[Any]:
    """Change a measure as its form does, and return what undoing that needs."""
    may_keep(desk.turn.person, desk.district.id)
    old = {name: getattr(measure.details, name) for name in values}
    if old == values:
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    changed = await form.save(desk, measure, replace(measure.details, **values))
    return [measure.id, changed.version, old]


async def put_back(desk: DeskRequest, kept: list[Any]) -> None:
    """Give a measure back what it had. Refuses one that was changed since."""
    measure_id, version, old = kept
    may_keep(desk.turn.person, desk.district.id)
    measure = await plan.measure_here(desk, measure_id)
    if measure.version != version:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    values = old | ({"state": MeasureState(old["state"])} if "state" in old else {})
    await form.save(desk, measure, replace(measure.details, **values))


async def _states(desk: DeskRequest) -> FormField:
    tr = desk.turn.tr
    choices = [Choice(state.value, plain(tr(STATES[state.value]))) for state in MeasureState]
    return FormField(name="state", label=COLUMNS["state"], choices=choices)


async def _owners(desk: DeskRequest) -> FormField:
    allowed = await measures.context(desk.store, desk.district.id, desk.turn.now)
    groups, people = await fields.owner_choices(desk, allowed)
    choices = [
        *(Choice(f"{GROUP}{choice.value}", choice.label) for choice in groups),
        *(Choice(f"{GRANT}{choice.value}", choice.label) for choice in people),
        fields.NONE,
    ]
    return FormField(name="owner", label=COLUMNS["owner"], choices=choices)


ACTS = [
    Each(name="set_state", verb=_set_state, part="measures", asks=_states),
    Each(name="set_owner", verb=_set_owner, part="measures", asks=_owners),
]
BULK = BulkList(
    path=form.MEASURES,
    sends=f"{form.MEASURES}/bulk",
    rows=rows,
    writers=COORDINATORS,
    acts=lambda _: ACTS,
)
