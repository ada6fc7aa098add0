"""What is proposed to whoever reviews a measure, counted from the daily work: a press is enough."""

from datetime import datetime
from decimal import Decimal

from bot.domain.half_years import HalfYear
from bot.domain.measures import Measure, Review, ReviewDraft, ReviewState
from bot.rules.evidence import rules_of
from bot.rules.review_requests import counted, proposed
from storage.catalogue import places
from storage.engine.store import Store
from storage.measures import evidence, evidence_links


async def begun(
    store: Store, measure: Measure, period: HalfYear, last: Review | None, now: datetime
) -> ReviewDraft:
    """Return what a review begins with: the last answer, without one what is proposed."""
    if last is not None and last.draft.state is not ReviewState.NO_ANSWER:
        return last.draft
    actual = await quantity(store, measure, period, now)
    return ReviewDraft(proposed(measure.details, period), actual)


async def quantity(
    store: Store, measure: Measure, period: HalfYear, now: datetime
) -> Decimal | None:
    """Return the quantity that the evidence of a half-year shows, None if it counts another one."""
    district = await places.district(store, measure.district_id)
    if district is None:
        return None
    span, shown = evidence.span_of(period, district, now), []
    for rule in rules_of(measure, await evidence_links.of_measure(store, measure.id)):
        shown.append(await evidence.count(store, district.id, rule.kind, rule.only, span))
    return counted(measure.details, shown)
