"""News of groups: one class per kind.

An event holds ids, times and words of our own, never what somebody typed: that is loaded when the
event is shown, so it goes with the row it belongs to. What all events of a class have in common are
constants of the class (``base``).
"""

from typing import get_args

from bot.domain.group_events.emails import EmailReturned
from bot.domain.group_events.enquiries import (
    EnquiryAnswered,
    EnquiryAsked,
    EnquiryClosed,
    EnquiryTranslated,
    TranslationWanted,
)
from bot.domain.group_events.helping import (
    HelpAgreed,
    HelpClosed,
    HelpDeclined,
    HelperFound,
    HelpForOffice,
    HelpHandedOver,
    HelpReachable,
    HelpUnanswered,
    HelpWanted,
)
from bot.domain.group_events.measures import ReviewAsked
from bot.domain.group_events.meetings import (
    MeetingCancelled,
    MeetingMoved,
    MeetingPlanned,
    MeetingSoon,
    PlaceFreed,
    SeriesCancelled,
    SeriesMoved,
    StandInAsked,
)
from bot.domain.group_events.membership import (
    AbsenceNoticed,
    JoinAccepted,
    JoinRefused,
    JoinRequested,
    MemberJoined,
    MemberRemoved,
    SeatGiven,
    SeatsVacant,
    SeatWithdrawn,
)
from bot.domain.group_events.messages import MessageTested
from bot.domain.group_events.results import (
    MinutesWritten,
    TaskAssigned,
    TaskDue,
    TopicProposed,
)
from bot.domain.group_events.stations import StationAsked

GroupEvent = (
    JoinRequested
    | MemberJoined
    | JoinAccepted
    | JoinRefused
    | MemberRemoved
    | SeatGiven
    | SeatWithdrawn
    | SeatsVacant
    | AbsenceNoticed
    | MeetingPlanned
    | MeetingMoved
    | MeetingCancelled
    | MeetingSoon
    | PlaceFreed
    | SeriesMoved
    | SeriesCancelled
    | StandInAsked
    | MinutesWritten
    | TaskAssigned
    | TaskDue
    | TopicProposed
    | HelpWanted
    | HelperFound
    | HelpAgreed
    | HelpDeclined
    | HelpHandedOver
    | HelpUnanswered
    | HelpForOffice
    | HelpReachable
    | HelpClosed
    | EnquiryAsked
    | EnquiryAnswered
    | EnquiryClosed
    | EnquiryTranslated
    | TranslationWanted
    | EmailReturned
    | ReviewAsked
    | StationAsked
    | MessageTested
)
KINDS: tuple[type[GroupEvent], ...] = get_args(GroupEvent)
"""Every class of the union."""
