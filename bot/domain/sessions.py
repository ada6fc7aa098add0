"""Sessions of browsers: where a person with rights is signed in."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.second_factors import Owed


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser in which a privileged person signed in.

    ``device`` is at most the names of browser and system, "" if they are not known. ``created_at``
    is when the person signed in, ``used_at`` when the browser last asked for something, exact to
    some minutes. ``ended_at`` None means that it was not signed out, ``factor_at`` None that no
    second factor was given in it.
    """

    id: int
    person_id: int
    device: str
    created_at: datetime
    used_at: datetime
    ended_at: datetime | None = None
    factor_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the cookie of a session says: the address of the person, and the session there.

    ``secret`` is "" for people without rights: nothing is stored about their sessions.
    """

    address: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a channel knows of the session in which somebody does something.

    ``session_id`` is the id of a ``Session``, 0 for none. ``is_signed_in`` is False where
    privileged acts ask to sign in again; channels that know people by themselves leave it True.
    ``form`` is the token of the form that was sent, "" for none. ``owes`` is what a session that is
    not over still needs; then ``is_signed_in`` is False, too.
    """

    session_id: int = 0
    is_signed_in: bool = True
    device: str = ""
    form: str = ""
    owes: Owed = Owed.NOTHING


NO_VISIT = Visit()
