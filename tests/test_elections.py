"""A delegate seat follows the election, and vacant seats cause reminders.

A member who has been away for a long time is asked once.
"""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain.grants import Role
from bot.domain.groups import Standing
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.jobs.followups import care
from storage.groups import memberships, seats
from tests.harness.circles import lead_of, newest, number_of, person_of
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.test_announcing import delivered, somebody
from tests.test_meetings import NAME, member_of
from tests.test_results import STEERING

SEAT = "Delegierte: Wohnen"


async def made(lead: Talk, name: str, role: str) -> None:
    """Another role in the group."""
    await lead.look(f"member.list:{await number_of(lead.conversation, NAME)}:0")
    await lead.goes((f"[{name}]", ""), (f"[{role}]", f"{name}: {role}"))


async def sits(channel: Conversation) -> str:
    async with channel.database.read() as store:
        known = await seats.of_group(store, await number_of(channel, STEERING))
    return next(seat.holder for seat in known if seat.label == SEAT)


async def standing(channel: Conversation, talk: Talk, name: str) -> Standing | None:
    async with channel.database.read() as store:
        return (await memberships.of_person(store, await person_of(channel, talk))).get(
            await number_of(channel, name)
        )


@pytest.mark.every_database
async def test_the_seat_follows_the_election(channel: Conversation) -> None:
    first, second = (
        await member_of(channel, "first", "en"),
        await member_of(channel, "second", "en"),
    )
    for who in (first, second):
        await who.say("/start")
    lead = await lead_of(channel, NAME, language="en")
    await made(lead, "First", "delegate")
    assert await sits(channel) == "First"
    await delivered(channel)
    assert f"You now have a seat in this group: {STEERING}" in await newest(channel, first)
    await made(lead, "Second", "delegate")
    assert await sits(channel) == "Second"
    assert await standing(channel, first, STEERING) is None
    assert await standing(channel, first, NAME) is Standing.MEMBER
    await delivered(channel)
    assert f"You no longer have a seat in this group: {STEERING}" in await newest(channel, first)


@pytest.mark.parametrize("ends", ["another role", "leaves", "is removed"])
async def test_a_delegate_who_is_none_any_more_has_no_seat(
    conversation: Conversation, ends: str
) -> None:
    member, lead = (
        await member_of(conversation, "member", "en"),
        await lead_of(conversation, NAME, language="en"),
    )
    await made(lead, "Member", "delegate")
    if ends == "another role":
        await made(lead, "Member", "member")
    elif ends == "leaves":
        await member.look(f"group.show:{await number_of(conversation, NAME)}")
        await member.say("[Leave the group]")
    else:
        await lead.look(f"member.list:{await number_of(conversation, NAME)}:0")
        await lead.goes(("[Member]", ""), ("[Remove from the group]", ""), ("yes", "!Member"))
    assert await sits(conversation) == ""
    assert await standing(conversation, member, STEERING) is None


async def test_who_is_in_the_steering_group_anyway_stays_there(conversation: Conversation) -> None:
    both, lead = (
        await member_of(conversation, "both", "en"),
        await lead_of(conversation, NAME, language="en"),
    )
    async with conversation.database.write() as store:
        person, steering = (
            await person_of(conversation, both),
            await number_of(conversation, STEERING),
        )
        await memberships.enter(store, steering, person, Standing.MEMBER, "Both", NOW)
    await made(lead, "Both", "delegate")
    await made(lead, "Both", "member")
    assert await sits(conversation) == ""
    assert await standing(conversation, both, STEERING) is Standing.MEMBER


@pytest.mark.every_database
async def test_leads_hear_of_vacant_seats_once_a_month(conversation: Conversation) -> None:
    steering = await lead_of(conversation, STEERING, "steering", "en")
    await steering.say("/start")
    await care(conversation.database, NOW)
    await care(conversation.database, NOW + timedelta(days=29))
    await delivered(conversation, NOW + timedelta(days=29))
    await steering.look("inbox.list:0")
    assert "You have no messages." in steering.shown
    for days in (31, 31):
        await care(conversation.database, NOW + timedelta(days=days))
    async with conversation.database.read() as store:
        told = (await store.execute(text("SELECT count(*) FROM delivery"))).scalar()
    await delivered(conversation, NOW + timedelta(days=31))
    assert told == 1
    news = await newest(conversation, steering)
    assert f"This group has free seats: {STEERING}" in news
    assert "Caritas" in news
    assert "Kreistag" not in news, "these may stay empty"


async def test_the_office_hears_of_vacant_seats_where_nobody_leads(
    conversation: Conversation,
) -> None:
    """Also who does not want to be asked about offers."""
    office = await somebody(conversation, "office", "en", role=Role.COORDINATOR)
    await office.hear(Pressed("mute.toggle:expiry"))
    for days in (0, 31):
        await care(conversation.database, NOW + timedelta(days=days))
    await delivered(conversation, NOW + timedelta(days=31))
    assert f"This group has free seats: {STEERING}" in await newest(conversation, office)


@pytest.mark.every_database
async def test_who_was_not_here_for_long_is_asked_and_not_thrown_out(channel: Conversation) -> None:
    away, here = await member_of(channel, "away", "en"), await member_of(channel, "here", "en")
    later = NOW + timedelta(weeks=30)
    here.now = later
    for who in (away, here):
        await who.say("/start")
    for _ in range(2):
        await care(channel.database, later)
    await delivered(channel, later)
    news = await newest(channel, away)
    assert f"Do you want to stay in this group? {NAME}" in news
    assert await standing(channel, away, NAME) is Standing.MEMBER
    async with channel.database.read() as store:
        asked = (
            await store.execute(text("SELECT count(*) FROM membership WHERE asked_at IS NOT NULL"))
        ).scalar()
    assert asked == 1
