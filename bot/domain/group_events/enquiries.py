"""Questions that people write to the office."""

from dataclasses import dataclass

from bot.domain.group_events.base import BaseEvent


@dataclass(frozen=True, slots=True)
class EnquiryEvent(BaseEvent):
    """``group_id`` is None: no group is asked."""

    group_id: int | None
    enquiry_id: int


@dataclass(frozen=True, slots=True)
class EnquiryAsked(EnquiryEvent):
    """For the office; not sent once somebody has answered."""

    type = "question_asked"


@dataclass(frozen=True, slots=True)
class EnquiryAnswered(EnquiryEvent):
    """For the person who asked, with the answer in the message."""

    type = "question_answered"
    message_id: int


@dataclass(frozen=True, slots=True)
class TranslationWanted(EnquiryEvent):
    """For volunteers, without a word of it; not sent once somebody translates it."""

    type = "translation_wanted"
    message_id: int


@dataclass(frozen=True, slots=True)
class EnquiryTranslated(EnquiryEvent):
    """For the person who asked, with the translated answer; of a question, for the office."""

    type = "question_translated"
    message_id: int


@dataclass(frozen=True, slots=True)
class EnquiryClosed(EnquiryEvent):
    """For the person who asked: the office closed it without an answer."""

    type = "question_closed"
