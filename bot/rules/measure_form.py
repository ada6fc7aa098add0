"""The form of a measure: its fields are the columns of an office's table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.imports import Mistake, Row
from bot.domain.measures import Measure, MeasureDetails
from bot.rules import measure_tables as tables
from bot.rules.measure_tables import BASE, TRANSLATED, TableContext
from bot.rules.measures import LONGEST_DESCRIPTION, LONGEST_GOAL, LONGEST_TITLE
from bot.text import one_line

FIELDS = {"number": "plan_number", "origin": "plan_origin"}
"""Columns whose field has another name: forms of the desk have these two themselves."""
PLAIN = tuple(FIELDS.get(name, name) for name in tables.PLAIN if name != "lotse_version")
"""Fields that exist once; what only a table knows is no field."""
LONGEST = {"title": LONGEST_TITLE, "goal": LONGEST_GOAL, "description": LONGEST_DESCRIPTION}


@dataclass(frozen=True, slots=True)
class MeasureReading:
    """What a form comes to: the details, or None and the first mistake of each wrong field."""

    details: MeasureDetails | None
    mistakes: Mapping[str, Mistake]


def names(languages: Iterable[str]) -> list[str]:
    """Return the fields of the form; ``languages`` are the codes beside German."""
    return [*PLAIN, *(f"{name}_{code}" for code in languages for name in TRANSLATED)]


def cells(details: MeasureDetails, fields: Sequence[str]) -> dict[str, str]:
    """Return what stands in the fields of a measure."""
    return fields_of(tables.row(details), fields)


def fields_of(row: Mapping[str, str], fields: Sequence[str]) -> dict[str, str]:
    """Return what stands in the fields for the columns of a table."""
    named = {FIELDS.get(column, column): cell for column, cell in row.items()}
    return {name: named.get(name, "") for name in fields}


def _columns_of(values: Mapping[str, str]) -> dict[str, str]:
    columns = {field: column for column, field in FIELDS.items()}
    return {columns.get(name, name): value for name, value in values.items()}


def read(
    values: Mapping[str, str], context: TableContext, before: Measure | None
) -> MeasureReading:
    """Return the details that a form means; ``before`` is the measure as stored, None if new.

    An owner who left may stay: otherwise nothing else could be corrected.
    """
    row = _columns_of(values)
    drafts, wrong = tables.read([Row("", 1, row)], _keeping_owner(context, before))
    of_texts = _text_mistakes(values, context.languages)
    mistakes: dict[str, Mistake] = {}
    of_cells = [mistake for mistake in wrong if not (of_texts and mistake.column in TRANSLATED)]
    for mistake in (*of_texts, *_number_mistakes(row, context, before), *of_cells):
        mistakes.setdefault(FIELDS.get(mistake.column, mistake.column), mistake)
    if mistakes or not drafts:
        return MeasureReading(None, mistakes)
    return MeasureReading(drafts[0].details, {})


def _keeping_owner(context: TableContext, before: Measure | None) -> TableContext:
    grant_id = before.details.owner_grant_id if before else None
    if grant_id is None:
        return context
    grant_ids = frozenset((*context.allowed.grant_ids, grant_id))
    return replace(context, allowed=replace(context.allowed, grant_ids=grant_ids))


def _number_mistakes(
    values: Mapping[str, str], context: TableContext, before: Measure | None
) -> list[Mistake]:
    """Return the mistake of a number that another measure has."""
    measure_number = one_line(values.get("number", ""))
    is_own = before is not None and before.details.number == measure_number
    if is_own or measure_number not in (context.allowed.parents or {}):
        return []
    return [Mistake("", 1, "number", "twice", measure_number)]


def _text_mistakes(values: Mapping[str, str], languages: Sequence[str]) -> list[Mistake]:
    """Return what is wrong with texts, each with its own field: an import names one column."""
    return [mistake for code in languages for mistake in _of_language(values, code)]


def _of_language(values: Mapping[str, str], language: str) -> list[Mistake]:
    """Return the mistakes of one text; one that is not German may be empty, but not half."""
    suffix = "" if language == BASE else f"_{language}"
    texts = {name: values.get(f"{name}{suffix}", "").strip() for name in TRANSLATED}
    is_meant = language == BASE or any(texts.values())
    missing = [Mistake("", 1, f"title{suffix}", "title_missing")]
    return [
        *(missing if is_meant and not one_line(texts["title"]) else ()),
        *(
            Mistake("", 1, f"{name}{suffix}", "too_long", "", str(LONGEST[name]))
            for name, words in texts.items()
            if len(words) > LONGEST[name]
        ),
    ]
