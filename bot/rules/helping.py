"""Rules about help requests: who may ask, who may answer, who sees a contact, and when a human takes over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from bot import text
from bot.domain.helping import Help, HelpRequest, State, When
from bot.domain.people import Person, Role
from bot.rules.people import coordinates, is_stored
from bot.rules.problems import Problem, Refusal

HANDED_AFTER = timedelta(hours=48)
"""So long volunteers have time; then the office takes over."""
FORGOTTEN_AFTER = timedelta(days=30)
MOST_OPEN = 3
LONGEST_CONTACT = 120
EVENINGS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPEAKS = "speaks-"
"""Before a language that somebody interprets."""


def may_ask(person: Person, open_: int) -> None:
    """Refuses who did not say where they live, and who asks for too much at once."""
    is_stored(person)
    if person.district_id is None or person.municipality_id is None:
        raise Refusal(Problem.NO_TOWN)
    if open_ >= MOST_OPEN:
        raise Refusal(Problem.TOO_MUCH_HELP)


def may_take(person: Person, one: HelpRequest, *, asked: bool) -> None:
    """``asked``: this person was asked. Refuses who was not, and what somebody else took."""
    if not asked or person.role is Role.GROUP:
        raise Refusal(Problem.NOT_ALLOWED)
    if one.state is not State.OPEN:
        raise Refusal(Problem.HELP_TAKEN)


def may_agree(person: Person, one: HelpRequest) -> None:
    """Whoever asked, when somebody has taken it and said how to be reached."""
    if person.id != one.person_id:
        raise Refusal(Problem.NOT_ALLOWED)
    if one.state is not State.TAKEN or not one.helper_contact:
        raise Refusal(Problem.CHANGED_MEANWHILE)


def takes_care(person: Person, one: HelpRequest) -> bool:
    """The office does, once nobody else can."""
    return one.state is State.HANDED and coordinates(person, one.district_id)


def may_close(person: Person, one: HelpRequest) -> None:
    """Both of them, and the office once it has taken over."""
    if person.id not in (one.person_id, one.helper_id) and not takes_care(person, one):
        raise Refusal(Problem.NOT_ALLOWED)


def may_read(person: Person, one: HelpRequest, *, asked: bool) -> None:
    if not (asked or takes_care(person, one) or person.id in (one.person_id, one.helper_id)):
        raise Refusal(Problem.NOT_ALLOWED)


def contact_for(person: Person, one: HelpRequest) -> str:
    """How the other one is reached: only for these two, and only when both agreed; "" else."""
    if one.state is not State.AGREED:
        return ""
    return {one.person_id: one.helper_contact, one.helper_id: one.contact}.get(person.id, "")


def own_contact(person: Person, one: HelpRequest) -> str:
    """What this person typed so that the other one can reach them, "" nothing."""
    return {one.person_id: one.contact, one.helper_id: one.helper_contact}.get(person.id, "")


def contact(words: str) -> str:
    """A name and a way to be reached, on one line."""
    said = text.one_line(words)
    if not said or len(said) > LONGEST_CONTACT:
        raise Refusal(Problem.NO_CONTACT)
    return said


def kind(word: str) -> Help:
    if word not in list(Help):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return Help(word)


def when(word: str) -> When:
    if word not in list(When):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return When(word)


def skills(languages: Iterable[str]) -> dict[str, Sequence[str]]:
    """Everything that somebody can help with, by parts. Everybody speaks German."""
    helps = [one.value for one in Help if one is not Help.INTERPRET]
    return {
        "helps": helps,
        "speaks": [SPEAKS + code for code in languages if code not in ("de", "de-simple")],
        "evenings": EVENINGS,
    }


def asked(able: Mapping[int, bool], everybody: Sequence[int]) -> list[int]:
    """Return the people who are asked: those able and free, else all who are able, else everybody.

    ``able`` is person → whether they are free on that evening.
    """
    free = [person_id for person_id, is_free in able.items() if is_free]
    return free or list(able) or list(everybody)


def needed(one: HelpRequest) -> str:
    """The skill that it takes."""
    return SPEAKS + one.language if one.kind is Help.INTERPRET else one.kind
