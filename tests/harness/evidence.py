"""Offers, meetings and results of a half-year, as rows and as lists that are counted by hand."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.domain.evidence import Only
from bot.domain.people import Address, Person
from storage import schema as t
from storage.catalogue import places
from storage.people import people
from tests.harness.databases import NOW


class PlayedEvidence:
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
            "seats": chance.choice([None, 0, 8, 20]),
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
                "kind": chance.choice(["working_group", "training"]), "name": f"AK {number}",
                "texts": {"de": "x"},
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
        came = waited = 0
        for person_id in persons:
            present = self.chance.random() < 0.5
            answer = self.chance.choice(["yes", "waiting", "no"])
            came += present
            waited += answer == "waiting" and not present
            await self.store.execute(
                insert(t.attendance).values(
                    meeting_id=meeting_id, person_id=person_id, answer=answer, present=present,
                    since=NOW,
                )
            )  # fmt: skip
        counts = {"came": came, "waited": waited}
        self.meetings.append(row | counts | {"id": meeting_id, "group": group})

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

    def held_meetings(
        self, only: Only, today: date
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The meetings that were held, and all of them."""
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
        return held, rows

    def counted_meetings(self, only: Only, today: date) -> dict[str, int]:
        held, rows = self.held_meetings(only, today)
        return {
            "held": len(held),
            "cancelled": sum(m["state"] == "cancelled" for m in rows),
            "came": sum(m["came"] for m in held),
            "waited": sum(m["waited"] for m in held),
        }

    def counted_trainings(self, only: Only, today: date) -> dict[str, int]:
        held, _ = self.held_meetings(only, today)
        trainings = [m for m in held if m["group"]["kind"] == "training"]
        berlin = ZoneInfo("Europe/Berlin")
        days = {(m["group"]["id"], m["starts_at"].astimezone(berlin).date()) for m in trainings}
        return {"days": len(days), "came": sum(m["came"] for m in trainings)}

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
        opened = ended = seats = begun = full = 0
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
                full += offer["seats"] == 0
            else:
                continue
            begun += bool(starts and starts >= date(2026, 7, 1))
        return {"open": opened, "seats": seats, "full": full, "begun": begun, "ended": ended}

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
