"""Rules about offers: who sees them, how long, what "in the evening" means."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.domain.offers import (
    EVENING,
    LEVELS,
    Details,
    Offer,
    OfferText,
    Schedule,
    State,
    Target,
    TextState,
    text_in,
)
from bot.rules.problems import Problem, Refusal

REPORTS = ("wrong", "closed")


def is_shown(offer: Offer, today: date) -> bool:
    """Published and not past its last day."""
    details = offer.details
    return details.state is State.PUBLISHED and (
        details.expires_at is None or details.expires_at >= today
    )


def shown(offer: Offer | None, today: date) -> Offer:
    """The offer, or a refusal if people must not see it (any more)."""
    if offer is None or not is_shown(offer, today):
        raise Refusal(Problem.OFFER_GONE)
    return offer


def is_evening(details: Details) -> bool:
    return any(schedule.start >= EVENING for schedule in details.schedules)


def is_for_women(details: Details) -> bool:
    return Target.WOMEN in details.targets


def is_for_children(details: Details) -> bool:
    """For children themselves, or for families that bring them."""
    return bool(details.targets & {Target.CHILDREN, Target.FAMILIES})


def level_bounds(details: Details) -> tuple[int | None, int | None]:
    """The German levels as positions in LEVELS; None means open at that end."""
    first = LEVELS.index(details.level_from) if details.level_from else None
    last = LEVELS.index(details.level_to) if details.level_to else None
    return first, first if last is None else last


def single_dates(details: Details) -> list[Schedule]:
    """What can go into a calendar: days, and repeating times that begin on a day."""
    return [schedule for schedule in details.schedules if schedule.day is not None]


def report_kind(kind: str) -> str:
    if kind not in REPORTS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return kind


def rewritten(texts: Iterable[OfferText], german: str) -> tuple[OfferText, ...]:
    """With a new German description; the others are older than it now. One without a German text gets one under its own title."""
    known = {one.language: replace(one, state=TextState.STALE) for one in texts}
    title = text_in(tuple(known.values()), "de").title
    before = known.get("de", OfferText("de", title))
    known["de"] = replace(before, description=german, state=TextState.ORIGINAL)
    return tuple(known[code] for code in sorted(known))
