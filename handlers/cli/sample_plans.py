"""The sample districts' measures and half-year: a full report to the council for who tries it."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.half_years import HalfYear, half_year_of
from bot.domain.helping import HelpRequest, State
from bot.domain.measures import IndicatorValue
from bot.domain.meetings import Meeting
from bot.domain.places import District
from bot.domain.results import Published, Result
from bot.rules.people import week
from handlers.files.sample_plans import (
    SampleHelp,
    SampleIndicator,
    SampleMeasure,
    SampleNeed,
    SamplePlan,
    half_year_after,
    read_sample_plan,
)
from storage.catalogue import misses, places, station_edits
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import groups, help_tallies, meetings, results
from storage.measures import council_reports, indicators, measures, reviews
from storage.messaging import posters
from storage.people import stations
from storage.samples import PLANS

EVENING = time(18)
"""When groups meet."""
COUNTED_WEEK = 10
"""The week of a half-year in which everything that is counted by week is counted."""


@dataclass(frozen=True, slots=True)
class _Half:
    """A half-year of a district that is filled up to ``now``; ids by name."""

    store: Store
    district: District
    period: HalfYear
    now: datetime
    group_ids: dict[str, int]
    town_ids: dict[str, int]

    def evening(self, week_number: int) -> datetime:
        """Return when groups meet in a week of the half-year, in local time without a zone."""
        return datetime.combine(self.period.first + timedelta(days=7 * week_number), EVENING)

    def moment(self, week_number: int) -> datetime:
        """Return the same in UTC."""
        return self.evening(week_number).replace(tzinfo=ZoneInfo(self.district.zone))

    @property
    def counted(self) -> str | None:
        """The ISO week to count in; None if no week of the half-year has begun."""
        begun = [name for name in self.period.weeks if name <= week(self.now)]
        return begun[min(COUNTED_WEEK, len(begun) - 1)] if begun else None


async def load_sample_plans(database: Database, now: datetime) -> None:
    """Store a half-year of each sample district, and release its report.

    A district that has measures already stays as it is.
    """
    for path in sorted(PLANS.glob("*.toml")):
        async with database.write() as store:
            district = await places.district_named(store, path.stem)
            if district is None or await measures.of_district(store, district.id):
                continue
            period = half_year_of(now.date()).before
            await _store(store, district, read_sample_plan(path, period), period, now)


async def _store(
    store: Store, district: District, plan: SamplePlan, period: HalfYear, now: datetime
) -> None:
    for measure in plan.measures:
        await _store_measure(store, district, measure, period, now)
    for indicator in plan.indicators:
        await _store_indicator(store, district, indicator, period, now)
    for part, words in plan.texts.items():
        await council_reports.set_text(store, district.id, period, part, words)
    group_ids = {group.name: group.id for group in await groups.of_district(store, district.id)}
    town_ids = {town.name: town.id for town in await places.municipalities(store, district.id)}
    for name in plan.posters:
        await posters.made(store, name, district.id)
    for station in plan.stations:
        cells = {"hidden": "nein", **station.cells, "group": str(group_ids[station.group])}
        await station_edits.write(store, district.id, station.number, cells, now, None)
    reported = _Half(store, district, period, now, group_ids, town_ids)
    await _fill(reported, plan)
    await council_reports.release(store, district, period, now)
    await _fill(replace(reported, period=period.next), _grown(plan))


async def _store_measure(
    store: Store, district: District, measure: SampleMeasure, period: HalfYear, now: datetime
) -> None:
    added = await measures.add(store, district.id, measure.details, now)
    if measure.review:
        await reviews.add(store, added.id, period, measure.review, now)


async def _store_indicator(
    store: Store, district: District, indicator: SampleIndicator, period: HalfYear, now: datetime
) -> None:
    added = await indicators.add(store, district.id, indicator.name, indicator.unit)
    for before, amount in enumerate(reversed(indicator.values)):
        half_year = half_year_after(period, -before)
        value = IndicatorValue(half_year, amount, indicator.source, half_year.last)
        await indicators.set_value(store, added, value, now)


async def _fill(half: _Half, plan: SamplePlan) -> None:
    """Store what happened in a half-year; meetings to come too, results and counts not."""
    for meeting in plan.meetings:
        for week_number in meeting.weeks:
            start = half.evening(week_number)
            group_id = half.group_ids[meeting.group]
            await meetings.add(
                half.store, Meeting(0, group_id, meeting.title, start, half.district.zone)
            )
    for result in plan.results:
        if half.moment(result.week) <= half.now:
            group_id, everybody = half.group_ids[result.group], Published.EVERYBODY
            stored = Result(0, group_id, result.kind, result.words, everybody, done=result.is_done)
            await results.add(half.store, stored, half.moment(result.week))
    for need in plan.needs:
        await _count_need(half, need)
    await _count_at_stations(half, plan)
    for helped in plan.help:
        await _count_help(half, helped)


async def _count_at_stations(half: _Half, plan: SamplePlan) -> None:
    counted, district_id = half.counted, half.district.id
    if not counted:
        return
    for station_number, people in plan.arrivals.items():
        await stations.count(half.store, counted, district_id, station_number, people)
    for station_number, searches in plan.searched.items():
        for concept, times in searches.items():
            at = (half.store, counted, district_id, station_number, [concept])
            await stations.count_search(*at, times=times)


def _grown(plan: SamplePlan) -> SamplePlan:
    """Return the plan of the half-year after, in which needs have grown."""
    needs = [
        replace(need, languages={c: round(n * need.grown) for c, n in need.languages.items()})
        for need in plan.needs
    ]
    return replace(plan, needs=tuple(needs))


async def _count_need(half: _Half, need: SampleNeed) -> None:
    counted = half.counted
    for language, times in need.languages.items() if counted else ():
        await misses.count(
            half.store,
            counted or "",
            half.district.id,
            language,
            [need.concept],
            half.town_ids[need.town],
            times=times,
        )


async def _count_help(half: _Half, helped: SampleHelp) -> None:
    moment = half.moment(COUNTED_WEEK)
    if moment > half.now:
        return
    asked = HelpRequest(
        id=0,
        district_id=half.district.id,
        person_id=0,
        kind=helped.kind,
        language=helped.language,
        wanted="",
        created_at=moment,
        municipality_id=half.town_ids[helped.town],
    )
    for _ in range(helped.asked):
        await help_tallies.asked(half.store, asked)
    for state, times in ((State.AGREED, helped.given), (State.HANDED, helped.handed)):
        for _ in range(times):
            await help_tallies.changed(half.store, State.OPEN, replace(asked, state=state))
