"""Meetings at the desk: planned, moved, cancelled, their list and agenda, by the chat's verbs."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.domain.groups import Group, Standing
from bot.domain.meetings import Answer, Meeting, State
from handlers.dialogue.conversation import Conversation
from storage.groups import agendas, attendance, meetings, memberships
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.test_desk_groups import groups_of

NAME, TOPIC = "=1+1 <b>", 'Kautionen <i>"&'


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def planned(site: Site, group: Group, after: datetime = NOW) -> list[Meeting]:
    async with site.conversation.database.read() as store:
        listed = await meetings.of_group(store, group.id, after)
        return [meeting for meeting in listed if meeting.title == "Café"]


async def plan(desk: AtDesk, group: Group, **more: str) -> str:
    """Plan a meeting by the form; return its address."""
    typed = {"title": "Café", "when": "1.12.2026 18:00", "place": "Rathaus", "most": "12", **more}
    await desk.fill(f"/desk/groups/{group.id}/meetings/new", **typed)
    return desk.location.partition("?")[0]


@pytest.mark.every_database
async def test_a_series_is_planned_moved_and_cancelled_at_the_desk(site: Site) -> None:
    desk, group = await at_desk(site), (await groups_of(site))[0]
    path = await plan(desk, group, when="jeden Dienstag 18:00")
    listed = await planned(site, group)
    assert len(listed) > 3
    assert {(each.place, each.most) for each in listed} == {("Rathaus", 12)}
    assert "This meeting repeats." in desk.text
    await desk.fill(path, place="Turnhalle")
    assert [each.place for each in await planned(site, group)][:2] == ["Turnhalle", "Rathaus"]
    await desk.fill(path, when="jeden Donnerstag 19:00", scope="all")
    days = {(each.start.weekday(), each.start.hour) for each in await planned(site, group)}
    assert days == {(3, 19)}
    await desk.fill(path, holding="csrf", act="cancel_all")
    assert "You can undo it for ten minutes." in desk.text
    before = await planned(site, group)
    assert {each.state for each in before} == {State.PLANNED}
    await desk.send(path, desk.form("sure"))
    assert {each.state for each in await planned(site, group)} == {State.CANCELLED}
    await desk.send(re.findall(r"/desk/undo/\d+", desk.page)[0], desk.form("csrf"))
    after = await planned(site, group)
    assert [(each.id, each.start, each.state) for each in after] == [
        (each.id, each.start, each.state) for each in before
    ]
    await desk.fill(path, when="jeden Freitag 19:00", scope="all")
    held = [each for each in await planned(site, group) if each.state is State.PLANNED]
    assert {each.start.weekday() for each in held} == {4}


@pytest.mark.every_database
async def test_a_typed_end_is_kept_and_none_keeps_how_long_it_takes(site: Site) -> None:
    desk, group, wrong = await at_desk(site), (await groups_of(site))[0], []
    path = await plan(desk, group, when="1.12.2026 18:00-20:30")
    for typed, scope, start, minutes in (
        ("2.12.2026 17:15", "", "02.12.2026 17:15-19:45", 150),
        ("2.12.2026 von 17 bis 18 Uhr", "", "02.12.2026 17:00-18:00", 60),
        ("3.12.2026 23:00-01:15", "", "03.12.2026 23:00-01:15", 135),
    ):
        await desk.fill(path, when=typed, scope=scope)
        [meeting] = await planned(site, group)
        shown = desk.form("base")["when"][0]
        wrong += [] if (shown, meeting.minutes) == (start, minutes) else [(typed, shown, meeting)]
    path = await plan(desk, (await groups_of(site))[1], when="jeden Dienstag 18-19 Uhr")
    for typed, minutes in (("jeden Mittwoch 9 bis 12 Uhr", 180), ("jeden Freitag 10 Uhr", 180)):
        await desk.fill(path, when=typed, scope="all")
        listed = await planned(site, (await groups_of(site))[1])
        held = {each.minutes for each in listed if each.state is State.PLANNED}
        wrong += [] if held == {minutes} else [(typed, held)]
    assert not wrong


async def test_wrong_fields_of_a_meeting_are_said_and_nothing_is_lost(site: Site) -> None:
    desk, group, wrong = await at_desk(site), (await groups_of(site))[0], []
    bad = {"title": "x" * 81, "when": "31.02.2027", "place": "x" * 151, "most": "viele"}
    for name, value in bad.items():
        await plan(desk, group, **{name: value})
        if f'id="{name}-mistake"' not in desk.page or desk.form("base")[name] != [value]:
            wrong.append(name)
        await desk.send(
            f"/desk/groups/{group.id}/meetings/new", desk.form("base") | {"act": "discard"}
        )
    assert not wrong
    assert not await planned(site, group)
    path = await plan(desk, group)
    for name, value in (("when", "gestern"), ("place", "x" * 151), ("most", "viele")):
        await desk.fill(f"{path}?draft=none", **{name: value})
        wrong += [name] if f'id="{name}-mistake"' not in desk.page else []
    assert not wrong


@pytest.mark.every_database
async def test_who_comes_who_was_there_and_what_it_is_about(site: Site) -> None:
    """Also who never answered can have been there; the list to print has everybody."""
    desk, group = await at_desk(site), (await groups_of(site))[0]
    path = await plan(desk, group)
    meeting_id = int(path.rpartition("/")[2])
    people = [(await at_desk(site, None)).person for _ in range(3)]
    ids = {}
    async with site.conversation.database.write() as store:
        for person, name in zip(people, ("Ayşe", "Zoë", NAME), strict=True):
            ids[name] = await memberships.enter(
                store, group.id, person.id, Standing.MEMBER, name, NOW
            )
        first, second, _ = [person.id for person in people]
        await attendance.answer(store, meeting_id, first, Answer.NO, NOW)
        await attendance.answer(store, meeting_id, second, Answer.YES, NOW, for_id=first)
    await desk.get(f"{path}?list=1")
    assert all(word in desk.text for word in ("Ayşe", "cannot come", "Zoë", "coming", NAME))
    await desk.send(path, {**(await desk.get(path)).form("topic"), "topic": TOPIC, "act": "topic"})
    await desk.send(path, desk.form("id") | {"act": "tick"})
    async with site.conversation.database.read() as store:
        stored = await meetings.by_id(store, meeting_id)
        assert stored
        topics = await agendas.of_meeting(store, stored, NOW)
    assert [(topic.words, topic.done) for topic in topics] == [(TOPIC, True)]
    await desk.send(path, desk.form("id") | {"act": "strike"})
    assert TOPIC not in desk.text
    form = (await desk.get(path)).form("csrf")
    await desk.send(path, form | {"act": "seen", "present": ids["Zoë"]})
    async with site.conversation.database.read() as store:
        assert not await attendance.was_there(store, meeting_id, second)
    site.moment = NOW + timedelta(days=30)
    desk = await at_desk(site)
    await desk.get(path)
    here = [str(ids["Zoë"]), str(ids[NAME])]
    await desk.send(path, desk.form("csrf") | {"act": "seen", "present": here})
    async with site.conversation.database.read() as store:
        there = {
            each.person_id for each in await attendance.coming(store, meeting_id) if each.present
        }
    assert there == {people[1].id, people[2].id}


async def test_a_meeting_of_another_district_is_not_there(site: Site) -> None:
    desk = await at_desk(site)
    other = await at_desk(site, slug="rems-murr")
    path = await plan(other, (await groups_of(site, "rems-murr"))[0])
    assert (await desk.get(path)).status in (403, 404)
