"""Groups in tests: who leads one, how it is found, what came unasked."""

from bot.domain.grants import Role
from bot.domain.groups import Standing
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.groups import groups, memberships
from storage.people import people
from tests.harness.databases import NOW
from tests.harness.talk import Talk, bare
from tests.harness.telegram import OnTelegram
from tests.test_announcing import somebody


async def number_of(channel: Conversation, name: str, slug: str = "waldshut") -> int:
    async with channel.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        return next(
            one.id for one in await groups.of_district(store, district.id) if one.name == name
        )


async def lead_of(
    channel: Conversation, name: str, who: str = "lead", language: str = "de"
) -> Talk:
    """Somebody who leads a group."""
    talk = await somebody(channel, who, language, role=Role.VOLUNTEER)
    group_id = await number_of(channel, name)
    async with channel.database.write() as store:
        person = await person_of(channel, talk)
        await memberships.enter(store, group_id, person, Standing.LEAD, "Leitung Lea", NOW)
    return talk


async def person_of(channel: Conversation, talk: Talk) -> int:
    """Their id."""
    async with channel.database.read() as store:
        found = await people.at(store, talk.address)
    assert found
    return found.id


async def newest(channel: Conversation, talk: Talk) -> str:
    """What came unasked."""
    if isinstance(channel, OnTelegram):
        return bare(channel.emulator.world.people[int(talk.address.value)].last.text)
    await talk.say("/start")
    await talk.look("inbox.list:0")
    await talk.say("[● ")
    return talk.shown


async def finds(talk: Talk, label: str) -> None:
    """Through the directory, page by page."""
    await talk.say("/groups")
    while label not in talk.shown:
        (further,) = [
            b.action.data
            for b in talk.screen.buttons
            if getattr(b.action, "data", "").startswith("group.list:")
            and b.action.data != talk.screen.at
        ][-1:]
        await talk.look(further)
    await talk.say(label)
