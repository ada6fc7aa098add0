"""Five districts are played from January to July; each number of their reports is counted beside.

Groups meet and write results, people search in vain and ask for help, offers come and go, and what
is past its time is deleted as in production. Sixty owners are asked for their reviews in German and
in Arabic: most confirm with one press, some correct it, some do nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import orjson
import pytest
from sqlalchemy import insert

from bot.config import Config
from bot.domain.evidence import EvidenceKind, Only
from bot.domain.grants import Right, Role
from bot.domain.groups import Group
from bot.domain.half_years import HalfYear
from bot.domain.helping import Help, HelpRequest
from bot.domain.helping import State as HelpState
from bot.domain.measures import MeasureDetails, MeasureText
from bot.domain.meetings import Answer, Meeting
from bot.domain.meetings import State as MeetingState
from bot.domain.offers import State as OfferState
from bot.domain.places import District, Municipality
from bot.domain.results import Kind as ResultKind
from bot.domain.results import Published, Result
from bot.i18n import plain
from bot.rules.council_reports import for_readers
from bot.rules.people import week
from bot.screens.report_words import STATES
from bot.ui import Press
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.jobs.reviews import ask_reviews
from storage import retention
from storage import schema as t
from storage.catalogue import misses, offer_bulk, offers, places
from storage.catalogue.changes import UNKNOWN
from storage.engine.store import Store
from storage.groups import groups, help_tallies, meetings, results
from storage.measures import council_reports, evidence_links, measures
from storage.messaging import received
from storage.people import grants
from tests.harness.circles import person_of
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody

SLUGS = ("esslingen", "kaiserslautern", "konstanz", "rems-murr", "waldshut")
PERIOD, FIRST, LAST = HalfYear(2026, 1), date(2026, 1, 1), date(2026, 6, 30)
OWNERS, SILENT, CORRECTING = 12, (3,), (5, 8)
"""Owners of each district, which of them do nothing, and which correct what is proposed."""
MUST_BE_TOLD = ("meetings/held", "meetings/came", "misses/asked", "need housing", "offers/open")
ASKED_FIRST = date(2026, 5, 19)
ASKED = {ASKED_FIRST: 60, date(2026, 6, 16): 5, date(2026, 7, 1): 5, date(2026, 7, 7): 5,
         date(2026, 7, 14): 5}  # fmt: skip
"""Day → how many owners, then offices, are asked; on the last day the silence is noted."""
CONCEPTS = ("housing", "german_course", "doctor")
ARABIC = "دورتان، والثالثة في الخريف"


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


@dataclass(frozen=True)
class Owner:
    """Somebody who is asked about a measure."""

    slug: str
    number: int
    talk: Talk
    person_id: int


def language_of(number: int) -> str:
    return ("de", "ar")[number % 2]


async def planned(played: Played, owner_id: int, number: int) -> int:
    """Add a measure of an owner, which the meetings of a group show; return its id."""
    store, group = played.store, played.circles[number % len(played.circles)]
    own = await places.organisation_ids(store, played.district.id, ["VHS"])
    right = Right(Role.EDITOR, played.district.id, own["VHS"])
    grant = await grants.give(store, owner_id, right, played.moment(FIRST))
    details = MeasureDetails(
        number=str(number), texts=(MeasureText("de", f"Treffen {number}"),),
        target=Decimal(40), unit="Treffen", starts_on=FIRST, due_on=date(2027, 6, 30),
        owner_grant_id=grant.id,
    )  # fmt: skip
    measure = await measures.add(store, played.district.id, details, played.moment(FIRST))
    await evidence_links.link(store, measure.id, EvidenceKind.MEETINGS, Only(group=group.name))
    return measure.id


def ways_of(talk: Talk, route: str) -> str:
    """Return the press of a button that leads to a route."""
    presses = [b.action.data for b in talk.screen.buttons if isinstance(b.action, Press)]
    return next(press for press in presses if press.startswith(route))


async def answers(owner: Owner) -> int:
    """Answer the question that came, as this owner does; return how many presses it took."""
    talk, number = owner.talk, owner.number
    if number in SILENT:
        return 0
    await talk.look("inbox.list:0")
    await talk.say("[● ")
    if number not in CORRECTING:
        await talk.hear(Pressed(ways_of(talk, "review.keep")))
        return 1
    await talk.hear(Pressed(ways_of(talk, "review.show")))
    tr = talk.conversation.services.translator(talk.languages[0])
    await talk.press(plain(tr(STATES["done"])))
    await talk.hear(Pressed(ways_of(talk, "review.words")))
    await talk.say(f"14 {ARABIC}" if number % 2 else ARABIC)
    return 3


def unanswered(told: dict, played: Played) -> list[str]:
    """Return which measures of a report do not say what their owners answered."""
    wrong = []
    for measure in told["measures"]:
        number, review = int(measure["number"]), measure["review"]
        group = played.circles[number % len(played.circles)].name
        said = (measure["state"], review and review["actual"], review and review["words"])
        held = str(played.until_asked[group])
        correct = ("done", "14", f"14 {ARABIC}") if number % 2 else ("done", held, ARABIC)
        expected = correct if number in CORRECTING else ("running", held, "")
        if said != (("no_answer", None, None) if number in SILENT else expected):
            wrong.append(f"{played.district.slug} {number}: {said} {expected}")
    return wrong


def differences(told: dict, played: Played) -> list[str]:
    """Return what a report says otherwise than it was played; None is a number that is hidden."""
    said = {
        f"{part['kind']}/{name}": value
        for part in told["activity"]
        for name, value in part["figures"].items()
    }
    said |= {f"need {need['concept']}": need["asked"] for need in told["needs"]}
    asked = {f"need {concept}": count for concept, count in played.needs.items()}
    expected = {**played.expected(), **asked}
    wrong = [
        f"{name}: {said.get(name)} {count}"
        for name, count in expected.items()
        if said.get(name) not in (count, None)
    ]
    lost = [name for name in MUST_BE_TOLD if said.get(name) is None]
    return [f"{played.district.slug}: {fault}" for fault in (*wrong, *lost)]


async def with_measures(conversation: Conversation, played: Sequence[Played]) -> list[Owner]:
    """Return twelve owners of each district; each has a measure."""
    owners = []
    for district in played:
        for number in range(OWNERS):
            slug = district.district.slug
            talk = await somebody(conversation, f"{slug} {number}", language_of(number), slug=slug)
            owners.append(Owner(slug, number, talk, await person_of(conversation, talk)))
    async with conversation.database.write() as store:
        for district in played:
            own = replace(district, store=store)
            for owner in owners:
                if owner.slug == district.district.slug:
                    await planned(own, owner.person_id, owner.number)
    return owners


async def released(store: Store, played: Played) -> dict:
    """Release the report of a district, and return what its readers get as JSON."""
    now = datetime(2026, 7, 15, 10, tzinfo=UTC)
    report = await council_reports.release(store, played.district, PERIOD, now)
    return for_readers(orjson.loads(report.snapshot))


@pytest.mark.every_database
async def test_reports_tell_what_was_played_and_each_owner_answers_with_one_press(
    conversation: Conversation, config: Config
) -> None:
    database = conversation.database
    guests = [await somebody(conversation, f"guest {n}") for n in range(8)]
    guest_ids = [await person_of(conversation, guest) for guest in guests]
    async with database.write() as store:
        played = [await begun(store, slug, guest_ids) for slug in SLUGS]
        for number in range(16):
            monday = date(2025, 12, 15) + timedelta(weeks=2 * number)
            for district in played:
                await district.week(monday)
            if number % 5 == 0:
                limits = retention.limits(config.retention, played[0].moment(monday))
                await retention.forget(store, limits)
    owners = await with_measures(conversation, played)
    presses: Counter[int] = Counter()
    for day, waiting in ASKED.items():
        moment = datetime.combine(day, time(10), UTC)
        assert await ask_reviews(database, moment) == waiting, day
        await delivered(conversation, moment)
        for owner in owners if waiting == len(owners) else ():
            owner.talk.now = moment
            presses[await answers(owner)] += owner.number not in SILENT
    assert presses == {1: 45, 3: 10, 0: 0}
    async with database.write() as store:
        told = {p.district.slug: await released(store, p) for p in played}
        wrong = [fault for p in played for fault in differences(told[p.district.slug], p)]
        wrong += [fault for p in played for fault in unanswered(told[p.district.slug], p)]
        asked = [await received.count_of(store, owner.person_id) for owner in owners]
    assert not wrong
    assert Counter(asked) == {1: 55, 3: 5}, "those who do nothing are asked thrice"
