"""Measures as rows of a table: what is exported is imported unchanged, and told in the history."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot import text
from bot.domain.imports import Mistake, Row
from bot.domain.measures import Measure, MeasureDetails, MeasureText
from bot.domain.places import Field
from bot.rules import cells, measure_cells, named_cells, office_plans
from bot.rules.cells import Wrong
from bot.rules.measures import Fault, MeasureContext, faults
from bot.rules.problems import Problem
from bot.rules.written_days import day_written

PLAIN = (
    "number", "field", "title", "goal", "description", "target", "unit", "cost_from", "cost_to",
    "cost_source", "start", "due", "organisation", "owner_group", "owner_grant", "state", "public",
    "origin", "parent", "lotse_version",
)  # fmt: skip
"""Columns that exist once, in the order in which they are written."""
TRANSLATED = ("title", "goal", "description")
"""Columns that exist once per language; those in German carry no code."""
BASE = "de"


@dataclass(frozen=True, slots=True)
class TableContext:
    """What a table of measures may hold, and what is stored.

    ``columns`` are those that the file has: of the others a measure keeps what it has.
    ``today`` None is a file: only a form reads a day without a year, as the next one.
    """

    allowed: MeasureContext
    fields: Sequence[Field] = ()
    languages: Sequence[str] = (BASE,)
    stored: Mapping[str, Measure] = field(default_factory=dict)
    columns: Collection[str] = PLAIN
    today: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """A measure of a file; ``version`` is that of the measure when the file was written, or None.

    ``row`` is where it stands.
    """

    details: MeasureDetails
    row: Row
    version: int | None = None


@dataclass(frozen=True, slots=True)
class MeasurePlan:
    """What an import changes; ``unchanged`` is a number of measures.

    ``older`` were changed after the file was written; they stay as they are.
    """

    new: tuple[MeasureDetails, ...] = ()
    changed: tuple[tuple[Measure, MeasureDetails], ...] = ()
    unchanged: int = 0
    older: tuple[tuple[Measure, MeasureDetails], ...] = ()


def columns(measures: Iterable[Measure]) -> list[str]:
    """Return the header of a table of these measures, with the languages that they have."""
    languages = {text.language for measure in measures for text in measure.details.texts}
    others = [f"{name}_{code}" for code in sorted(languages - {BASE}) for name in TRANSLATED]
    return [*PLAIN, *others]


def row(details: MeasureDetails, version: int | None = None) -> dict[str, str]:
    """Return the cells of a measure by column; empty ones are left out."""
    values = {
        "number": details.number,
        "field": details.field,
        "target": measure_cells.written(details.target),
        "unit": details.unit,
        "cost_from": measure_cells.written(details.cost_from),
        "cost_to": measure_cells.written(details.cost_to),
        "cost_source": details.cost_source,
        "start": day_written(details.starts_on),
        "due": day_written(details.due_on),
        "organisation": details.organisation,
        "owner_group": details.owner_group,
        "owner_grant": measure_cells.whole_written(details.owner_grant_id),
        "state": details.state.value,
        "public": "ja" if details.public else "nein",
        "origin": details.origin.value,
        "parent": details.parent,
        "lotse_version": measure_cells.whole_written(version),
    }
    for measure_text in details.texts:
        suffix = "" if measure_text.language == BASE else f"_{measure_text.language}"
        values |= {f"{name}{suffix}": getattr(measure_text, name) for name in TRANSLATED}
    return {column: value for column, value in values.items() if value}


def differences(before: MeasureDetails, after: MeasureDetails) -> dict[str, tuple[str, str]]:
    """Return the columns in which two measures differ, each with its cells before and after."""
    old, new = row(before), row(after)
    names = dict.fromkeys([*new, *old])
    return {
        name: (old.get(name, ""), new.get(name, ""))
        for name in names
        if old.get(name) != new.get(name)
    }


def read(rows: Iterable[Row], context: TableContext) -> tuple[list[MeasureDraft], list[Mistake]]:
    """Return all measures and all mistakes of a file. With a mistake, nothing may be stored."""
    drafts: dict[str, MeasureDraft] = {}
    mistakes: list[Mistake] = []
    for file_row in rows:
        draft, wrong = _draft(file_row, context)
        mistakes += wrong
        if draft and draft.details.number in drafts:
            mistakes.append(_mistake(file_row, "number", "twice", draft.details.number))
        elif draft:
            drafts[draft.details.number] = draft
    for draft in drafts.values():
        mistakes += _faults(draft, _allowed(drafts.values(), context))
    return list(drafts.values()), mistakes


def plan(
    drafts: Iterable[MeasureDraft], stored: Mapping[str, Measure], *, accept_older: bool = False
) -> MeasurePlan:
    """Return what an import would add and change."""
    new, changed, older, unchanged = [], [], [], 0
    for draft in drafts:
        measure = stored.get(draft.details.number)
        if measure is None:
            new.append(draft.details)
        elif measure.details == draft.details:
            unchanged += 1
        elif _is_older(draft, measure) and not accept_older:
            older.append((measure, draft.details))
        else:
            changed.append((measure, draft.details))
    return MeasurePlan(tuple(new), tuple(changed), unchanged, tuple(older))


_READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "number": ("number", measure_cells.number),
    "target": ("target", office_plans.quantity),
    "unit": ("unit", measure_cells.line),
    "cost": ("cost", office_plans.costs),
    "cost_from": ("cost_from", measure_cells.amount),
    "cost_to": ("cost_to", measure_cells.amount),
    "cost_source": ("cost_source", measure_cells.line),
    "organisation": ("organisation", lambda cell: cells.text(300)(measure_cells.line(cell))),
    "owner_group": ("owner_group", measure_cells.line),
    "owner_grant": ("owner_grant_id", cells.whole),
    "state": ("state", measure_cells.read_state),
    "public": ("public", lambda cell: bool(cells.yes_no(cell))),
    "origin": ("origin", measure_cells.read_origin),
    "parent": ("parent", measure_cells.line),
}
"""Columns that are read alone: the field of ``MeasureDetails``, and the reader of a cell."""


def _draft(file_row: Row, context: TableContext) -> tuple[MeasureDraft | None, list[Mistake]]:
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    written_cells = _with_stored(file_row, context)
    for column, (name, reader) in {**_READERS, **_readers_in(context)}.items():
        cell = written_cells.get(column, "")
        try:
            values[name] = reader(text.clean(cell))
        except Wrong as wrong:
            value = text.shortened(cell, 80)
            mistakes.append(_mistake(file_row, column, wrong.code, value, wrong.proposal))
    if mistakes:
        return None, mistakes
    texts = _texts(written_cells, context.languages)
    details = MeasureDetails(**_parted(values), texts=texts)
    return MeasureDraft(details, file_row, _version(file_row)), []


def _parted(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a measure, where offices write two of them in one cell."""
    fields = dict(values)
    target, unit = fields.pop("target")
    costs = fields.pop("cost")
    if costs != (None, None):
        fields["cost_from"], fields["cost_to"] = costs
    return fields | {"target": target, "unit": fields["unit"] or unit}


