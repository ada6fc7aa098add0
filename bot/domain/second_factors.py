"""What somebody signs in with beside a one-time link: codes of an app, recovery codes, passkeys."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Owed(StrEnum):
    """What a session still needs before its person may use their rights.

    ``SET_UP`` is a second factor that is demanded and that the person does not have yet.
    """

    NOTHING = ""
    CODE = "code"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticator:
    """An app that shows codes (TOTP, RFC 6238).

    ``secret`` is in base32. ``confirmed_at`` None means that no code of it was given yet.
    ``last_step`` is the time step of the last code that was taken, 0 for none: a code works once.
    ``failures`` counts wrong codes since ``failing_since``, None for never.
    """

    id: int
    secret: str
    created_at: datetime
    confirmed_at: datetime | None
    last_step: int
    failures: int
    failing_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey (WebAuthn): its id at the authenticator, its public key, how often it signed.

    ``device`` is where it was made, such as "Firefox, Windows". ``used_at`` None means never.
    """

    id: int
    person_id: int
    credential_id: bytes
    public_key: bytes
    sign_count: int
    device: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """How many recovery codes are left, and when they were made; None means never."""

    left: int
    made_at: datetime | None
