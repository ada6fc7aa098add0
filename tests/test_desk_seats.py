"""The seats of a group on one page: whom they are for, who has them, who comes instead."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from bot.domain.groups import Group, Kind, Seat, Standing
from bot.rules import seat_form as rules
from bot.rules.problems import Problem
from bot.rules.seat_form import NEW, PARTS, Choices
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.groups import groups, memberships, seats
from storage.people import audits
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.test_desk import words


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def steering(site: Site) -> tuple[Group, dict[str, int]]:
    """A new steering group with three members, by name."""
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        group_id = await groups.put(store, Group(0, district.id, Kind.STEERING_GROUP, "Runde"))
        named = {}
    for name in ("Ayla", "Ben", "Cem"):
        person = (await at_desk(site, None)).person
        async with site.conversation.database.write() as store:
            named[name] = await memberships.enter(
                store, group_id, person.id, Standing.MEMBER, name, NOW
            )
    async with site.conversation.database.read() as store:
        group = await groups.by_id(store, group_id)
    assert group
    return group, named


async def stored(site: Site, group: Group) -> list[Seat]:
    async with site.conversation.database.read() as store:
        return await seats.of_group(store, group.id)


async def acts(site: Site, count: int) -> list[str]:
    async with site.conversation.database.read() as store:
        return [line.action for line in reversed(await audits.latest(store, count))]


def path_of(group: Group) -> str:
    return f"/desk/groups/{group.id}/seats"


async def composed(site: Site) -> tuple[AtDesk, Group, dict[str, int]]:
    """A steering group with two seats, made by its form."""
    (group, named), desk = await steering(site), await at_desk(site)
    other = next(each for each in await _others(site, group) if each.id != group.id)
    await desk.fill(
        path_of(group),
        label_new1="Caritas",
        holder_new1=named["Ayla"],
        deputy_new1=named["Ben"],
        term_new1="31.12.2027",
        from_new1=other.id,
        label_new2="  Kreistag \u202e 1 ",
        optional_new2="1",
    )
    return desk, group, named


async def _others(site: Site, group: Group) -> list[Group]:
    async with site.conversation.database.read() as store:
        return await groups.of_district(store, group.district_id)


@pytest.mark.every_database
async def test_seats_are_made_given_swapped_and_taken_away_on_one_page(site: Site) -> None:
    desk, group, named = await composed(site)
    first, second = await stored(site, group)
    assert (first.label, first.holder, first.deputy) == ("Caritas", "Ayla", "Ben")
    assert (first.term_ends, first.optional, first.from_group_id is None) == (
        date(2027, 12, 31), False, False,
    )  # fmt: skip
    assert (second.optional, second.holder) == (True, "")
    assert "\u202e" not in second.label
    assert await acts(site, 3) == ["seat.change", "seat.set", "seat.change"]
    await desk.fill(path_of(group), **{f"holder_{second.id}": named["Cem"]})
    await desk.fill(
        path_of(group),
        **{f"holder_{first.id}": named["Cem"], f"holder_{second.id}": named["Ayla"]},
    )
    assert [seat.holder for seat in await stored(site, group)] == ["Cem", "Ayla"]
    before = await acts(site, 50)
    await desk.fill(path_of(group))
    assert await acts(site, 50) == before, "nothing was changed"
    await desk.fill(path_of(group), **{f"label_{first.id}": "", "label_new3": "Diakonie"})
    assert [seat.label for seat in await stored(site, group)] == [second.label, "Diakonie"]
    async with site.conversation.database.read() as store:
        members = await memberships.members(store, group.id)
    assert {member.name for member in members} == set(named), "the holder stays in the group"


async def test_a_deputy_who_leaves_is_one_no_more_and_a_term_that_is_over_is_shown(
    site: Site,
) -> None:
    desk, group, named = await composed(site)
    (first, _) = await stored(site, group)
    await desk.fill(path_of(group), **{f"term_{first.id}": "1.11.2026"})
    assert "The term is over" in desk.text
    async with site.conversation.database.write() as store:
        await memberships.leave(store, named["Ben"])
    (first, _) = await stored(site, group)
    assert (first.deputy, first.deputy_id, first.holder) == ("", None, "Ayla")


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(site: Site) -> None:
    desk, group, named = await composed(site)
    before, wrong = await stored(site, group), []
    first, second = before
    a, b = first.id, second.id
    for typed in (
        {f"term_{a}": "bald"},
        {f"label_{a}": "x" * 121},
        {f"holder_{b}": named["Ayla"]},
        {f"deputy_{a}": named["Ayla"]},
        {"holder_new1": named["Cem"]},
        {"term_new2": "1.1.2030"},
        {"label_new1": "A", "holder_new1": 999999},
        {"label_new1": "A", "from_new1": group.id * 1000},
    ):
        await desk.fill(path_of(group), **typed)
        marked = desk.page.count('class="mistake"')
        if marked != 1 or await stored(site, group) != before:
            wrong.append((typed, marked))
        if any(desk.form("base")[name] != [str(value)] for name, value in typed.items()):
            wrong.append((typed, "not kept"))
        await desk.send(path_of(group), desk.form("base") | {"act": "discard"})
    assert not wrong


async def test_two_people_change_the_seats(site: Site) -> None:
    """The second sees the change of the first, loses no word, and nothing is overwritten."""
    one, group, _ = await composed(site)
    two, (first, second) = await at_desk(site), await stored(site, group)
    await one.get(path_of(group))
    form = one.form("base")
    await two.fill(path_of(group), **{f"label_{first.id}": "Caritas Hochrhein"})
    await one.send(path_of(group), form | {f"label_{second.id}": "Kreistag"})
    assert "changed meanwhile" in one.text
    assert (await stored(site, group))[0].label == "Caritas Hochrhein"
    await one.send(path_of(group), one.form("base") | {"take": f"label_{first.id}"})
    labels = [seat.label for seat in await stored(site, group)]
    assert labels == ["Caritas Hochrhein", "Kreistag"]


async def test_seats_of_an_archived_group_are_not_changed(site: Site) -> None:
    desk, group, _ = await composed(site)
    await desk.get(path_of(group))
    form, before = desk.form("base"), await stored(site, group)
    async with site.conversation.database.write() as store:
        await groups.archive(store, group.id, NOW)
    await desk.send(path_of(group), form | {"label_new1": "Zu spät"})
    assert words(Problem.GROUP_ARCHIVED) in desk.text
    assert await stored(site, group) == before


def test_what_stands_in_the_form_reads_back_as_it_is() -> None:
    seat = Seat(7, 1, "Caritas", 3, True, "Ayla", 5, date(2027, 12, 31), 6, "Ben")
    read = rules.read(rules.values([seat]), [seat], Choices({3}, {5, 6}))
    (row,) = read.rows
    assert not read.mistakes
    assert (row.label, row.from_group_id, row.optional, row.term_ends) == (
        "Caritas", 3, True, date(2027, 12, 31),
    )  # fmt: skip
    assert (row.seat_id, row.membership_id, row.deputy_id) == (7, 5, 6)
    assert len(rules.values([])) == len(NEW) * len(PARTS)
