"""The table of offers: views, filters, inline acts on ticked rows or on all that match."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.audits import Act
from bot.domain.offers import Offer, State, text_in
from bot.domain.places import Field, Municipality
from bot.i18n import plain
from bot.rules import cells
from bot.rules import exports as export_rules
from bot.rules import offers as rules
from bot.rules.desk import CONFIRMED, SOON, TYPE_ABOVE
from bot.rules.grants import OFFICE, coordinates, organisations
from bot.rules.offers import Bulk
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import ACTS, COLUMNS, MISSING, STATES, TEXT_MARKS, TEXT_STATES, VIEWS
from bot.screens.fields import field_name
from bot.screens.problems import WORDS
from handlers.desk import lists
from handlers.desk.lists import Column, Filter, ListState, Option
from handlers.desk.page import Answer, DeskRequest, Done, File, Shown
from handlers.files.table_writers import xlsx
from storage.catalogue import offer_table, offers, places, reports
from storage.catalogue.offer_table import Counts, OfferFacts, OfferQuery
from storage.desk import acts

FILTERS = ("view", "state", "field", "town")
SHOWN = 20
"""Titles that a preview names."""
COLUMN_NAMES = (
    "title", "organisation", "municipality", "field", "state", "texts", "phone", "email",
    "expires_at", "confirmed_at", "reports",
)  # fmt: skip
TABLE = tuple(
    Column(name, COLUMNS[name], name in offer_table.SORTS, name == "title") for name in COLUMN_NAMES
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A row of the table: an offer, the marks of its texts by language, its reports."""

    offer: Offer
    title: str
    field: str
    marks: Sequence[tuple[str, str, str]]
    reports: int


async def table(desk: DeskRequest) -> Answer:
    """Return the table; with ``as=xlsx`` in the address all of it as a file."""
    state = lists.read(desk, FILTERS, TABLE, "title")
    fields = await places.fields(desk.store, desk.district.id)
    towns = await places.municipalities(desk.store, desk.district.id)
    query = _query(desk, state, fields)
    if desk.asked("as") == "xlsx":
        return await _file(desk, query)
    counts = await offer_table.counts(desk.store, query)
    total = await offer_table.count(desk.store, query)
    state = lists.on_last_page(state, total)
    rows = await _rows(desk, state, query, fields)
    every = await offer_table.versions(desk.store, query) if desk.asked("all") else {}
    return Shown(
        "offers.html",
        {
            "state": state,
            "columns": lists.shown_columns(state, TABLE),
            "every_column": TABLE,
            "rows": rows,
            "total": total,
            "filters": _filters(desk, counts, state, fields, towns),
            "views": [Option(name, VIEWS[name], counts.views[name]) for name in VIEWS],
            "states": STATES,
            "acts": {act.value: ACTS[act] for act in Bulk},
            "frozen": lists.frozen(every) if every else "",
            "may_write": desk.holds(*OFFICE),
        },
    )


async def bulk(desk: DeskRequest) -> Answer:
    """Show what an act on many offers would change and refuse; when that was confirmed, do it."""
    act, day = _act(desk.sent("act")), _day(desk)
    state = lists.read(desk, FILTERS, TABLE, "title")
    query = _query(desk, state, await places.fields(desk.store, desk.district.id))
    wanted = await _wanted(desk, query)
    if not wanted:
        raise Refusal(Problem.NOTHING_CHOSEN)
    facts = await offer_table.facts(desk.store, query, sorted(wanted))
    possible, refused = _sorted_out(act, facts, desk.turn.today, day)
    if desk.sent("step") != "do":
        return _preview(desk, act, possible, refused, wanted)
    if desk.sent("frozen") != lists.frozen(wanted):
        raise Refusal(Problem.LIST_MOVED)
    if len(possible) > TYPE_ABOVE and desk.sent("count").strip() != str(len(possible)):
        raise Refusal(Problem.WRONG_COUNT)
    if not possible:
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    await do(desk, act, possible, day)
    return Done(state.url(page=state.page, said="done"))


async def do(
    desk: DeskRequest, act: Bulk, facts: Sequence[OfferFacts], day: date | None = None
) -> None:
    """Do something with offers that it is possible with; it can be undone for some minutes."""
    turn, ids = desk.turn, [fact.id for fact in facts]
    turn.act_id = await acts.begin(
        desk.store,
        person_id=turn.person.id,
        district_id=desk.district.id,
        name=act,
        count=len(ids),
        now=turn.now,
    )
    if act in (Bulk.CONFIRM, Bulk.CLOSE):
        settled = await reports.take(desk.store, ids)
        await acts.remember(desk.store, turn.act_id, {"reports": settled})
    for values, some in _values(desk, act, facts, day):
        await offer_table.set_values(desk.store, some, values, turn.author, turn.now)
    subject = f"offer {ids[0]}" if len(ids) == 1 else f"{len(ids)} offers"
    after = {"act": act.value, "count": len(ids), "undo": turn.act_id}
    await turn.audit(Act.OFFER_BULK, subject, {}, after)


