"""Who may get into a group, and who may lead it: asked for the button, and again under the lock for the press."""

from collections.abc import Sequence

from bot import text
from bot.domain.groups import IN, Group, Joining, Kind, Member, Standing
from bot.domain.people import Person, Role
from bot.rules.people import coordinates
from bot.rules.problems import Problem, Refusal

FOR_ALL = (Kind.ROUND_TABLE, Kind.TRAINING)
"""Newcomers may ask to join these; the others are circles of volunteers."""
LONGEST_NAME, LONGEST_WORDS, LONGEST_TITLE = 40, 300, 120


def is_in(member: Member | None) -> bool:
    return member is not None and member.standing in IN


def must_be_in(member: Member | None) -> Member:
    """For what only those do who are in it."""
    if member is None or not is_in(member):
        raise Refusal(Problem.NOT_ALLOWED)
    return member


def must_be_there(found: Member | None) -> Member:
    """For what is done about somebody who is in it; refuses who left meanwhile."""
    if found is None or not is_in(found):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return found


def must_be_asking(found: Member | None) -> Member:
    """Refuses whom somebody else accepted, and who changed their mind."""
    if found is None or found.standing is not Standing.ASKED:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return found


def obstacle(person: Person, group: Group, member: Member | None) -> Problem | None:
    """Why somebody may not join, or not ask to; None if they may."""
    if person.district_id != group.district_id:
        return Problem.OTHER_DISTRICT
    if member is not None:
        return Problem.IN_ALREADY if is_in(member) else Problem.ASKED_ALREADY
    if group.joining is Joining.INVITATION:
        return Problem.INVITED_ONLY
    if person.role is Role.NEWCOMER and group.kind not in FOR_ALL:
        return Problem.VOLUNTEERS_ONLY
    return Problem.GROUP_FULL if is_full(group) else None


def is_full(group: Group) -> bool:
    return group.most is not None and group.members >= group.most


def may_join(person: Person, group: Group, member: Member | None) -> None:
    if problem := obstacle(person, group, member):
        raise Refusal(problem)


def may_follow(group: Group, member: Member | None) -> None:
    """An invitation opens every group that has room, to who is not in it."""
    if is_in(member):
        raise Refusal(Problem.IN_ALREADY)
    if is_full(group):
        raise Refusal(Problem.GROUP_FULL)


def leads(person: Person, group: Group, member: Member | None) -> bool:
    """Its leads do, and the coordinators of its district."""
    return coordinates(person, group.district_id) or (
        member is not None and member.standing is Standing.LEAD
    )


def may_lead(person: Person, group: Group, member: Member | None) -> None:
    if not leads(person, group, member):
        raise Refusal(Problem.NOT_ALLOWED)


def reads(person: Person, group: Group, member: Member | None) -> bool:
    """Who is in it is told to those who are, and to those who lead it."""
    return is_in(member) or leads(person, group, member)


def may_read(person: Person, group: Group, member: Member | None) -> None:
    if not reads(person, group, member):
        raise Refusal(Problem.NOT_ALLOWED)


def may_accept(group: Group, asking: Member | None) -> Member:
    """Refuses, besides, one too many."""
    found = must_be_asking(asking)
    if is_full(group):
        raise Refusal(Problem.GROUP_FULL)
    return found


def may_step_down(member: Member, known: Sequence[Member]) -> None:
    """Refuses the last lead of a group that has others: somebody must be there for them."""
    others = [one for one in known if one.id != member.id and one.standing in IN]
    if (
        member.standing is Standing.LEAD
        and others
        and not any(one.standing is Standing.LEAD for one in others)
    ):
        raise Refusal(Problem.LAST_LEAD)


def called(words: str) -> str:
    """How somebody wants to be called. Refuses nothing, and what is no name."""
    name = text.one_line(words)
    if (
        not name
        or len(name) > LONGEST_NAME
        or "@" in name
        or "://" in name
        or sum(map(str.isdigit, name)) > 4
    ):
        raise Refusal(Problem.NO_NAME)
    return name


def title(words: str) -> str:
    """The name of a group. Refuses nothing and too much."""
    name = text.one_line(words)
    if not name or len(name) > LONGEST_TITLE:
        raise Refusal(Problem.NO_TITLE)
    return name


def size(words: str) -> int | None:
    """How many may be in it; None for "0": as many as come. Refuses what is no number."""
    found = words.strip()
    if not (found.isascii() and found.isdigit() and len(found) <= 4):
        raise Refusal(Problem.NO_NUMBER)
    return int(found) or None


def reason(words: str) -> str:
    """A word with a refusal."""
    if len(said := text.clean(words)) > LONGEST_WORDS:
        raise Refusal(Problem.TOO_LONG)
    return said
