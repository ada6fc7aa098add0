"""Help requests that nobody of a circle took: the office cares for them, or asks another circle."""

from dataclasses import replace

from bot.domain.audits import Act
from bot.domain.group_events.helping import HelpWanted
from bot.domain.groups import Group, Kind
from bot.domain.helping import HelpRequest, State
from bot.rules import helping as rules
from bot.rules.grants import may_coordinate, working_district
from bot.rules.groups import must_be_active
from bot.rules.problems import Problem, Refusal
from bot.screens import help_office as screens
from bot.ui import Screen
from handlers.dialogue.shared.help_requests import notify, request_of
from handlers.dialogue.turn import Turn
from storage.groups import groups, memberships
from storage.groups import helping as stored


async def office(turn: Turn, page: int) -> Screen:
    """Return what the office takes care of, at any hour. Refuses everybody else."""
    district_id = working_district(turn.person)
    may_coordinate(turn.person, district_id)
    return screens.handed(turn.tr, await stored.handed(turn.store, district_id), page)


async def circles(turn: Turn, request_id: int, page: int) -> Screen:
    """Ask the office which helper circle is to be asked."""
    help_request, _ = await request_of(turn, request_id)
    rules.may_pass_on(turn.person, help_request)
    district_groups = await groups.of_district(turn.store, help_request.district_id)
    found = [group for group in district_groups if group.kind is Kind.HELPER_CIRCLE]
    return screens.circles(turn.tr, help_request, found, page)


async def ask_pass_on(turn: Turn, request_id: int, group_id: int) -> Screen:
    """Ask whether the people of a helper circle are to be asked."""
    help_request, _ = await request_of(turn, request_id)
    return screens.ask_circle(turn.tr, help_request, await _circle(turn, help_request, group_id))


async def pass_on(turn: Turn, request_id: int, group_id: int) -> Screen:
    """Ask the people of a helper circle instead of the office; its two days begin again.

    What the person had said to the office is deleted. Refuses a circle that has nobody to ask.
    """
    help_request, answers = await request_of(turn, request_id, lock=True)
    group = await _circle(turn, help_request, group_id)
    members = await memberships.people_in(turn.store, [group.id])
    people = rules.still_to_ask(members, help_request, answers)
    passed = replace(help_request, state=State.OPEN, contact="", created_at=turn.now)
    await stored.change(turn.store, passed)
    for person_id in people:
        await stored.answer(turn.store, request_id, person_id, stored.ASKED)
    await notify(turn, passed, people, HelpWanted)
    await turn.audit(
        Act.HELP_CIRCLE,
        f"help request {request_id}",
        {"state": help_request.state},
        {"state": passed.state, "group": group_id},
    )
    return (await office(turn, 0)).saying(turn.tr("We have asked the helper circle."))


async def _circle(turn: Turn, help_request: HelpRequest, group_id: int) -> Group:
    """Return the helper circle that a request may be passed on to."""
    rules.may_pass_on(turn.person, help_request)
    group = await groups.by_id(turn.store, group_id)
    is_there = group is not None and group.district_id == help_request.district_id
    if group is None or not is_there or group.kind is not Kind.HELPER_CIRCLE:
        raise Refusal(Problem.NOT_ALLOWED)
    must_be_active(group)
    return group
