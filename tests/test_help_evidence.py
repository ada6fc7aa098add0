"""Help as evidence: what was asked for and what became of it, without the people."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.evidence import EvidenceKind, Only
from bot.domain.half_years import HalfYear
from bot.domain.helping import Help, HelpRequest
from bot.domain.helping import State as HelpState
from bot.domain.people import Address, Person
from bot.rules.suppression import Figure, published
from storage import retention
from storage import schema as t
from storage.catalogue import places
from storage.engine.database import Database
from storage.groups import help_tallies, helping
from storage.measures import evidence
from storage.measures.evidence import span_of
from storage.people import people
from tests.harness.databases import NOW

pytestmark = pytest.mark.every_database
PERIOD = HalfYear(2026, 2)
NOTHING = Only()


async def test_help_is_counted_although_requests_and_people_are_deleted(
    database: Database, config
) -> None:
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        who, helper = [
            (await people.meet(store, Address("web", name), Person(0, consent_version=1), NOW)).id
            for name in ("asks", "helps")
        ]
        request = HelpRequest(0, district.id, who, Help.FORM, "ar", "soon", NOW)
        stored = [replace(request, id=await helping.add(store, request, [])) for _ in range(7)]
        agreed = [replace(r, state=HelpState.AGREED, helper_id=helper) for r in stored[:4]]
        for help_request in agreed:
            await helping.change(store, help_request)
            await helping.change(store, help_request)
        await helping.change(store, replace(agreed[0], state=HelpState.CLOSED))
        await helping.change(store, replace(agreed[1], state=HelpState.OPEN, helper_id=None))
        await helping.change(store, replace(stored[5], state=HelpState.HANDED))
        await helping.change(store, replace(stored[6], state=HelpState.CLOSED))
        by_lead = replace(request, group_id=await _group_id(store, district.id))
        await helping.add(store, by_lead, [])
        figures = {"asked": 7, "given": 3, "handed": 1, "without": 3}
        assert await _help(store, district) == figures
        limits = retention.limits(config.retention, NOW + timedelta(days=40))
        await retention.forget(store, limits)
        assert not (await store.rows(select(t.help_request)))
        await people.forget(store, who, NOW)
        assert await _help(store, district) == figures
        assert await _help(store, district, Only(language="uk")) == dict.fromkeys(figures, 0)


async def test_a_helper_who_leaves_takes_their_promise_along(database: Database, config) -> None:
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        who, first, second = [
            (await people.meet(store, Address("web", name), Person(0, consent_version=1), NOW)).id
            for name in ("asks", "helps", "helps too")
        ]
        request = HelpRequest(0, district.id, who, Help.FORM, "ar", "soon", NOW)
        for helper in (first, second):
            request_id = await helping.add(store, request, [])
            taken = replace(request, id=request_id, state=HelpState.AGREED, helper_id=helper)
            await helping.change(store, taken)
        assert (await _help(store, district))["given"] == 2
        await helping.release(store, first)
        await people.forget(store, first, NOW)
        assert (await _help(store, district))["given"] == 1
        await people.forget(store, second, NOW)
        await retention.forget(store, retention.limits(config.retention, NOW))
        assert (await _help(store, district))["given"] == 0


async def _help(store, district, only: Only = NOTHING) -> dict[str, int]:
    span = span_of(PERIOD, district, NOW)
    counted = await evidence.count(store, district.id, EvidenceKind.HELP, only, span)
    return dict(counted.figures)


async def test_nobody_finds_few_people_by_what_was_asked_for_and_given(database: Database) -> None:
    """Of ten who asked, eight were helped, two came to the office: eight is not told."""
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        request = HelpRequest(0, district.id, 0, Help.FORM, "ar", "", NOW)
        for number in range(10):
            await help_tallies.asked(store, request)
            state = HelpState.AGREED if number < 8 else HelpState.HANDED
            await help_tallies.changed(store, HelpState.OPEN, replace(request, state=state))
        span = span_of(PERIOD, district, NOW)
        counted = await evidence.count(store, district.id, EvidenceKind.HELP, NOTHING, span)
    assert counted.figures == {"asked": 10, "given": 8, "handed": 2, "without": 0}
    figures = [Figure(name, counted.people[name]) for name in counted.figures]
    assert published(figures) == {"asked"}


async def _group_id(store, district_id: int) -> int:
    query = select(t.group.c.id).where(t.group.c.district_id == district_id).limit(1)
    return (await store.execute(query)).scalar_one()
