"""A tick that asks, once a half-year, whether the stations to a job still hold."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.announcements import Kind
from bot.domain.group_events.stations import StationAsked
from bot.domain.half_years import HalfYear
from bot.domain.queues import QueueName
from bot.rules.pathway_form import edited
from bot.rules.station_checks import group_of, period_on
from handlers.workflows.each import Queue, each
from handlers.workflows.notify import notify_in_district
from storage.catalogue import station_checks
from storage.catalogue.pathways import shipped_pathway
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import memberships
from storage.messaging import audiences


async def ask_stations(database: Database, now: datetime) -> int:
    """Ask about the stations that have a group to ask; return how many they were.

    Each is one transaction: the messages, and the note that they are on their way.
    """
    period = period_on(now.date())
    if period is None:
        return 0

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await station_checks.to_ask(store, now.date(), period, limit)

    async def work(change_id: int) -> bool:
        return await _ask(database, change_id, period, now)

    return await each(database, Queue(name=QueueName.STATIONS, waiting=waiting, work=work), now)


async def _ask(database: Database, change_id: int, period: HalfYear, now: datetime) -> bool:
    """Ask the leads of the group; the office where it has none any more."""
    async with database.write() as store:
        waits = await station_checks.take_to_ask(store, change_id, now.date(), period)
        if waits is None:
            return False
        district_id, edit = waits
        edited(shipped_pathway(), [edit], "")  # a station that cannot be read is not asked about
        people = await memberships.lead_ids(store, group_of(edit))
        asked = people or await audiences.coordinators(store, district_id, Kind.GROUP, now)
        event = StationAsked(None, district_id, edit.number, period.year, period.half)
        await station_checks.note(store, district_id, edit.number, period, now)
        await notify_in_district(store, district_id, asked, event, now)
    return True
