"""The board of help requests: every state has its column, and no contact stands there."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import insert

from bot.domain.helping import Help, HelpRequest, State
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import places
from storage.groups import helping
from tests.harness.browsers import Site, opened
from tests.harness.circles import person_of
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.test_announcing import somebody
from tests.test_desk import acted

MINE, YOURS = "Amal 0151 1234567", "Sam 07703 1234"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def requests(site: Site, slug: str = "waldshut") -> dict[State, int]:
    """A request in every state, all with contacts, and one that nobody can read."""
    talk = await somebody(site.conversation, f"asks in {slug}", "uk", slug=slug)
    person_id = await person_of(site.conversation, talk)
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, slug)
        assert district
        wanted = HelpRequest(0, district.id, person_id, Help.FORM, "uk", "soon", NOW)
        found = {}
        for state in State:
            request = replace(wanted, state=state, contact=MINE, helper_contact=YOURS)
            found[state] = await helping.add(store, request, [])
        spoiled = {
            "district_id": district.id, "person_id": person_id, "kind": "magic", "language": "uk",
            "wanted": "soon", "state": "open", "sealed": b"spoiled", "created_at": NOW,
        }  # fmt: skip
        await store.execute(insert(t.help_request).values(spoiled))
    return found


@pytest.mark.every_database
async def test_the_board_has_every_state_and_no_contact(site: Site) -> None:
    found, elsewhere = await requests(site), await requests(site, "konstanz")
    desk = await at_desk(site)
    await desk.get("/desk/help")
    columns = re.findall(r'id="column-([a-z]+)".*?</section>', desk.page, re.DOTALL)
    assert columns == [state.value for state in State]
    shown = {int(row_id) for row_id in re.findall(r'id="help-(\d+)"', desk.page)}
    assert shown == set(found.values())
    assert not shown & set(elsewhere.values())
    assert "0151" not in desk.page
    assert "07703" not in desk.page
    assert "Forms and letters" in desk.text


async def test_what_the_office_cares_for_is_closed_from_the_board(site: Site) -> None:
    found = await requests(site)
    desk, before = await at_desk(site), await acted(site, 50)
    await desk.get("/desk/help")
    presses = re.findall(r'name="press" value="([^"]+)"', desk.page)
    assert presses == [f"helping.close:{found[State.HANDED]}"]
    await desk.send("/desk", desk.form("subject") | {"press": presses[0]})
    assert "This cannot be undone." in desk.text
    assert await acted(site, 51) == before
    await desk.send(desk.location, desk.form("sure"))
    assert "Done." in desk.text
    after = await acted(site, 51)
    assert len(after) == len(before) + 1
    assert after[0][:2] == ("helping.close", "desk")
    await desk.get("/desk/help")
    assert "helping.close" not in desk.page


async def test_a_board_without_requests_says_what_it_is_for(site: Site) -> None:
    desk = await at_desk(site)
    await desk.get("/desk/help")
    assert "Nobody has asked for help in the last 30 days." in desk.text
