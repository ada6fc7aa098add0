"""When who is asked about a measure, and what is proposed: one press must be enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.half_years import HalfYear, half_year_of
from bot.domain.measures import MeasureDetails, MeasureState, ReviewState
from bot.rules.columns import folded


class Step(IntEnum):
    """The steps of asking: the owner twice, then once more at the end, then the office.

    ``GIVE_UP`` notes that nobody has answered.
    """

    OWNER = 1
    OWNER_AGAIN = 2
    LEAD = 3
    OFFICE = 4
    GIVE_UP = 5


DAYS = {
    Step.OWNER: timedelta(weeks=-6),
    Step.OWNER_AGAIN: timedelta(weeks=-2),
    Step.LEAD: timedelta(days=1),
    Step.OFFICE: timedelta(weeks=1),
    Step.GIVE_UP: timedelta(weeks=2),
}
"""When each step is taken, from the last day of the half-year on."""
STILL = timedelta(weeks=8)
"""Time after a half-year in which what was missed, because nothing ran, is still done."""
UNITS = {
    (EvidenceKind.OFFERS, "seats"): ("platz", "plaetze", "places", "seats"),
    (EvidenceKind.OFFERS, "open"): ("kurs", "kurse", "angebot", "angebote", "courses", "offers"),
    (EvidenceKind.MEETINGS, "held"): ("treffen", "sitzungen", "termine", "meetings"),
    (EvidenceKind.RESULTS, "tasks_done"): ("aufgaben", "tasks"),
}
"""Which figure of the evidence counts what a target counts, by the words of its unit."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked on a day: about which half-year, and which step it is."""

    period: HalfYear
    step: Step


def asking_on(day: date) -> Asking | None:
    """Return what is asked on a day, None if nothing: the last step whose day has come."""
    period = half_year_of(day)
    if day < period.last + DAYS[Step.OWNER]:
        period = period.before
    if day > period.last + STILL:
        return None
    reached = [step for step in Step if period.last + DAYS[step] <= day]
    return Asking(period, max(reached))


def proposed(details: MeasureDetails, period: HalfYear) -> ReviewState:
    """Return the state that is proposed to the owner: what is planned and has begun is running."""
    has_begun = details.starts_on is not None and details.starts_on <= period.last
    is_running = details.state is MeasureState.PLANNED and has_begun
    return ReviewState.RUNNING if is_running else ReviewState(details.state.value)


def counted(details: MeasureDetails, evidence: Iterable[Evidence]) -> Decimal | None:
    """Return the figure that counts what the target counts, None if there is none."""
    unit = set(folded(details.unit).split())
    for part in evidence:
        for figure, value in part.figures.items():
            if unit & set(UNITS.get((part.kind, figure), ())):
                return Decimal(value)
    return None
