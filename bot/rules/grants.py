"""Who may do what: asked from the rights in force, at the moment of the act.

A right is given by a grant alone. Where somebody lives, their language and their settings give
none and take none.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.grants import Grant, GrantState, Right, Role
from bot.domain.invitations import Invitation
from bot.domain.offers import Offer
from bot.domain.people import Person
from bot.rules.problems import Problem, Refusal

OFFICE = (Role.COORDINATOR, Role.EDITOR)
"""Roles that work on things of a district in the chat."""
DESK = (Role.COORDINATOR, Role.EDITOR, Role.READER)
"""Roles that may open the desk of a district, and its report."""
INSIDE = (*DESK, Role.TRANSLATOR)
"""Roles that come in at the desk: a translator sees the texts of one language and nothing else."""


def is_in_force(right: Right, now: datetime) -> bool:
    """Return whether a right has not ended."""
    return right.ends_at is None or now < right.ends_at


def acting(person: Person, now: datetime) -> Person:
    """Return a person with the rights that they have at this moment: before every turn."""
    in_force = frozenset(right for right in person.granted if is_in_force(right, now))
    return replace(person, rights=frozenset() if person.is_group else in_force)


def holds(person: Person, district_id: int, *roles: Role) -> bool:
    """Return whether a person has one of these roles in a district; without roles, any."""
    return any(
        right.district_id == district_id and (not roles or right.role in roles)
        for right in person.rights
    )


def coordinates(person: Person, district_id: int) -> bool:
    """Return whether a person is a coordinator of this district."""
    return holds(person, district_id, Role.COORDINATOR)


def may_coordinate(person: Person, district_id: int) -> None:
    """Refuses everybody but the coordinators of this district."""
    if not coordinates(person, district_id):
        raise Refusal(Problem.NOT_ALLOWED)


def edits(person: Person, offer: Offer) -> bool:
    """Return whether a person keeps an offer: its district's coordinators, its editors."""
    return coordinates(person, offer.district_id) or any(
        right.role is Role.EDITOR
        and right.district_id == offer.district_id
        and right.organisation_id is not None
        and right.organisation_id == offer.organisation_id
        for right in person.rights
    )


def may_edit(person: Person, offer: Offer) -> None:
    """Refuses everybody who does not keep this offer."""
    if not edits(person, offer):
        raise Refusal(Problem.NOT_ALLOWED)


def may_read_desk(person: Person, district_id: int) -> None:
    """Refuses everybody but the coordinators, editors and readers of a district."""
    if not holds(person, district_id, *DESK):
        raise Refusal(Problem.NOT_ALLOWED)


def translates(person: Person, district_id: int, language: str) -> bool:
    """Return whether a person is a translator into a language in a district."""
    return any(
        right.role is Role.TRANSLATOR
        and right.district_id == district_id
        and right.language == language
        for right in person.rights
    )


def is_translator(person: Person) -> bool:
    """Return whether a person translates for any district."""
    return any(right.role is Role.TRANSLATOR for right in person.rights)


def is_newcomer(person: Person, district_id: int) -> bool:
    """Return whether a person has no right in a district; to translate gives no other one."""
    others = [role for role in Role if role is not Role.TRANSLATOR]
    return not holds(person, district_id, *others)


def offices(person: Person) -> list[int]:
    """Return the ids of the districts in whose office a person works, in order."""
    return sorted({right.district_id for right in person.rights if right.role in OFFICE})


def working_district(person: Person) -> int:
    """Return the id of the district a person works in: for new things and lists, 0 none.

    It is the one they chose, else the one they live in, else the first. What exists already says
    itself which district it belongs to.
    """
    districts = offices(person)
    chosen = {right.district_id for right in person.rights if right.chosen}
    preferred = [district for district in districts if district in chosen]
    home = [district for district in districts if district == person.district_id]
    return next(iter([*preferred, *home, *districts]), 0)


