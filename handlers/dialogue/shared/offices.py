"""The office of a district, for those who work in one."""

from bot.domain.people import Person
from bot.domain.places import District
from bot.rules.grants import offices


def office_name(person: Person, working: District | None) -> str:
    """Return the name of the district a person works in, "" if there is no other to choose.

    ``working`` None: they work in none.
    """
    if working is None or offices(person) in ([], [person.district_id]):
        return ""
    return working.name
