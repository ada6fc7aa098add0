"""What goes to an identity provider and comes back with somebody: sealed, for one browser, once.

Nothing is stored for a sign-in that nobody finishes.
"""

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import TypeVar

import orjson
from cryptography.exceptions import InvalidTag

from bot.rules.accounts import NotSignedIn
from bot.rules.problems import Problem
from handlers.web.sessions import SIGNING_IN
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.people import forms

LONGEST = 6000
"""Maximum length of a state, in characters."""
_SEALED = re.compile(r"[A-Za-z0-9_=-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A sign-in at a provider that was begun at ``at``, in seconds since 1970.

    ``provider`` is the key of the provider in the settings: its answers count, no others.
    ``verifier`` and ``nonce`` are what only we know (RFC 7636) and what the token must say.
    ``browser`` is where it was begun. It accepts an ``invitation``, adds an account to whom
    ``session_id`` belongs, or signs in and leads to ``back``.
    """

    verifier: str
    nonce: str
    browser: str
    at: int
    provider: str = ""
    invitation: str = ""
    session_id: int = 0
    back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adding:
    """Somebody may add an account in their session since ``at``, in seconds since 1970."""

    session_id: int
    at: int


Sealed = TypeVar("Sealed", Started, Adding)


def new_browser() -> str:
    """Return what a browser is known by: 32 random bytes."""
    return secrets.token_urlsafe(32)


def started(
    browser: str,
    now: datetime,
    *,
    provider: str = "",
    invitation: str = "",
    session_id: int = 0,
    back: str = "",
) -> Started:
    """Return a sign-in that begins now."""
    return Started(
        verifier=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(16),
        browser=browser,
        at=int(now.timestamp()),
        provider=provider,
        invitation=invitation,
        session_id=session_id,
        back=back,
    )


class States:
    """Seals what was begun, and opens what comes back."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def close(self, begun: Started | Adding) -> str:
        """Return what the provider is given, which reads nothing of it."""
        sealed = self._seal.close(_purpose(type(begun)), orjson.dumps(asdict(begun)).decode())
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, state: str, browser: str, now: datetime, provider: str = "") -> Started:
        """Return what was begun in a browser at a provider lately. Raises NotSignedIn."""
        begun = self._opened(Started, state)
        if begun is None:
            raise NotSignedIn(Problem.PROVIDER_AGAIN, "state")
        if not browser or not hmac.compare_digest(begun.browser, browser):
            raise NotSignedIn(Problem.PROVIDER_AGAIN, "browser")
        if begun.provider != provider:
            raise NotSignedIn(Problem.PROVIDER_AGAIN, "provider")
        if not _is_young(begun.at, now):
            raise NotSignedIn(Problem.PROVIDER_AGAIN, "too old")
        return begun

    async def spend(self, store: Store, state: str, now: datetime) -> None:
        """Let a state count this once. Raises NotSignedIn for one that came back before."""
        if not await forms.take(store, self._seal.tokens("oidc state used", state), "", now):
            raise NotSignedIn(Problem.PROVIDER_AGAIN, "replayed")

    def to_add(self, session_id: int, now: datetime) -> str:
        """Return what proves that somebody may add an account in their session, for a while."""
        return self.close(Adding(session_id=session_id, at=int(now.timestamp())))

    def adds(self, proof: str, now: datetime) -> int:
        """Return the id of the session in which an account may be added, 0 for none."""
        adding = self._opened(Adding, proof)
        return adding.session_id if adding and _is_young(adding.at, now) else 0

    def _opened(self, kind: type[Sealed], text: str) -> Sealed | None:
        if len(text) > LONGEST or not _SEALED.fullmatch(text):
            return None
        try:
            sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return kind(**orjson.loads(self._seal.open(_purpose(kind), sealed)))
        except (InvalidTag, ValueError):
            return None


def _purpose(kind: type[Started | Adding]) -> str:
    """Return what values of a class are sealed for.

    A browser comes back after an update, too: what a version with other fields sealed opens nothing
    here, and the person begins again.
    """
    return f"oidc {kind.__name__} {[(field.name, field.type) for field in fields(kind)]}"


def _is_young(at: int, now: datetime) -> bool:
    return 0 <= now.timestamp() - at + 1 <= SIGNING_IN.total_seconds()
