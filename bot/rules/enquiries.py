"""Rules about enquiries: who may ask, read, answer and close, and how long the texts may be."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot import text
from bot.domain.enquiries import Enquiry, EnquiryMessage, EnquiryTranslation
from bot.domain.offers import Offer, text_in
from bot.domain.people import Person
from bot.rules.grants import may_coordinate
from bot.rules.people import is_stored
from bot.rules.problems import Problem, Refusal

GERMAN = ("de", "de-simple")
"""Languages that the office reads and writes."""
MOST_OPEN = 3
"""Maximum number of enquiries of one person that wait for an answer."""
OFFICE_HOUR = timedelta(hours=1)
"""Time within which the questions to one office are counted."""
MOST_OF_OFFICE = 60
"""Maximum number of questions to one office within ``OFFICE_HOUR``: each is a message to it."""
MOST_MESSAGES = 40
"""Maximum number of messages of one enquiry; then the person begins another one."""
LONGEST_QUESTION = 1000
"""Maximum length of what a person writes to the office, in characters."""
LONGEST_ANSWER = 2000
"""Maximum length of an answer, in characters: with its heading it is one message at Telegram."""
LONGEST_TITLE = 80
"""Maximum length of the title of a saved answer, in characters."""
MOST_SAVED = 50
"""Maximum number of saved answers of a district."""

TAKEN_FOR = timedelta(hours=24)
"""Time that a volunteer has to translate a message; then others may."""


def may_ask(person: Person, open_count: int, office_count: int = 0) -> None:
    """Refuses strangers, people without a district, and one question more than ``MOST_OPEN``.

    ``office_count`` is how many questions the office got within ``OFFICE_HOUR``: whoever pretends
    to be many people does not flood it.
    """
    is_stored(person)
    if person.is_group:
        raise Refusal(Problem.PRIVATE)
    if person.district_id is None:
        raise Refusal(Problem.NO_DISTRICT)
    if open_count >= MOST_OPEN:
        raise Refusal(Problem.MANY_QUESTIONS)
    if office_count >= MOST_OF_OFFICE:
        raise Refusal(Problem.OFFICE_BUSY)


def may_reply(person: Person, enquiry: Enquiry, message_count: int) -> None:
    """Refuses everybody but who asked, and one message more than ``MOST_MESSAGES``."""
    must_be_own(person, enquiry)
    if message_count >= MOST_MESSAGES:
        raise Refusal(Problem.LONG_THREAD)


def must_be_own(person: Person, enquiry: Enquiry) -> None:
    """Refuses everybody but who asked: the office reads it at the desk, without the person."""
    if person.id != enquiry.person_id:
        raise Refusal(Problem.NOT_ALLOWED)


def may_answer(person: Person, enquiry: Enquiry) -> None:
    """Refuses everybody but the coordinators of the district that was asked."""
    may_coordinate(person, enquiry.district_id)


def asked(words: str) -> str:
    """Return a cleaned question. Refuses one without a word, and one that is too long."""
    question = replied(words)
    if not any(map(str.isalnum, question)):
        raise Refusal(Problem.EMPTY)
    return question


def replied(words: str) -> str:
    """Return a cleaned reply, which may be a thumb. Refuses an empty one, and a too long one."""
    return _bounded(words, LONGEST_QUESTION, Problem.LONG_QUESTION)


def about(offer: Offer, words: str) -> str:
    """Return a question about an offer, below its German title; refuses words as ``asked``."""
    return f"{text_in(offer.details.texts, 'de').title} (#{offer.id}):\n{asked(words)}"


def answer(words: str) -> str:
    """Return a cleaned answer of the office. Refuses an empty one, and one that is too long."""
    return _bounded(words, LONGEST_ANSWER, Problem.LONG_ANSWER)


def title(words: str) -> str:
    """Return the title of a saved answer. Refuses an empty one, and one that is too long."""
    line = text.one_line(words)
    if not line or len(line) > LONGEST_TITLE:
        raise Refusal(Problem.NO_ANSWER_TITLE)
    return line


def _bounded(words: str, longest: int, problem: Problem) -> str:
    cleaned = text.clean(words)
    if len(cleaned) > longest:
        raise Refusal(problem)
    if not cleaned:
        raise Refusal(Problem.NO_ANSWER_TEXT)
    return cleaned


def answer_languages(enquiry: Enquiry) -> tuple[str, ...]:
    """Return the languages in which the office may answer: German, and that of the person."""
    return tuple(dict.fromkeys(("de", enquiry.language)))


def same_question(messages: Iterable[EnquiryMessage], words: str) -> EnquiryMessage | None:
    """Return the message of a person that says the same, None if there is none.

    What is sent twice, by two presses at once or by a lost answer, is one question.
    """
    return next((m for m in messages if not m.by_office and m.words == words), None)


def translated_into(enquiry: Enquiry, message: EnquiryMessage) -> str:
    """Return the language that a message may need to be read in, "" if both sides read it."""
    if enquiry.language in GERMAN:
        return ""
    if message.by_office:
        return enquiry.language if message.language in GERMAN else ""
    return "" if message.language in GERMAN else "de"


def may_be_translated(enquiry: Enquiry, message: EnquiryMessage | None) -> EnquiryMessage:
    """Return a message that volunteers may be asked to translate.

    Refuses what the person was not told about, what needs no translation, and what was asked.
    """
    if message is None or not message.words or not translated_into(enquiry, message):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if not enquiry.may_be_translated:
        raise Refusal(Problem.NOT_ALLOWED)
    if message.translation is not None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return message


def may_translate(
    person: Person, translation: EnquiryTranslation, now: datetime, *, asked: bool
) -> None:
    """Refuses who was not asked, and what somebody else has translated or does now."""
    if not asked or person.is_group:
        raise Refusal(Problem.NOT_ALLOWED)
    if not is_free(translation, person.id, now):
        raise Refusal(Problem.HELP_TAKEN)


def is_free(translation: EnquiryTranslation, person_id: int, now: datetime) -> bool:
    """Return whether a person may translate it: nobody else has, or does for less than a day."""
    if translation.words is not None:
        return False
    since = translation.taken_at
    return translation.helper_id in (None, person_id) or since is None or now - since > TAKEN_FOR
