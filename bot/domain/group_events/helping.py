"""Help requests."""

from dataclasses import dataclass

from bot.domain.group_events.base import BaseEvent


@dataclass(frozen=True, slots=True)
class HelpEvent(BaseEvent):
    """``group_id`` is the group whose lead asked, None for the request of a newcomer."""

    group_id: int | None
    request_id: int


@dataclass(frozen=True, slots=True)
class HelpWanted(HelpEvent):
    """For each volunteer who is asked; not sent once somebody has taken the request."""

    type = "help_wanted"
    members_only = True


@dataclass(frozen=True, slots=True)
class HelperFound(HelpEvent):
    """For the person who asked."""

    type = "helper_found"


@dataclass(frozen=True, slots=True)
class HelpAgreed(HelpEvent):
    """For the volunteer: both can see how to reach each other."""

    type = "help_agreed"


@dataclass(frozen=True, slots=True)
class HelpDeclined(HelpEvent):
    """For the volunteer, who is not needed any more."""

    type = "help_declined"


@dataclass(frozen=True, slots=True)
class HelpHandedOver(HelpEvent):
    """For the person who asked: the office takes care of it."""

    type = "help_handed_over"


@dataclass(frozen=True, slots=True)
class HelpUnanswered(HelpEvent):
    """For the office, which takes care of it: nobody had time for two days."""

    type = "help_unanswered"


@dataclass(frozen=True, slots=True)
class HelpForOffice(HelpEvent):
    """For the office, which takes care of it at once: nobody else can be asked."""

    type = "help_for_office"


@dataclass(frozen=True, slots=True)
class HelpReachable(HelpEvent):
    """For the office: the person has said how to reach them."""

    type = "help_reachable"


@dataclass(frozen=True, slots=True)
class HelpClosed(HelpEvent):
    """For the person who asked: somebody else has closed the request."""

    type = "help_closed"
