"""A tick that puts on the agenda of a steering group what the office's numbers show."""

from collections.abc import Sequence
from datetime import datetime

import orjson

from bot.domain.agendas import Topic
from bot.domain.half_years import half_year_of
from bot.domain.places import District
from bot.domain.queues import QueueName
from bot.i18n import Translator
from bot.rules.steering import AHEAD, Point, grown_needs, points, reviewed_period
from bot.screens.steering import words
from handlers.workflows.each import Queue, each
from handlers.workflows.services import Services
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import agendas, groups
from storage.measures import council_reports, evidence, measures, needs, reviews

OFFICE_LANGUAGE = "de"
"""Topics are written like the results of groups: in the language of the office."""


async def prepare_agendas(database: Database, services: Services, now: datetime) -> int:
    """Prepare the agendas of steering groups that meet soon; return how many meetings.

    Each is one transaction: the topics, and the note that the meeting has them.
    """
    tr = services.translator(OFFICE_LANGUAGE)

    async def waiting(store: Store, limit: int) -> Sequence[int]:
        return await agendas.to_prepare(store, now, now + AHEAD, limit)

    async def work(meeting_id: int) -> bool:
        return await _prepare(database, tr, meeting_id, now)

    return await each(database, Queue(name=QueueName.AGENDAS, waiting=waiting, work=work), now)


async def _prepare(database: Database, tr: Translator, meeting_id: int, now: datetime) -> bool:
    async with database.write() as store:
        meeting = await agendas.take_to_prepare(store, meeting_id, now, now + AHEAD)
        group = await groups.by_id(store, meeting.group_id) if meeting else None
        district = await places.district(store, group.district_id) if group else None
        if meeting is None or district is None:
            return False
        waiting = {topic.words for topic in await agendas.of_meeting(store, meeting, now)}
        for point in await _points(store, district, now):
            topic = words(tr, point)
            if topic not in waiting:
                await agendas.add(store, Topic(0, meeting.group_id, topic, meeting.id), now)
        await agendas.prepared(store, meeting.id, now)
    return True


async def _points(store: Store, district: District, now: datetime) -> list[Point]:
    """Return what a district's steering group has to talk about."""
    period = half_year_of(now.date())
    today = evidence.span_of(period, district, now).today
    plan = await measures.of_district(store, district.id)
    reviewed = await reviews.counting(store, [m.id for m in plan], reviewed_period(today))
    return points(plan, reviewed, await _grown(store, district, now), today)


async def _grown(store: Store, district: District, now: datetime) -> list[str]:
    """Return the needs that grew since the last report; none before the first one."""
    period = half_year_of(now.date())
    last = await council_reports.latest(store, district.id, period.before)
    if last is None:
        return []
    before = {need["concept"]: need["asked"] for need in orjson.loads(last.snapshot)["needs"]}
    return grown_needs(await needs.asked(store, district.id, period.weeks), before)
