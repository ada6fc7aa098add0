"""What a coordinator keeps goes to whoever takes their right over, in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.audits import Facts
from bot.domain.grants import Belongings, Grant, Role
from bot.domain.groups import Member, Standing
from bot.domain.invitations import Invitation
from handlers.workflows import delegates
from storage.catalogue import places
from storage.engine.store import Store
from storage.groups import groups, memberships, results
from storage.messaging import announcements
from storage.people import belongings


@dataclass(frozen=True, slots=True)
class Kept:
    """What a coordinator keeps for a district, in words; of messages the German text."""

    groups: Sequence[str] = ()
    tasks: Sequence[str] = ()
    messages: Sequence[str] = ()


def invitation(grant: Grant, given_by: int | None = None) -> Invitation:
    """Return the invitation with which somebody takes a grant over; ``given_by`` hands it over."""
    right = grant.right
    return Invitation(
        right.role,
        right.district_id,
        organisation_id=right.organisation_id,
        ends_at=right.ends_at,
        replaces_id=grant.id,
        given_by=given_by,
        language=right.language,
    )


async def named(store: Store, kept: Belongings) -> Kept:
    """Return the names of what goes along with a grant."""
    led = await groups.by_ids(store, kept.group_ids)
    tasks = await results.by_ids(store, kept.task_ids)
    messages = await announcements.by_ids(store, kept.announcement_ids)
    return Kept(
        groups=[group.name for group in led.values()],
        tasks=[task.words for task in tasks.values()],
        messages=[message.texts.get("de", "") for message in messages.values()],
    )


async def belongings_of(store: Store, grant: Grant) -> Belongings:
    """Return what goes along with a grant; only coordinators keep something for the district."""
    if grant.right.role is not Role.COORDINATOR:
        return Belongings()
    return await belongings.of_grant(store, grant)


async def pass_on(store: Store, kept: Belongings, grant: Grant, new: Grant, now: datetime) -> None:
    """Give the person of a new grant what that of the old one kept.

    The caller holds the locks of the grant. The measures that it owns go along whatever it is.

    Who led a group stays in it as a member. A successor who is no member yet is called as the
    district is: what people call themselves they type themselves.
    """
    person_id = new.person_id
    district = await places.district(store, grant.right.district_id)
    name = district.name if district else ""
    for group_id in kept.group_ids:
        await _lead(store, group_id, grant.person_id, person_id, name, now)
    for task_id in kept.task_ids:
        group_id = await belongings.group_of_task(store, task_id)
        member = await member_of(store, group_id, person_id, name, now)
        await belongings.give_task(store, task_id, member.id)
    await belongings.give_announcements(store, kept.announcement_ids, person_id)
    await belongings.give_inbox_marks(store, kept.inbox_mark_ids, person_id)
    await belongings.give_measures(store, grant.id, new.id)


def facts_of(kept: Belongings) -> Facts:
    """Return what the audit log says of what went along: ids."""
    ids = {
        "groups": kept.group_ids,
        "tasks": kept.task_ids,
        "messages": kept.announcement_ids,
        "inbox": kept.inbox_mark_ids,
    }
    return {name: ", ".join(map(str, values)) for name, values in ids.items() if values}


async def _lead(
    store: Store, group_id: int, former_id: int, person_id: int, name: str, now: datetime
) -> None:
    """Let a person lead a group, and who led it be a member."""
    group = await groups.by_id(store, group_id, lock=True)
    former = await memberships.member(store, group_id, former_id)
    member = await member_of(store, group_id, person_id, name, now)
    await memberships.stand(store, member.id, Standing.LEAD)
    if group:
        await delegates.resign(store, group, member, now)
    if former:
        await memberships.stand(store, former.id, Standing.MEMBER)


async def member_of(
    store: Store, group_id: int, person_id: int, name: str, now: datetime
) -> Member:
    """Return the membership of a person in a group; who is none is made one."""
    await groups.by_id(store, group_id, lock=True)
    member = await memberships.member(store, group_id, person_id)
    if member is None:
        await memberships.enter(store, group_id, person_id, Standing.MEMBER, name, now)
    elif member.standing is Standing.ASKED:
        await memberships.stand(store, member.id, Standing.MEMBER)
    else:
        return member
    entered = await memberships.member(store, group_id, person_id)
    assert entered  # under the lock of the group
    return entered
