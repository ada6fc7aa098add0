"""Grants are taken away, handed over and given an end, from wherever that is asked for."""

from datetime import datetime

from bot.domain.audits import Act, Facts, Origin
from bot.domain.grants import Grant, GrantState
from bot.domain.people import Person
from bot.rules import grants as rules
from handlers.workflows import handovers
from storage.catalogue import places
from storage.engine.store import Store
from storage.people import audits, grants


async def revoke(
    store: Store,
    by: Person | None,
    grant_id: int,
    now: datetime,
    *,
    force: bool = False,
    origin: Origin = Origin.CHAT,
) -> Grant:
    """Take a grant away at once and return it; ``by`` None is the command line.

    ``origin`` is what the audit log says of people. Raises Refusal if there is none, and without
    ``force`` for the last coordinator of a district.
    """
    grant = await _endable(store, grant_id, now, force=force)
    await grants.revoke(store, grant.id)
    after: Facts = {"state": GrantState.REVOKED}
    entry = audits.Entry(Act.REVOKE, subject_of(grant), facts_of(grant), after)
    await audits.note(store, by, entry, now, origin)
    return grant


async def end(
    store: Store,
    by: Person | None,
    grant_id: int,
    ends_at: datetime | None,
    now: datetime,
    *,
    force: bool = False,
    origin: Origin = Origin.CHAT,
) -> Grant:
    """Let a grant end at a moment, and return it as it was; None means without an end.

    Raises Refusal like ``revoke``.
    """
    grant = await _endable(store, grant_id, now, force=force)
    await grants.end(store, grant.id, ends_at)
    after: Facts = facts_of(grant) | {"ends_at": _written(ends_at)}
    entry = audits.Entry(Act.END_GRANT, subject_of(grant), facts_of(grant), after)
    await audits.note(store, by, entry, now, origin)
    return grant


async def hand_over(
    store: Store, by: Person | None, grant_id: int, person_id: int, now: datetime
) -> Grant:
    """Give the right of a grant to another person in one step, and return the new grant.

    What a coordinator kept for the district goes along. Raises Refusal if there is no such grant
    any more, or if it is that person's own.
    """
    grant = rules.may_hand_over(await grants.locked(store, grant_id), person_id)
    kept = await handovers.belongings_of(store, grant)
    new = await grants.hand_over(store, grant, person_id, now, by.id if by else None)
    await handovers.pass_on(store, kept, grant, new, now)
    after: Facts = facts_of(new) | {**handovers.facts_of(kept)}
    entry = audits.Entry(Act.HAND_OVER, subject_of(grant), facts_of(grant), after)
    await audits.note(store, by, entry, now)
    return new


async def _endable(store: Store, grant_id: int, now: datetime, *, force: bool) -> Grant:
    """Return a grant under its locks. Raises Refusal if it may not be ended."""
    grant = rules.must_be_active(await grants.locked(store, grant_id))
    others = await grants.listed(store, grant.right.district_id)
    rules.may_end(grant, others, now, force=force)
    return grant


async def desk_slugs(store: Store, person: Person) -> list[str]:
    """Return the slugs of the districts whose desk a person may open."""
    known = await places.districts_by_ids(store, rules.desks(person))
    return [district.slug for district in known.values()]


def subject_of(grant: Grant) -> str:
    """Return what the audit log calls a grant."""
    return f"grant {grant.id}"


def facts_of(grant: Grant) -> dict[str, str | int | bool | None]:
    """Return what the audit log says of a grant: ids and words of ours."""
    right = grant.right
    return {
        "person": grant.person_id,
        "role": right.role,
        "district": right.district_id,
        "organisation": right.organisation_id,
        "language": right.language or None,
        "ends_at": _written(right.ends_at),
        "state": grant.state,
    }


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
