"""For people who work in several districts: in which of them they write, found and list."""

from bot.domain.places import District
from bot.rules import grants as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import offices as screens
from bot.ui import Screen
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import places
from storage.people import grants


async def offices(turn: Turn) -> Screen:
    """Return the districts in whose office the person works."""
    district_ids = rules.offices(turn.person)
    if not district_ids:
        raise Refusal(Problem.NOT_ALLOWED)
    districts = await places.districts_by_ids(turn.store, district_ids)
    named = sorted(districts.values(), key=_name)
    return screens.offices(turn.tr, named, rules.working_district(turn.person))


async def choose(turn: Turn, district_id: int) -> Redirect:
    """Work in a district from now on; where the person lives stays as it is."""
    rules.may_work_in(turn.person, district_id)
    await grants.choose(turn.store, turn.person.id, district_id)
    await turn.reload_rights()
    return Redirect("home:0")


def _name(district: District) -> str:
    return district.name
