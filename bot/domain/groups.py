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
