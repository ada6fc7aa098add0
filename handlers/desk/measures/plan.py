"""The table of measures: views, filters, and all of it as a file that an import reads back."""

from asyncio import to_thread
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.domain.half_years import HalfYear, half_year_of
from bot.domain.measures import Measure, MeasureOutline, MeasureState, Review
from bot.i18n import plain
from bot.rules import measure_cells, measure_tables
from bot.rules.columns import folded
from bot.rules.grants import coordinates
from bot.rules.measure_columns import MEASURES
from bot.rules.measures import is_asked_about, is_late
from bot.rules.problems import Problem, Refusal
from bot.rules.review_requests import asking_on
from bot.screens.desk import MISSING
from bot.screens.fields import field_name
from bot.screens.measure_desk import COLUMNS, VIEWS
from bot.screens.measures import reached
from bot.screens.report_words import STATES
from handlers.desk import lists, views
from handlers.desk.list_files import XLSX
from handlers.desk.lists import Column, Filter, ListState, Option
from handlers.desk.page import Answer, DeskRequest, File, Shown
from handlers.files.workbook_files import xlsx
from storage.catalogue import places
from storage.measures import measures, outlines, reviews
from storage.measures.measures import in_order

FILTERS = ("view", "state", "field")
SORTED = ("number", "title", "state", "due", "organisation")
COLUMN_NAMES = (
    "title", "field", "state", "target", "due", "organisation", "owner", "public",
)  # fmt: skip
TABLE = (
    Column("number", COLUMNS["number"], can_sort=True, is_fixed=True),
    *(Column(name, COLUMNS[name], name in SORTED, name == "title") for name in COLUMN_NAMES),
)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A row of the table: a measure, and what is computed of it; ``owner`` is a name."""

    outline: MeasureOutline
    title: str
    field: str
    owner: str
    is_late: bool
    is_unanswered: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the page that is shown, with its whole measure; ``review`` None: no answer."""

    row: MeasureRow
    measure: Measure
    review: Review | None


async def table(desk: DeskRequest) -> Answer:
    """Return the table; with ``as=xlsx`` in the address the measures of it as a file."""
    state = lists.read(desk, FILTERS, TABLE, "number")
    every = await rows_of(desk)
    chosen = fitting(desk, every)
    if desk.asked("as") == "xlsx":
        return await _file(desk, {row.outline.id for row in chosen})
    state = lists.on_last_page(state, len(chosen))
    ordered = sorted(chosen, key=_SORTS[state.sort], reverse=state.descending)
    return Shown(
        "measures.html",
        {
            "state": state,
            "columns": lists.shown_columns(state, TABLE),
            "every_column": TABLE,
            "rows": await _shown(desk, ordered[state.offset : state.offset + state.size]),
            "total": len(chosen),
            "filters": await _filters(desk, every, state),
            "kept_views": await views.kept(desk, state),
            "views": [
                Option(name, label, sum(_is_in(row, name) for row in every))
                for name, label in VIEWS.items()
            ],
            "states": STATES,
            "amount": measure_cells.written,
            "reached": partial(reached, desk.turn.tr),
            "period": period_now(desk),
            "may_write": coordinates(desk.turn.person, desk.district.id),
        },
    )


def fitting(desk: DeskRequest, every: Sequence[MeasureRow]) -> list[MeasureRow]:
    """Return the rows that the filters of the address show."""
    state = lists.read(desk, FILTERS, TABLE, "number")
    return [row for row in every if _fits(row, state)]


def period_now(desk: DeskRequest) -> HalfYear:
    """Return the half-year that reviews are about now: the one that is asked for, or this one."""
    asking = asking_on(desk.turn.today)
    return asking.period if asking else half_year_of(desk.turn.today)


async def measure_here(desk: DeskRequest, measure_id: int) -> Measure:
    """Return a measure of the district at work. Raises Refusal for any other one."""
    measure = await measures.by_id(desk.store, measure_id)
    if measure is None or measure.district_id != desk.district.id:
        raise Refusal(Problem.MEASURE_GONE)
    return measure


