"""Groups: look at one, join, ask to join, invite somebody, leave."""

from bot.domain.groups import Group, Joining, Standing
from bot.domain.places import Municipality
from bot.rules import groups as rules
from bot.rules.people import is_stored
from bot.rules.problems import Problem, Refusal
from bot.screens import groups as screens
from bot.screens.problems import words as problem_words
from bot.ui import Html, Screen
from handlers.dialogue.shared import joining
from handlers.dialogue.shared.groups import (
    group_with_member,
    join_requests,
    led_group,
    readable_results,
)
from handlers.dialogue.shared.joining import Heard
from handlers.dialogue.shared.ways import promised
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import places
from storage.groups import meetings, memberships, results, seats


async def card(turn: Turn, group_id: int) -> Screen:
    """Return what somebody decides by whether to join; of an archived group, how to leave it."""
    group, membership = await group_with_member(turn, group_id, archived=True)
    if group.archived_at:
        return screens.archived(turn.tr, group, membership)
    leads = rules.leads(turn.person, group, membership)
    may_read = await readable_results(turn, group, membership)
    counts = screens.Counts(
        asking=len(await join_requests(turn, group)) if leads else 0,
        meetings=len(await meetings.of_group(turn.store, group_id, turn.now)),
        seats=len(await seats.of_group(turn.store, group_id)),
        results=await results.count(turn.store, group_id, may_read),
    )
    field = await places.field(turn.store, group.field_id)
    town = await _town(turn, group)
    return screens.card(turn.tr, turn.person, group, membership, town, field, counts)


async def join(turn: Turn, group_id: int) -> Screen:
    """Ask how the group shall call this person; only this group sees it."""
    is_stored(turn.person)
    group, membership = await group_with_member(turn, group_id)
    rules.may_join(turn.person, group, membership)
    turn.expect(f"group.join:{group_id}")
    return screens.call(turn.tr, group)


async def typed_name(turn: Turn, words: str, group_id: int) -> Screen:
    """Enter an open group at once, ask the leads of every other."""
    group, membership = await group_with_member(turn, group_id, lock=True)
    rules.may_join(turn.person, group, membership)
    name = rules.called(words, turn.bare_answer(words))
    if group.joining is Joining.OPEN:
        await joining.enter(turn, group, Standing.MEMBER, name)
        toast = turn.tr("Welcome! You are now in this group.")
        return (await card(turn, group.id)).saying(toast)
    toast = _asked(turn, await joining.enter(turn, group, Standing.ASKED, name))
    return await promised(turn, (await card(turn, group.id)).saying(toast))


def _asked(turn: Turn, heard_by: Heard) -> Html:
    """Return who decides about a request to join, as it is."""
    match heard_by:
        case Heard.LEADS:
            return turn.tr("We have told the leads. You will get a message when they have decided.")
        case Heard.OFFICE:
            return turn.tr(
                "We have told the office. You will get a message when the office has decided."
            )
        case Heard.NOBODY:
            return turn.tr("This group has no lead now. Please ask the office too.")


async def leave(turn: Turn, group_id: int) -> Screen | Redirect:
    """Leave a group, or take back the request to join it; its messages end at once.

    The only lead of others is led to them, to make somebody else a lead first.
    """
    group, membership = await group_with_member(turn, group_id, lock=True, archived=True)
    if membership is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    members = await memberships.members(turn.store, group.id)
    if not group.archived_at and rules.is_last_lead(membership, members):
        return Redirect(f"member.list:{group.id}:0", problem_words(turn.tr, Problem.LAST_LEAD))
    await joining.leave(turn, group, membership)
    return (await card(turn, group.id)).saying(turn.tr("You are no longer in this group."))


async def bring(turn: Turn, group_id: int) -> Screen:
    """Return a new link that lets one person in."""
    group = await led_group(turn, group_id)
    return screens.invitation(turn.tr, group, await joining.new_links(turn, group))


async def _town(turn: Turn, group: Group) -> Municipality | None:
    """Return the town of a group, None for the whole district."""
    if group.municipality_id is None:
        return None
    return await places.municipality(turn.store, group.municipality_id)
