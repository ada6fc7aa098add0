"""The table of offers: views, filters, inline acts on ticked rows or on all that match."""

from asyncio import to_thread
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.domain.offers import Offer
from bot.domain.places import Field
from bot.i18n import plain
from bot.rules import exports as export_rules
from bot.rules import office_exports
from bot.rules.desk import CONFIRMED, SOON
from bot.rules.grants import OFFICE, coordinates, organisations
from bot.screens.desk import COLUMNS, MISSING, STATES, TEXT_MARKS, TEXT_STATES, VIEWS
from bot.screens.fields import field_name
from handlers.desk import lists, views
from handlers.desk.list_files import XLSX
from handlers.desk.lists import Column, Filter, ListState, Option
from handlers.desk.offers.form import OFFERS
from handlers.desk.page import Answer, DeskRequest, File, Shown
from handlers.files.workbook_files import office_xlsx
from storage.catalogue import offer_lines, offer_table, offers, places
from storage.catalogue.offer_lines import OfferLine
from storage.catalogue.offer_query import Counts, OfferQuery

FILTERS = ("view", "state", "field", "town")
COLUMN_NAMES = (
    "title", "organisation", "municipality", "field", "state", "texts", "phone", "email",
    "expires_at", "confirmed_at", "reports",
)  # fmt: skip
TABLE = tuple(
    Column(name, COLUMNS[name], name in offer_table.SORTS, name == "title") for name in COLUMN_NAMES
)


