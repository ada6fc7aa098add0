"""Groups: find one, ask to join, leave; for leads: who asked, who is in it, who sits where."""

import secrets
from collections.abc import Collection

from bot.domain.groups import IN, Event, Group, Happening, Joining, Kind, Member, Seat, Standing
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
from handlers import elections
from handlers.planning import withdraw
from handlers.telling import tell, tell_in
from handlers.turn import Turn
from storage import audits, groups, invitations, meetings, places, results


async def card(turn: Turn, number: int) -> Screen:
    one, mine = await with_member(turn, number)
    town = await places.municipality(turn.connection, one.municipality_id) if one.municipality_id else None
    field = next((field for field in await places.fields(turn.connection, one.district_id) if field.id == one.field_id), None)
    asking = [] if not rules.leads(turn.person, one, mine) else await _asking(turn, one)
    seats = await groups.seats(turn.connection, turn.world.seal, number)
    coming = await meetings.of_group(turn.connection, number, turn.now)
    written = await results.count(turn.connection, number, await readable(turn, one, mine))
    return screens.card(turn.tr, turn.person, one, mine, town, field, screens.Counts(len(asking), len(coming), len(seats), written))


async def readable(turn: Turn, one: Group, mine: Member | None) -> Collection[Published]:
    """Which of its results this person may read."""
    inside = await groups.of_person(turn.connection, turn.person.id)
    steering = [other for other in (await groups.by_ids(turn.connection, inside)).values() if other.kind is Kind.STEERING_GROUP]
    steers = any(other.district_id == one.district_id and inside[other.id] in IN for other in steering)
    return result_rules.readable(turn.person, one, mine, steers=steers)


async def lead(turn: Turn, number: int) -> Screen:
    one = await led(turn, number)
    return screens.lead(turn.tr, one, len(await _asking(turn, one)))


async def join(turn: Turn, number: int) -> Screen:
    """How somebody wants to be called is asked first, for this group alone."""
    is_stored(turn.person)
    one, mine = await with_member(turn, number)
    rules.may_join(turn.person, one, mine)
    await turn.expect(f"called:{number}")
    return screens.call(turn.tr, one)


async def typed_name(turn: Turn, words: str, number: str) -> Screen:
    """Into an open group at once; into others when a lead agrees, who is told."""
    one, mine = await with_member(turn, int(number), lock=True)
    rules.may_join(turn.person, one, mine)
    name = rules.called(words)
    await turn.expect_nothing()
    opened = one.joining is Joining.OPEN
    await _enter(turn, one, Standing.MEMBER if opened else Standing.ASKED, name)
    await _tell_leads(turn, one, Event(Happening.JOINED if opened else Happening.ASKED, one.id, name))
    if opened:
        await _tell_next(turn, one, turn.person.id)
    said = turn.tr("Welcome! You are in this group now.") if opened else turn.tr("We told the leads. You get a message when they have decided.")
    return (await card(turn, one.id)).saying(said)


async def leave(turn: Turn, number: int) -> Screen:
    """At once, and all messages of the group end; a request is taken back the same way."""
    one, mine = await with_member(turn, number, lock=True)
    if mine is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    rules.may_step_down(mine, await groups.members(turn.connection, turn.world.seal, number))
    await elections.resign(turn, one, mine)
    await groups.leave(turn.connection, mine.id)
    await withdraw(turn.connection, one, mine.person_id, turn.now)
    return (await card(turn, one.id)).saying(turn.tr("You are no longer in this group."))


async def asking(turn: Turn, number: int, page: int) -> Screen:
    """Who waits for an answer."""
    one = await led(turn, number)
    return screens.asking(turn.tr, one, await _asking(turn, one), page)


async def request(turn: Turn, membership_id: int) -> Screen:
    one, found = await _of(turn, membership_id)
    return screens.request(turn.tr, one, rules.may_accept(one, found))


async def accept(turn: Turn, membership_id: int) -> Screen:
    """Under the lock of the group: the last place is given once."""
    one, found = await _of(turn, membership_id, lock=True)
    accepted = rules.may_accept(one, found)
    await groups.stand(turn.connection, accepted.id, Standing.MEMBER)
    await tell(turn.connection, one, [accepted.person_id], Event(Happening.ACCEPTED, one.id), turn.now)
    await _tell_next(turn, one, accepted.person_id)
    return (await asking(turn, one.id, 0)).saying(turn.tr("{name} is in the group now.", name=accepted.name))


