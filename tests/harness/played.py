"""A half-year of a district that is played, and counted beside by who plays it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import insert, update

from bot.domain.groups import Group, Joining, Kind
from bot.domain.helping import Help, HelpRequest
from bot.domain.helping import State as HelpState
from bot.domain.meetings import Answer, Meeting
from bot.domain.meetings import State as MeetingState
from bot.domain.offers import LEVELS
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
TRAINING = "Fachtag Recht"
FREE_SEATS = 9
"""Seats of the course that some people save."""
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
    helpers: frozenset[int] = frozenset()
    waited: Counter[str] = field(default_factory=Counter)
    full: set[int] = field(default_factory=set)
    fields: dict[int, str] = field(default_factory=dict)

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
        is_training = group.kind is Kind.TRAINING
        self.done["trainings/days"] += is_training and FIRST <= day <= LAST
        for hour in (9, 14) if is_training else (18,):
            await self.holds(group, day, time(hour), may_fail=not is_training)

    async def holds(self, group: Group, day: date, at: time, *, may_fail: bool) -> None:
        meeting = Meeting(0, group.id, "T", datetime.combine(day, at), self.district.zone)
        meeting = replace(meeting, id=await meetings.add(self.store, meeting))
        if may_fail and self.chance.random() < 0.2:
            await meetings.change(self.store, replace(meeting, state=MeetingState.CANCELLED))
            self.done["meetings/cancelled"] += FIRST <= day <= LAST
            return
        came = self.chance.sample(self.people, self.chance.randrange(4, 8))
        wishes = [Answer.WAITING] * 3
        wished = {p: self.chance.choice([*wishes, Answer.YES]) for p in self.people}
        rows = [
            {"meeting_id": meeting.id, "person_id": person_id, "answer": answer,
             "present": person_id in came, "since": meeting.starts_at}
            for person_id, answer in wished.items()
        ]  # fmt: skip
        await self.store.execute(insert(t.attendance), rows)
        if FIRST <= day <= LAST:
            waiting = {p for p in wished if wished[p] is Answer.WAITING} - set(came)
            self.counts_held(group, len(came), waiting)
            self.until_asked[group.name] += day <= ASKED_FIRST

    def counts_held(self, group: Group, came: int, waiting: set[int]) -> None:
        is_training = group.kind is Kind.TRAINING
        self.done.update({"meetings/held": 1, "meetings/came": came})
        self.done.update({"meetings/waited": len(waiting), "trainings/came": came * is_training})
        towns = {town.id: town.name for town in self.towns}
        for part in (
            "all", f"field {self.fields.get(group.field_id or 0, '')}", f"group {group.name}",
            f"municipality {towns.get(group.municipality_id or 0, '')}",
        ):  # fmt: skip
            self.waited[part] += len(waiting - self.helpers)

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

    async def learns(self, people: Sequence[int]) -> dict[str, int]:
        """Let people keep a level, some of them with a course; return who has one by level."""
        course_id = next(offer_id for offer_id, is_open in self.open.items() if is_open)
        values = {"course_kind": "integration", "seats": FREE_SEATS, "starts_on": None,
                  "register_by": None, "lowest_level": LEVELS.index("B1")}  # fmt: skip
        await self.store.execute(update(t.offer).where(t.offer.c.id == course_id).values(values))
        self.full.discard(course_id)
        counts = Counter({"level B1 seats": FREE_SEATS})
        for place, person_id in enumerate(people):
            level, has_course = ("A1", "B1")[place % 2], place % 2 == 0 and place < 10
            row = {"person_id": person_id, "levels": f"{level}-B2", "assessed_on": LAST}
            await self.store.execute(insert(t.person_level).values(row))
            saved = {"person_id": person_id, "offer_id": course_id, "saved_at": self.moment(LAST)}
            if has_course:
                await self.store.execute(insert(t.saved_offer).values(saved))
            counts[f"level {level} {'placed' if has_course else 'waiting'}"] += 1
        return counts

    def moment(self, monday: date) -> datetime:
        return datetime.combine(monday, time(10), UTC)

    def expected(self) -> dict[str, int]:
        """Return the figures of the half-year, those of offers too."""
        ended = sum(not is_open for is_open in self.open.values())
        full = sum(self.open[offer_id] for offer_id in self.full)
        offers = {"offers/open": len(self.open) - ended, "offers/ended": ended, "offers/full": full}
        return {**self.done, **offers, **{f"waiting {p}": n for p, n in self.waited.items()}}


async def begun(
    store: Store, slug: str, people: list[int], helpers: frozenset[int] = frozenset()
) -> Played:
    """Return a district on New Year's Day: all of its offers are open, and nobody has met."""
    district = await places.district_named(store, slug)
    assert district
    known = await offers.of_district(store, district.id)
    every = [offer.id for offer in known if (offer.details.starts_on or FIRST) <= LAST]
    values = {"state": OfferState.PUBLISHED, "expires_at": date(2027, 1, 31)}
    first = datetime(2025, 12, 31, tzinfo=UTC)
    await offer_bulk.set_values(store, every, values, UNKNOWN, first)
    mine = t.offer.c.district_id == district.id
    await store.execute(update(t.offer).where(mine).values(seats=None, course_kind=""))
    full = set(every[::3])
    await store.execute(update(t.offer).where(t.offer.c.id.in_(full)).values(seats=0))
    await groups.put(store, Group(0, district.id, Kind.TRAINING, TRAINING, Joining.OPEN))
    return Played(
        store=store, district=district,
        circles=await groups.of_district(store, district.id),
        towns=await places.municipalities(store, district.id),
        chance=Random(slug), people=people, open=dict.fromkeys(every, True),
        helpers=helpers, full=full,
        fields={known.id: known.slug for known in await places.fields(store, district.id)},
    )  # fmt: skip
