"""The form of a measure on one page, with what another person changed meanwhile."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.audits import Act, Facts
from bot.domain.desk import Cells
from bot.domain.measures import (
    Measure,
    MeasureChange,
    MeasureDetails,
    MeasureOrigin,
    MeasureState,
    measure_text,
)
from bot.rules import measure_form as rules
from bot.rules.desk import HOME, merged
from bot.rules.grants import coordinates
from bot.rules.measures import may_keep
from bot.screens.measure_desk import COLUMNS
from handlers.desk import forms
from handlers.desk.forms import Opened
from handlers.desk.measures import fields, suggestions
from handlers.desk.measures.plan import measure_here
from handlers.desk.measures.suggestions import Suggestion
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.texts import others
from storage.groups import results
from storage.measures import measure_history, measures

NEW = "new"
MEASURES = f"{HOME}/measures"
USUAL: Cells = {
    "state": MeasureState.PLANNED,
    "plan_origin": MeasureOrigin.PLAN,
    "public": "nein",
}
"""What a new measure begins with, in the words of its fields."""


async def show(desk: DeskRequest) -> Answer:
    """Return the form of a measure, with what the person typed and did not store yet."""
    return await _shown(desk, await measure_here(desk, desk.row_id()))


async def show_new(desk: DeskRequest) -> Answer:
    """Return an empty form."""
    return await _shown(desk, None)


async def hear(desk: DeskRequest) -> Answer:
    """Store, keep or discard what was typed about a measure."""
    await measures.lock_district(desk.store, desk.district.id)
    measure = await measure_here(desk, desk.row_id())
    may_keep(desk.turn.person, desk.district.id)
    if answer := await forms.aside(desk, form_of(desk), f"{MEASURES}/{measure.id}"):
        return answer
    if forms.base_of(desk) != measure.version:
        return await forms.refuse(desk, form_of(desk))
    return await _stored(desk, measure)


async def hear_new(desk: DeskRequest) -> Answer:
    """Add a measure, or keep or discard what was typed."""
    await measures.lock_district(desk.store, desk.district.id)
    may_keep(desk.turn.person, desk.district.id)
    return await forms.aside(desk, form_of(desk), MEASURES) or await _stored(desk, None)


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a form are kept."""
    return f"measure:{desk.parts.get('id', NEW)}:{desk.district.id}"


async def _stored(desk: DeskRequest, measure: Measure | None) -> Done:
    reading = rules.read(_typed(desk, measure), await fields.context(desk), measure)
    if reading.details is None:
        return await forms.refuse(desk, form_of(desk))
    suggested = (
        None if measure else await suggestions.open_one(desk, desk.sent("result"), lock=True)
    )
    stored = await save(desk, measure, reading.details)
    if suggested:
        await results.became_measure(desk.store, suggested.id, stored.id)
    await forms.drop(desk)
    said = "saved" if measure else "measure_added"
    return Done(f"{MEASURES}/{stored.id}?said={said}")


def _typed(desk: DeskRequest, measure: Measure | None) -> dict[str, str]:
    """Return the fields; where the person chose what another one wrote, it is that."""
    names = rules.names(others(desk))
    values = forms.of_known(forms.kept_values(desk.fields), names)
    if measure is not None:
        theirs = rules.cells(measure.details, names)
        values |= {name: theirs[name] for name in desk.sent_all("take") if name in theirs}
    return values


async def save(desk: DeskRequest, measure: Measure | None, details: MeasureDetails) -> Measure:
    """Write a measure with its line in the audit log and in its history."""
    turn, author_id = desk.turn, desk.turn.person.id
    if measure is None:
        added = await measures.add(desk.store, desk.district.id, details, turn.now, author_id)
        await turn.audit(Act.MEASURE_ADD, f"measure {added.id}", {}, facts(added))
        return added
    changed = await measures.change(
        desk.store, measure.id, measure.version, details, turn.now, author_id
    )
    if changed.version != measure.version:
        before, after = facts(measure), facts(changed)
        await turn.audit(Act.MEASURE_CHANGE, f"measure {measure.id}", before, after)
    return changed


def facts(measure: Measure) -> Facts:
    """Return what the audit log says of a measure."""
    details = measure.details
    return {"number": details.number, "state": details.state, "version": measure.version}


async def _shown(desk: DeskRequest, measure: Measure | None) -> Shown:
    names = rules.names(others(desk))
    suggestion = None if measure else await suggestions.suggestion(desk)
    stored = (
        rules.cells(measure.details, names) if measure else await _begun(desk, names, suggestion)
    )
    version = measure.version if measure else 0
    opened = await forms.opened(desk, form_of(desk), stored, version)
    is_changed = opened.draft is not None and opened.base != version
    theirs: Cells = {}
    if measure and is_changed:
        opened, theirs = await _joined(desk, measure, opened)
    values = {name: opened.values.get(name, "") for name in names}
    mistakes = await _mistakes(desk, measure, values, opened)
    return Shown(
        "measure.html",
        {
            "measure": measure,
            "heading": _heading(desk, measure),
            "suggestion": suggestion,
            "result": opened.values.get("result") or (suggestion.result_id if suggestion else ""),
            "groups": await fields.groups(desk, measure),
            "german": fields.text_fields(""),
            "texts": fields.texts(desk, values, mistakes),
            "values": values,
            "mistakes": mistakes,
            "labels": COLUMNS,
            "theirs": theirs,
            "is_changed": is_changed,
            "changed": await _last_change(desk, measure),
            "base": version,
            "opened": opened,
            "may_write": coordinates(desk.turn.person, desk.district.id),
        },
    )


async def _begun(
    desk: DeskRequest, names: Iterable[str], suggestion: Suggestion | None
) -> dict[str, str]:
    """Return what the form of a new measure begins with: the usual, and what is proposed."""
    proposed = suggestion.cells if suggestion else await suggestions.of_need(desk)
    return {**dict.fromkeys(names, ""), **USUAL, **proposed}


def _heading(desk: DeskRequest, measure: Measure | None) -> str:
    if measure is None:
        return ""
    own = measure_text(measure.details.texts, desk.turn.tr.language.code)
    return f"{measure.details.number} {own.title}"


async def _joined(desk: DeskRequest, measure: Measure, opened: Opened) -> tuple[Opened, Cells]:
    """Return a form with what others changed meanwhile, and their cells where both did."""
    names = rules.names(others(desk))
    then = await measure_history.cells_at(desk.store, measure.id, opened.base)
    base = rules.fields_of(then, names)
    own = forms.of_known(opened.values, names)
    joined = merged(base, rules.cells(measure.details, names), own)
    return replace(opened, values=joined.values), joined.theirs


async def _mistakes(
    desk: DeskRequest, measure: Measure | None, values: Cells, opened: Opened
) -> dict[str, str]:
    """Return the sentence of each wrong field, once the person wanted to store them."""
    if not (opened.draft and opened.draft.refused):
        return {}
    reading = rules.read(values, await fields.context(desk), measure)
    return desk.reasons(reading.mistakes)


async def _last_change(desk: DeskRequest, measure: Measure | None) -> MeasureChange | None:
    changes = await measures.history(desk.store, measure.id) if measure else []
    return changes[-1] if changes else None
