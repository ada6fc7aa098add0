"""Rules about help requests: who may ask and answer, who sees a contact, when the office helps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from bot import text
from bot.domain.helping import Help, HelpRequest, State, When
from bot.domain.people import Person
from bot.rules.grants import coordinates
from bot.rules.people import is_stored
from bot.rules.problems import Problem, Refusal

HANDED_AFTER = timedelta(hours=48)
"""Time that volunteers have to answer; then the office takes over."""
FORGOTTEN_AFTER = timedelta(days=30)
"""Time after which a request is deleted."""
MOST_OPEN = 3
"""Maximum number of open requests of one person."""
TOWN_HOUR = timedelta(hours=1)
"""Time within which the requests of a town are counted."""
MOST_OF_TOWN = 20
"""Maximum number of requests of one town within ``TOWN_HOUR``: each is a message to volunteers."""
LONGEST_CONTACT = 120
"""Maximum length of a contact, in characters."""
FEWEST_DIGITS = 5
"""Minimum number of digits of a phone number, in any script."""
EVENINGS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPEAKS = "speaks-"
"""Prefix of a skill that is a language somebody interprets: ``speaks-uk``."""


def same_request(
    requests: Iterable[HelpRequest], person: Person, kind_: Help, wanted: When
) -> HelpRequest | None:
    """Return the request of a person for the same kind of help, town and time; None if new.

    ``requests`` are those that are not closed. A second press is the same request.
    """
    same = (
        request
        for request in requests
        if request.group_id is None
        and (request.person_id, request.municipality_id) == (person.id, person.municipality_id)
        and (request.kind, request.wanted) == (kind_, wanted)
    )
    return next(same, None)


def may_ask(person: Person, open_count: int, town_count: int) -> None:
    """Refuses people without a town, and people with ``MOST_OPEN`` open requests.

    ``town_count`` is how many requests came from the person's town within ``TOWN_HOUR``: volunteers
    are not flooded.
    """
    is_stored(person)
    if person.district_id is None or person.municipality_id is None:
        raise Refusal(Problem.NO_TOWN)
    if open_count >= MOST_OPEN:
        raise Refusal(Problem.TOO_MUCH_HELP)
    if town_count >= MOST_OF_TOWN:
        raise Refusal(Problem.TOWN_BUSY)


def may_take(person: Person, request: HelpRequest, *, asked: bool) -> None:
    """Check whether a person may take a request; ``asked`` means that they were asked for help.

    Refuses people who were not asked, chats of groups, and a request that is taken.
    """
    if not asked or person.is_group:
        raise Refusal(Problem.NOT_ALLOWED)
    if request.state is not State.OPEN:
        raise Refusal(Problem.HELP_TAKEN)


def helps(person: Person, request: HelpRequest) -> bool:
    """Return whether this person took the request, and has not given it back."""
    return person.id == request.helper_id and request.state in (State.TAKEN, State.AGREED)


def may_agree(person: Person, request: HelpRequest) -> None:
    """Check whether a person may agree to the volunteer who took their request.

    Refuses everybody but the person who asked for help, and a request that is not taken or whose
    volunteer has not given a contact yet.
    """
    if person.id != request.person_id:
        raise Refusal(Problem.NOT_ALLOWED)
    if request.state is not State.TAKEN or not request.helper_contact:
        raise Refusal(Problem.CHANGED_MEANWHILE)


def takes_care(person: Person, request: HelpRequest) -> bool:
    """Return whether the request was handed to the office, and the person works there."""
    return request.state is State.HANDED and coordinates(person, request.district_id)


def may_be_reached(person: Person, request: HelpRequest) -> None:
    """Check whether a person may say how the office reaches them.

    Refuses everybody but the person who asked, and a request that the office does not care for.
    """
    if person.id != request.person_id:
        raise Refusal(Problem.NOT_ALLOWED)
    if request.state is not State.HANDED:
        raise Refusal(Problem.CHANGED_MEANWHILE)


def may_pass_on(person: Person, request: HelpRequest) -> None:
    """Refuses everybody but the office that takes care of the request."""
    if not takes_care(person, request):
        raise Refusal(Problem.NOT_ALLOWED)


def may_close(person: Person, request: HelpRequest) -> None:
    """Refuses everybody but the two people, and the office once it has taken over."""
    if person.id not in (request.person_id, request.helper_id) and not takes_care(person, request):
        raise Refusal(Problem.NOT_ALLOWED)


def may_read(person: Person, request: HelpRequest, *, asked: bool) -> None:
    """Refuses everybody but those who were asked, the two people, and the office in charge."""
    is_involved = person.id in (request.person_id, request.helper_id)
    if not (asked or is_involved or takes_care(person, request)):
        raise Refusal(Problem.NOT_ALLOWED)


def contact_for(person: Person, request: HelpRequest) -> str:
    """Return the contact of the other person; "" unless both agreed and ``person`` is involved.

    The office in charge sees the contact that the person gave for it.
    """
    if takes_care(person, request):
        return request.contact
    if request.state is not State.AGREED:
        return ""
    contacts = {
        request.person_id: request.helper_contact,
        request.helper_id: request.contact,
    }
    return contacts.get(person.id, "")


def own_contact(person: Person, request: HelpRequest) -> str:
    """Return the contact that this person gave for the request; "" if none."""
    contacts = {
        request.person_id: request.contact,
        request.helper_id: request.helper_contact,
    }
    return contacts.get(person.id, "")


def contact(words: str) -> str:
    """Return a contact, on one line: a name and a way to reach it.

    Refuses a text that is too long, or has neither an "@" nor ``FEWEST_DIGITS``.
    """
    line = text.one_line(words)
    digits = sum(letter.isdecimal() for letter in line)
    if len(line) > LONGEST_CONTACT or not ("@" in line or digits >= FEWEST_DIGITS):
        raise Refusal(Problem.NO_CONTACT)
    return line


def kind(word: str) -> Help:
    """Return the kind of help that a button names. Refuses other words."""
    if word not in list(Help):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return Help(word)


def when(word: str) -> When:
    """Return the time that a button names. Refuses other words."""
    if word not in list(When):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return When(word)


def skills(languages: Iterable[str]) -> dict[str, Sequence[str]]:
    """Return all skills that volunteers can choose: kinds of help, languages and evenings.

    German is no skill, because everybody speaks it here.
    """
    helps = [kind_.value for kind_ in Help if kind_ is not Help.INTERPRET]
    return {
        "helps": helps,
        "speaks": [SPEAKS + code for code in languages if code not in ("de", "de-simple")],
        "evenings": EVENINGS,
    }


def asked(able: Mapping[int, bool], everybody: Sequence[int]) -> list[int]:
    """Return the ids of the people who are asked for help.

    These are people who have the skill and are free on the day; if there are none, all who have
    the skill; if there are none either, everybody. ``able`` maps the ids of those who have the
    skill to whether they are free.
    """
    free = [person_id for person_id, is_free in able.items() if is_free]
    return free or list(able) or list(everybody)


def still_to_ask(
    members: Iterable[int], request: HelpRequest, answers: Mapping[int, str]
) -> list[int]:
    """Return the members of a circle who can be asked: not who asks, nor who said no.

    ``answers`` maps people who were asked to what they said. Refuses a circle without any.
    """
    people = [
        person_id
        for person_id in members
        if person_id != request.person_id and answers.get(person_id) != "no"
    ]
    if not people:
        raise Refusal(Problem.NOBODY_TO_ASK)
    return people


def needed(request: HelpRequest) -> str:
    """Return the skill that a request needs."""
    return SPEAKS + request.language if request.kind is Help.INTERPRET else request.kind
