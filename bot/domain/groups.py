"""Groups of volunteers: who they are, how one gets in, who stands where in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Helferkreis, Arbeitskreis, Steuerungsgruppe, Runder Tisch, Fachtag."""

    HELPER_CIRCLE = "helper_circle"
    WORKING_GROUP = "working_group"
    STEERING_GROUP = "steering_group"
    ROUND_TABLE = "round_table"
    TRAINING = "training"


class Joining(StrEnum):
    """How one gets in: at once, when a lead agrees, or only with a one-time link."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


class Standing(StrEnum):
    """Who somebody is in a group. Who ``ASKED`` is not in it yet."""

    ASKED = "asked"
    GUEST = "guest"
    MEMBER = "member"
    DELEGATE = "delegate"
    LEAD = "lead"


IN = (Standing.GUEST, Standing.MEMBER, Standing.DELEGATE, Standing.LEAD)


@dataclass(frozen=True, slots=True)
class Group:
    """``texts`` describe it by language, "de" first of all. ``most`` None: as many as come. ``members`` are those who are in it.

    ``municipality_id`` None is the whole district, ``field_id`` None every field. ``sample``: it was invented to try with.
    ``chat_id`` is its chat at Telegram, which is told about meetings too; None is none.
    ``language`` is the one its people speak with each other.
    """

    id: int
    district_id: int
    kind: Kind
    name: str
    joining: Joining = Joining.APPROVAL
    texts: Mapping[str, str] = field(default_factory=dict)
    municipality_id: int | None = None
    field_id: int | None = None
    most: int | None = None
    sample: bool = False
    members: int = 0
    chat_id: int | None = None
    language: str = "de"


@dataclass(frozen=True, slots=True)
class Member:
    """``name`` is how somebody wants to be called in this group, and in no other."""

    id: int
    group_id: int
    person_id: int
    standing: Standing
    name: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a steering group. ``label`` is what it stands for: "Caritas"; ``from_group_id`` is the group whose delegate sits there.

    ``holder`` is the name of who sits there, "" nobody, ``membership_id`` who that is. ``optional``: it may stay empty.
    """

    id: int
    group_id: int
    label: str
    from_group_id: int | None = None
    optional: bool = False
    holder: str = ""
    membership_id: int | None = None


class Happening(StrEnum):
    """What a person is told about a group."""

    ASKED = "asked"
    JOINED = "joined"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REMOVED = "removed"
    INVITED = "invited"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDED = "reminded"
    MOVED_UP = "moved_up"
    RESCHEDULED = "rescheduled"
    ALL_CANCELLED = "all_cancelled"
    STAND_IN = "stand_in"
    MINUTES = "minutes"
    TASK = "task"
    TASK_DUE = "task_due"
    TOPIC = "topic"
    SEATED = "seated"
    UNSEATED = "unseated"
    VACANT = "vacant"
    STILL_THERE = "still_there"
    HELP_WANTED = "help_wanted"
    HELP_FOUND = "help_found"
    HELP_AGREED = "help_agreed"
    HELP_DECLINED = "help_declined"
    HELP_HANDED = "help_handed"
    HELP_WAITS = "help_waits"


FOR_CHATS = (
    *(Happening.INVITED, Happening.MOVED, Happening.CANCELLED),
    *(Happening.RESCHEDULED, Happening.ALL_CANCELLED, Happening.MINUTES),
)
"""What a whole group is told in its chat, besides the reminders that a chat chose as a person does."""
ABOUT_HELP = (
    *(Happening.HELP_WANTED, Happening.HELP_FOUND, Happening.HELP_AGREED),
    *(Happening.HELP_DECLINED, Happening.HELP_HANDED, Happening.HELP_WAITS),
)
ABOUT_RESULTS = (Happening.MINUTES, Happening.TASK, Happening.TASK_DUE)
ABOUT_MEETINGS = (
    *(
        Happening.INVITED,
        Happening.MOVED,
        Happening.CANCELLED,
        Happening.REMINDED,
        Happening.MOVED_UP,
    ),
    *(Happening.RESCHEDULED, Happening.ALL_CANCELLED, Happening.STAND_IN),
)


@dataclass(frozen=True, slots=True)
class Event:
    """``name`` is a member's or another group's, ``words`` what a lead wrote, or the time a meeting had before; "" nothing.

    ``times`` are the next dates of a series, local wall times in ISO format.
    """

    happening: Happening
    group_id: int | None
    name: str = ""
    words: str = ""
    meeting_id: int | None = None
    result_id: int | None = None
    times: tuple[str, ...] = ()
    help_id: int | None = None
