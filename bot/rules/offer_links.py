"""Rules of the links by which organisations answer for their offers."""

from collections.abc import Mapping
from datetime import timedelta

from bot import text
from bot.domain.desk import Cells
from bot.domain.offers import Offer, State
from bot.rules.problems import Problem, Refusal

DAYS = (14, 30, 60, 90)
"""Days that a link can work, as can be chosen."""
USUAL_DAYS = 30
CELLS = (
    "title", "description", "next_steps", "times", "start", "deadline", "address", "price",
    "seats", "phone", "email", "url",
)  # fmt: skip
"""Cells that an organisation can suggest: what it is about and how it is reached."""
MOST_OPEN = 10
"""Maximum number of suggestions for an offer that wait for the office."""
LONGEST_NOTE = 2000
"""Maximum length of what they write to the office, in characters; more is cut."""
ANSWERED = (State.PUBLISHED, State.PAUSED)
"""States of offers that a link may answer for: nobody publishes anything by it."""


def life(days: int | None) -> timedelta:
    """Return how long a link works; the usual time for days that cannot be chosen."""
    return timedelta(days=days if days in DAYS else USUAL_DAYS)


def may_answer(offer: Offer | None) -> Offer:
    """Return an offer that a link may answer for. Refuses any other one."""
    if offer is None or offer.details.state not in ANSWERED:
        raise Refusal(Problem.OFFER_GONE)
    return offer


def suggested(stored: Cells, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the cells that were typed otherwise than they are stored."""
    return {
        name: typed[name]
        for name in CELLS
        if name in typed and text.clean(typed[name]) != text.clean(stored.get(name, ""))
    }


def note(typed: str) -> str:
    """Return what somebody wrote to the office, cleaned and not longer than it may be."""
    return text.clean(typed)[:LONGEST_NOTE]
