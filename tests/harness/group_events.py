"""One event of every kind, under the heading that its notification has in the golden texts."""

from collections.abc import Mapping
from datetime import date, datetime, time

from bot.domain.group_events.base import BaseEvent
from bot.domain.group_events.emails import EmailReturned
from bot.domain.group_events.enquiries import (
    EnquiryAnswered,
    EnquiryAsked,
    EnquiryClosed,
    EnquiryEvent,
    EnquiryTranslated,
    TranslationWanted,
)
from bot.domain.group_events.helping import (
    HelpAgreed,
    HelpClosed,
    HelpDeclined,
    HelperFound,
    HelpEvent,
    HelpForOffice,
    HelpHandedOver,
    HelpReachable,
    HelpUnanswered,
    HelpWanted,
)
from bot.domain.group_events.measures import ReviewAsked
from bot.domain.group_events.meetings import (
    MeetingCancelled,
    MeetingEvent,
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
    MembershipEvent,
    SeatGiven,
    SeatsVacant,
    SeatWithdrawn,
)
from bot.domain.group_events.messages import MessageTested
from bot.domain.group_events.results import (
    MinutesWritten,
    ResultEvent,
    TaskAssigned,
    TaskDue,
    TopicProposed,
)
from bot.domain.group_events.stations import StationAsked

WORDS: Mapping[type[BaseEvent], str] = {
    JoinRequested: "Sam S.",
    MemberJoined: "Sam S.",
    JoinRefused: "Wir sind gerade voll.",
    SeatsVacant: "Wir sind gerade voll.",
}
"""What is loaded for a notification of this class when it is shown."""
BEFORE = datetime.combine(date(2026, 11, 23), time(18))
NEXT = tuple(datetime.combine(date(2026, 12, day), time(18)) for day in (1, 8))
ASKED, JOINED = JoinRequested(7, 3), MemberJoined(7, 3)
OF_MEMBERSHIPS: Mapping[str, MembershipEvent] = {
    "told: asked": ASKED,
    "told: joined": JOINED,
    "told: accepted": JoinAccepted(7),
    "told: refused": JoinRefused(7, 5),
    "told: removed": MemberRemoved(7),
    "told: seated": SeatGiven(7),
    "told: unseated": SeatWithdrawn(7),
    "told: vacant": SeatsVacant(7),
    "told: still_there": AbsenceNoticed(7),
}
OF_MEETINGS: Mapping[str, MeetingEvent] = {
    "told: meeting invited": MeetingPlanned(7, 9, NEXT),
    "told: meeting moved": MeetingMoved(7, 9, BEFORE),
    "told: meeting cancelled": MeetingCancelled(7, 9),
    "told: meeting reminded": MeetingSoon(7, 9),
    "told: meeting moved_up": PlaceFreed(7, 9),
    "told: meeting rescheduled": SeriesMoved(7, 9, NEXT),
    "told: meeting all_cancelled": SeriesCancelled(7, 9),
    "told: meeting stand_in": StandInAsked(7, 9, 3),
}
OF_RESULTS: Mapping[str, ResultEvent] = {
    "told: result minutes": MinutesWritten(7, 4),
    "told: result task": TaskAssigned(7, 4),
    "told: result task_due": TaskDue(7, 4),
}
TOPIC = TopicProposed(7, 6)
OF_HELPING: Mapping[str, HelpEvent] = {
    "told: help_wanted": HelpWanted(None, 6),
    "told: help_found": HelperFound(None, 6),
    "told: help_agreed": HelpAgreed(None, 6),
    "told: help_declined": HelpDeclined(None, 6),
    "told: help_handed": HelpHandedOver(None, 6),
    "told: help_waits": HelpUnanswered(None, 6),
    "told: help for the office": HelpForOffice(None, 6),
    "told: help can be given": HelpReachable(None, 6),
    "told: help is closed": HelpClosed(None, 6),
}
OF_ENQUIRIES: Mapping[str, EnquiryEvent] = {
    "told: a question to the office": EnquiryAsked(None, 17),
    "told: a question is answered": EnquiryAnswered(None, 17, 4),
    "told: a translation is wanted": TranslationWanted(None, 17, 3),
    "told: a question is translated": EnquiryTranslated(None, 17, 4),
    "told: a question is closed": EnquiryClosed(None, 17),
}
RETURNED = EmailReturned(None)
TESTED = MessageTested(None, 999999, 0)
STATION = StationAsked(None, 1, 6, 2026, 2)
REVIEW = ReviewAsked(None, 12, 2026, 2, 1250, 1)
EVENTS: Mapping[str, BaseEvent] = {
    **OF_MEMBERSHIPS,
    **OF_MEETINGS,
    **OF_RESULTS,
    "told: a result for the agenda": TOPIC,
    **OF_HELPING,
    **OF_ENQUIRIES,
    "told: no e-mail arrives": RETURNED,
    "told: a review is asked": REVIEW,
    "told: a station is asked about": STATION,
    "told: a test of a message": TESTED,
}
