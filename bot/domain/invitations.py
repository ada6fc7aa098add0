"""One-time invitations that give a role in a district."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.people import Role

GOOD_FOR = timedelta(days=7)
"""How long an invitation can be accepted."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What whoever accepts becomes, and where; ``group_id`` None is no group."""

    role: Role
    district_id: int
    group_id: int | None = None
