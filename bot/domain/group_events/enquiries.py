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
class EnquiryClosed(EnquiryEvent):
    """For the person who asked: the office closed it without an answer."""

    type = "question_closed"
