"""Enquiries: questions that people write to the office of a district, and what it answers.

A ``question`` is what a screen asks for; an enquiry is what a person asks the office.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EnquiryState(StrEnum):
    """State of an enquiry: it waits for the office, has an answer, or is closed without one more.

    What the person writes afterwards opens it again.
    """

    OPEN = "open"
    ANSWERED = "answered"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """An enquiry; the office sees its language and its words, never ``person_id``.

    ``language`` is the code of the language that the person reads. ``since`` is when it began to
    wait, or was answered: the retention counts from there once it does not wait any more.
    ``may_be_translated``: the person was told that volunteers may translate it.
    """

    id: int
    district_id: int
    person_id: int
    language: str
    created_at: datetime
    since: datetime
    state: EnquiryState = EnquiryState.OPEN
    may_be_translated: bool = False


@dataclass(frozen=True, slots=True)
class EnquiryTranslation:
    """What volunteers were asked to translate: one message, of which they see only the words.

    ``helper_id`` is who translates it, since ``taken_at``; None for nobody yet. ``words`` is the
    translation: None until it is written, "" where no key of ours opens it.
    """

    id: int
    message_id: int
    asked_at: datetime
    helper_id: int | None = None
    taken_at: datetime | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class EnquiryMessage:
    """What one side wrote; ``words`` None means that no key of ours opens it.

    ``by_office``: the office wrote it, else the person. ``language`` is the code of its language.
    ``translation`` None: nobody was asked to translate it.
    """

    id: int
    enquiry_id: int
    by_office: bool
    language: str
    written_at: datetime
    words: str | None
    translation: EnquiryTranslation | None = None


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer that the office of a district uses again, in one language."""

    id: int
    district_id: int
    title: str
    language: str
    words: str
