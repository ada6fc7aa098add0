"""Evidence of measures: every number is what was played, counted a second time by hand."""

from dataclasses import replace
from datetime import UTC, datetime

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
from tests.harness.evidence import PlayedEvidence
from tests.harness.plans import COURSES
from tests.harness.rights import held
from tests.refusals import refuses

pytestmark = pytest.mark.every_database
PERIOD = HalfYear(2026, 2)
NOTHING = Only()


@pytest.mark.parametrize("seed", range(3))
async def test_offers_meetings_and_results_are_counted_as_they_were_played(
    database: Database, seed: int
) -> None:
    wrong = []
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        world = PlayedEvidence(store, district, seed)
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
                trainings = world.counted_trainings(only, now.date())
                expected.append((EvidenceKind.MEETINGS, only, meetings))
                expected.append((EvidenceKind.TRAININGS, only, trainings))
                expected.append((EvidenceKind.RESULTS, only, world.counted_results(only)))
            by_hand = world.counted_meetings(Only(ids=ids), now.date())
            expected.append((EvidenceKind.MEETINGS, Only(ids=ids), by_hand))
            for kind, only, figures in expected:
                counted = await evidence.count(store, district.id, kind, only, span)
                if counted.figures != figures:
                    wrong.append(f"{kind} {only} at {now:%d.%m.}: {counted.figures} {figures}")
                behind = {"offers": ("open", "ended"), "meetings": ("held",)}.get(kind)
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
