"""Two who want the same at once: one gets it, the other reads why not, and nothing is half done.

On PostgreSQL the second begins before the first has committed; on SQLite both press at once.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.domain.announcements import Kind
from bot.domain.grants import Role
from bot.domain.group_events.membership import JoinRequested
from bot.domain.groups import Standing
from bot.domain.helping import Help, HelpRequest
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.workflows.notify import notify
from storage import schema as t
from storage.catalogue import offers
from storage.engine.crossings import once_more
from storage.engine.database import Database
from storage.groups import groups, helping, memberships
from storage.people import people
from tests.harness.at_once import at_once
from tests.harness.browsers import Site, opened
from tests.harness.circles import person_of
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.harness.talk import Talk
from tests.test_announcing import somebody
from tests.test_desk_merging import doubled, stored
from tests.test_meetings import member_of
from tests.test_rights import staged

pytestmark = pytest.mark.every_database


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def _crossed(database: Database, first: Awaitable[Any], second: Awaitable[Any]) -> None:
    if database.is_sqlite:
        await asyncio.gather(first, second)
    else:
        await at_once(database, first, second)


async def test_the_last_place_is_given_once(conversation: Conversation) -> None:
    """Of a meeting to who comes, of a group to who is accepted."""
    database, scene = conversation.database, await staged(conversation)
    one, other = [await member_of(conversation, who, "en") for who in ("one", "other")]
    second = await member_of(conversation, "asks too", "en", Standing.ASKED)
    leads = [await member_of(conversation, who, "en", Standing.LEAD) for who in ("la", "lb")]
    async with database.write() as store:
        group = await groups.by_id(store, scene.g)
        assert group
        await store.execute(update(t.meeting).where(t.meeting.c.id == scene.m).values(most=1))
        room = update(t.group).where(t.group.c.id == scene.g)
        await store.execute(room.values(most=group.members + 1))
        asking = await memberships.member(store, scene.g, await person_of(conversation, second))
        assert asking
    come = Pressed(f"meeting.answer:{scene.m}:yes")
    await _crossed(database, one.hear(come), other.hear(come))
    accept = [Pressed(f"member.accept:{number}") for number in (scene.a, asking.id)]
    await _crossed(database, leads[0].hear(accept[0]), leads[1].hear(accept[1]))
    async with database.read() as store:
        answers = (await store.execute(select(t.attendance.c.answer))).scalars()
        assert sorted(answers) == ["waiting", "yes"]
        group = await groups.by_id(store, scene.g)
    assert group
    assert group.members == group.most
    assert sum("All places are taken." in lead.shown for lead in leads) == 1


async def test_help_is_taken_once(conversation: Conversation) -> None:
    database = conversation.database
    one, other, asks = [await somebody(conversation, w, "en", role=Role.VOLUNTEER) for w in "abc"]
    asked = [await person_of(conversation, who) for who in (one, other)]
    async with database.write() as store:
        needs = await people.at(store, asks.address)
        assert needs
        wanted = HelpRequest(0, needs.district_id or 0, needs.id, Help.FORM, "en", "soon", NOW)
        request_id = await helping.add(store, wanted, asked)
    press = Pressed(f"helping.take:{request_id}")
    await _crossed(database, one.hear(press), other.hear(press))
    async with database.read() as store:
        taken = await helping.by_id(store, request_id)
        said = await helping.answers(store, request_id)
    assert taken
    assert [person_id for person_id, answer in said.items() if answer == "yes"] == [taken.helper_id]
    assert sum(bool(talk.screen.expects) for talk in (one, other)) == 1


async def test_first_news_of_groups_stand_in_one_announcement(conversation: Conversation) -> None:
    database, scene = conversation.database, await staged(conversation)
    readers = [await person_of(conversation, await somebody(conversation, w)) for w in "ab"]
    group_news = t.announcement.c.kind == Kind.GROUP
    async with database.write() as store:
        await store.execute(t.announcement.delete().where(group_news))
        group = await groups.by_id(store, scene.g)
        assert group

    async def tell(person_id: int) -> None:
        async with database.write() as store:
            await notify(store, group, [person_id], JoinRequested(scene.g, scene.a), NOW)

    await _crossed(database, *(once_more(tell, person_id) for person_id in readers))
    async with database.read() as store:
        count = select(func.count()).select_from(t.announcement).where(group_news)
        assert (await store.execute(count)).scalar_one() == 1


@pytest.mark.parametrize("is_first", [True, False])
async def test_who_forgets_while_they_are_accepted_is_gone(
    conversation: Conversation, *, is_first: bool
) -> None:
    database, scene = conversation.database, await staged(conversation)
    lead = await member_of(conversation, "la", "en", Standing.LEAD)
    async with database.read() as store:
        asking = await memberships.member_by_id(store, scene.a)
        assert asking
        asks = (await people.by_id(store, asking.person_id)) is not None
    talk = Talk(conversation, ("en",), "asking")
    both = [talk.hear(Pressed("data.delete")), lead.hear(Pressed(f"member.accept:{scene.a}"))]
    assert asks
    await _crossed(database, *(both if is_first else both[::-1]))
    async with database.read() as store:
        assert await people.by_id(store, asking.person_id) is None
        assert await memberships.member_by_id(store, scene.a) is None
    assert await lead.look(f"member.list:{scene.g}:0")


@pytest.mark.parametrize("is_first", [True, False])
async def test_what_is_edited_while_it_is_merged_loses_no_word(
    site: Site, *, is_first: bool
) -> None:
    """The second reads that something changed; the history has each version once."""
    kept, other = await doubled(site)
    one, two = await at_desk(site), await at_desk(site)
    merge = f"/desk/offers/{kept.id}/merge"
    for edited in (kept, other):
        await one.get(f"{merge}?with={other.id}")
        await two.get(f"/desk/offers/{edited.id}")
        merges = one.send(merge, one.form("other_base"))
        edits = two.send(
            f"/desk/offers/{edited.id}", two.form("base") | {"price": f"5 Euro {edited.id}"}
        )
        await _crossed(site.conversation.database, *((merges, edits)[:: 1 if is_first else -1]))
        assert {one.status, two.status} <= {200, 302, 303, 409}
        [now, gone] = await stored(site, kept.id, other.id)
        edit_stands = f"5 Euro {edited.id}" in (now.details.price, gone.details.price)
        is_merged = gone.merged_into == kept.id
        assert edit_stands is not is_merged, (one.text[:300], two.text[:300])
        if is_merged:
            break


@pytest.mark.parametrize("is_first", [True, False])
async def test_undoing_beside_a_colleagues_change_takes_it_not_back(
    site: Site, *, is_first: bool
) -> None:
    one, two = await at_desk(site), await at_desk(site)
    async with site.conversation.database.read() as store:
        every = await offers.of_district(store, one.person.district_id or 0)
    await one.get("/desk/offers?all=1")
    await one.send("/desk/offers?all=1", one.form("all") | {"act": "pause"})
    await one.send("/desk/offers", one.form("step"))
    await two.get(f"/desk/offers/{every[3].id}")
    await one.get("/desk/offers")
    undoes = one.send("/desk/undo/1", one.form("back"))
    edits = two.send(f"/desk/offers/{every[3].id}", two.form("base") | {"price": "7 Euro"})
    await _crossed(site.conversation.database, *((undoes, edits)[:: 1 if is_first else -1]))
    assert {one.status, two.status} <= {200, 302, 303, 409}
    async with site.conversation.database.read() as store:
        after = {offer.id: offer for offer in await offers.of_district(store, every[0].district_id)}
        twice = select(t.offer_change.c.offer_id).group_by(
            t.offer_change.c.offer_id, t.offer_change.c.version
        )
        assert not (await store.execute(twice.having(func.count() > 1))).first()
    assert {after[offer.id].details.state for offer in every if offer.id != every[3].id} == {
        offer.details.state for offer in every if offer.id != every[3].id
    }
    edit_stands = after[every[3].id].details.price == "7 Euro"
    is_told = two.status == 409 or "changed" in two.text
    assert edit_stands is not is_told