def _version(file_row: Row) -> int | None:
    """Return the version that a row states, None if it states none."""
    version = file_row.values.get("lotse_version", "")
    return int(version) if version.isdecimal() else None


def _with_stored(file_row: Row, context: TableContext) -> dict[str, str]:
    """Return the cells of a row, and what is stored in the columns that the file does not have."""
    stored = context.stored.get(text.one_line(file_row.values.get("number", "")))
    kept = row(stored.details) if stored else {}
    known = {name: cell for name, cell in kept.items() if name not in context.columns}
    return known | dict(file_row.values)


def _readers_in(context: TableContext) -> dict[str, tuple[str, Callable[[str], Any]]]:
    names = {action.slug: tuple(action.names.values()) for action in context.fields}
    return {
        "field": ("field", lambda cell: named_cells.key_of(cell, names, "field") if cell else ""),
        "start": ("starts_on", lambda cell: office_plans.day(cell, context.today)),
        "due": ("due_on", lambda cell: office_plans.day(cell, context.today, is_end=True)),
    }


def _texts(values: Mapping[str, str], languages: Sequence[str]) -> tuple[MeasureText, ...]:
    """Return the texts of a row, by language; one without a title is none, except in German."""
    texts = [_text(values, code) for code in sorted({*languages, BASE})]
    return tuple(found for found in texts if found.title or found.language == BASE)


def _text(values: Mapping[str, str], language: str) -> MeasureText:
    suffix = "" if language == BASE else f"_{language}"
    return MeasureText(
        language=language,
        title=text.one_line(values.get(f"title{suffix}", "")),
        goal=text.clean(values.get(f"goal{suffix}", "")),
        description=text.clean(values.get(f"description{suffix}", "")),
    )


def _allowed(drafts: Iterable[MeasureDraft], context: TableContext) -> MeasureContext:
    """Return what measures may refer to when the file is stored: measures of the file, too."""
    allowed = context.allowed
    from_file = {draft.details.number: draft.details.parent for draft in drafts}
    return MeasureContext(
        fields=allowed.fields,
        grant_ids=allowed.grant_ids,
        groups=allowed.groups,
        parents=dict(allowed.parents or {}) | from_file,
    )


def _faults(draft: MeasureDraft, allowed: MeasureContext) -> list[Mistake]:
    return [_as_mistake(draft.row, fault) for fault in faults(draft.details, allowed)]


def _as_mistake(file_row: Row, fault: Fault) -> Mistake:
    if fault.problem is Problem.MEASURE_TEXT:
        return _mistake(file_row, fault.column, "too_long", "", fault.value)
    return _mistake(file_row, fault.column, fault.problem.value, fault.value)


def _mistake(file_row: Row, column: str, code: str, value: str = "", proposal: str = "") -> Mistake:
    return Mistake(file_row.sheet, file_row.number, column, code, value, proposal)


def _is_older(draft: MeasureDraft, measure: Measure) -> bool:
    return draft.version is not None and draft.version < measure.version
