"""Passkeys (WebAuthn level 2): what a browser is asked, and whether its answer is right.

A challenge is signed by us, bound to what it is for and to the session, and works once: nothing is
stored for one that nobody answers.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from bot.domain.second_factors import Passkey
from bot.rules.problems import Problem, Refusal
from storage.engine.sealing import Seal
from storage.engine.store import Store
from storage.people import forms, passkeys

if TYPE_CHECKING:
    from handlers.web.ceremonies import Ceremonies

VALID = timedelta(minutes=10)
"""How long a challenge is answered; ``desk.js`` loads an older page again."""
NONCE, MOMENT = 16, 8
"""Bytes of a challenge: random ones, and its second; what proves that it is ours is behind them."""
LONGEST = 20_000
"""Maximum length of the answer of a browser, in characters."""
SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a challenge is for ("add", "give" or "sign-in"), and the session, "" for none."""

    purpose: str
    session: str = ""


class Passkeys:
    """Asks for passkeys of one host, and checks answers. All checks raise Refusal."""

    def __init__(self, seal: Seal, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._seal = seal
        self._host = parts.hostname or ""
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._is_safe = parts.scheme == "https" or self._host == "localhost"

    @cached_property
    def _ceremonies(self) -> "Ceremonies":
        """Return what the library does for this site; most visitors never use a passkey."""
        from handlers.web.ceremonies import Ceremonies

        return Ceremonies(self._host, self._origin)

    @property
    def is_possible(self) -> bool:
        """Whether browsers make passkeys for this site: it needs a name, and https."""
        return bool(self._host) and self._is_safe and not _is_number(self._host)

    def to_add(self, asked: Asked, person_id: int, known: list[Passkey], now: datetime) -> str:
        """Return the options with which a browser makes a passkey, as JSON."""
        user = self._seal.digest("passkey-user", str(person_id))
        return self._ceremonies.to_add(self._challenge(asked, now), user, known)

    def to_give(self, asked: Asked, known: list[Passkey], now: datetime) -> str:
        """Return the options with which a browser signs in, as JSON; ``known`` [] is any."""
        return self._ceremonies.to_give(self._challenge(asked, now), known)

    async def added(
        self, store: Store, asked: Asked, answer: str, person_id: int, device: str, now: datetime
    ) -> None:
        """Store the passkey that a browser made."""
        challenge = await self._spent(store, asked, answer, now)
        with _refusing():
            made = self._ceremonies.added(_parsed(answer), challenge)
        if await passkeys.by_credential(store, made.credential_id):
            raise Refusal(Problem.PASSKEY_REFUSED)
        key = Passkey(
            id=0,
            person_id=person_id,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            device=device,
            created_at=now,
            used_at=None,
        )
        await passkeys.add(store, key)

    async def given(
        self, store: Store, asked: Asked, answer: str, now: datetime, *, person_id: int = 0
    ) -> Passkey:
        """Return the passkey that signed; ``person_id`` 0 takes that of anybody."""
        challenge = await self._spent(store, asked, answer, now)
        key = await passkeys.by_credential(store, self._credential_id(answer))
        if key is None or person_id not in (0, key.person_id):
            raise Refusal(Problem.PASSKEY_REFUSED)
        with _refusing():
            signed = self._ceremonies.given(_parsed(answer), challenge, key)
        if not await passkeys.used(store, key, signed.new_sign_count, now):
            raise Refusal(Problem.PASSKEY_REFUSED)
        return key

    def _challenge(self, asked: Asked, now: datetime) -> bytes:
        bare = secrets.token_bytes(NONCE) + int(now.timestamp()).to_bytes(MOMENT)
        return bare + bytes.fromhex(self._seal.token("passkey", _signed(asked, bare)))

    async def _spent(self, store: Store, asked: Asked, answer: str, now: datetime) -> bytes:
        """Return the challenge that a browser answered, if it is ours, young and was never used."""
        challenge = self._challenge_of(answer)
        bare, proof = challenge[: NONCE + MOMENT], challenge[NONCE + MOMENT :]
        age = now.timestamp() - int.from_bytes(bare[NONCE:])
        is_ours = self._seal.proves("passkey", _signed(asked, bare), proof.hex())
        if not is_ours or not 0 <= age + 1 <= VALID.total_seconds():
            raise Refusal(Problem.PASSKEY_REFUSED)
        tokens = self._seal.tokens("passkey-used", challenge.hex())
        if not await forms.take(store, tokens, "", now):
            raise Refusal(Problem.PASSKEY_REFUSED)
        return challenge

    def _challenge_of(self, answer: str) -> bytes:
        """Return the challenge in the answer of a browser. Raises Refusal for what is none."""
        ceremonies = self._ceremonies  # a library that cannot be loaded is no fault of the answer
        with _refusing():
            return ceremonies.challenge_in(_parsed(answer))

    def _credential_id(self, answer: str) -> bytes:
        with _refusing():
            return self._ceremonies.credential_in(_parsed(answer))


def _signed(asked: Asked, bare: bytes) -> str:
    return f"{asked.purpose} {asked.session} {bare.hex()}"


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse whatever is wrong with an answer: the library raises what its parts raise."""
    try:
        yield
    except Exception as error:
        raise Refusal(Problem.PASSKEY_REFUSED) from error


def _parsed(answer: str) -> dict[str, Any]:
    parsed: dict[str, Any] = orjson.loads(answer[:LONGEST])
    return parsed


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