class Editing(Protocol):
    """A row of the table that is a form."""

    @property
    def offer(self) -> Offer: ...


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A row of the table: an offer, the name of its field, the marks of its texts by language.

    ``gaps`` is the number of languages without a text.
    """

    offer: OfferLine
    field: str
    marks: tuple[tuple[str, str, str], ...]
    gaps: int


def state_of(desk: DeskRequest) -> ListState:
    """Return the list that the address asks for, also where the page is that of one row."""
    return replace(lists.read(desk, FILTERS, TABLE, "title"), path=OFFERS)


def row_url(state: ListState, offer_id: int) -> str:
    """Return the address of the list with a row as a form."""
    return page_url(replace(state, path=f"{OFFERS}/{offer_id}/row"))


def _row_urls(state: ListState) -> Callable[[int], str]:
    """Return what makes the addresses of rows as a form: all of them keep the same list."""
    _, mark, asked = page_url(state).partition("?")
    return lambda offer_id: f"{OFFERS}/{offer_id}/row{mark}{asked}"


def page_url(state: ListState) -> str:
    """Return the address of a list with its page, as the list itself links to it."""
    return state.url(page=state.page if state.page > 1 else "")


async def table(desk: DeskRequest) -> Answer:
    """Return the table; with ``as=xlsx`` in the address all of it as a file."""
    return await shown(desk, None)


async def shown(desk: DeskRequest, edited: Editing | None) -> Answer:
    """Return the table; ``edited`` is the row that is a form, None for none."""
    state = state_of(desk)
    fields = await places.fields(desk.store, desk.district.id)
    towns = await places.town_names(desk.store, desk.district.id)
    query = query_of(desk, state, fields)
    if desk.asked("as") == "xlsx":
        return await _file(desk, query)
    query = await offer_table.looked_up(desk.store, query)
    counts = await offer_table.counts(desk.store, query)
    state = lists.on_last_page(state, counts.total)
    rows = await _rows(desk, state, query, fields, edited)
    return Shown(
        "offers.html",
        {
            "state": state,
            "edited": edited,
            "kept_views": await views.kept(desk, state),
            "row_url": _row_urls(state),
            "columns": lists.shown_columns(state, TABLE),
            "every_column": TABLE,
            "rows": rows,
            "total": counts.total,
            "filters": _filters(desk, counts, state, fields, towns),
            "views": [Option(name, VIEWS[name], counts.views[name]) for name in VIEWS],
            "states": STATES,
            "labels": COLUMNS,
            "may_write": desk.holds(*OFFICE),
            "languages": [code for code in desk.turn.services.languages if code != "de"],
        },
    )


def query_of(desk: DeskRequest, state: ListState, fields: Sequence[Field]) -> OfferQuery:
    turn, chosen = desk.turn, state.filters
    by_slug = {field.slug: field.id for field in fields} | {"none": 0}
    town = chosen.get("town", "")
    view = chosen.get("view", "")
    return OfferQuery(
        district_id=desk.district.id,
        organisations=kept_organisations(desk),
        today=turn.today,
        soon=turn.today + SOON,
        confirmed_before=turn.now - CONFIRMED,
        state=chosen.get("state", ""),
        field_id=by_slug.get(chosen["field"], -1) if "field" in chosen else None,
        municipality_id=(lists.number(town) or 0) if town else None,
        view=view if view in offer_table.VIEWS else "",
        words=state.words,
    )


def kept_organisations(desk: DeskRequest) -> frozenset[int] | None:
    """Return whose offers a person sees at the desk; None means of all: readers read everything."""
    person, district_id = desk.turn.person, desk.district.id
    if coordinates(person, district_id) or not desk.holds(*OFFICE):
        return None
    return organisations(person, district_id)


async def _rows(
    desk: DeskRequest,
    state: ListState,
    query: OfferQuery,
    fields: Sequence[Field],
    edited: Editing | None,
) -> list[OfferRow]:
    ids = await offer_table.page(
        desk.store,
        query,
        sort=state.sort,
        descending=state.descending,
        limit=state.size,
        offset=state.offset,
    )
    if edited and edited.offer.id not in ids:
        ids = [edited.offer.id, *ids]
    names = {field.slug: plain(field_name(desk.turn.tr, field)) for field in fields}
    languages = list(desk.turn.services.languages)
    return [
        OfferRow(
            line,
            names.get(line.field, ""),
            marks := _marks(line, languages),
            len(languages) - len(marks),
        )
        for line in await offer_lines.lines(desk.store, ids)
    ]


def _marks(line: OfferLine, languages: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    """Return language, mark and state of each text."""
    states = dict(line.texts)
    return tuple(
        (code, TEXT_MARKS[states[code]], TEXT_STATES[states[code]])
        for code in languages
        if code in states
    )


def _filters(
    desk: DeskRequest,
    counts: Counts,
    state: ListState,
    fields: Sequence[Field],
    towns: Mapping[int, str],
) -> list[Filter]:
    tr = desk.turn.tr
    states = [(name.value, plain(tr(words))) for name, words in STATES.items()]
    by_slug = {field.slug: field.id for field in fields} | {"none": 0}
    field_names = [(field.slug, plain(field_name(tr, field))) for field in fields]
    town_names = [(str(town_id), name) for town_id, name in towns.items()]
    chosen = state.filters
    return [
        Filter(
            "state",
            COLUMNS["state"],
            lists.options(states, lambda value: counts.states[value], chosen.get("state", "")),
        ),
        Filter(
            "field",
            COLUMNS["field"],
            lists.options(
                [*field_names, ("none", MISSING)],
                lambda slug: counts.fields[by_slug[slug]],
                chosen.get("field", ""),
            ),
        ),
        Filter(
            "town",
            COLUMNS["municipality"],
            lists.options(
                [*town_names, ("0", MISSING)],
                lambda town: counts.municipalities[int(town)],
                chosen.get("town", ""),
            ),
        ),
    ]


async def _file(desk: DeskRequest, query: OfferQuery) -> File:
    """Return all offers that match as a table of an office; no cell is a formula."""
    ids = sorted(await offer_table.versions(desk.store, query))
    listed = await offers.by_ids(desk.store, ids)
    known = {text.language for offer in listed for text in offer.details.texts}
    chosen = set(desk.query.getall("language", [])) & set(desk.turn.services.languages)
    columns = export_rules.columns(sorted(chosen or known), "de")
    fields = await places.fields(desk.store, desk.district.id)
    choices = office_exports.choices(
        fields, await places.municipalities(desk.store, desk.district.id)
    )
    content = await to_thread(_sheet, columns, listed, fields, choices)
    return File(f"{desk.district.slug}-{desk.turn.today:%Y-%m-%d}.xlsx", XLSX, content)


def _sheet(
    columns: Sequence[str],
    listed: Sequence[Offer],
    fields: Sequence[Field],
    choices: Mapping[str, Sequence[str]],
) -> bytes:
    """Return the bytes of a table; it takes seconds for thousands of offers."""
    return office_xlsx(columns, [office_exports.row(offer, fields) for offer in listed], choices)