async def rows_of(desk: DeskRequest) -> list[MeasureRow]:
    """Return all measures of the district, with what is computed of them."""
    plan, period = await outlines.of_district(desk.store, desk.district.id), period_now(desk)
    answered = await outlines.reviewed_ids(desk.store, desk.district.id, period, answered=True)
    fields = await places.fields(desk.store, desk.district.id)
    names = {field.slug: plain(field_name(desk.turn.tr, field)) for field in fields}
    return [_row(desk, outline, period, answered, names) for outline in plan]


def _row(
    desk: DeskRequest,
    outline: MeasureOutline,
    period: HalfYear,
    answered: Collection[int],
    fields: Mapping[str, str],
) -> MeasureRow:
    return MeasureRow(
        outline=outline,
        title=outline.title(desk.turn.tr.language.code),
        field=fields.get(outline.field, ""),
        owner=outline.owner_group or owner_name(desk, outline.owner_grant_id),
        is_late=is_late(outline, desk.turn.today),
        is_unanswered=is_asked_about(outline, period) and outline.id not in answered,
    )


async def _shown(desk: DeskRequest, rows: Sequence[MeasureRow]) -> list[ShownRow]:
    """Return the rows of a page with all of their measures."""
    ids = [row.outline.id for row in rows]
    plan = await measures.by_ids(desk.store, ids)
    reviewed = await reviews.counting(desk.store, ids, period_now(desk))
    there = [row for row in rows if row.outline.id in plan]
    return [ShownRow(row, plan[i := row.outline.id], reviewed.get(i)) for row in there]


def owner_name(desk: DeskRequest, grant_id: int | None) -> str:
    """Return what somebody with a grant is called at the desk, "" for nobody."""
    if grant_id is None:
        return ""
    return plain(desk.turn.tr("Colleague {number}", number=grant_id))


def _fits(row: MeasureRow, state: ListState) -> bool:
    chosen, outline = state.filters, row.outline
    return (
        chosen.get("state", outline.state) == outline.state
        and chosen.get("field", outline.field or "none") == (outline.field or "none")
        and _is_in(row, chosen.get("view", ""))
        and (not state.words or folded(state.words) in folded(_words(row)))
    )


def _words(row: MeasureRow) -> str:
    return " ".join((row.outline.number, row.title, row.outline.organisation, row.owner))


def _is_in(row: MeasureRow, view: str) -> bool:
    """Return whether a view shows a row; one that nobody knows shows all."""
    outline = row.outline
    shows = {
        "late": row.is_late,
        "unanswered": row.is_unanswered,
        "without_owner": not outline.owner_group and outline.owner_grant_id is None,
    }
    return shows.get(view, True)


_SORTS: Mapping[str, Callable[[MeasureRow], Any]] = {
    "number": lambda row: in_order(row.outline.number),
    "title": lambda row: row.title.casefold(),
    "state": lambda row: list(MeasureState).index(row.outline.state),
    "due": lambda row: (row.outline.due_on is None, str(row.outline.due_on)),
    "organisation": lambda row: row.outline.organisation.casefold(),
}


async def _filters(desk: DeskRequest, rows: Sequence[MeasureRow], state: ListState) -> list[Filter]:
    tr, chosen = desk.turn.tr, state.filters
    fields = await places.fields(desk.store, desk.district.id)
    field_names = [(field.slug, plain(field_name(tr, field))) for field in fields]
    states = [(name.value, plain(tr(STATES[name.value]))) for name in MeasureState]

    def with_state(value: str) -> int:
        return sum(row.outline.state == value for row in rows)

    def with_field(value: str) -> int:
        return sum((row.outline.field or "none") == value for row in rows)

    topics = [*field_names, ("none", MISSING)]
    return [
        Filter(
            "state", COLUMNS["state"], lists.options(states, with_state, chosen.get("state", ""))
        ),
        Filter(
            "field", COLUMNS["field"], lists.options(topics, with_field, chosen.get("field", ""))
        ),
    ]


async def _file(desk: DeskRequest, ids: Collection[int]) -> File:
    """Return measures as a table that an import reads back unchanged; no cell is a formula."""
    every = await measures.of_district(desk.store, desk.district.id)
    plan = [measure for measure in every if measure.id in ids]
    header = measure_tables.columns(plan)
    rows = [measure_tables.row(measure.details, measure.version) for measure in plan]
    content = await to_thread(xlsx, header, rows, MEASURES.sheet)
    return File(f"{desk.district.slug}-plan-{desk.turn.today:%Y-%m-%d}.xlsx", XLSX, content)
