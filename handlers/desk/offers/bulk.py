"""Acts on many offers: what would change is shown before, and can be undone for some minutes."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.domain.audits import Act
from bot.domain.offers import State
from bot.rules import offers as rules
from bot.rules.desk import TYPE_ABOVE
from bot.rules.offers import Bulk
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import ACTS
from bot.screens.problems import WORDS
from handlers.desk import lists
from handlers.desk.offers.listing import FILTERS, TABLE, query_of
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.catalogue import offer_bulk as bulk_rows
from storage.catalogue import offer_table, places, reports
from storage.catalogue.offer_query import OfferFacts, OfferQuery
from storage.desk import acts

SHOWN = 20
"""Titles that a preview names."""


async def bulk(desk: DeskRequest) -> Answer:
    """Show what an act on many offers would change and refuse; when that was confirmed, do it."""
    act, day = _act(desk.sent("act")), desk.sent_day("day")
    state = lists.read(desk, FILTERS, TABLE, "title")
    query = query_of(desk, state, await places.fields(desk.store, desk.district.id))
    wanted = await _wanted(desk, query)
    if not wanted:
        raise Refusal(Problem.NOTHING_CHOSEN)
    facts = await offer_table.facts(desk.store, query, sorted(wanted))
    possible, refused = _sorted_out(act, facts, desk.turn.today, day)
    if desk.sent("step") != "do":
        return _preview(desk, act, possible, refused, wanted)
    same = await bulk_rows.by_version(desk.store, wanted)
    if desk.sent("frozen") != lists.frozen(wanted) or len(same) < len(wanted):
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
    turn.act_id = await desk.begin(act, len(ids))
    if act in (Bulk.CONFIRM, Bulk.CLOSE):
        settled = await reports.take(desk.store, ids)
        await acts.remember(desk.store, turn.act_id, {"reports": settled})
    for values, some in _values(desk, act, facts, day):
        await bulk_rows.set_values(desk.store, some, values, turn.author, turn.now)
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


def _act(name: str) -> Bulk:
    try:
        return Bulk(name)
    except ValueError:
        raise Refusal(Problem.UNKNOWN_BUTTON) from None
