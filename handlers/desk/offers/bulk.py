"""What can be done with many offers at once."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bot.domain.audits import Act
from bot.domain.offers import State
from bot.i18n import mark
from bot.rules import offers as rules
from bot.rules.offers import Bulk
from bot.rules.problems import Problem, Refusal
from handlers.desk import lists
from handlers.desk.bulk import Before, BulkList, Row, Together
from handlers.desk.forms import FormField
from handlers.desk.offers.form import OFFERS
from handlers.desk.offers.listing import FILTERS, TABLE, query_of
from handlers.desk.page import WRITERS, DeskRequest
from storage.catalogue import offer_bulk as bulk_rows
from storage.catalogue import offer_table, places, reports
from storage.catalogue.offer_query import OfferFacts

Values = dict[str, Any]


async def rows(desk: DeskRequest, keys: Collection[str] | None) -> list[Row[OfferFacts]]:
    """Return the offers that the table shows, or those of the ticked ones that a person keeps."""
    state = lists.read(desk, FILTERS, TABLE, "title")
    query = query_of(desk, state, await places.fields(desk.store, desk.district.id))
    if keys is None:
        ids = sorted(await offer_table.versions(desk.store, query))
    else:
        ids = lists.numbers(sorted(keys))
    facts = await offer_table.facts(desk.store, query, ids)
    return [
        Row(str(fact.id), fact.version, fact.title or str(fact.id), fact, f"{OFFERS}/{fact.id}")
        for fact in facts
    ]


async def _problems(
    act: Bulk, desk: DeskRequest, facts: Sequence[OfferFacts]
) -> list[Problem | None]:
    day, today = desk.sent_day("day"), desk.turn.today
    return [rules.bulk_problem(act, fact.state, fact.expires_at, today, day) for fact in facts]


async def _change(act: Bulk, desk: DeskRequest, facts: Sequence[OfferFacts]) -> Before:
    """Do something with offers that it is possible with. Refuses offers that changed meanwhile."""
    turn, ids = desk.turn, [fact.id for fact in facts]
    same = await bulk_rows.by_version(desk.store, {fact.id: fact.version for fact in facts})
    if len(same) < len(ids):
        raise Refusal(Problem.LIST_MOVED)
    settles = act in (Bulk.CONFIRM, Bulk.CLOSE)
    settled = await reports.take(desk.store, ids) if settles else []
    for values, some in _values(desk, act, facts):
        await bulk_rows.set_values(desk.store, some, values, turn.author, turn.now)
    subject = f"offer {ids[0]}" if len(ids) == 1 else f"{len(ids)} offers"
    after = {"act": act.value, "count": len(ids), "undo": turn.act_id}
    await turn.audit(Act.OFFER_BULK, subject, {}, after)
    return {"reports": settled} if settles else {}


def _values(
    desk: DeskRequest, act: Bulk, facts: Sequence[OfferFacts]
) -> list[tuple[Values, list[int]]]:
    """Return what changes, and for which offers: confirming moves only last days that are near."""
    if act is not Bulk.CONFIRM:
        values: Values = (
            {"expires_at": desk.sent_day("day")}
            if act is Bulk.EXPIRES
            else {"state": rules.BULK_STATES[act].value}
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


async def _last_day(desk: DeskRequest) -> FormField:
    return FormField(name="day", label=mark("Last day"), example="31.12.2027")


ACTS = [
    Together(
        name=act.value,
        problems=partial(_problems, act),
        change=partial(_change, act),
        asks=_last_day if act is Bulk.EXPIRES else None,
    )
    for act in Bulk
]
BULK = BulkList(path=OFFERS, rows=rows, writers=WRITERS, acts=lambda _: ACTS)
