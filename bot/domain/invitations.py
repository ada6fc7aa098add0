"""One-time invitations: to a right in a district, into a group, or for the chat of a group."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.grants import Right, Role

GOOD_FOR = timedelta(days=7)
"""Time within which an invitation can be accepted."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What accepting gives: ``role`` in a district; None connects the Telegram chat of a group.

    ``group_id`` None means no group. ``organisation_id`` is whose offers an editor keeps,
    ``language`` that of a translator, "" for other roles.
    ``ends_at`` is when the right ends, None never. ``replaces_id`` is a grant that is handed over
    by it, ``given_by`` who invites, None for the command line. ``id`` is 0 until it is stored.
    """

    role: Role | None
    district_id: int
    group_id: int | None = None
    organisation_id: int | None = None
    ends_at: datetime | None = None
    replaces_id: int | None = None
    given_by: int | None = None
    id: int = 0
    language: str = ""

    @property
    def right(self) -> Right | None:
        """The right that it gives, None if it is for a chat."""
        if self.role is None:
            return None
        return Right(
            self.role,
            self.district_id,
            self.organisation_id,
            self.ends_at,
            language=self.language,
        )
