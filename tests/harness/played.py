"""A half-year of a district that is played, and counted beside by who plays it."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import insert

from bot.domain.groups import Group
from bot.domain.helping import Help, HelpRequest
from bot.domain.helping import State as HelpState
from bot.domain.meetings import Answer, Meeting
from bot.domain.meetings import State as MeetingState
from bot.domain.offers import State as OfferState
from bot.domain.places import District, Municipality
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Published, Result
from bot.rules.people import week
from storage import schema as t
from storage.catalogue import misses, offer_bulk, offers, places
from storage.catalogue.changes import UNKNOWN
from storage.engine.store import Store
from storage.groups import groups, help_tallies, meetings, results

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
"""The days of the half-year."""
ASKED_FIRST = date(2026, 5, 19)
"""The day on which owners are first asked about their measures."""
CONCEPTS = ("housing", "german_course", "doctor")


@dataclass
class Played:
    """What was done in a district, counted by who does it: ``done`` by part and figure."""

    store: Store
    district: District
    circles: list[Group]
    towns: list[Municipality]
    chance: Random
    done: Counter[str] = field(default_factory=Counter)
    needs: Counter[str] = field(default_factory=Counter)
    until_asked: Counter[str] = field(default_factory=Counter)
    open: dict[int, int] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)

    async def week(self, monday: date) -> None:
        await self.meets(monday)
        await self.decides(monday)
        for concept in CONCEPTS:
            await self.asks_in_vain(monday, concept)
        await self.helps(monday)
        await self.ends_an_offer(monday)

    def counts_week(self, monday: date) -> bool:
        """Return whether a week belongs to the half-year, as its Thursday does."""
        return FIRST <= monday + timedelta(3) <= LAST

    async def meets(self, monday: date) -> None:
        group, day = self.chance.choice(self.circles), monday + timedelta(self.chance.randrange(7))
        meeting = Meeting(0, group.id, "T", datetime.combine(day, time(18)), self.district.zone)
        meeting = replace(meeting, id=await meetings.add(self.store, meeting))
        if self.chance.random() < 0.2:
            await meetings.change(self.store, replace(meeting, state=MeetingState.CANCELLED))
            self.done["meetings/cancelled"] += FIRST <= day <= LAST
            return
        came = self.chance.sample(self.people, self.chance.randrange(5, 9))
        rows = [
            {"meeting_id": meeting.id, "person_id": person_id, "answer": Answer.YES,
             "present": person_id in came, "since": meeting.starts_at}
            for person_id in self.people
        ]  # fmt: skip
        await self.store.execute(insert(t.attendance), rows)
        if FIRST <= day <= LAST:
            self.done.update({"meetings/held": 1, "meetings/came": len(came)})
            self.until_asked[group.name] += day <= ASKED_FIRST

    async def decides(self, monday: date) -> None:
        group, kind = self.chance.choice(self.circles), self.chance.choice([*ResultKind])
        done = kind is ResultKind.TASK and self.chance.random() < 0.5
        words = Result(0, group.id, kind, f"Woche {monday}", Published.GROUP, done=done)
        await results.add(self.store, words, self.moment(monday))
        if not FIRST <= monday <= LAST:
            return
        self.done["results/decisions"] += kind is ResultKind.DECISION
        self.done["results/tasks"] += kind is ResultKind.TASK
        self.done["results/tasks_done"] += done

    async def asks_in_vain(self, monday: date, concept: str) -> None:
        times, language = self.chance.randrange(4), self.chance.choice(["ar", "uk"])
        if times:
            at = (self.store, week(self.moment(monday)), self.district.id, language, [concept])
            await misses.count(*at, self.chance.choice(self.towns).id, times=times)
        if self.counts_week(monday):
            self.done["misses/asked"] += times
            self.needs[concept] += times

    async def helps(self, monday: date) -> None:
        for _ in range(self.chance.randrange(3)):
            request = HelpRequest(
                id=0, district_id=self.district.id, person_id=0, kind=Help.FORM, language="ar",
                wanted="", created_at=self.moment(monday),
            )  # fmt: skip
            await help_tallies.asked(self.store, request)
            state = self.chance.choice([HelpState.AGREED, HelpState.HANDED, HelpState.OPEN])
            await help_tallies.changed(self.store, HelpState.OPEN, replace(request, state=state))
            counts = self.counts_week(monday)
            self.done["help/asked"] += counts
            self.done["help/given"] += counts and state is HelpState.AGREED
            self.done["help/handed"] += counts and state is HelpState.HANDED
            self.done["help/without"] += counts and state is HelpState.OPEN

    async def ends_an_offer(self, monday: date) -> None:
        """End an open offer, or let one that ended come back; later weeks are of the next one."""
        if not FIRST <= monday <= LAST:
            return
        offer_id = self.chance.choice(sorted(self.open))
        last = monday if self.open[offer_id] else date(2027, 1, 31)
        self.open[offer_id] = not self.open[offer_id]
        values = {"state": OfferState.PUBLISHED, "expires_at": last}
        await offer_bulk.set_values(self.store, [offer_id], values, UNKNOWN, self.moment(monday))

    def moment(self, monday: date) -> datetime:
        return datetime.combine(monday, time(10), UTC)

    def expected(self) -> dict[str, int]:
        """Return the figures of the half-year, those of offers too."""
        ended = sum(not is_open for is_open in self.open.values())
        return {**self.done, "offers/open": len(self.open) - ended, "offers/ended": ended}


async def begun(store: Store, slug: str, people: list[int]) -> Played:
    """Return a district on New Year's Day: all of its offers are open, and nobody has met."""
    district = await places.district_named(store, slug)
    assert district
    known = await offers.of_district(store, district.id)
    every = [offer.id for offer in known if (offer.details.starts_on or FIRST) <= LAST]
    values = {"state": OfferState.PUBLISHED, "expires_at": date(2027, 1, 31)}
    first = datetime(2025, 12, 31, tzinfo=UTC)
    await offer_bulk.set_values(store, every, values, UNKNOWN, first)
    return Played(
        store=store, district=district,
        circles=await groups.of_district(store, district.id),
        towns=await places.municipalities(store, district.id),
        chance=Random(slug), people=people, open=dict.fromkeys(every, True),
    )  # fmt: skip
