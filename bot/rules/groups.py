"""Who may join a group, and who may lead it.

Screens ask before they offer a button, storage asks again under the lock before it writes.
``member`` is the membership of the person who acts, None if they have none.
"""

from collections.abc import Sequence

from bot import text
from bot.domain.groups import IN, Group, Joining, Kind, Member, Standing
from bot.domain.people import Person
from bot.rules.grants import coordinates, is_newcomer, may_coordinate
from bot.rules.problems import Problem, Refusal

FOR_ALL = (Kind.ROUND_TABLE, Kind.TRAINING)
"""Kinds of groups that newcomers may ask to join; the others are circles of volunteers."""
LONGEST_NAME, LONGEST_WORDS, LONGEST_TITLE = 40, 300, 120
"""Maximum length of a member's name, of a reason, and of a group's name, in characters."""
MOST_DIGITS_IN_NAME = 4
"""More digits in a name look like a telephone number, which members must not see."""
MOST_FEEDS = 10
"""Maximum number of calendar addresses of one person."""


def must_be_active(group: Group) -> None:
    """Refuses an archived group: nobody joins it, meets in it or changes it until it is back.

    Its members, meetings and results stay stored; it is in no list of the chat, sends nothing, and
    every button of it that somebody still has leads to one sentence. Only leaving it is possible.
    """
    if group.archived_at:
        raise Refusal(Problem.GROUP_ARCHIVED)


def may_archive(person: Person, group: Group, *, is_busy: bool) -> None:
    """Refuses others than coordinators of the district, and a group in which something is planned.

    ``is_busy``: a meeting or series is still to come, or help is being looked for. People who wait
    for that are told by its own cancellation, not by a group that is gone.
    """
    may_coordinate(person, group.district_id)
    if group.archived_at:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if is_busy:
        raise Refusal(Problem.GROUP_BUSY)


def may_bring_back(person: Person, group: Group) -> None:
    """Refuses others than coordinators of the district, and a group that is not archived."""
    may_coordinate(person, group.district_id)
    if not group.archived_at:
        raise Refusal(Problem.CHANGED_MEANWHILE)


def may_leave(member: Member, group: Group, members: Sequence[Member]) -> None:
    """Refuses the last lead of others; an archived group needs nobody who leads it."""
    if not group.archived_at:
        may_step_down(member, members)


def is_in(member: Member | None) -> bool:
    """Return whether somebody is a member, rather than a stranger or somebody who asked."""
    return member is not None and member.standing in IN


def must_be_in(member: Member | None) -> Member:
    """Return the membership. Refuses people who are not members of the group."""
    if member is None or not is_in(member):
        raise Refusal(Problem.NOT_ALLOWED)
    return member


def must_be_there(other: Member | None) -> Member:
    """Return the membership of another person. Refuses somebody who left in the meantime."""
    if other is None or not is_in(other):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return other


def must_be_asking(applicant: Member | None) -> Member:
    """Return the membership of an applicant.

    Refuses somebody who was accepted or withdrew in the meantime.
    """
    if applicant is None or applicant.standing is not Standing.ASKED:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return applicant


def obstacle(person: Person, group: Group, member: Member | None) -> Problem | None:
    """Return why a person may not join a group or ask to join it; None if they may."""
    newcomer = is_newcomer(person, group.district_id)
    if newcomer and person.district_id != group.district_id:
        return Problem.OTHER_DISTRICT
    if member is not None:
        return Problem.IN_ALREADY if is_in(member) else Problem.ASKED_ALREADY
    if group.joining is Joining.INVITATION:
        return Problem.INVITED_ONLY
    if newcomer and group.kind not in FOR_ALL:
        return Problem.VOLUNTEERS_ONLY
    return Problem.GROUP_FULL if is_full(group) else None


def is_full(group: Group) -> bool:
    """Return whether a group has no room for a further member."""
    return group.most is not None and group.members >= group.most


def may_join(person: Person, group: Group, member: Member | None) -> None:
    """Check whether a person may join a group or ask to; refuses with their ``obstacle``."""
    if problem := obstacle(person, group, member):
        raise Refusal(problem)


def may_follow(group: Group, member: Member | None) -> None:
    """Check whether an invitation may be accepted. Refuses members, and a group that is full."""
    if is_in(member):
        raise Refusal(Problem.IN_ALREADY)
    if is_full(group):
        raise Refusal(Problem.GROUP_FULL)


def leads(person: Person, group: Group, member: Member | None) -> bool:
    """Return whether a person leads the group or coordinates its district."""
    return coordinates(person, group.district_id) or (
        member is not None and member.standing is Standing.LEAD
    )


def may_lead(person: Person, group: Group, member: Member | None) -> None:
    """Refuses people who neither lead the group nor coordinate its district."""
    if not leads(person, group, member):
        raise Refusal(Problem.NOT_ALLOWED)


def reads(person: Person, group: Group, member: Member | None) -> bool:
    """Return whether a person may see the members: members, leads and coordinators do."""
    return is_in(member) or leads(person, group, member)


def may_read(person: Person, group: Group, member: Member | None) -> None:
    """Refuses people who may not see the members of the group."""
    if not reads(person, group, member):
        raise Refusal(Problem.NOT_ALLOWED)


def may_accept(group: Group, asking: Member | None) -> Member:
    """Return the membership of an applicant.

    Refuses somebody who does not ask any more, and everybody if the group is full.
    """
    applicant = must_be_asking(asking)
    if is_full(group):
        raise Refusal(Problem.GROUP_FULL)
    return applicant


def may_step_down(member: Member, members: Sequence[Member]) -> None:
    """Refuses the last lead of a group that has other members: somebody must lead them."""
    if is_last_lead(member, members):
        raise Refusal(Problem.LAST_LEAD)


def is_last_lead(member: Member, members: Sequence[Member]) -> bool:
    """Return whether the group has other members and nobody else who leads them."""
    others = [other for other in members if other.id != member.id and is_in(other)]
    has_other_lead = any(other.standing is Standing.LEAD for other in others)
    return member.standing is Standing.LEAD and bool(others) and not has_other_lead


def called(words: str, answer: str) -> str:
    """Return the name that a member wants to be called by, on one line.

    ``answer`` is "yes", "no" or "ok" if that is all the words say, else "". Refuses such words,
    an empty or long name, and one that holds a contact: a link, an e-mail address or a telephone
    number.
    """
    name = text.one_line(words)
    if answer or not name or len(name) > LONGEST_NAME or _holds_contact(name):
        raise Refusal(Problem.NO_NAME)
    return name


def _holds_contact(name: str) -> bool:
    digit_count = sum(map(str.isdigit, name))
    return "@" in name or "://" in name or digit_count > MOST_DIGITS_IN_NAME


def title(words: str, answer: str) -> str:
    """Return the name of a group, on one line. Refuses an empty or long one.

    ``answer`` is "yes", "no" or "ok" if that is all that was typed in a chat: no name either.
    """
    name = text.one_line(words)
    if answer or not name or len(name) > LONGEST_TITLE:
        raise Refusal(Problem.NO_TITLE)
    return name


def size(words: str) -> int | None:
    """Return the maximum number of members; None for "0", which means no maximum.

    Refuses everything but a number of at most four digits.
    """
    count = text.whole(words.strip(), 4)
    if count is None:
        raise Refusal(Problem.NO_NUMBER)
    return count or None


def reason(words: str) -> str:
    """Return the text that goes with a refused request; "" is allowed. Refuses a long one."""
    if len(cleaned := text.clean(words)) > LONGEST_WORDS:
        raise Refusal(Problem.TOO_LONG)
    return cleaned
