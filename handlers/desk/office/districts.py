"""Another district to work in, for people with rights in several."""

from bot.rules.desk import HOME
from bot.rules.grants import INSIDE, may_hold
from bot.rules.problems import Problem, Refusal
from handlers.desk import lists
from handlers.desk.page import Answer, DeskRequest, Done
from storage.people import grants


async def choose(desk: DeskRequest) -> Answer:
    """Work in a district from now on, in the chat too."""
    district_id = lists.number(desk.sent("district")) or 0
    if not district_id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    may_hold(desk.turn.person, district_id, INSIDE)
    await grants.choose(desk.store, desk.turn.person.id, district_id)
    return Done(HOME)
