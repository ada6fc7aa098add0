"""Groups at the desk: table, form, requests, invitations, seats, calendar, by the chat's verbs."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bot.domain.groups import Group, Kind, Standing
from bot.domain.meetings import Meeting, State
from bot.rules.problems import Problem
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage import schema as t
from storage.catalogue import places
from storage.groups import groups, meetings, memberships, seats
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.test_announcing import somebody
from tests.test_desk import EVIL, acted, words

START = datetime(2026, 12, 25, 18)  # noqa: DTZ001 - meetings begin at a local time


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def groups_of(site: Site, slug: str = "waldshut") -> list[Group]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        return await groups.of_district(store, district.id)


async def asks(site: Site, group: Group, count: int) -> None:
    """So many people have asked to join."""
    for number in range(count):
        person = (await at_desk(site, None)).person
        async with site.conversation.database.write() as store:
            await memberships.enter(
                store, group.id, person.id, Standing.ASKED, f"Bittende {number}", NOW
            )


def shown(desk: AtDesk) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/desk/groups/(\d+)"', desk.page)


@pytest.mark.every_database
async def test_the_table_has_the_groups_of_its_district(site: Site) -> None:
    """Each number beside a filter is the number of groups that it shows."""
    desk, ours, theirs = (
        await at_desk(site),
        await groups_of(site),
        await groups_of(site, "konstanz"),
    )
    await asks(site, ours[0], 2)
    await desk.get("/desk/groups?size=100")
    assert set(map(int, shown(desk))) == {group.id for group in ours}
    assert not set(map(int, shown(desk))) & {group.id for group in theirs}
    wrong = []
    links = re.findall(
        r'href="(/desk/groups\?[^"]*)"[^>]*>[^<]* <span class="count">(\d+)', desk.page
    )
    assert len(links) > 3
    for address, count in links:
        await desk.get(address.replace("&amp;", "&"))
        if len(shown(desk)) != int(count):
            wrong.append((address, count, len(shown(desk))))
    assert not wrong
    await desk.get(f"/desk/groups/{theirs[0].id}")
    assert desk.status == 403


@pytest.mark.every_database
async def test_a_group_is_changed_by_the_verbs_of_the_chat(site: Site) -> None:
    desk, group = await at_desk(site), (await groups_of(site))[0]
    path = f"/desk/groups/{group.id}"
    await desk.fill(path, kind="training", most="77", text_uk="Привіт усім", text_de="Neu")
    assert "Your changes are saved." in desk.text
    changed = next(one for one in await groups_of(site) if one.id == group.id)
    assert (changed.kind, changed.most) == ("training", 77)
    assert (changed.texts["uk"], changed.texts["de"]) == ("Привіт усім", "Neu")
    assert {line[:2] for line in await acted(site, 4)} == {
        ("group.set", "desk"), ("group.size", "desk"), ("group.text", "desk"),
    }  # fmt: skip
    before = await acted(site, 50)
    await desk.fill(path)
    assert await acted(site, 50) == before
    for name, typed in (
        ("most", "viele"),
        ("most", "-1"),
        ("text_en", "x" * 301),
        ("text_ar", EVIL * 9),
    ):
        await desk.fill(path, **{name: typed})
        assert f'id="{name}-mistake"' in desk.page, name
        await desk.send(path, desk.form("base") | {"act": "discard"})
    await desk.fill(path, kind="admin")
    assert words(Problem.UNKNOWN_BUTTON) in desk.text
    assert await acted(site, 50) == before


async def test_two_people_change_a_group(site: Site) -> None:
    one, two, group = await at_desk(site), await at_desk(site), (await groups_of(site))[0]
    path = f"/desk/groups/{group.id}"
    await one.get(path)
    form = one.form("base")
    await two.fill(path, text_de="Von zwei", most="9")
    await one.send(path, form | {"text_de": "Von eins"})
    assert "changed meanwhile" in one.text
    await one.send(path, one.form("base") | {"take": "most"})
    changed = next(each for each in await groups_of(site) if each.id == group.id)
    assert (changed.texts["de"], changed.most) == ("Von eins", 9)


@pytest.mark.every_database
async def test_all_who_asked_are_accepted_as_long_as_there_is_room(site: Site) -> None:
    desk, group = await at_desk(site), (await groups_of(site))[0]
    await asks(site, group, 3)
    async with site.conversation.database.write() as store:
        room = update(t.group).where(t.group.c.id == group.id)
        await store.execute(room.values(most=group.members + 2))
    path = f"/desk/groups/{group.id}"
    await desk.get(path)
    assert "Bittende 2" in desk.text
    await desk.send(path, desk.form("csrf") | {"act": "accept"})
    assert [line[0] for line in await acted(site, 2)] == ["member.accept"] * 2
    async with site.conversation.database.read() as store:
        everybody = await memberships.members(store, group.id)
    asking = [member.name for member in everybody if member.standing is Standing.ASKED]
    assert asking == ["Bittende 2"]
    await desk.get(path)
    await desk.send(path, desk.form("csrf") | {"act": "accept"})
    assert words(Problem.GROUP_FULL) in desk.text


@pytest.mark.every_database
async def test_many_are_invited_at_once_and_no_address_is_stored(site: Site) -> None:
    desk, group = await at_desk(site), (await groups_of(site))[0]
    path = f"/desk/groups/{group.id}"
    await desk.get(path)
    typed = "a@verein.example\r\nb@verein.example\r\n\r\na@verein.example\r\n<b>fett"
    form = desk.form("people") | {"act": "invite", "people": typed}
    await desk.send(path, form)
    links = set(re.findall(r"start=i-([0-9a-f]{32})", desk.page))
    assert len(links) == 3
    assert "a@verein.example" in desk.text
    assert "<b>fett" not in desk.page
    assert [line[:2] for line in await acted(site, 3)] == [("group.invite", "desk")] * 3
    await desk.send(path, form)
    assert "start=i-" not in desk.page
    many, before = "\r\n".join(map(str, range(51))), await acted(site, 100)
    wrong = []
    for people, sheets, problem in (
        ("", "", Problem.EMPTY),
        ("\r\n \r\n", "0", Problem.EMPTY),
        (many, "", Problem.MANY_INVITED),
        ("x; y@z.example", "49", Problem.MANY_INVITED),
        ("", "51", Problem.MANY_INVITED),
        ("Lina", "zwei", Problem.NO_NUMBER),
    ):
        await desk.get(path)
        form = desk.form("people") | {"act": "invite", "people": people, "sheets": sheets}
        await desk.send(path, form)
        kept = desk.form("people")
        if words(problem) not in desk.text or (kept["people"], kept["sheets"]) != (
            [people.replace("\r\n", "\n")],
            [sheets],
        ):
            wrong.append((people[:20], sheets, kept, desk.text[:200]))
    assert not wrong
    assert await acted(site, 100) == before


@pytest.mark.every_database
async def test_pasted_addresses_and_blank_sheets_are_invitations_that_can_be_taken_back(
    site: Site,
) -> None:
    """A line of a mail program holds many; the number on a sheet finds it in the list again."""
    desk, group, other = await at_desk(site), *(await groups_of(site))[:2]
    path = f"/desk/groups/{group.id}"
    await desk.get(path)
    pasted = 'Anna Berg <anna@verein.example>; "B" <b@verein.example>, c@verein.example\r\nOhne'
    form = desk.form("people") | {"act": "invite", "people": pasted, "sheets": "2"}
    await desk.send(path, form)
    mails = re.findall(r'href="mailto:([^?"]+)\?([^"]+)"', desk.page)
    assert [to for to, _ in mails] == [
        "anna@verein.example",
        "b@verein.example",
        "c@verein.example",
    ]
    tokens = list(dict.fromkeys(re.findall(r"i-([0-9a-f]{32})", desk.page)))
    assert len(tokens) == 6
    assert all(token in mail for token, (_, mail) in zip(tokens, mails, strict=False))
    numbers = re.findall(r"Invitation (\d+)", desk.text)
    await desk.get(path)
    listed = re.findall(r'name="invitation" value="(\d+)"', desk.page)
    assert sorted(listed, key=int) == numbers
    taken = {"act": "uninvite", "invitation": numbers[:2]}
    hidden = {name: desk.form("csrf")[name] for name in ("csrf", "number")}
    await desk.send(f"/desk/groups/{other.id}", hidden | taken)
    assert words(Problem.CHANGED_MEANWHILE) in desk.text, "they are not invitations of that group"
    await desk.get(path)
    hidden = {name: desk.form("csrf")[name] for name in ("csrf", "number")}
    await desk.send(path, hidden | taken)
    assert re.findall(r'name="invitation" value="(\d+)"', desk.page) == listed[:-2]
    assert [line[0] for line in await acted(site, 2)] == ["group.uninvite"] * 2
    guest = await somebody(site.conversation, "guest", "en")
    wrong = []
    for index, token in enumerate(tokens):
        await guest.hear(Pressed(f"invitation.show:{token}"))
        if (group.name in guest.shown) is (index < 2):
            wrong.append((index, guest.shown))
    assert not wrong
    await desk.get(path)
    hidden = {name: desk.form("csrf")[name] for name in ("csrf", "number")}
    await desk.send(path, hidden | taken)
    assert words(Problem.CHANGED_MEANWHILE) in desk.text


async def test_a_seat_is_given_and_made_vacant(site: Site) -> None:
    desk, listed = await at_desk(site), await groups_of(site)
    async with site.conversation.database.write() as store:
        (group,) = [one for one in listed if one.kind is Kind.STEERING_GROUP][:1]
        other = next(one for one in listed if one.id != group.id)
        seat = (await seats.of_group(store, group.id))[0]
        member = await memberships.enter(
            store, group.id, desk.person.id, Standing.MEMBER, "Ayla", NOW
        )
        stranger = await memberships.enter(
            store, other.id, desk.person.id, Standing.MEMBER, "Ayla", NOW
        )
    path = f"/desk/groups/{group.id}"
    for member_id, holder in ((member, "Ayla"), (0, "")):
        await desk.get(path)
        form = desk.form("seat") | {"act": "seat", "seat": seat.id, "member": member_id}
        await desk.send(path, form)
        async with site.conversation.database.read() as store:
            held = (await seats.of_group(store, group.id))[0]
        assert held.holder == holder
        assert (await acted(site))[0] == ("seat.set", "desk", f"seat {seat.id}")
    before = await acted(site, 50)
    for more in ({"member": stranger}, {"seat": 999999}, {"act": "nonsense"}):
        await desk.get(path)
        form = desk.form("seat") | {"act": "seat", "seat": seat.id, "member": member}
        await desk.send(path, form | more)
    await desk.send(f"/desk/groups/{other.id}", form | {"act": "seat"})
    assert await acted(site, 50) == before


async def test_a_group_is_founded(site: Site) -> None:
    desk = await at_desk(site)
    await desk.get("/desk/groups")
    await desk.send("/desk/groups", desk.form("title") | {"title": "Neue Runde"})
    assert "Neue Runde" in desk.text
    assert (await acted(site))[0][:2] == ("group.new", "desk")
    for title, problem in (("Neue Runde", Problem.GROUP_KNOWN), (" ", Problem.NO_TITLE)):
        await desk.get("/desk/groups")
        await desk.send("/desk/groups", desk.form("title") | {"title": title})
        assert words(problem) in desk.text


@pytest.mark.every_database
async def test_the_calendar_has_all_meetings_clashes_and_holidays(site: Site) -> None:
    desk, listed = await at_desk(site), await groups_of(site)
    theirs = (await groups_of(site, "konstanz"))[0]
    meeting = Meeting(0, listed[0].id, "Treffen A", START, "Europe/Berlin")
    async with site.conversation.database.write() as store:
        await meetings.add(store, meeting)
        later = START + timedelta(hours=1)
        await meetings.add(store, replace(meeting, group_id=listed[1].id, title="B", start=later))
        await meetings.add(store, replace(meeting, group_id=theirs.id, title="Fremd"))
        next_day = START + timedelta(days=1)
        await meetings.add(store, replace(meeting, title="Allein", start=next_day))
    await desk.get("/desk/groups/calendar?month=2026-12")
    assert "Treffen A" in desk.text
    assert "Fremd" not in desk.text
    assert desk.page.count("⚠") == 2
    assert f"At the same time you also have: {listed[1].name}" in desk.text
    assert "Christmas" in desk.text
    for month in ("2026-11", "2026-13", "x", "2026-1", "", "2099-12", "2000-01"):
        await desk.get(f"/desk/groups/calendar?month={month}")
        assert desk.status == 200
        assert "Treffen A" not in desk.text


@pytest.mark.every_database
async def test_the_next_date_of_each_group_is_its_first_planned_one(site: Site) -> None:
    first, second, third = [group.id for group in await groups_of(site)][:3]
    end = NOW + timedelta(days=60)
    async with site.conversation.database.write() as store:
        for group_id, days, state in (
            (first, 9, State.PLANNED),
            (first, 2, State.PLANNED),
            (first, 1, State.CANCELLED),
            (second, 400, State.PLANNED),
            (third, 3, State.PLANNED),
        ):
            at = START + timedelta(days=days)
            planned = Meeting(0, group_id, "Treffen", at, "Europe/Berlin", state=state)
            await meetings.add(store, planned)
        begin = NOW + timedelta(days=35)  # the samples have meetings before
        found = await meetings.next_starts(store, [first, second], begin, end)
        assert await meetings.next_starts(store, [], NOW, end) == {}
    assert found == {first: START + timedelta(days=2)}
