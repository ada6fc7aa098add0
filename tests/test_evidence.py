"""Evidence of measures: every number is what was played, counted a second time by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert

from bot.domain.announcements import Announcement, Audience, Kind
from bot.domain.evidence import PARTS, EvidenceKind, Only
from bot.domain.grants import Role
from bot.domain.half_years import HalfYear
from bot.domain.measures import Measure
from bot.domain.people import Address, Person
from bot.rules import evidence as rules
from bot.rules.people import week
from bot.rules.problems import Problem
from storage import schema as t
from storage.catalogue import misses, places
from storage.engine.database import Database
from storage.measures import evidence, evidence_links, measures
from storage.measures.evidence import span_of
from storage.messaging import announcements, campaigns
from storage.people import people
from tests.harness.databases import NOW
from tests.harness.plans import COURSES
from tests.harness.rights import held
from tests.refusals import refuses

pytestmark = pytest.mark.every_database
PERIOD = HalfYear(2026, 2)
NOTHING = Only()


class World:
    """A half-year of a district, as rows and as plain lists that are counted by hand."""

    def __init__(self, store, district, seed: int) -> None:
        self.store, self.district, self.chance = store, district, Random(seed)
        self.offers: list[dict[str, Any]] = []
        self.meetings: list[dict[str, Any]] = []
        self.results: list[dict[str, Any]] = []

    async def fill(self) -> None:
        self.fields = [f.id for f in await places.fields(self.store, self.district.id)]
        self.slugs = {f.id: f.slug for f in await places.fields(self.store, self.district.id)}
        towns = await places.municipalities(self.store, self.district.id)
        self.towns = {town.id: town.name for town in towns[:3]}
        owners = await places.organisation_ids(self.store, self.district.id, ["VHS", "AWO"])
        self.owners = {owner_id: name for name, owner_id in owners.items()}
        await self.store.execute(t.offer.delete())
        await self.store.execute(t.group.delete())
        for number in range(60):
            await self._offer(number)
        await self._groups()

    async def _offer(self, number: int) -> None:
        chance = self.chance
        low = chance.choice([None, 0, 1, 2, 3])
        row = {
            "district_id": self.district.id,
            "organisation_id": chance.choice([*self.owners]),
            "municipality_id": chance.choice([None, *self.towns]),
            "field_id": chance.choice([None, *self.fields]),
            "source": "", "external_id": str(number), "version": 1, "sample": False,
            "state": chance.choice(["published", "published", "expired", "closed", "draft"]),
            "targets": chance.choice([[], ["women"], ["children", "women"], ["older_people"]]),
            "residence_statuses": [], "languages": [], "schedules": [],
            "level_from": "", "level_to": "", "price": "", "way": "on_site", "address": "",
            "phone": "", "email": "", "url": "", "breadcrumb": "",
            "starts_on": chance.choice([None, self._day()]),
            "seats": chance.choice([None, 8, 20]),
            "expires_at": self._day(),
            "confirmed_at": NOW, "for_women": False, "for_children": False,
            "in_the_evening": False, "lowest_level": low,
            "highest_level": None if low is None else low + chance.choice([0, 1, 2]),
        }  # fmt: skip
        added = await self.store.execute(insert(t.offer).values(row).returning(t.offer.c.id))
        self.offers.append(row | {"id": added.scalar_one()})

    def _day(self) -> date:
        return date(2026, 1, 1) + timedelta(days=self.chance.randrange(540))

    async def _groups(self) -> None:
        chance = self.chance
        persons = [await self._person(number) for number in range(5)]
        for number in range(6):
            group = {
                "district_id": self.district.id,
                "municipality_id": chance.choice([None, *self.towns]),
                "field_id": chance.choice([None, *self.fields]),
                "kind": "working_group", "name": f"AK {number}", "texts": {"de": "x"},
                "joining": "open", "sample": False, "language": "de",
            }  # fmt: skip
            added = await self.store.execute(insert(t.group).values(group).returning(t.group.c.id))
            group_id = added.scalar_one()
            for _ in range(8):
                await self._meeting(group | {"id": group_id}, persons)
                await self._result(group | {"id": group_id})

    async def _person(self, number: int) -> int:
        person = Person(0, consent_version=1)
        return (await people.meet(self.store, Address("web", f"p{number}"), person, NOW)).id

    def _moment(self) -> datetime:
        """Around both ends of the half-year more often than elsewhere."""
        edges = [datetime(2026, 6, 30, 21, 59, tzinfo=UTC), datetime(2026, 6, 30, 22, tzinfo=UTC)]
        edges += [
            datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
            datetime(2026, 12, 31, 23, tzinfo=UTC),
        ]
        anywhere = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=self.chance.randrange(9600))
        return self.chance.choice([*edges, anywhere, anywhere, anywhere, anywhere])

    async def _meeting(self, group: dict[str, Any], persons: list[int]) -> None:
        row = {
            "group_id": group["id"], "edited": False, "title": "T", "start": "", "zone": "UTC",
            "starts_at": self._moment(), "minutes": 90, "place": "",
            "state": self.chance.choice(["planned", "planned", "cancelled"]), "sequence": 0,
            "reminded": 0,
        }  # fmt: skip
        added = await self.store.execute(insert(t.meeting).values(row).returning(t.meeting.c.id))
        meeting_id = added.scalar_one()
        came = 0
        for person_id in persons:
            present = self.chance.random() < 0.5
            came += present
            await self.store.execute(
                insert(t.attendance).values(
                    meeting_id=meeting_id, person_id=person_id, answer="yes", present=present,
                    since=NOW,
                )
            )  # fmt: skip
        self.meetings.append(row | {"id": meeting_id, "group": group, "came": came})

    async def _result(self, group: dict[str, Any]) -> None:
        row = {
            "group_id": group["id"], "words": "W", "published": "group", "reminded": False,
            "kind": self.chance.choice(["decision", "task", "minutes"]),
            "done": self.chance.random() < 0.5, "written_at": self._moment(),
        }  # fmt: skip
        added = await self.store.execute(insert(t.result).values(row).returning(t.result.c.id))
        self.results.append(row | {"id": added.scalar_one(), "group": group})

    def within(self, moment: datetime) -> bool:
        """The half-year in Germany: both ends are midnight on the wall."""
        first = datetime(2026, 6, 30, 22, tzinfo=UTC)
        return first <= moment < datetime(2026, 12, 31, 23, tzinfo=UTC)

    def of_group(self, group: dict[str, Any], only: Only) -> bool:
        return (
            (not only.group or group["name"] == only.group)
            and (not only.field or self.slugs.get(group["field_id"]) == only.field)
            and (
                not only.municipality
                or self.towns.get(group["municipality_id"]) == only.municipality
            )
        )

    def _in_town(self, thing: dict[str, Any], only: Only) -> bool:
        name = self.towns.get(thing["municipality_id"])
        return not only.municipality or name == only.municipality

    def counted_meetings(self, only: Only, today: date) -> dict[str, int]:
        rows = [m for m in self.meetings if self.within(m["starts_at"])]
        rows = [m for m in rows if self.of_group(m["group"], only)]
        rows = [m for m in rows if not only.ids or m["id"] in only.ids]
        midnight = min(today, date(2026, 12, 31)) + timedelta(days=1)
        held = [
            m for m in rows
            if m["state"] == "planned"
            and (m["starts_at"] + timedelta(hours=2 if m["starts_at"].month in (6, 7, 8, 9) else 1)
                 ).date() < midnight
        ]  # fmt: skip
        return {
            "held": len(held),
            "cancelled": sum(m["state"] == "cancelled" for m in rows),
            "came": sum(m["came"] for m in held),
        }

    def counted_results(self, only: Only) -> dict[str, int]:
        rows = [r for r in self.results if self.within(r["written_at"])]
        rows = [r for r in rows if self.of_group(r["group"], only)]
        rows = [r for r in rows if not only.ids or r["id"] in only.ids]
        tasks = [r for r in rows if r["kind"] == "task"]
        return {
            "decisions": sum(r["kind"] == "decision" for r in rows),
            "tasks": len(tasks),
            "tasks_done": sum(r["done"] for r in tasks),
        }

    def counted_offers(self, only: Only, today: date) -> dict[str, int]:
        at = min(today, date(2026, 12, 31))
        opened = ended = seats = begun = 0
        for offer in self.offers:
            if offer["state"] == "draft" or not self.is_meant(offer, only):
                continue
            last = offer["expires_at"]
            is_over = last < at or (offer["state"] == "closed" and last <= at)
            starts = offer["starts_on"]
            if is_over and last >= date(2026, 7, 1):
                ended += 1
            elif not is_over and not (starts and starts > date(2026, 12, 31)):
                opened += 1
                seats += offer["seats"] or 0
            else:
                continue
            begun += bool(starts and starts >= date(2026, 7, 1))
        return {"open": opened, "seats": seats, "begun": begun, "ended": ended}

    def is_meant(self, offer: dict[str, Any], only: Only) -> bool:
        low, high = offer["lowest_level"], offer["highest_level"]
        levels = ("A0", "A1", "A2", "B1", "B2", "C1", "C2")
        return (
            (not only.ids or offer["id"] in only.ids)
            and (not only.field or self.slugs.get(offer["field_id"]) == only.field)
            and (
                not only.municipality
                or self.towns.get(offer["municipality_id"]) == only.municipality
            )
            and (
                not only.organisation or self.owners[offer["organisation_id"]] == only.organisation
            )
            and (not only.target or only.target in offer["targets"])
            and (
                not only.level_from or (high is not None and high >= levels.index(only.level_from))
            )
            and (not only.level_to or (low is not None and low <= levels.index(only.level_to)))
        )


@pytest.mark.parametrize("seed", range(3))
async def test_offers_meetings_and_results_are_counted_as_they_were_played(
    database: Database, seed: int
) -> None:
    wrong = []
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        world = World(store, district, seed)
        await world.fill()
        days = (NOW, datetime(2026, 8, 1, 10, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))
        for now in days:
            span = span_of(PERIOD, district, now)
            town = next(iter(world.towns.values()))
            slug = world.slugs[world.fields[0]]
            ids = tuple(offer["id"] for offer in world.offers[:20])
            expected: list[tuple[EvidenceKind, Only, dict[str, int]]] = []
            for only in (
                NOTHING, Only(field=slug), Only(municipality=town), Only(organisation="VHS"),
                Only(target="women"), Only(target="men"), Only(level_from="A2", level_to="A2"),
                Only(level_from="B1"), Only(ids=ids), Only(field=slug, municipality=town),
            ):  # fmt: skip
                expected.append((EvidenceKind.OFFERS, only, world.counted_offers(only, now.date())))
            ids = tuple(meeting["id"] for meeting in world.meetings[:9])
            for only in (NOTHING, Only(field=slug), Only(group="AK 2"), Only(municipality=town)):
                meetings = world.counted_meetings(only, now.date())
                expected.append((EvidenceKind.MEETINGS, only, meetings))
                expected.append((EvidenceKind.RESULTS, only, world.counted_results(only)))
            by_hand = world.counted_meetings(Only(ids=ids), now.date())
            expected.append((EvidenceKind.MEETINGS, Only(ids=ids), by_hand))
            for kind, only, figures in expected:
                counted = await evidence.count(store, district.id, kind, only, span)
                if counted.figures != figures:
                    wrong.append(f"{kind} {only} at {now:%d.%m.}: {counted.figures} {figures}")
                behind = {"offers": ("open", "ended"), "meetings": ("held",), "results": ()}[kind]
                if behind and len(counted.ids) != sum(counted.figures[name] for name in behind):
                    wrong.append(f"{kind} {only}: {len(counted.ids)} behind {counted.figures}")
    assert not wrong


async def test_messages_count_by_field_and_when_their_rows_are_gone(database: Database) -> None:
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        field = (await places.fields(store, district.id))[0]
        persons = [
            (await people.meet(store, Address("web", f"m{n}"), Person(0), NOW)).id for n in range(7)
        ]
        sent = [
            (Kind.INFORMATION, frozenset({field.id}), ["sent"] * 6 + ["blocked"]),
            (Kind.URGENT, frozenset(), ["sent"] * 2),
            (Kind.INFORMATION, frozenset(), ["due"]),
            (Kind.DIGEST, frozenset(), ["sent"] * 5),
        ]
        for kind, fields, states in sent:
            announcement = Announcement(
                0, district.id, kind, texts={"de": "x"}, audience=Audience(fields=fields)
            )
            announcement_id = await announcements.add(store, announcement, NOW)
            row = {"announcement_id": announcement_id, "day": NOW.date(), "due_at": NOW,
                   "flight": "open", "late": False}  # fmt: skip
            added = await store.execute(insert(t.campaign).values(row).returning(t.campaign.c.id))
            campaign_id = added.scalar_one()
            for person_id, state in zip(persons, states, strict=False):
                delivery = {"campaign_id": campaign_id, "person_id": person_id, "part": 0,
                            "priority": 1, "state": state, "due_at": NOW, "attempts": 1,
                            "possibly_twice": False, "channel": "web", "message": "", "reason": "",
                            }  # fmt: skip
                await store.execute(insert(t.delivery).values(delivery))
        span, wrong = span_of(PERIOD, district, NOW), []
        expected = ((NOTHING, {"sendings": 2, "arrived": 8}),
                    (Only(field=field.slug), {"sendings": 1, "arrived": 6}))  # fmt: skip
        for _ in range(2):
            for only, figures in expected:
                kind = EvidenceKind.MESSAGES
                found = await evidence.count(store, district.id, kind, only, span)
                wrong += [] if found.figures == figures else [f"{only}: {found.figures}"]
            await campaigns.keep_counts(store, t.campaign.c.id > 0)
    assert not wrong


async def test_searches_without_a_result_count_by_town_language_and_concept(
    database: Database,
) -> None:
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        town = (await places.municipalities(store, district.id))[0]
        inside, outside = week(NOW), "2026-W26"
        for times, args in (
            (3, (inside, district.id, "ar", ["housing"], town.id)),
            (2, (inside, district.id, "ar", ["housing", "pets"], None)),
            (4, (inside, district.id, "de", [], None)),
            (9, (outside, district.id, "ar", ["housing"], town.id)),
        ):
            for _ in range(times):
                await misses.count(store, *args)
        span = span_of(PERIOD, district, NOW)
        wrong = []
        for only, asked in (
            (NOTHING, 11),
            (Only(language="ar"), 7),
            (Only(concept="housing"), 5),
            (Only(municipality=town.name), 3),
            (Only(municipality="Nirgends"), 0),
        ):
            found = await evidence.count(store, district.id, EvidenceKind.MISSES, only, span)
            if found.figures != {"asked": asked}:
                wrong.append(f"{only}: {found.figures}")
    assert not wrong


async def test_rules_are_linked_checked_and_taken_away(database: Database) -> None:
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        measure = await measures.add(store, district.id, COURSES, NOW)
        first = await evidence_links.link(
            store, measure.id, EvidenceKind.OFFERS, Only(field="housing", ids=(3, 4))
        )
        await evidence_links.link(store, measure.id, EvidenceKind.HELP, Only(language="ar"))
        linked = await evidence_links.of_measure(store, measure.id)
        assert [(r.kind, r.only) for r in linked] == [
            (EvidenceKind.OFFERS, Only(field="housing", ids=(3, 4))),
            (EvidenceKind.HELP, Only(language="ar")),
        ]
        await evidence_links.unlink(store, measure.id + 1, first)
        await evidence_links.unlink(store, measure.id, first)
        assert len(await evidence_links.of_measure(store, measure.id)) == 1


def test_what_a_kind_has_not_is_refused_and_lists_are_for_coordinators() -> None:
    wrong = []
    for kind, parts in PARTS.items():
        for part in ("concept", "group", "target", "organisation"):
            if part in parts:
                continue
            try:
                rules.checked_rule(kind, Only(**{part: "women"}), 0)
                wrong.append(f"{kind} {part}")
            except rules.Refusal:
                pass
    assert not wrong
    with refuses(Problem.TOO_MANY):
        rules.checked_rule(EvidenceKind.HELP, NOTHING, 20)
    with refuses(Problem.NO_EVIDENCE):
        rules.checked_rule(EvidenceKind.OFFERS, Only(level_from="Z9"), 0)
    rules.may_see_list(Person(9, rights=held(Role.COORDINATOR)), 1)
    for role in (Role.READER, Role.EDITOR, Role.VOLUNTEER):
        with refuses(Problem.NOT_ALLOWED):
            rules.may_see_list(Person(9, rights=held(role)), 1)
    by_field = rules.rules_of(Measure(1, 1, 1, COURSES), ())
    assert {rule.only.field for rule in by_field} == {"school-language"}
    assert rules.rules_of(Measure(1, 1, 1, replace(COURSES, field="")), ()) == ()
