"""Rules about offers: who sees them, for how long, and what "in the evening" means."""

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
"""What people can report about an offer."""


def is_shown(offer: Offer, today: date) -> bool:
    """Return whether an offer is published and not past its last day."""
    details = offer.details
    return details.state is State.PUBLISHED and (
        details.expires_at is None or details.expires_at >= today
    )


def shown(offer: Offer | None, today: date) -> Offer:
    """Return the offer. Refuses an offer that is gone, not published, or past its last day."""
    if offer is None or not is_shown(offer, today):
        raise Refusal(Problem.OFFER_GONE)
    return offer


def is_evening(details: Details) -> bool:
    """Return whether the offer has a time that starts at ``EVENING`` or later."""
    starts = (schedule.start for schedule in details.schedules)
    return any(start >= EVENING for start in starts if start)


def is_for_women(details: Details) -> bool:
    """Return whether women are among the target groups of the offer."""
    return Target.WOMEN in details.targets


def is_for_children(details: Details) -> bool:
    """Return whether the offer is for children, or for families, who bring their children."""
    return bool(details.targets & {Target.CHILDREN, Target.FAMILIES})


def level_bounds(details: Details) -> tuple[int | None, int | None]:
    """Return the lowest and highest level of German as positions in ``LEVELS``.

    None means open at that end; an offer with only a lowest level is for this level alone.
    """
    first = LEVELS.index(details.level_from) if details.level_from else None
    last = LEVELS.index(details.level_to) if details.level_to else None
    return first, first if last is None else last


def single_dates(details: Details) -> list[Schedule]:
    """Return the times that can go into a calendar: those with a date or a first date."""
    return [schedule for schedule in details.schedules if schedule.day is not None]


def report_kind(kind: str) -> str:
    """Return the kind of a report. Refuses a kind that is not in ``REPORTS``."""
    if kind not in REPORTS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return kind


def rewritten(texts: Iterable[OfferText], german: str) -> tuple[OfferText, ...]:
    """Return the texts of an offer with a new German description, sorted by language.

    The texts in other languages become stale. An offer without a German text gets one whose
    title is that of another language.
    """
    by_language = {text.language: replace(text, state=TextState.STALE) for text in texts}
    title = text_in(tuple(by_language.values()), "de").title
    german_text = by_language.get("de", OfferText("de", title))
    by_language["de"] = replace(german_text, description=german, state=TextState.ORIGINAL)
    return tuple(by_language[code] for code in sorted(by_language))
