"""Groups: look at one, join, ask to join, follow an invitation, leave."""

import secrets
from collections.abc import Collection

from bot.domain.groups import IN, Event, Group, Happening, Joining, Member, Standing
from bot.domain.invitations import GOOD_FOR, Invitation
from bot.domain.people import Role
from bot.domain.results import Published
from bot.rules import groups as rules
from bot.rules import results as result_rules
from bot.rules.people import CONSENT_VERSION, is_stored
from bot.rules.problems import Problem, Refusal
from bot.rules.starts import Start, start_payload
from bot.screens import groups as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from handlers.workflows import delegates
from handlers.workflows.notify import tell
from handlers.workflows.planning import invite, withdraw
from storage.catalogue import places
from storage.groups import groups, meetings, results, seats
from storage.people import audits, invitations


async def card(turn: Turn, number: int) -> Screen:
    one, mine = await with_member(turn, number)
    town = (
        await places.municipality(turn.store, one.municipality_id) if one.municipality_id else None
    )
    field = await places.field(turn.store, one.field_id)
    asking = [] if not rules.leads(turn.person, one, mine) else await asked(turn, one)
    composed = await seats.of_group(turn.store, number)
    coming = await meetings.of_group(turn.store, number, turn.now)
    written = await results.count(turn.store, number, await readable(turn, one, mine))
    return screens.card(
        turn.tr,
        turn.person,
        one,
        mine,
        town,
        field,
        screens.Counts(len(asking), len(coming), len(composed), written),
    )


async def readable(turn: Turn, one: Group, mine: Member | None) -> Collection[Published]:
    """Which of its results this person may read."""
    steers = await groups.steers(turn.store, one.district_id, turn.person.id)
    return result_rules.readable(turn.person, one, mine, steers=steers)


async def join(turn: Turn, number: int) -> Screen:
    """How somebody wants to be called is asked first, for this group alone."""
    is_stored(turn.person)
    one, mine = await with_member(turn, number)
    rules.may_join(turn.person, one, mine)
    await turn.expect(f"group.join:{number}")
    return screens.call(turn.tr, one)


async def typed_name(turn: Turn, words: str, number: str) -> Screen:
    """Into an open group at once; into others when a lead agrees, who is told."""
    one, mine = await with_member(turn, int(number), lock=True)
    rules.may_join(turn.person, one, mine)
    name = rules.called(words)
    await turn.expect_nothing()
    opened = one.joining is Joining.OPEN
    await _enter(turn, one, Standing.MEMBER if opened else Standing.ASKED, name)
    await _tell_leads(
        turn, one, Event(Happening.JOINED if opened else Happening.ASKED, one.id, name)
    )
    if opened:
        await invite(turn.store, one, turn.person.id, turn.now)
    said = (
        turn.tr("Welcome! You are in this group now.")
        if opened
        else turn.tr("We told the leads. You get a message when they have decided.")
    )
    return (await card(turn, one.id)).saying(said)


async def leave(turn: Turn, number: int) -> Screen:
    """At once, and all messages of the group end; a request is taken back the same way."""
    one, mine = await with_member(turn, number, lock=True)
    if mine is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await part(turn, one, mine)
    return (await card(turn, one.id)).saying(turn.tr("You are no longer in this group."))


async def part(turn: Turn, one: Group, gone: Member) -> None:
    """The caller holds the group's lock. Refuses the last lead; seat, places in meetings and the name are free at once."""
    rules.may_step_down(gone, await groups.members(turn.store, one.id))
    await delegates.resign(turn.store, one, gone, turn.now)
    await groups.leave(turn.store, gone.id)
    await withdraw(turn.store, one, gone.person_id, turn.now)


async def bring(turn: Turn, number: int) -> Screen:
    """A link that lets one person in."""
    one, token = await led(turn, number), secrets.token_hex(16)
    invitation = Invitation(Role.VOLUNTEER, one.district_id, one.id)
    await invitations.invite(turn.store, token, invitation, turn.now + GOOD_FOR)
    payload = start_payload(Start(invitation=token))
    links = [f"{turn.services.base_url}/chat?start={payload}", turn.services.bot_link(payload)]
    return screens.invitation(turn.tr, one, [link for link in links if link])


async def call_invited(turn: Turn, number: int, token: str) -> Screen:
    """The link is spent when the name is typed."""
    one, mine = await with_member(turn, number)
    rules.may_follow(one, mine)
    await turn.expect(f"invitation.accept:{token}")
    return screens.call(turn.tr, one)


async def typed_invited(turn: Turn, words: str, token: str) -> Screen:
    """Into the group with an invitation; whoever was a newcomer is a volunteer now."""
    name, found = (
        rules.called(words),
        await invitations.found(turn.store, token, turn.now),
    )
    if found is None or found.group_id is None:
        raise Refusal(Problem.INVITATION_GONE)
    one, mine = await with_member(turn, found.group_id, lock=True)
    rules.may_follow(one, mine)
    if await invitations.spend(turn.store, token, turn.now) is None:
        raise Refusal(Problem.INVITATION_GONE)
    await turn.expect_nothing()
    await _become_volunteer(turn, one)
    if mine:
        await groups.leave(turn.store, mine.id)
    await _enter(turn, one, Standing.MEMBER, name)
    await _tell_leads(turn, one, Event(Happening.JOINED, one.id, name))
    await invite(turn.store, one, turn.person.id, turn.now)
    return (await card(turn, one.id)).saying(turn.tr("Welcome! You are in this group now."))


async def with_member(
    turn: Turn, number: int, *, lock: bool = False
) -> tuple[Group, Member | None]:
    """A group with what this person is in it, None nothing. Refuses one that is not there."""
    one = await groups.by_id(turn.store, number, lock=lock)
    if one is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return one, await groups.member(turn.store, number, turn.person.id)


async def led(turn: Turn, number: int, *, lock: bool = False) -> Group:
    """Refuses whoever does not lead it."""
    one, mine = await with_member(turn, number, lock=lock)
    rules.may_lead(turn.person, one, mine)
    return one


async def somebody(turn: Turn, one: Group, membership_id: int) -> Member:
    """Refuses who is not in this group, or not any more."""
    found = rules.must_be_there(await groups.member_by_id(turn.store, membership_id))
    if found.group_id != one.id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return found


async def inside(turn: Turn, one: Group) -> list[Member]:
    """Everybody who is in it."""
    return [other for other in await groups.members(turn.store, one.id) if other.standing in IN]


async def asked(turn: Turn, one: Group) -> list[Member]:
    """Everybody who waits for an answer."""
    return [
        other
        for other in await groups.members(turn.store, one.id)
        if other.standing is Standing.ASKED
    ]


async def _become_volunteer(turn: Turn, one: Group) -> None:
    """Others keep the role they have, and the district they live in."""
    if turn.person.role is Role.NEWCOMER:
        place = turn.person.district_id or one.district_id
        await turn.change(
            role=Role.VOLUNTEER,
            district_id=place,
            consent_version=CONSENT_VERSION,
            consent_at=turn.now,
        )
        await audits.note(
            turn.store, turn.person, "invitation.accept", f"granted {Role.VOLUNTEER}", turn.now
        )


async def _enter(turn: Turn, one: Group, standing: Standing, name: str) -> None:
    await groups.enter(turn.store, one.id, turn.person.id, standing, name, turn.now)


async def _tell_leads(turn: Turn, one: Group, event: Event) -> None:
    await tell(turn.store, one, await groups.lead_ids(turn.store, one.id), event, turn.now)
