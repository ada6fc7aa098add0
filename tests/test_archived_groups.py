"""Groups that are renamed, archived and brought back: at the desk, in the chat, by the clock."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from bot.domain.evidence import EvidenceKind, Only
from bot.domain.grants import Role
from bot.domain.groups import Group, Joining, Kind, Standing
from bot.domain.half_years import half_year_of
from bot.domain.helping import Help, HelpRequest
from bot.domain.invitations import Invitation
from bot.domain.meetings import Meeting
from bot.domain.people import Person
from bot.rules.problems import Problem, Refusal
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.jobs.followups import ask_absent, tell_vacancies
from handlers.jobs.reminders import remind_tasks
from storage import schema as t
from storage.catalogue import places
from storage.desk import inbox
from storage.desk import translations as texts
from storage.groups import groups, helping, meetings, memberships, seats
from storage.measures import evidence_links, measures, report_material
from storage.people import audits, invitations
from tests.harness.browsers import Site, opened
from tests.harness.circles import lead_of, number_of
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.harness.plans import numbered
from tests.test_announcing import somebody
from tests.test_desk import words
from tests.test_meetings import NAME, member_of
from tests.test_rights import MATRIX, person, staged, tried

ENDED = "This group has ended."
START, ZONE = datetime(2026, 12, 1, 18), "Europe/Berlin"  # noqa: DTZ001 - a local time


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def founded(site: Site, name: str = "Nähkreis", **more: object) -> Group:
    """A new group in Waldshut with a German text."""
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        group = Group(0, district.id, Kind.HELPER_CIRCLE, name, Joining.OPEN, {"de": "Wir nähen."})
        group_id = await groups.put(store, replace(group, **more))  # type: ignore[arg-type]
        stored = await groups.by_id(store, group_id)
    assert stored
    return stored


async def pressed(desk: AtDesk, group: Group, act: str) -> AtDesk:
    await desk.get(f"/desk/groups/{group.id}")
    hidden = {name: desk.form("csrf")[name] for name in ("csrf", "number")}
    return await desk.send(f"/desk/groups/{group.id}", hidden | {"act": act})


async def read(site: Site, group: Group) -> Group:
    async with site.conversation.database.read() as store:
        stored = await groups.by_id(store, group.id)
    assert stored
    return stored


@pytest.mark.every_database
async def test_a_group_is_renamed_and_keeps_everything_else(site: Site) -> None:
    group, other = await founded(site), await founded(site, "Chor")
    desk, path = await at_desk(site), f"/desk/groups/{group.id}"
    rule = Only(group="Nähkreis", field="wohnen")
    async with site.conversation.database.write() as store:
        measure = await measures.add(store, group.district_id, numbered("7.7"), NOW)
        await evidence_links.link(store, measure.id, EvidenceKind.MEETINGS, rule)
    await desk.fill(path, name="Nähstube")
    async with site.conversation.database.read() as store:
        (linked,) = await evidence_links.of_measure(store, measure.id)
    assert linked.only == replace(rule, group="Nähstube"), "what counts its meetings follows"
    renamed = await read(site, group)
    assert renamed == replace(group, name="Nähstube")
    async with site.conversation.database.read() as store:
        (line,) = await audits.latest(store, 1)
    assert (line.action, line.before, line.after) == (
        "group.name", {"name": "Nähkreis"}, {"name": "Nähstube"},
    )  # fmt: skip
    wrong = []
    for name, sentence in (
        (other.name, "There is already a group with the name “Chor”."),
        ("  ", "The name is missing."),
        ("x" * 121, "The text is too long (at most 120 characters)."),
    ):
        await desk.fill(path, name=name, most="7")
        kept = desk.form("base")
        if sentence not in desk.text or kept["most"] != ["7"] or kept["name"] != [name]:
            wrong.append((name, desk.text))
        if await read(site, group) != renamed:
            wrong.append((name, "was stored"))
    assert not wrong
    async with site.conversation.database.write() as store:
        with pytest.raises(Refusal, match=Problem.GROUP_KNOWN):
            await groups.change(store, replace(renamed, name=other.name))


@pytest.mark.every_database
async def test_a_group_is_archived_undone_archived_and_brought_back(site: Site) -> None:
    group, desk = await founded(site), await at_desk(site)
    await pressed(desk, group, "archive")
    assert (await read(site, group)).archived_at == NOW
    assert "This group is archived since" in desk.text
    await desk.get("/desk/groups?size=100")
    assert group.name not in desk.text
    await desk.get("/desk/groups?state=archived")
    assert group.name in desk.text
    undo = next(form for form in _forms(desk) if form.startswith("/desk/undo/"))
    await desk.send(undo, {name: desk.form("csrf")[name] for name in ("csrf", "number")})
    assert await read(site, group) == group
    await pressed(desk, group, "archive")
    for act in ("archive", "accept", "seat", "invite", ""):
        refused = await at_desk(site)
        await pressed(refused, group, act)
        assert words(Problem.GROUP_ARCHIVED) in refused.text, act
    await pressed(desk, group, "back")
    assert await read(site, group) == group
    await pressed(desk, group, "back")
    assert words(Problem.CHANGED_MEANWHILE) in desk.text
    async with site.conversation.database.read() as store:
        lines = [line for line in await audits.latest(store, 20) if line.action == "group.archive"]
    assert [line.after["archived"] for line in lines] == [False, True, False, True]


def _forms(desk: AtDesk) -> list[str]:
    return [part.partition('"')[0] for part in desk.page.split('action="')[1:]]


async def test_a_group_in_which_something_is_planned_stays(site: Site) -> None:
    """What is planned is cancelled by its own button, which tells the people who wait for it."""
    desk, wrong = await at_desk(site), []
    for name in ("meeting", "help"):
        group = await founded(site, name)
        person = (await at_desk(site, None)).person
        async with site.conversation.database.write() as store:
            if name == "meeting":
                await meetings.add(store, Meeting(0, group.id, "Treffen", START, ZONE))
            else:
                request = HelpRequest(
                    0, group.district_id, person.id, Help.FORM, "en", "soon", NOW, group_id=group.id
                )
                await helping.add(store, request, [])
        await pressed(desk, group, "archive")
        is_told = words(Problem.GROUP_BUSY) in desk.text
        if not is_told or (await read(site, group)).archived_at:
            wrong.append(name)
    assert not wrong


async def test_what_is_archived_waits_nowhere_and_reminds_nobody(site: Site) -> None:
    """Every list and every clock job that would name the group or write to its people."""
    group, person = await founded(site), (await at_desk(site, None)).person
    long_ago = NOW - timedelta(days=400)
    async with site.conversation.database.write() as store:
        await store.execute(update(t.membership).values(asked_at=NOW))
        await store.execute(update(t.group).values(vacancies_told_at=NOW))
        mine = await memberships.enter(
            store, group.id, person.id, Standing.MEMBER, "Lina", long_ago
        )
        await store.execute(update(t.person).values(week_seen="2025-W01"))
        row = {"group_id": group.id, "position": 0, "label": "Caritas", "optional": False}
        await store.execute(insert(t.seat).values(row))
        task = {
            "group_id": group.id, "kind": "task", "words": "Stoff kaufen", "done": False,
            "published": "group", "reminded": False, "written_at": long_ago, "owner_id": mine,
            "due": NOW.date(),
        }  # fmt: skip
        await store.execute(insert(t.result).values(task))
        made = {"group_id": group.id, "language": "uk", "german": "älter"}
        await store.execute(insert(t.group_translation).values(made))
        await store.execute(
            update(t.group).where(t.group.c.id == group.id).values(vacancies_told_at=None)
        )
    before, counted = await _named(site, group), await _reported(site, group)
    async with site.conversation.database.write() as store:
        await groups.archive(store, group.id, NOW)
    database = site.conversation.database
    assert await _reported(site, group) == counted - 1
    told = [await job(database, NOW) for job in (tell_vacancies, ask_absent, remind_tasks)]
    assert told == [0, 0, 0]
    assert await _named(site, group) == []
    assert len(before) == 6, before
    async with database.write() as store:
        await groups.archive(store, group.id, None)
    assert await _named(site, group) == before
    told = [await job(database, NOW) for job in (tell_vacancies, ask_absent, remind_tasks)]
    assert told == [1, 1, 1]


async def _reported(site: Site, group: Group) -> int:
    """How many groups of this kind the report on integration counts."""
    async with site.conversation.database.read() as store:
        district = await places.district(store, group.district_id)
        assert district
        told = await report_material.material(
            store, district, half_year_of(NOW.date()), NOW, None, None
        )
    return told.groups[group.kind.value]


async def _named(site: Site, group: Group) -> list[str]:
    """The names of the lists in which the group stands."""
    async with site.conversation.database.read() as store:
        district = await places.district(store, group.district_id)
        assert district
        person = Person(district_id=district.id)
        query = texts.TextQuery(district_id=district.id, today=NOW.date(), languages=("uk",))
        items, _ = await inbox.waiting(store, district.id, NOW, NOW.date())
        circles = await groups.circles(store, district.id, None)
        listed = {
            "district": {row.id for row in await groups.of_district(store, district.id)},
            "near": {row.id for row in await groups.near(store, person, None, 0, 100)},
            "circles": set(circles),
            "inbox": {item.target_id for item in items if item.kind == "seat"},
            "vacant": set(await seats.to_tell(store, NOW - timedelta(days=1), 100)),
            "translations": {row.row.id for row in await texts.groups(store, query)},
        }
    return [name for name, ids in listed.items() if group.id in ids]


@pytest.mark.every_database
async def test_every_button_of_an_archived_group_leads_to_one_sentence(
    conversation: Conversation,
) -> None:
    """Every press that a lead could send about a group, its meetings, results, seats or members."""
    scene, lead = await staged(conversation), await person(conversation, "lead")
    async with conversation.database.write() as store:
        group = await groups.by_id(store, scene.g)
        assert group
        for other in await groups.of_district(store, group.district_id):
            await groups.archive(store, other.id, NOW)
    pressed_ids = re.compile(r"\{[gmrdtsax]\}")
    presses = [
        press
        for press, allowed in MATRIX.items()
        if pressed_ids.search(press) and "lead" in allowed
    ]
    assert len(presses) > 40
    wrong = []
    for press in presses:
        _, shown = await tried(conversation, lead, press.format(**vars(scene)))
        if ENDED not in shown:
            wrong.append((press, shown))
    assert not wrong


async def test_who_is_in_an_archived_group_can_leave_it_even_as_its_last_lead(
    conversation: Conversation,
) -> None:
    lead = await lead_of(conversation, NAME, "Lina", "en")
    await member_of(conversation, "another", "en")
    group_id = await number_of(conversation, NAME)
    async with conversation.database.write() as store:
        await groups.archive(store, group_id, NOW)
    await lead.hear(Pressed(f"group.show:{group_id}"))
    await lead.goes(("[Leave the group]", "You are no longer in this group."))
    async with conversation.database.read() as store:
        assert not await memberships.lead_ids(store, group_id)


async def test_an_invitation_into_an_archived_group_is_kept_and_said(site: Site) -> None:
    """It works again if the group is brought back before it ends."""
    group, desk = await founded(site), await at_desk(site)
    token, person_id = "0" * 32, desk.person.id
    invitation = Invitation(Role.VOLUNTEER, group.district_id, group.id, given_by=person_id)
    async with site.conversation.database.write() as store:
        await invitations.invite(store, token, invitation, NOW + timedelta(days=7))
        await groups.archive(store, group.id, NOW)
    guest = await somebody(site.conversation, "guest", "en")
    await guest.hear(Pressed(f"invitation.show:{token}"))
    assert ENDED in guest.shown
    async with site.conversation.database.write() as store:
        await groups.archive(store, group.id, None)
    await guest.hear(Pressed(f"invitation.show:{token}"))
    assert group.name in guest.shown
