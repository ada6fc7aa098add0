"""The office of a district, for those who work in one."""

from bot.domain.people import Person
from bot.domain.places import District
from bot.rules.grants import offices, working_district
from handlers.dialogue.turn import Turn
from storage.catalogue import places


def office_name(person: Person, working: District | None) -> str:
    """Return the name of the district a person works in, "" if it goes without saying.

    It does for those who work only where they live. ``working`` None: they work in none.
    """
    if working is None or offices(person) == [person.district_id]:
        return ""
    return working.name


async def working_office(turn: Turn) -> str:
    """Return ``office_name`` of whoever acts."""
    district = await places.district(turn.store, working_district(turn.person))
    return office_name(turn.person, district)
