"""A link that nobody used ends with the right, the address or the person that it came from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.domain.grants import Grant, Right, Role
from bot.domain.groups import Group, Standing
from bot.domain.invitations import Invitation
from bot.domain.people import Address, Person
from bot.rules.problems import Refusal
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from handlers.workflows import granting, handovers, inviting
from storage import schema as t
from storage.catalogue import places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.groups import groups, memberships
from storage.people import emails, grants, invitations, people, sessions, sign_ins
from tests.harness.databases import NOW
from tests.harness.rights import give
from tests.test_announcing import somebody

HOUR = timedelta(hours=1)
MAIL = "nora@kreis.example"
ONE_TIME = {"invitation", "sign_in", "recovery_code"}
"""Tables of what is spent; recovery codes are tried in ``test_second_factors``."""


class Undone(Exception):
    """Raised to put back what a case did."""


@dataclass
class Office:
    """Somebody with a right, who leads a group too, and somebody else with the same right."""

    store: Store
    grant: Grant
    group: Group
    other_id: int
    now: datetime = NOW

    @property
    def person_id(self) -> int:
        return self.grant.person_id


Works = Callable[[], Awaitable[bool]]


async def met(store: Store, name: str) -> int:
    person = await people.meet(store, Address("web", name), Person(language="de"), NOW)
    return person.id


async def office(store: Store) -> Office:
    district = await places.district_named(store, "waldshut")
    assert district
    who, other_id = await met(store, "s" * 44), await met(store, "t" * 44)
    right = Right(Role.COORDINATOR, district.id)
    grant = await grants.give(store, who, right, NOW)
    await grants.give(store, other_id, right, NOW)
    group = (await groups.of_district(store, district.id))[0]
    await memberships.enter(store, group.id, who, Standing.LEAD, "Nora", NOW)
    await emails.ask(store, who, MAIL, NOW)
    address_id = await emails.number_of(store, Address(emails.CHANNEL, MAIL))
    assert address_id
    await emails.confirm(store, address_id)
    await sessions.begin(store, who, "x" * 22, "", NOW)
    return Office(store, grant, group, other_id)


async def _invited(here: Office, invitation: Invitation) -> Works:
    by = await people.by_id(here.store, here.person_id)
    token = await inviting.invite(here.store, by, invitation, NOW)

    async def works() -> bool:
        found = await invitations.found(here.store, token, here.now)
        try:
            return bool(await inviting.good(here.store, found, here.now))
        except Refusal:
            return False

    return works


async def to_the_desk(here: Office) -> Works:
    right = here.grant.right
    return await _invited(here, Invitation(right.role, right.district_id, given_by=here.person_id))


async def to_take_over(here: Office) -> Works:
    others = await grants.of_person(here.store, here.other_id)
    return await _invited(here, handovers.invitation(others[0], here.person_id))


async def into_the_group(here: Office) -> Works:
    group, who = here.group, here.person_id
    return await _invited(
        here, Invitation(Role.VOLUNTEER, group.district_id, group.id, given_by=who)
    )


async def of_its_chat(here: Office) -> Works:
    group, who = here.group, here.person_id
    return await _invited(here, Invitation(None, group.district_id, group.id, given_by=who))


async def by_mail(here: Office) -> Works:
    await sign_ins.ask(here.store, here.person_id, NOW, by_mail=True)
    (link_id,) = await sign_ins.waiting(here.store, 9, NOW)
    link = await sign_ins.unsent(here.store, link_id, NOW)
    assert link
    return _signs_in(here, link.token)


async def shown(here: Office) -> Works:
    token = await sign_ins.ask(here.store, here.person_id, NOW, by_mail=False)
    return _signs_in(here, token)


def _signs_in(here: Office, token: str) -> Works:
    async def works() -> bool:
        return await sign_ins.person_of(here.store, token, NOW) == here.person_id

    return works


async def revoked(here: Office) -> None:
    await granting.revoke(here.store, None, here.grant.id, NOW)


async def ended(here: Office) -> None:
    await grants.end(here.store, here.grant.id, NOW + HOUR)
    here.now = NOW + HOUR


async def handed_over(here: Office) -> None:
    successor_id = await met(here.store, "u" * 44)
    await granting.hand_over(here.store, None, here.grant.id, successor_id, NOW)


async def forgotten(here: Office) -> None:
    await people.forget(here.store, here.person_id, NOW)


async def leads_no_more(here: Office) -> None:
    await revoked(here)
    member = await memberships.member(here.store, here.group.id, here.person_id)
    assert member
    await memberships.stand(here.store, member.id, Standing.MEMBER)


async def no_address(here: Office) -> None:
    await emails.stop(here.store, here.person_id, NOW)


async def another_address(here: Office) -> None:
    await emails.ask(here.store, here.person_id, "n@elsewhere.example", NOW)


async def signed_out_elsewhere(here: Office) -> None:
    await sessions.end_others(here.store, here.person_id, 0, NOW)


RIGHT = (revoked, ended, handed_over, forgotten)
LINKS = {
    "invitation": {
        to_the_desk: RIGHT,
        to_take_over: RIGHT,
        into_the_group: (leads_no_more, forgotten),
        of_its_chat: (leads_no_more, forgotten),
    },
    "sign_in": {
        by_mail: (revoked, forgotten, no_address, another_address, signed_out_elsewhere),
        shown: (revoked, forgotten, signed_out_elsewhere),
    },
}
"""Table of what is spent → how such a link is made → after what it must not work."""


def test_every_kind_of_one_time_link_is_tried() -> None:
    spent = {name for name, table in t.metadata.tables.items() if "spent_at" in table.c}
    assert spent == ONE_TIME
    assert LINKS.keys() <= ONE_TIME


@pytest.mark.every_database
async def test_a_link_ends_with_what_it_came_from(database: Database) -> None:
    wrong = []
    cases = [(make, end) for kinds in LINKS.values() for make in kinds for end in kinds[make]]
    async with database.write() as store:
        for make, end in cases:
            try:
                async with store.savepoint():
                    here = await office(store)
                    works = await make(here)
                    if not await works():
                        wrong.append((make.__name__, "never worked"))
                    await end(here)
                    if await works():
                        wrong.append((make.__name__, end.__name__))
                    raise Undone
            except Undone:
                continue
    assert not wrong


async def test_nobody_keeps_a_link_to_come_back_with(conversation: Conversation) -> None:
    """Who hears that their right will end makes links beforehand."""
    talk = await somebody(conversation, "nora", "en")
    grant_id = await give(conversation, talk, Role.COORDINATOR)
    await give(conversation, await somebody(conversation, "other"), Role.COORDINATOR)
    async with conversation.database.write() as store:
        person = await people.at(store, talk.address)
        grant = await grants.by_id(store, grant_id)
        assert person
        assert grant
        mine = Invitation(Role.COORDINATOR, grant.right.district_id, given_by=person.id)
        tokens = [await inviting.invite(store, person, mine, NOW) for _ in range(2)]
        office_link = await inviting.invite(store, None, replace(mine, given_by=None), NOW)
        await granting.revoke(store, None, grant_id, NOW)
    for token in tokens:
        await talk.hear(Pressed(f"invitation.show:{token}"))
        assert "already been used" in talk.shown
        await talk.hear(Pressed(f"invitation.accept:{token}"))
    async with conversation.database.read() as store:
        assert not await grants.of_person(store, person.id)
    await talk.hear(Pressed(f"invitation.accept:{office_link}"))
    async with conversation.database.read() as store:
        assert await grants.of_person(store, person.id), "who runs the service may invite them"
