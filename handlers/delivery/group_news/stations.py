"""Questions whether a station to a job still holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_events import GroupEvent
from bot.domain.group_events.stations import StationAsked
from bot.domain.pathway import Station, StationAnswer, StationCheck
from bot.i18n import Translator
from bot.rules.pathway_form import edited
from bot.screens.station_checks import question
from bot.ui import Screen
from storage.catalogue import places, station_checks, station_edits
from storage.catalogue.pathways import Pathways
from storage.engine.store import Store


@dataclass(frozen=True, slots=True)
class StationNews:
    """``station`` None: nobody wrote about it any more. ``check`` None: it was never asked."""

    event: StationAsked
    station: Station | None
    check: StationCheck | None

    def is_stale(self, now: datetime) -> bool:
        is_open = self.check is not None and self.check.answer is StationAnswer.NONE
        return self.station is None or not is_open

    def screen(self, tr: Translator) -> Screen:
        return question(tr, self.event, self.station)


async def load(
    store: Store, events: Collection[GroupEvent], pathways: Pathways
) -> dict[GroupEvent, StationNews]:
    """Return what showing the events of this subject needs."""
    asked = [event for event in events if isinstance(event, StationAsked)]
    if not asked:
        return {}
    district_ids = {event.district_id for event in asked}
    districts = await places.districts_by_ids(store, district_ids)
    stations = {
        (district.id, station.number): station
        for district in districts.values()
        for station in edited(
            pathways.of(district.slug),
            await station_edits.of_district(store, district.id),
            district.name,
        )
    }
    checks = await station_checks.of_periods(store, district_ids, {e.period for e in asked})
    return {
        event: StationNews(
            event,
            stations.get((event.district_id, event.number)),
            checks.get((event.district_id, event.number, str(event.period))),
        )
        for event in asked
    }