async def refuse(turn: Turn, membership_id: int) -> Screen:
    """With a word, or "-" without."""
    one, found = await _of(turn, membership_id)
    if found is None or found.standing is not Standing.ASKED:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await turn.expect(f"refusal:{membership_id}")
    return screens.refuse(turn.tr, one, found)


async def refuse_without(turn: Turn, membership_id: int) -> Screen:
    return await _refused(turn, membership_id, "")


async def typed_refusal(turn: Turn, words: str, membership_id: str) -> Screen:
    return await _refused(turn, int(membership_id), rules.reason(words))


async def members(turn: Turn, number: int, page: int) -> Screen:
    """Names for those who are in it; those who lead it can change who is what."""
    one, mine = await with_member(turn, number)
    rules.may_read(turn.person, one, mine)
    return screens.members(turn.tr, one, await _members(turn, one), page, leads=rules.leads(turn.person, one, mine))


async def member(turn: Turn, membership_id: int) -> Screen:
    one, found = await _of(turn, membership_id)
    return screens.member(turn.tr, one, _there(found))


async def standing(turn: Turn, membership_id: int, word: str) -> Screen:
    """Another role in the group; the last lead stays one."""
    one, found = await _of(turn, membership_id, lock=True)
    changed = _there(found)
    if word not in IN:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    if word != Standing.LEAD:
        rules.may_step_down(changed, await groups.members(turn.connection, turn.world.seal, one.id))
    await groups.stand(turn.connection, changed.id, Standing(word))
    await (elections.elect(turn, one, changed) if word == Standing.DELEGATE else elections.resign(turn, one, changed))
    return await members(turn, one.id, 0)


async def remove(turn: Turn, membership_id: int) -> Screen:
    one, found = await _of(turn, membership_id, lock=True)
    gone = _there(found)
    rules.may_step_down(gone, await groups.members(turn.connection, turn.world.seal, one.id))
    await elections.resign(turn, one, gone)
    await groups.leave(turn.connection, gone.id)
    await withdraw(turn.connection, one, gone.person_id, turn.now)
    await tell(turn.connection, one, [gone.person_id], Event(Happening.REMOVED, one.id), turn.now)
    return await members(turn, one.id, 0)


async def invite(turn: Turn, number: int) -> Screen:
    """A link that lets one person in."""
    one, token = await led(turn, number), secrets.token_hex(16)
    invitation = Invitation(Role.VOLUNTEER, one.district_id, one.id)
    await invitations.invite(turn.connection, turn.world.seal, token, invitation, turn.now + GOOD_FOR)
    payload = start_payload(Start(invitation=token))
    links = [f"{turn.world.base_url}/chat?start={payload}", turn.world.bot_link(payload)]
    return screens.invitation(turn.tr, one, [link for link in links if link])


async def call_invited(turn: Turn, number: int, token: str) -> Screen:
    """The link is spent when the name is typed."""
    one, mine = await with_member(turn, number)
    rules.may_follow(one, mine)
    await turn.expect(f"invited:{token}")
    return screens.call(turn.tr, one)


async def typed_invited(turn: Turn, words: str, token: str) -> Screen:
    """Into the group with an invitation; whoever was a newcomer is a volunteer now."""
    name, found = rules.called(words), await invitations.found(turn.connection, turn.world.seal, token, turn.now)
    if found is None or found.group_id is None:
        raise Refusal(Problem.INVITATION_GONE)
    one, mine = await with_member(turn, found.group_id, lock=True)
    rules.may_follow(one, mine)
    if await invitations.spend(turn.connection, turn.world.seal, token, turn.now) is None:
        raise Refusal(Problem.INVITATION_GONE)
    await turn.expect_nothing()
    await _become_volunteer(turn, one)
    if mine:
        await groups.leave(turn.connection, mine.id)
    await _enter(turn, one, Standing.MEMBER, name)
    await _tell_leads(turn, one, Event(Happening.JOINED, one.id, name))
    await _tell_next(turn, one, turn.person.id)
    return (await card(turn, one.id)).saying(turn.tr("Welcome! You are in this group now."))


