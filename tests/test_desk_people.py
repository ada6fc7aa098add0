"""Rights at the desk: invite, end, take away, hand over, by the rules of the command line."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.grants import Grant, GrantState, Role
from bot.domain.groups import Standing
from bot.rules.problems import Problem
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import places
from storage.groups import groups, memberships
from storage.people import grants
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.test_desk import EVIL, acted, words


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def grant_of(site: Site, person_id: int, state: GrantState | None = None) -> Grant | None:
    """The latest grant of somebody in Waldshut, in one state if that is asked for."""
    mine = select(t.grants.c.id).where(t.grants.c.person_id == person_id)
    async with site.conversation.database.read() as store:
        for grant_id in (await store.execute(mine.order_by(t.grants.c.id.desc()))).scalars():
            grant = await grants.by_id(store, grant_id)
            if grant and state in (None, grant.state):
                return grant
    return None


async def right_of(site: Site, desk: AtDesk) -> Grant:
    grant = await grant_of(site, desk.person.id)
    assert grant
    return grant


def token_in(desk: AtDesk) -> str:
    found = re.findall(r"start=i-([0-9a-f]{32})", desk.page)
    assert found, desk.text
    return found[0]


async def accepts(site: Site, token: str) -> AtDesk:
    """Somebody who is signed in opens the link and accepts."""
    guest = await at_desk(site, None)
    await guest.get(f"/chat?start=i-{token}")
    form = guest.form("csrf") | {"press": f"invitation.accept:{token}"}
    await guest.send("/chat", form)
    return guest


@pytest.mark.every_database
async def test_the_table_has_all_rights_and_no_person_without_one(site: Site) -> None:
    """Each number beside a filter is the number of rows that the filter shows."""
    desk = await at_desk(site)
    volunteers = [await at_desk(site, Role.VOLUNTEER) for _ in range(30)]
    reader, stranger = await at_desk(site, Role.READER), await at_desk(site, None)
    elsewhere = await at_desk(site, slug="konstanz")
    await desk.get("/desk/people")
    assert "People 32" in desk.text
    wrong = []
    for role, count in (("volunteer", 30), ("reader", 1), ("coordinator", 1), ("editor", 0)):
        shown: set[str] = set()
        for page in (1, 2):
            await desk.get(f"/desk/people?role={role}&page={page}")
            shown |= set(re.findall(r'href="/desk/people/(\d+)"', desk.page))
        if len(shown) != count or f"People {count}" not in desk.text:
            wrong.append((role, len(shown), desk.text[:200]))
    assert not wrong
    for person in (*volunteers, reader):
        await desk.get(f"/desk/people/{(await right_of(site, person)).id}")
        assert desk.status == 200
    await desk.get(f"/desk/people/{(await right_of(site, elsewhere)).id}")
    assert desk.status == 403
    assert await grant_of(site, stranger.person.id) is None


async def test_a_link_of_the_desk_gives_the_right_once(site: Site) -> None:
    desk = await at_desk(site)
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        known = await places.organisation_ids(store, district.id, ())
    name = min(known)
    wrong = []
    for role in Role:
        await desk.get("/desk/people")
        form = desk.form("role") | {"role": role.value, "organisation": name, "ends": "31.12.2027"}
        form |= {"language": "uk"}
        await desk.send("/desk/people", form)
        line = (await acted(site))[0]
        guest = await accepts(site, token_in(desk))
        given = await grant_of(site, guest.person.id)
        if given is None or given.right.role is not role or not given.right.ends_at:
            wrong.append((role, guest.text[:300]))
        elif (given.right.organisation_id, given.right.language) != (
            known[name] if role is Role.EDITOR else None,
            "uk" if role is Role.TRANSLATOR else "",
        ):
            wrong.append((role, given))
        elif given.given_by != desk.person.id or line[:2] != ("invite", "desk"):
            wrong.append((role, given, line))
        second = await accepts(site, token_in(desk))
        if await grant_of(site, second.person.id):
            wrong.append((role, "twice"))
    assert not wrong


async def test_a_form_that_made_a_link_makes_no_second_one(site: Site) -> None:
    """The browser sends it again: nothing happens, and no link is shown."""
    desk = await at_desk(site)
    await desk.get("/desk/people")
    form = desk.form("role")
    await desk.send("/desk/people", form)
    assert token_in(desk)
    before = await acted(site, 20)
    await desk.send("/desk/people", form)
    assert "start=i-" not in desk.page
    assert await acted(site, 20) == before


async def test_what_is_wrong_stays_typed_beside_its_reason(site: Site) -> None:
    desk = await at_desk(site)
    right = (await right_of(site, desk)).id
    before = await acted(site, 20)
    wrong = []
    for typed in ("irgendwann", "31.02.2027", "01.01.2020", EVIL, "9" * 400, "31.12.2027x"):
        for path, more in (
            ("/desk/people", {"role": "volunteer", "organisation": ""}),
            (f"/desk/people/{right}", {"act": "end"}),
        ):
            await desk.get(path)
            await desk.send(path, desk.form("ends") | {"ends": typed, **more})
            kept = desk.form("ends")["ends"]
            if desk.status != 400 or kept != [typed] or "aria-invalid" not in desk.page:
                wrong.append((typed, path, desk.status, kept))
    assert not wrong
    await desk.get("/desk/people")
    await desk.send("/desk/people", desk.form("role") | {"role": "editor", "organisation": ""})
    assert "needs an organisation" in desk.text
    assert await acted(site, 20) == before


@pytest.mark.every_database
async def test_a_right_ends_is_taken_away_and_is_handed_over(site: Site) -> None:
    desk, helper = await at_desk(site), await at_desk(site, Role.VOLUNTEER)
    right = await right_of(site, helper)
    path = f"/desk/people/{right.id}"
    await desk.get(path)
    await desk.send(path, desk.form("ends") | {"act": "end", "ends": "31.12.2026"})
    assert "31 Dec 2026" in desk.text
    assert (await acted(site))[0] == ("grant.end", "desk", f"grant {right.id}")
    await desk.send(path, desk.form("ends") | {"act": "revoke"})
    assert "Done." in desk.text
    assert (await acted(site))[0] == ("revoke", "desk", f"grant {right.id}")
    gone = await grant_of(site, helper.person.id)
    assert gone
    assert gone.state is GrantState.REVOKED
    await desk.get(path)
    assert desk.status == 403


@pytest.mark.every_database
async def test_what_goes_along_is_named_and_goes_along(site: Site) -> None:
    desk, leaving = await at_desk(site), await at_desk(site)
    right = await right_of(site, leaving)
    async with site.conversation.database.write() as store:
        group = (await groups.of_district(store, right.right.district_id))[0]
        await memberships.enter(
            store, group.id, leaving.person.id, Standing.LEAD, "Ayla", NOW - timedelta(days=1)
        )
    path = f"/desk/people/{right.id}"
    await desk.get(path)
    assert group.name in desk.text
    assert "Ayla" not in desk.text
    await desk.send(path, desk.form("csrf") | {"act": "hand_over"})
    still = await grant_of(site, leaving.person.id)
    assert still == right
    follower = await accepts(site, token_in(desk))
    new = await grant_of(site, follower.person.id)
    assert new
    assert new.right.role is Role.COORDINATOR
    async with site.conversation.database.read() as store:
        member = await memberships.member(store, group.id, follower.person.id)
    assert member
    assert member.standing is Standing.LEAD


async def test_the_only_coordinator_stays(site: Site) -> None:
    desk = await at_desk(site)
    async with site.conversation.database.write() as store:
        district_id = (await right_of(site, desk)).right.district_id
        for grant in await grants.listed(store, district_id):
            if grant.person_id != desk.person.id:
                await grants.revoke(store, grant.id)
    right = await right_of(site, desk)
    path = f"/desk/people/{right.id}"
    for form in ({"act": "revoke"}, {"act": "end", "ends": "31.12.2026"}):
        await desk.get(path)
        await desk.send(path, desk.form("ends") | form)
        assert words(Problem.LAST_COORDINATOR) in desk.text
    assert await right_of(site, desk) == right


async def test_forged_forms_change_nothing(site: Site) -> None:
    desk, other = await at_desk(site), await at_desk(site, slug="konstanz")
    foreign, own = await right_of(site, other), await right_of(site, desk)
    before = await acted(site, 50)
    await desk.get("/desk/people")
    form = desk.form("role")
    wrong = []
    for path, more in (
        (f"/desk/people/{foreign.id}", {"act": "revoke"}),
        (f"/desk/people/{foreign.id}", {"act": "hand_over"}),
        ("/desk/people/999999", {"act": "revoke"}),
        (f"/desk/people/{own.id}", {"act": "give"}),
        (f"/desk/people/{own.id}", {}),
        ("/desk/people", {"role": "admin"}),
        ("/desk/people", {"role": ""}),
        ("/desk/people", {"role": "editor", "organisation": "Niemand"}),
    ):
        await desk.send(path, form | more)
        if "start=i-" in desk.page:
            wrong.append((path, more))
    assert not wrong
    assert await acted(site, 50) == before
