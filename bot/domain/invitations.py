"""One-time invitations that give a role in a district."""

from dataclasses import dataclass

from bot.domain.people import Role


@dataclass(frozen=True, slots=True)
class Invitation:
    """What whoever accepts becomes, and where; ``group_id`` None is no group."""

    role: Role
    district_id: int
    group_id: int | None = None
