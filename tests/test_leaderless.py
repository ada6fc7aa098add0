"""A group that its only lead leaves: it is handed over first, and the office sees who is left."""

import pytest

from bot.domain.desk import Waiting
from bot.domain.groups import Standing
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage.catalogue import places
from storage.desk import inbox
from storage.groups import memberships
from tests.harness.circles import lead_of, number_of, person_of
from tests.harness.databases import NOW
from tests.harness.talk import Talk
from tests.test_announcing import somebody

NAME = "Helferkreis Bonndorf"
ONLY = "You are the only lead. Please make somebody else a lead first."


async def waits(talk: Talk) -> list[str]:
    """The names of the groups that the office sees without a lead."""
    async with talk.conversation.database.read() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        items, _ = await inbox.waiting(store, district.id, NOW, NOW.date())
    return [item.title for item in items if item.kind is Waiting.LEAD]


async def led(channel: Conversation) -> tuple[Talk, int, int]:
    """A group, its only lead, and the membership of somebody else in it."""
    lead, group_id = await lead_of(channel, NAME, language="en"), await number_of(channel, NAME)
    member = await somebody(channel, "member", "en")
    async with channel.database.write() as store:
        person = await person_of(channel, member)
        await memberships.enter(store, group_id, person, Standing.MEMBER, "Mara", NOW)
        found = await memberships.member(store, group_id, person)
    assert found
    return lead, group_id, found.id


async def test_the_only_lead_is_led_to_the_members_and_hands_the_group_over(
    channel: Conversation,
) -> None:
    lead, group_id, member_id = await led(channel)
    await lead.hear(Pressed(f"group.leave:{group_id}"))
    assert ONLY in lead.shown
    assert lead.screen.at == f"member.list:{group_id}:0"
    await lead.say("[Mara")
    await lead.hear(Pressed(f"member.role:{member_id}:{Standing.LEAD}"))
    await lead.hear(Pressed(f"group.leave:{group_id}"))
    assert "You are no longer in this group." in lead.shown
    assert not await waits(lead)


@pytest.mark.every_database
async def test_the_office_sees_a_group_whose_lead_is_gone_until_somebody_leads_it(
    conversation: Conversation,
) -> None:
    lead, _, member_id = await led(conversation)
    assert not await waits(lead)
    await lead.hear(Pressed("data.forget"))
    await lead.say("yes")
    assert await waits(lead) == [NAME]
    async with conversation.database.write() as store:
        await memberships.stand(store, member_id, Standing.LEAD)
    assert not await waits(lead)
