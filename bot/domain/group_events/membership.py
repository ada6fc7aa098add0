"""Who belongs to a group, and who has a seat in it."""

from dataclasses import dataclass

from bot.domain.group_events.base import BaseEvent


@dataclass(frozen=True, slots=True)
class MembershipEvent(BaseEvent):
    """News of who belongs to a group."""

    group_id: int


@dataclass(frozen=True, slots=True)
class MemberEvent(MembershipEvent):
    """For the leads. ``membership_id`` is of the person it is about, None in rows of old times."""

    membership_id: int | None = None


@dataclass(frozen=True, slots=True)
class JoinRequested(MemberEvent):
    """Somebody wants to join."""

    type = "join_requested"


@dataclass(frozen=True, slots=True)
class MemberJoined(MemberEvent):
    """Somebody has joined."""

    type = "member_joined"


@dataclass(frozen=True, slots=True)
class JoinAccepted(MembershipEvent):
    """For the person who asked."""

    type = "join_accepted"


@dataclass(frozen=True, slots=True)
class JoinRefused(MembershipEvent):
    """For the person who asked. ``remark_id`` is what the lead wrote, None nothing."""

    type = "join_refused"
    remark_id: int | None = None


@dataclass(frozen=True, slots=True)
class MemberRemoved(MembershipEvent):
    """For the person who was removed."""

    type = "member_removed"


@dataclass(frozen=True, slots=True)
class SeatGiven(MembershipEvent):
    """For the new holder of a seat in a steering group."""

    type = "seat_given"


@dataclass(frozen=True, slots=True)
class SeatWithdrawn(MembershipEvent):
    """For the person who lost a seat in a steering group."""

    type = "seat_withdrawn"


@dataclass(frozen=True, slots=True)
class SeatsVacant(MembershipEvent):
    """For the leads."""

    type = "seats_vacant"


@dataclass(frozen=True, slots=True)
class AbsenceNoticed(MembershipEvent):
    """For a member who has not been seen for months: are they still in the group?"""

    type = "absence_noticed"
    members_only = True
