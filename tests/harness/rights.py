"""Rights in tests: given in the database, or simply held."""

from bot.domain.grants import Right, Role
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.people import grants, people
from tests.harness.databases import NOW
from tests.harness.talk import Talk


def held(*roles: Role, district_id: int = 1) -> frozenset[Right]:
    """What somebody with these roles in a district holds."""
    return frozenset(Right(role, district_id) for role in roles)


async def give(
    channel: Conversation, talk: Talk, role: Role, slug: str = "waldshut", **values: object
) -> int:
    """Give somebody a right in a district, and return the id of the grant."""
    async with channel.database.write() as store:
        person = await people.at(store, talk.address)
        district = await places.district_named(store, slug)
        assert person
        assert district
        right = Right(role, district.id, **values)
        return (await grants.give(store, person.id, right, NOW)).id
