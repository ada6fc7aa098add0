"""Groups of volunteers, their members and seats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """Kind of a group: Helferkreis, Arbeitskreis, Steuerungsgruppe, Runder Tisch, Fachtag."""

    HELPER_CIRCLE = "helper_circle"
    WORKING_GROUP = "working_group"
    STEERING_GROUP = "steering_group"
    ROUND_TABLE = "round_table"
    TRAINING = "training"


class Joining(StrEnum):
    """How people join a group: at once, with the consent of a lead, or by a one-time link."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


class Standing(StrEnum):
    """Standing of a person in a group. ``ASKED`` is not a member yet."""

    ASKED = "asked"
    GUEST = "guest"
    MEMBER = "member"
    DELEGATE = "delegate"
    LEAD = "lead"


IN = (Standing.GUEST, Standing.MEMBER, Standing.DELEGATE, Standing.LEAD)
"""Standings of members."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group; ``texts`` maps a language to its description, and always has German.

    ``most`` is the maximum number of members, None means no limit; ``members`` is their number.
    ``municipality_id`` None means the whole district, ``field_id`` None every field.
    ``sample``: it was invented for demonstrations. ``chat_id`` is its Telegram chat, which also
    gets news of meetings; None means none. ``language`` is the one that its members speak together.
    ``archived_at`` is since when it is archived, None for a group that works.
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
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A membership; ``name`` is what the person wants to be called in this group only."""

    id: int
    group_id: int
    person_id: int
    standing: Standing
    name: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat in a steering group; ``label`` is the body it represents, such as "Caritas".

    ``from_group_id`` is the group that sends a delegate, None means none. ``holder`` is the name of
    the delegate, "" if the seat is vacant; ``membership_id`` is the delegate's membership.
    ``optional``: it may stay vacant. ``term_ends`` is the last day for which the holder was sent,
    None for no end. ``deputy_id`` is the membership of whoever comes when the holder cannot, None
    for nobody, and ``deputy`` their name.
    """

    id: int
    group_id: int
    label: str
    from_group_id: int | None = None
    optional: bool = False
    holder: str = ""
    membership_id: int | None = None
    term_ends: date | None = None
    deputy_id: int | None = None
    deputy: str = ""
