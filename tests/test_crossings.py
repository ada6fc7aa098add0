"""Two who cross on PostgreSQL: each is answered as if one had come after the other.

What a rule asks is locked; what is only referred to, or read beside it, is not.
"""

from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.announcements import State
from bot.domain.deliveries import Amendment, Result
from bot.domain.deliveries import State as DeliveryState
from bot.domain.grants import Role
from bot.ui import Press
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed, Typed
from handlers.workflows.launch import fire_due
from handlers.workflows.services import Services
from storage import schema as t
from storage.engine.database import Database
from storage.groups import memberships
from storage.messaging import announcements, campaigns, deliveries
from storage.people import people
from tests.harness.at_once import at_once
from tests.harness.circles import person_of
from tests.harness.databases import NOW, Templates, open_database
from tests.harness.talk import Talk
from tests.test_announcing import somebody
from tests.test_rights import staged

NEXT_WEEK = NOW + timedelta(days=7, minutes=1)
WITHDRAW = Pressed("message.withdraw!:{e}")
CORRECT = Typed("Der Kurs beginnt um neun.", answers="message.correct:{e}:de")
REFERRING = (
    "meeting.cancel!:{m}",
    "member.role:{x}:delegate",
)
"""Presses about people who are forgotten at that moment."""


@pytest.fixture
async def database(templates: Templates) -> AsyncIterator[Database]:
    made = open_database(templates.fresh("postgresql", samples=True))
    yield made
    await made.close()


async def test_two_pages_of_one_person_lose_no_choice(conversation: Conversation) -> None:
    """What they chose stands in rows of its own, which the lock of the person does not cover."""
    talk = await somebody(conversation, "one", "en")
    await talk.hear(Pressed("interest.list:0"))
    actions = [button.action for button in talk.screen.buttons]
    first, second = [
        action for action in actions if isinstance(action, Press) and "toggle" in action.data
    ][:2]
    await at_once(conversation.database, *(talk.hear(Pressed(p.data)) for p in (first, second)))
    async with conversation.database.read() as store:
        person = await people.at(store, talk.address)
    assert person
    assert len(person.interests) == 2


async def test_the_first_two_presses_of_a_stranger_meet_one_person(
    conversation: Conversation,
) -> None:
    """A double click, or two tabs that a browser opens again."""
    talk = Talk(conversation, ("en",), "new")
    presses = [talk.hear(Pressed(f"language.set:{code}")) for code in ("de", "uk")]
    await at_once(conversation.database, *presses)
    async with conversation.database.read() as store:
        person = await people.at(store, talk.address)
        assert await people.count(store) == 1
    assert person
    assert person.language == "uk"


async def test_who_is_forgotten_meanwhile_stops_nobody(
    conversation: Conversation, services: Services
) -> None:
    """A date is fired without them, and whoever writes to them is answered."""
    database, scene = conversation.database, vars(await staged(conversation))
    office = await somebody(conversation, "office", role=Role.COORDINATOR)
    reader = await person_of(conversation, await somebody(conversation, "reader"))
    _, fired = await at_once(
        database, _forget(database, reader), fire_due(database, services, NEXT_WEEK)
    )
    assert fired
    assert (await _announcement(database, scene["e"])).state is State.RELEASED
    for press in REFERRING:
        async with database.write() as store:
            group = await memberships.members(store, scene["g"])
            member = next((member for member in group if member.id == scene["x"]), None)
        assert member
        pressed = office.hear(Pressed(press.format(**scene)))
        await at_once(database, _forget(database, member.person_id), pressed)
        scene["x"] = await _other_member(conversation, scene["g"], press)
    assert await office.open()


async def test_what_is_withdrawn_stays_so(conversation: Conversation, services: Services) -> None:
    """The date that is fired at that moment goes nowhere, and a correction brings nothing back."""
    database, scene = conversation.database, vars(await staged(conversation))
    one, other = [await somebody(conversation, w, role=Role.COORDINATOR) for w in ("one", "other")]
    firing = fire_due(database, services, NEXT_WEEK)
    await at_once(database, firing, one.hear(_of(WITHDRAW, scene)))
    counted = select(func.count()).select_from(t.delivery).join(t.campaign)
    due = counted.where(t.campaign.c.announcement_id == scene["e"], t.delivery.c.state == "due")
    async with database.read() as store:
        assert not (await store.execute(due)).scalar_one()
    async with database.write() as store:
        await announcements.go_on(store, scene["e"], NEXT_WEEK)
    await at_once(database, one.hear(_of(WITHDRAW, scene)), other.hear(_of(CORRECT, scene)))
    announcement = await _announcement(database, scene["e"])
    assert (announcement.state, announcement.next_at) == (State.ENDED, None)
    assert announcement.texts == {"de": CORRECT.text}


async def test_a_message_that_arrives_meanwhile_is_withdrawn_too(
    conversation: Conversation,
) -> None:
    """What is due when a text is corrected is begun with the new one."""
    database, scene = conversation.database, vars(await staged(conversation))
    async with database.write() as store:
        *_, claimed = await deliveries.by_ids(store, await deliveries.claim(store, 7, 2, NOW))

    async def arrives() -> None:
        async with database.write() as store:
            sent = Result(claimed, DeliveryState.SENT, NOW, channel="telegram", message="1")
            await deliveries.record(store, [sent], 7)

    async def amends(amendment: Amendment) -> None:
        async with database.write() as store:
            await campaigns.amend(store, claimed.announcement_id, amendment)

    async def claims() -> list[int]:
        async with database.write() as store:
            due = await deliveries.by_ids(store, await deliveries.claim(store, 7, 99, NOW))
        return [delivery.announcement_id for delivery in due]

    assert claimed.announcement_id == scene["e"]
    await at_once(database, arrives(), amends(Amendment.WITHDRAW))
    async with database.read() as store:
        assert await deliveries.amended(store, 9) == [claimed.id]
    _, begun = await at_once(database, amends(Amendment.CORRECT), claims())
    assert claimed.announcement_id not in begun


def _forget(database: Database, person_id: int) -> Awaitable[None]:
    async def forget() -> None:
        async with database.write() as store:
            await people.forget(store, person_id, NOW)

    return forget()


async def _announcement(database: Database, announcement_id: int) -> announcements.Announcement:
    async with database.read() as store:
        announcement = await announcements.by_id(store, announcement_id)
    assert announcement
    return announcement


async def _other_member(conversation: Conversation, group_id: int, name: str) -> int:
    """Let somebody else into a group, and return their membership."""
    person_id = await person_of(conversation, await somebody(conversation, name[:9]))
    async with conversation.database.write() as store:
        standing = memberships.Standing.MEMBER
        return await memberships.enter(store, group_id, person_id, standing, "Vera", NOW)


def _of(said: Pressed | Typed, scene: dict[str, int]) -> Pressed | Typed:
    """Return what is said with the ids of a scene."""
    if isinstance(said, Pressed):
        return Pressed(said.data.format(**scene))
    return Typed(said.text, said.answers.format(**scene))
