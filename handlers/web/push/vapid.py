"""The proof by which a push service knows who sends (VAPID, RFC 8292): a JWT with ES256."""

import json
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bot.domain.push import PushKey
from bot.rules.push import decoded, encoded
from handlers.web.push.encryption import CURVE, point

GOOD_FOR = timedelta(hours=12)
"""How long a proof holds; services refuse one that holds longer than 24 hours (RFC 8292, 2)."""
RENEWED_BEFORE = timedelta(hours=1)
"""Time before its end from which on a proof is made anew, whatever the clock of the service."""
MOST_PROOFS = 200
"""Maximum number of proofs that are remembered: one for each service."""
NUMBER = 32
"""Bytes of a private key, and of each half of a signature (RFC 7518, 3.4)."""


def new_key() -> tuple[str, str]:
    """Return a new key pair: the private half, then the public one that browsers get."""
    key = ec.generate_private_key(CURVE)
    private = key.private_numbers().private_value.to_bytes(NUMBER, "big")
    return encoded(private), encoded(point(key.public_key()))


class Proofs:
    """Makes proofs, and remembers them as long as they hold.

    ``contact`` is whom a push service writes to: an address that begins with mailto: or https:.
    """

    def __init__(self, contact: str) -> None:
        self._contact = contact
        self._proofs: dict[tuple[int, str], tuple[datetime, str]] = {}

    def proof(self, key: PushKey, origin: str, now: datetime) -> str:
        """Return the header "Authorization" for a push service."""
        until, header = self._proofs.get((key.id, origin), (now, ""))
        if until - now < RENEWED_BEFORE:
            until = now + GOOD_FOR
            header = f"vapid t={self._token(key, origin, until)}, k={key.public}"
            latest = list(self._proofs.items())[-MOST_PROOFS:]
            self._proofs = dict(latest) | {(key.id, origin): (until, header)}
        return header

    def _token(self, key: PushKey, origin: str, until: datetime) -> str:
        claims = {"aud": origin, "exp": int(until.timestamp()), "sub": self._contact}
        signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
        return f"{signed}.{encoded(_signature(key, signed.encode()))}"


def _signature(key: PushKey, content: bytes) -> bytes:
    """Return a signature as JWTs have it: two numbers, not DER (RFC 7518, 3.4)."""
    private = ec.derive_private_key(int.from_bytes(decoded(key.private), "big"), CURVE)
    halves = decode_dss_signature(private.sign(content, ec.ECDSA(SHA256())))
    return b"".join(half.to_bytes(NUMBER, "big") for half in halves)


def _part(content: dict[str, object]) -> str:
    return encoded(json.dumps(content, separators=(",", ":")).encode())
