"""Accounts at the identity provider of an office, by which people sign in (OpenID Connect)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider said of somebody who signed in there.

    ``subject`` is what it knows them by, and never changes for a person; ``issuer`` is its own
    name. Addresses and names are not asked for. ``factor_at`` is when it asked for a second
    factor, None if it did not say so.
    """

    issuer: str
    subject: str
    factor_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account that signs a person in. ``used_at`` None means that it was bound and not used."""

    id: int
    person_id: int
    issuer: str
    bound_at: datetime
    used_at: datetime | None