async def seats(turn: Turn, number: int, page: int) -> Screen:
    """What a steering group is composed of, and which seats are vacant."""
    one, mine = await with_member(turn, number)
    known = await groups.seats(turn.connection, turn.world.seal, number)
    return screens.seats(turn.tr, one, known, page, names=rules.reads(turn.person, one, mine), leads=rules.leads(turn.person, one, mine))


async def seat(turn: Turn, seat_id: int, page: int) -> Screen:
    """Who shall sit there."""
    found = await _seat(turn, seat_id)
    one = await led(turn, found.group_id)
    return screens.seat(turn.tr, one, found, await _members(turn, one), page)


async def sit(turn: Turn, seat_id: int, membership_id: int) -> Screen:
    """0 makes it vacant."""
    found = await _seat(turn, seat_id)
    await led(turn, found.group_id, lock=True)
    if membership_id:
        sitting = _there(await groups.member_by_id(turn.connection, turn.world.seal, membership_id))
        if sitting.group_id != found.group_id:
            raise Refusal(Problem.UNKNOWN_BUTTON)
    await groups.sit(turn.connection, seat_id, membership_id or None)
    return await seats(turn, found.group_id, 0)


async def _seat(turn: Turn, number: int) -> Seat:
    found = await groups.seat_by_id(turn.connection, turn.world.seal, number)
    if found is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return found


async def with_member(turn: Turn, number: int, *, lock: bool = False) -> tuple[Group, Member | None]:
    """A group with what this person is in it, None nothing. Refuses one that is not there."""
    one = await groups.by_id(turn.connection, number, lock=lock)
    if one is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return one, await groups.member(turn.connection, turn.world.seal, number, turn.person.id)


async def led(turn: Turn, number: int, *, lock: bool = False) -> Group:
    """Refuses whoever does not lead it."""
    one, mine = await with_member(turn, number, lock=lock)
    rules.may_lead(turn.person, one, mine)
    return one


async def _of(turn: Turn, membership_id: int, *, lock: bool = False) -> tuple[Group, Member | None]:
    """Somebody of a group that this person leads; None if they are gone. Read again under the lock."""
    found = await groups.member_by_id(turn.connection, turn.world.seal, membership_id)
    if found is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    one = await led(turn, found.group_id, lock=lock)
    return one, await groups.member_by_id(turn.connection, turn.world.seal, membership_id) if lock else found


def _there(found: Member | None) -> Member:
    if found is None or found.standing not in IN:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return found


async def _members(turn: Turn, one: Group) -> list[Member]:
    return [other for other in await groups.members(turn.connection, turn.world.seal, one.id) if other.standing in IN]


async def _asking(turn: Turn, one: Group) -> list[Member]:
    return [other for other in await groups.members(turn.connection, turn.world.seal, one.id) if other.standing is Standing.ASKED]


async def _become_volunteer(turn: Turn, one: Group) -> None:
    """Others keep the role they have, and the district they live in."""
    if turn.person.role is Role.NEWCOMER:
        place = turn.person.district_id or one.district_id
        await turn.change(role=Role.VOLUNTEER, district_id=place, consent_version=CONSENT_VERSION, consent_at=turn.now)
        await audits.note(turn.connection, turn.person, "accept", f"granted {Role.VOLUNTEER}", turn.now)


async def _enter(turn: Turn, one: Group, standing: Standing, name: str) -> None:
    await groups.enter(turn.connection, turn.world.seal, one.id, turn.person.id, standing, name, turn.now)


async def _refused(turn: Turn, membership_id: int, words: str) -> Screen:
    one, found = await _of(turn, membership_id, lock=True)
    if found is None or found.standing is not Standing.ASKED:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await turn.expect_nothing()
    await groups.leave(turn.connection, found.id)
    await tell(turn.connection, one, [found.person_id], Event(Happening.REFUSED, one.id, words=words), turn.now)
    return (await asking(turn, one.id, 0)).saying(turn.tr("Refused. {name} gets a message.", name=found.name))


async def _tell_leads(turn: Turn, one: Group, event: Event) -> None:
    await tell(turn.connection, one, await groups.lead_ids(turn.connection, one.id), event, turn.now)


async def _tell_next(turn: Turn, one: Group, person_id: int) -> None:
    """Whoever comes late is invited, too: to the next meeting."""
    if number := await meetings.next_of(turn.connection, one.id, turn.now):
        event = Event(Happening.INVITED, one.id, meeting_id=number)
        await tell_in(turn.connection, one.district_id, [person_id], event, turn.now)
