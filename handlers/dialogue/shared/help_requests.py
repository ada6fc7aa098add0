"""Requests for help: whom they are of, who hears of them."""

from collections.abc import Collection

from bot.domain.announcements import Kind
from bot.domain.group_events.helping import (
    HelpAgreed,
    HelpClosed,
    HelpDeclined,
    HelperFound,
    HelpForOffice,
    HelpReachable,
    HelpWanted,
)
from bot.domain.helping import HelpRequest, State
from bot.domain.places import Municipality
from bot.rules.problems import Problem, Refusal
from bot.screens import help_calls
from bot.ui import Screen
from handlers.dialogue.shared.groups import led_group
from handlers.dialogue.turn import Turn
from handlers.workflows.notify import notify_in_district
from storage.catalogue import places
from storage.groups import groups, memberships
from storage.groups import helping as stored
from storage.messaging import audiences

HelpKind = type[
    HelpWanted
    | HelperFound
    | HelpAgreed
    | HelpDeclined
    | HelpForOffice
    | HelpReachable
    | HelpClosed
]


async def volunteers_for(turn: Turn, help_request: HelpRequest) -> list[int]:
    """Return the members of helper circles of the town, but for who asks."""
    circles = await groups.circles(
        turn.store, help_request.district_id, help_request.municipality_id
    )
    people = await memberships.people_in(turn.store, circles)
    return [person for person in people if person != turn.person.id]


async def office_for(turn: Turn, help_request: HelpRequest) -> list[int]:
    """Return the coordinators who hear of requests."""
    return await audiences.coordinators(turn.store, help_request.district_id, Kind.GROUP, turn.now)


def first_news(help_request: HelpRequest) -> HelpKind:
    """Return what is told of a new request: to volunteers, or to the office if there are none."""
    return HelpWanted if help_request.state is State.OPEN else HelpForOffice


async def called(turn: Turn, help_request: HelpRequest, answers: dict[int, str]) -> Screen:
    """Return a call of a lead, with the names of those who can."""
    group = await led_group(turn, help_request.group_id or 0)
    members = await memberships.members(turn.store, group.id)
    names = [member.name for member in members if answers.get(member.person_id) == stored.YES]
    return help_calls.called(turn.tr, help_request, group, names, len(answers))


async def town_of(turn: Turn, help_request: HelpRequest) -> Municipality | None:
    """Return the town of a request, None if it has none."""
    return (
        await places.municipality(turn.store, help_request.municipality_id)
        if help_request.municipality_id
        else None
    )


async def notify(
    turn: Turn, help_request: HelpRequest, people: Collection[int], kind: HelpKind
) -> None:
    """Tell people of a request, in their district's time."""
    event = kind(help_request.group_id, help_request.id)
    await notify_in_district(turn.store, help_request.district_id, people, event, turn.now)


async def request_of(
    turn: Turn, request_id: int, *, lock: bool = False
) -> tuple[HelpRequest, dict[int, str]]:
    """Return a request, with the answer of everybody who was asked.

    Raises Refusal if there is none.
    """
    help_request = await stored.by_id(turn.store, request_id, lock=lock)
    if help_request is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return help_request, await stored.answers(turn.store, request_id)
