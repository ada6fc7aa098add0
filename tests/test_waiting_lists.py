"""Waiting lists in the report: newcomers for whom all places were taken, and no small number."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

import orjson
import pytest
from sqlalchemy import func, insert, select, update

from bot.domain.council_reports import ReportMaterial
from bot.domain.course_numbers import CourseNumbers
from bot.domain.evidence import EvidenceKind, Only
from bot.domain.grants import Right, Role
from bot.domain.groups import Group, Joining, Kind
from bot.domain.half_years import HalfYear
from bot.domain.levels import Level
from bot.domain.meetings import Answer, Meeting
from bot.domain.meetings import State as MeetingState
from bot.domain.needs import Waiting, waiting_atom
from bot.domain.people import Address, Person
from bot.domain.places import District
from bot.i18n import Translator
from bot.rules import report_levels, waiting_lists
from bot.rules.report_figures import figures
from bot.rules.suppression import Figure, published
from bot.screens.report_blocks import Table
from bot.screens.report_needs import blocks
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import groups, meetings
from storage.measures import (
    council_reports,
    evidence,
    evidence_links,
    measures,
    meeting_evidence,
)
from storage.measures.evidence import span_of
from storage.people import grants, people
from tests.harness.browsers import opened
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.harness.plans import COURSES
from tests.test_rules_suppression import Attacker, secrets_of

PERIOD = HalfYear(2026, 2)
DAY = datetime(2026, 10, 5, 18, tzinfo=UTC)
PLAYED: tuple[tuple[str, datetime, int, int], ...] = (
    ("Fachtag Eins", DAY, 7, 2),
    ("Fachtag Eins", DAY + timedelta(hours=3), 3, 0),
    ("Fachtag Zwei", DAY, 1, 1),
    ("Fachtag Zwei", NOW + timedelta(days=9), 6, 0),
    ("Fachtag Zwei", datetime(2026, 6, 30, 20, tzinfo=UTC), 6, 0),
)
"""Group, begin, newcomers and volunteers who waited; the last two are no evidence now."""


async def played(store: Store) -> District:
    """Meetings whose places were all taken; one of those who waited each time came all the same."""
    district = await places.district_named(store, "waldshut")
    assert district
    town = (await places.municipalities(store, district.id))[0]
    persons = [await _person(store, district, number) for number in range(8)]
    helpers = [await _person(store, district, number) for number in range(8, 10)]
    for person_id in helpers:
        await grants.give(store, person_id, Right(Role.VOLUNTEER, district.id), DAY)
    right = Right(Role.TRANSLATOR, district.id, language="ar")
    await grants.give(store, persons[0], right, DAY)
    await grants.give(store, persons[1], Right(Role.VOLUNTEER, district.id), NOW)
    ids = {}
    for name, town_id in (("Fachtag Eins", town.id), ("Fachtag Zwei", None)):
        group = Group(0, district.id, Kind.TRAINING, name, Joining.OPEN, municipality_id=town_id)
        ids[name] = await groups.put(store, group)
    for name, begin, newcomers, others in PLAYED:
        meeting_id = await _meeting(store, ids[name], begin)
        await _answer(store, meeting_id, [*persons[:newcomers], *helpers[:others]])
    cancelled = await _meeting(store, ids["Fachtag Eins"], DAY)
    await _answer(store, cancelled, persons)
    values = {"state": MeetingState.CANCELLED}
    await store.execute(update(t.meeting).where(t.meeting.c.id == cancelled).values(values))
    return district


async def _person(store: Store, district: District, number: int) -> int:
    person = Person(0, consent_version=1, district_id=district.id)
    return (await people.meet(store, Address("web", f"p{number}"), person, DAY)).id


async def _meeting(store: Store, group_id: int, begin: datetime) -> int:
    start = begin.replace(tzinfo=None)
    return await meetings.add(store, Meeting(0, group_id, "Asylrecht", start, "UTC", most=4))


async def _answer(store: Store, meeting_id: int, waiting: list[int]) -> None:
    others = [await _guest(store, f"{meeting_id} {number}") for number in range(3)]
    rows = [(waiting_id, Answer.WAITING, False) for waiting_id in waiting]
    rows += [(others[0], Answer.YES, True), (others[1], Answer.NO, False)]
    rows += [(others[2], Answer.WAITING, True)]
    await store.execute(insert(t.attendance), [
        {"meeting_id": meeting_id, "person_id": person_id, "answer": answer, "present": present,
         "since": DAY + timedelta(hours=1)}
        for person_id, answer, present in rows
    ])  # fmt: skip


async def _guest(store: Store, name: str) -> int:
    return (await people.meet(store, Address("web", name), Person(0), DAY)).id


@pytest.mark.every_database
async def test_who_waited_in_vain_is_counted_and_needs_count_newcomers(database: Database) -> None:
    """Who came all the same has come; what is cancelled or still to come is none of it."""
    async with database.write() as store:
        district = await played(store)
        span = span_of(PERIOD, district, NOW)
        all_ = await evidence.count(store, district.id, EvidenceKind.MEETINGS, Only(), span)
        one = Only(group="Fachtag Zwei")
        second = await evidence.count(store, district.id, EvidenceKind.MEETINGS, one, span)
        days = await evidence.count(store, district.id, EvidenceKind.TRAININGS, Only(), span)
        waiting = await meeting_evidence.waiting_lists(store, district.id, span)
    material = ReportMaterial(
        district, PERIOD, NOW.date(), waiting=waiting, district_evidence=[all_]
    )  # fmt: skip
    names = published(figures(material))
    assert "waiting" in names
    assert "meetings/waited" not in names, "14 - 11 are three helpers"
    assert all_.figures == {"held": 3, "cancelled": 1, "came": 6, "waited": 14}
    assert second.figures["waited"] == 2
    assert days.figures == {"days": 2, "came": 6}, "two parts of a day are one"
    listed = [(meeting.group, meeting.newcomers) for meeting in waiting]
    assert listed == [("Fachtag Eins", 7), ("Fachtag Zwei", 1), ("Fachtag Eins", 3)]
    assert waiting[0].municipality
    assert waiting[0].day == date(2026, 10, 5)


@pytest.mark.every_database
async def test_the_desk_lists_full_meetings_for_those_who_may_see_them(
    conversation: Conversation,
) -> None:
    async with conversation.database.write() as store:
        district = await played(store)
        measure = await measures.add(store, district.id, COURSES, NOW)
        only = Only(group="Fachtag Eins")
        await evidence_links.link(store, measure.id, EvidenceKind.TRAININGS, only)
    async with opened(conversation) as site:
        desk = await at_desk(site)
        await desk.get(f"/desk/report/{PERIOD}?version=draft")
        assert desk.page.count("Asylrecht</span>") == 3
        assert "fewer than 5" in desk.text
        wanted = f"/desk/measures/{measure.id}/evidence?period={PERIOD}"
        await desk.get(wanted)
        assert "All places are taken" in desk.page
        reader = await at_desk(site, Role.READER)
        for page in (wanted, f"/desk/report/{PERIOD}?version=draft"):
            await reader.get(page)
            assert "Asylrecht" not in reader.page


def material(chance: Random) -> list[Figure]:
    """What a report tells of waiting lists, of meetings, and of levels."""
    waiting = [
        Waiting(number, "T", NOW.date(), number % 5, f"Gruppe {number % 5}",
                chance.choice(["work", "housing", ""]), chance.choice(["A", "B", ""]),
                chance.choice([0, 1, 2, 3, 6, 9]))
        for number in range(chance.choice([1, 3, 8]))
    ]  # fmt: skip
    every = {waiting_atom(w.meeting_id): w.newcomers for w in waiting}
    every |= {f"other {w.meeting_id}": chance.choice([0, 1, 4, 8]) for w in waiting}
    levels = [
        CourseNumbers(town, level, chance.choice([0, 2, 9]), chance.choice([0, 4, 11]), 3)
        for town in (None, 1, 2)
        for level in (Level.A1, Level.B1)
    ]
    by_group = {
        w.group: {a: n for a, n in every.items() if int(a.split()[-1]) % 5 == w.group_id}
        for w in waiting
    }
    rules = [Figure(f"meetings/waited|group={name}", atoms) for name, atoms in by_group.items()]
    others = {atom: n for atom, n in every.items() if atom.startswith("other")}
    return [
        *waiting_lists.figures(waiting), Figure("meetings/waited", every),
        Figure("meetings/others_waited", others), *rules, *report_levels.figures(levels),
    ]  # fmt: skip


def test_nobody_who_waited_is_found_by_subtraction() -> None:
    """Needs of newcomers, evidence of all, and the rules of measures tell of the same people."""
    chance, found, shown = Random(5), [], 0
    for number in range(150):
        every = material(chance)
        names = published(every)
        attacker = Attacker(every, names)
        cells = attacker.finds(secrets_of(attacker, every))
        found += [f"{number}: {name}" for name in cells]
        shown += len(names)
    assert not found, found[:10]
    assert shown > 400


def test_a_report_without_these_numbers_has_no_such_part() -> None:
    few = [Waiting(1, "T", NOW.date(), 1, "G", "work", "A", 3)]
    names = published(waiting_lists.figures(few))
    assert waiting_lists.told(few, names) == {}
    rows = [CourseNumbers(None, Level.A1, 2, 4, 0)]
    assert report_levels.told(rows, published(report_levels.figures(rows))) == {}
    seats = [CourseNumbers(None, Level.A2, 3, 0, 7), CourseNumbers(4, Level.A2, 3, 9, 0)]
    told = report_levels.told(seats, published(report_levels.figures(seats)))
    assert told == {"levels": [{"level": "A2", "placed": 6, "waiting": 9, "seats": 7}]}


def test_the_report_names_fields_towns_and_groups(translators: Mapping[str, Translator]) -> None:
    waiting = [Waiting(n, "T", NOW.date(), 1, "Kreis <b>", "", "", 6) for n in range(2)]
    waiting.append(Waiting(9, "T", NOW.date(), 2, "Zwei", "work", "Ort", 8))
    told = waiting_lists.told(waiting, published(waiting_lists.figures(waiting)))
    snapshot = told | {
        "needs": [], "texts": {}, "fields": [{"slug": "work", "names": {"de": "Arbeit"}}]
    }  # fmt: skip
    (table,) = [b for b in blocks(translators["de"], snapshot) if isinstance(b, Table)]
    labels = [(label.rpartition(": ")[2], count) for label, count in table.rows]
    assert labels == [
        ("Alle", "20"), ("Sonstiges", "12"), ("Arbeit", "8"), ("Der ganze Landkreis", "12"),
        ("Ort", "8"), ("Kreis <b>", "12"), ("Zwei", "8"),
    ]  # fmt: skip


def test_a_report_of_before_these_numbers_is_shown_as_it_was(
    translators: Mapping[str, Translator],
) -> None:
    """It has no empty column, which would look like numbers that are hidden."""
    tr, need = translators["en"], {"concept": "housing", "asked": 9, "before": None}
    former = {"needs": [need | {"supply": {"open": 2, "ended": 1}}], "texts": {}, "fields": []}
    (table,) = [block for block in blocks(tr, former) if isinstance(block, Table)]
    assert (len(table.header), table.rows[0][3:5]) == (6, ("2", "1"))
    now = {**former, "needs": [need | {"supply": {"open": 2, "ended": 1, "full": 2}}]}
    (table,) = [block for block in blocks(tr, now) if isinstance(block, Table)]
    assert (table.header[4], table.rows[0][3:6]) == ("Full offers", ("2", "2", "1"))


@pytest.mark.every_database
async def test_a_correction_of_one_who_came_after_all_tells_of_nobody(database: Database) -> None:
    """Two versions differ by one: none of the numbers that changed is told in the second."""
    async with database.write() as store:
        district = await played(store)
        first = await council_reports.release(store, district, PERIOD, NOW)
        waits = (t.attendance.c.answer == Answer.WAITING) & ~t.attendance.c.present
        query = select(func.min(t.attendance.c.id)).where(waits)
        came = t.attendance.c.id == (await store.execute(query)).scalar_one()
        await store.execute(update(t.attendance).where(came).values(present=True))
        await council_reports.release(store, district, PERIOD, NOW, reason="Eine Person war da.")
        last = await council_reports.latest(store, district.id, PERIOD)
        empty = await council_reports.draft(store, district, HalfYear(2023, 1), NOW)
    assert last
    told, corrected = [orjson.loads(report.snapshot) for report in (first, last)]
    assert (told["waiting"]["all"], corrected["version"]) == (11, 2)
    assert corrected.get("waiting", {"all": None})["all"] is None
    assert "waiting" not in empty
