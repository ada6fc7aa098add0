"""Grants: who may do what, in which district, until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a grant allows, always in one district.

    A coordinator works for the whole district, an editor keeps the offers of one organisation, a
    reader sees the desk and the report but no people, a volunteer helps, a translator translates
    into one language and sees nothing else.
    """

    COORDINATOR = "coordinator"
    EDITOR = "editor"
    READER = "reader"
    VOLUNTEER = "volunteer"
    TRANSLATOR = "translator"


class GrantState(StrEnum):
    """State of a grant. One whose end has passed stays ``ACTIVE``, and gives nothing any more."""

    ACTIVE = "active"
    REVOKED = "revoked"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class Right:
    """What a person may do by one grant: the part of it that rules ask for.

    ``organisation_id`` is whose offers an editor keeps, None for other roles. ``ends_at`` None
    means without an end. ``chosen``: the person works in this district at the moment. ``language``
    is the one into which a translator translates, "" for other roles.
    """

    role: Role
    district_id: int
    organisation_id: int | None = None
    ends_at: datetime | None = None
    chosen: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant, as it is stored.

    ``given_by`` is a person's id, None for the command line and for somebody who was forgotten.
    """

    id: int
    person_id: int
    right: Right
    given_at: datetime
    given_by: int | None = None
    state: GrantState = GrantState.ACTIVE


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a coordinator keeps for a district, by ids.

    They are the groups that they lead with all series of these, the open tasks that they do there,
    the announcements that are not sent yet or will be sent again, and the marks on what they
    take care of in the inbox.
    """

    group_ids: tuple[int, ...] = ()
    task_ids: tuple[int, ...] = ()
    announcement_ids: tuple[int, ...] = ()
    inbox_mark_ids: tuple[int, ...] = ()
