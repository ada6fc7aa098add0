"""While a long list is imported nobody waits for it: the search learns of it after the commit."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.domain.announcements import Kind
from bot.domain.offers import Details, Draft, OfferText
from bot.domain.places import District
from bot.rules.imports import Accepted
from bot.search import terms
from handlers.dialogue.conversation import Conversation
from handlers.workflows import digests, importing, thesaurus
from handlers.workflows.importing import Importer
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import index, offers, places, storing
from storage.engine.database import Database
from storage.engine.store import Store
from storage.messaging import announcements
from storage.people import people, watches
from tests.harness.circles import person_of
from tests.harness.databases import NOW
from tests.test_announcing import somebody

pytestmark = pytest.mark.every_database
_a = t.announcement.c
COUNTED = "SELECT district_id, term, offers FROM term_count WHERE offers <> 0"
THERE = "SELECT district_id, term, count(*) FROM offer_term GROUP BY district_id, term"
EVERY = f"SELECT district_id, {index.EVERY}, count(*) FROM offer GROUP BY district_id"


def _draft(number: int, title: str = "Schwimmkurs") -> Draft:
    details = Details("Verein", (OfferText("de", f"{title} {number}", "Im Hallenbad."),))
    return Draft(f"w{number}", details, frozenset({"de"}))


async def _import(database: Database, services: Services, *drafts: Draft) -> int:
    async with database.write() as store:
        district = await _district(store)
        plan = await importing.plan(store, services, district, drafts, Accepted(renamed=True))
        return await importing.apply(store, Importer(services, NOW), district, plan)


async def _district(store: Store) -> District:
    district = await places.district_named(store, "waldshut")
    assert district
    return district


async def _counts_are_right(database: Database) -> bool:
    async with database.read() as store:
        there = [row for query in (THERE, EVERY) for row in await store.execute(text(query))]
        counted = await store.execute(text(COUNTED))
        return {tuple(row) for row in counted} == {tuple(row) for row in there}


async def test_terms_are_computed_while_others_may_write(
    database: Database, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New, changed and given back: in each case the transaction computes no terms.

    Who goes on from there is any process: the one that imported may have been killed.
    """
    drafts = [_draft(number) for number in range(60)]
    computed: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(terms, "of_details", lambda *of: computed.append(of) or {})
        await _import(database, services, *drafts)
        run_id = await _import(database, services, *(_draft(n, "Nähkurs") for n in range(60)))
        async with database.write() as store:
            await importing.undo(store, Importer(services, NOW), await _district(store), run_id)
    assert not computed
    assert await thesaurus.index_waiting(database, services.thesaurus, NOW) == 60
    assert await thesaurus.index_waiting(database, services.thesaurus, NOW) == 0
    assert await _counts_are_right(database)
    async with database.read() as store:
        assert not await offers.without_terms(store, 1)
        assert await thesaurus.first_waiting_for_terms(store, NOW) is None


async def test_who_changes_an_offer_before_it_is_indexed_is_right(
    database: Database, services: Services
) -> None:
    await _import(database, services, _draft(1), _draft(2))
    async with database.write() as store:
        district = await _district(store)
        every = {offer.external_id: offer for offer in await offers.of_district(store, district.id)}
        shelf = await storing.shelf(store, district.id, ["Verein"], services.thesaurus)
        await storing.replace(store, shelf, every["w1"], _draft(1, "Nähkurs"), NOW)
        await storing.remove(store, shelf, every["w2"].id)
        await storing.counted(store, shelf)
    assert await thesaurus.index_waiting(database, services.thesaurus, NOW) == 0
    assert await _counts_are_right(database)


async def test_what_is_taken_back_leaves_the_counts_right(
    database: Database, services: Services
) -> None:
    """They say how rare a word is: a list taken back made every word of a district rare."""
    run_id = await _import(database, services, *(_draft(number) for number in range(30)))
    await thesaurus.index_waiting(database, services.thesaurus, NOW)
    async with database.write() as store:
        await importing.undo(store, Importer(services, NOW), await _district(store), run_id)
    assert await _counts_are_right(database)


async def test_a_plan_made_ahead_is_made_again_if_somebody_wrote_meanwhile(
    database: Database, services: Services
) -> None:
    await _import(database, services, _draft(1), _draft(2))
    wanted = [_draft(1, "Nähkurs"), _draft(3)]
    async with database.read() as store:
        district = await _district(store)
        asked = (services, district, wanted, Accepted(renamed=True))
        ahead = await importing.plan_ahead(store, *asked)
    async with database.write() as store:
        assert await importing.plan_still(store, *asked, ahead) is ahead.plan
    await _import(database, services, _draft(3))
    async with database.write() as store:
        plan = await importing.plan_still(store, *asked, ahead)
    assert ([draft.external_id for draft in ahead.plan.new], plan.new) == (["w3"], ())


async def test_a_watch_does_not_go_on_behind_what_cannot_be_found_yet(
    conversation: Conversation, services: Services
) -> None:
    database = conversation.database
    person_id = await person_of(conversation, await somebody(conversation, "one"))
    await digests.prepare(database, NOW)
    async with database.write() as store:
        person = await people.by_id(store, person_id)
        assert person
        await watches.add(store, person, "Schwimmkurs", "q...0", NOW)
    await _import(database, services, _draft(1))
    async with database.write() as store:
        district = await _district(store)
        shelf = await storing.shelf(store, district.id, ["Verein"], services.thesaurus)
        later = replace(_draft(2), external_id="typed")
        await storing.add(store, shelf, later, NOW, NOW.date().replace(year=2027))
        await storing.counted(store, shelf)
    assert await _alerted(database, services, person_id) == 0
    await thesaurus.index_waiting(database, services.thesaurus, NOW)
    assert await _alerted(database, services, person_id) == 2


async def _alerted(database: Database, services: Services, person_id: int) -> int:
    """Return of how many new offers a person is told."""
    async with database.write() as store:
        district = await _district(store)
        of_district = _a.district_id == district.id
        alert_id = await store.execute(select(_a.id).where(_a.kind == Kind.ALERT, of_district))
        alert = await announcements.by_id(store, alert_id.scalar_one())
        assert alert
        return len((await digests.find(store, services, alert, 0, NOW)).get(person_id, []))