def desks(person: Person) -> list[int]:
    """Return the ids of the districts whose desk a person may open, in order."""
    return sorted({right.district_id for right in person.rights if right.role in INSIDE})


def working_desk(person: Person) -> int:
    """Return the id of the district whose desk a person has open, 0 none.

    It is the one they chose, else the one they live in, else the first.
    """
    districts = desks(person)
    chosen = {right.district_id for right in person.rights if right.chosen}
    preferred = [district for district in districts if district in chosen]
    home = [district for district in districts if district == person.district_id]
    return next(iter([*preferred, *home, *districts]), 0)


def may_hold(person: Person, district_id: int, roles: Collection[Role]) -> None:
    """Refuses everybody without one of these roles in a district."""
    if not roles or not holds(person, district_id, *roles):
        raise Refusal(Problem.NOT_ALLOWED)


def may_work_in(person: Person, district_id: int) -> None:
    """Refuses people who do not work in the office of this district."""
    if district_id not in offices(person):
        raise Refusal(Problem.NOT_ALLOWED)


def organisations(person: Person, district_id: int) -> frozenset[int] | None:
    """Return the ids of the organisations whose offers a person keeps there; None means of all.

    Refuses people who keep none.
    """
    if coordinates(person, district_id):
        return None
    may_work_in(person, district_id)
    return frozenset(
        right.organisation_id
        for right in person.rights
        if right.district_id == district_id and right.organisation_id is not None
    )


def may_be_invited(person: Person) -> None:
    """Refuses the chat of a group, which never gets a right."""
    if person.is_group:
        raise Refusal(Problem.PRIVATE)


def may_invite(person: Person, invitation: Invitation) -> None:
    """Refuses everybody but the coordinators of its district.

    An editor needs an organisation, a translator a language. It is about the people of an office
    and volunteers, not about a group.
    """
    may_coordinate(person, invitation.district_id)
    is_of_one = (invitation.role is Role.EDITOR) == (invitation.organisation_id is not None)
    is_into_one = (invitation.role is Role.TRANSLATOR) == bool(invitation.language)
    if not (is_of_one and is_into_one):
        raise Refusal(Problem.NOT_ALLOWED)


def end_of_day(day: date, zone: str, now: datetime) -> datetime:
    """Return the moment at which a last day is over in a zone. Refuses one that is over."""
    after = min(day, date.max - timedelta(days=2)) + timedelta(days=1)
    over = datetime.combine(after, time(), ZoneInfo(zone))
    if over <= now:
        raise Refusal(Problem.IN_THE_PAST)
    return over


def may_end(grant: Grant, others: Collection[Grant], now: datetime, *, force: bool = False) -> None:
    """Check whether a grant may be taken away; ``others`` are the other grants of its district.

    Refuses one that was taken away already, and without ``force`` that of the last coordinator.
    """
    must_be_active(grant)
    if force or grant.right.role is not Role.COORDINATOR or not is_in_force(grant.right, now):
        return
    if not any(_coordinates_still(other, grant, now) for other in others):
        raise Refusal(Problem.LAST_COORDINATOR)


def must_be_active(grant: Grant | None) -> Grant:
    """Return a grant. Refuses None, and one that was taken away or handed over meanwhile."""
    if grant is None or grant.state is not GrantState.ACTIVE:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return grant


def may_hand_over(grant: Grant | None, person_id: int) -> Grant:
    """Return a grant that may be handed over to a person.

    Refuses one that was taken away meanwhile, and that person's own.
    """
    active = must_be_active(grant)
    if active.person_id == person_id:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return active


def _coordinates_still(other: Grant, grant: Grant, now: datetime) -> bool:
    """Return whether another person coordinates the district of a grant now."""
    return (
        other.person_id != grant.person_id
        and other.state is GrantState.ACTIVE
        and other.right.role is Role.COORDINATOR
        and other.right.district_id == grant.right.district_id
        and is_in_force(other.right, now)
    )
