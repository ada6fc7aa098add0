"""Questions about measures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.measures import ReviewAsked
from bot.domain.groups import Group
from bot.domain.measures import Measure, Review, ReviewState
from bot.i18n import Translator
from bot.screens.measures import question
from bot.ui import Screen
from storage.engine.store import Store
from storage.measures import measures, reviews


@dataclass(frozen=True, slots=True)
class MeasureNews:
    """``measure`` None: it was deleted meanwhile. ``review`` None: nobody has answered."""

    event: ReviewAsked
    measure: Measure | None
    review: Review | None

    def is_stale(self, now: datetime) -> bool:
        is_answered = self.review and self.review.draft.state is not ReviewState.NO_ANSWER
        return self.measure is None or bool(is_answered)

    def screen(self, tr: Translator) -> Screen:
        return question(tr, self.event, self.measure)


async def load(
    store: Store, events: Collection[GroupEvent], groups: Mapping[int, Group]
) -> dict[GroupEvent, MeasureNews]:
    """Return what showing the events of this subject needs."""
    asked = [event for event in events if isinstance(event, ReviewAsked)]
    if not asked:
        return {}
    found = await measures.by_ids(store, {event.measure_id for event in asked})
    answers = {
        period: await reviews.counting(store, found.keys(), period)
        for period in {event.period for event in asked}
    }
    return {
        event: MeasureNews(
            event, found.get(event.measure_id), answers[event.period].get(event.measure_id)
        )
        for event in asked
    }
