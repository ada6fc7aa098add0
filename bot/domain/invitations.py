"""One-time invitations that give a role in a district."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.people import Role

GOOD_FOR = timedelta(days=7)
"""Time within which an invitation can be accepted."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Role and district that accepting gives; ``group_id`` None means no group."""

    role: Role
    district_id: int
    group_id: int | None = None