def _values(
    desk: DeskRequest, act: Bulk, facts: Sequence[OfferFacts], day: date | None
) -> list[tuple[dict[str, object], list[int]]]:
    """Return what changes, and for which offers: confirming moves only last days that are near."""
    if act is not Bulk.CONFIRM:
        values: dict[str, object] = (
            {"expires_at": day} if act is Bulk.EXPIRES else {"state": rules.BULK_STATES[act].value}
        )
        return [(values, [fact.id for fact in facts])]
    later = desk.turn.today + timedelta(days=desk.turn.services.config.retention.offers_days)
    groups: dict[tuple[bool, bool], list[int]] = {}
    for fact in facts:
        key = (fact.expires_at < later, fact.state is State.PROPOSED)
        groups.setdefault(key, []).append(fact.id)
    return [
        (
            {"confirmed_at": desk.turn.now}
            | ({"expires_at": later} if is_near else {})
            | ({"state": State.PUBLISHED.value} if is_proposed else {}),
            ids,
        )
        for (is_near, is_proposed), ids in groups.items()
    ]


def _sorted_out(
    act: Bulk, facts: Sequence[OfferFacts], today: date, day: date | None
) -> tuple[list[OfferFacts], list[tuple[OfferFacts, Problem]]]:
    """Return the offers with which an act is possible, and the others with the reason."""
    possible: list[OfferFacts] = []
    refused: list[tuple[OfferFacts, Problem]] = []
    for fact in facts:
        problem = rules.bulk_problem(act, fact.state, fact.expires_at, today, day)
        if problem is None:
            possible.append(fact)
        else:
            refused.append((fact, problem))
    return possible, refused


def _preview(
    desk: DeskRequest,
    act: Bulk,
    possible: Sequence[OfferFacts],
    refused: Sequence[tuple[OfferFacts, Problem]],
    wanted: Mapping[int, int],
) -> Shown:
    is_all = desk.sent("all") == "1"
    return Shown(
        "bulk.html",
        {
            "act_name": act.value,
            "act_label": ACTS[act],
            "day_text": desk.sent("day").strip(),
            "possible": possible[:SHOWN],
            "possible_count": len(possible),
            "refused_offers": [(fact, WORDS[problem]) for fact, problem in refused[:SHOWN]],
            "refused_count": len(refused),
            "foreign_count": len(wanted) - len(possible) - len(refused),
            "frozen": lists.frozen(wanted),
            "ids": [] if is_all else sorted(wanted),
            "is_all": is_all,
            "must_type": len(possible) > TYPE_ABOVE,
            "list_url": lists.read(desk, FILTERS, TABLE, "title").url(),
        },
    )


async def _wanted(desk: DeskRequest, query: OfferQuery) -> dict[int, int]:
    """Return id → version of the offers that are meant: the ticked ones, or all that match."""
    if desk.sent("all") == "1":
        return await offer_table.versions(desk.store, query)
    ticked = lists.numbers(desk.sent_all("id"))
    facts = await offer_table.facts(desk.store, query, ticked)
    return {fact.id: fact.version for fact in facts}


def _query(desk: DeskRequest, state: ListState, fields: Sequence[Field]) -> OfferQuery:
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
        municipality_id=(next(iter(lists.numbers([town])), 0)) if town else None,
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
    desk: DeskRequest, state: ListState, query: OfferQuery, fields: Sequence[Field]
) -> list[OfferRow]:
    ids = await offer_table.page(
        desk.store,
        query,
        sort=state.sort,
        descending=state.descending,
        limit=state.size,
        offset=state.offset,
    )
    counted = await offer_table.reports_of(desk.store, ids)
    names = {field.slug: plain(field_name(desk.turn.tr, field)) for field in fields}
    languages = list(desk.turn.services.languages)
    return [
        OfferRow(
            offer,
            text_in(offer.details.texts, "de").title,
            names.get(offer.details.field, ""),
            _marks(offer, languages),
            counted.get(offer.id, 0),
        )
        for offer in await offers.by_ids(desk.store, ids)
    ]


def _marks(offer: Offer, languages: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return language, mark and state of each text, also of those that are missing."""
    states = {text.language: text.state for text in offer.details.texts}
    return [
        (code, TEXT_MARKS[states[code]], TEXT_STATES[states[code]])
        if code in states
        else (code, MISSING, "")
        for code in languages
    ]


def _filters(
    desk: DeskRequest,
    counts: Counts,
    state: ListState,
    fields: Sequence[Field],
    towns: Sequence[Municipality],
) -> list[Filter]:
    tr = desk.turn.tr
    states = [(name.value, plain(tr(words))) for name, words in STATES.items()]
    by_slug = {field.slug: field.id for field in fields} | {"none": 0}
    field_names = [(field.slug, plain(field_name(tr, field))) for field in fields]
    town_names = [(str(town.id), town.name) for town in towns]
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
    languages = {text.language for offer in listed for text in offer.details.texts}
    columns = export_rules.columns(sorted(languages), "de")
    content = await to_thread(_sheet, columns, listed)
    return File(f"{desk.district.slug}-{desk.turn.today:%Y-%m-%d}.xlsx", XLSX, content)


def _sheet(columns: Sequence[str], listed: Sequence[Offer]) -> bytes:
    """Return the bytes of a table; it takes seconds for thousands of offers."""
    return xlsx(columns, [export_rules.row(offer, "de") for offer in listed])


def _act(name: str) -> Bulk:
    try:
        return Bulk(name)
    except ValueError:
        raise Refusal(Problem.UNKNOWN_BUTTON) from None


def _day(desk: DeskRequest) -> date | None:
    try:
        return cells.day(desk.sent("day").strip())
    except cells.Wrong:
        return None
