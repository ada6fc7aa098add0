"""A push is encrypted for one browser (RFC 8291, content coding aes128gcm of RFC 8188)."""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.domain.push import Subscription
from bot.rules.problems import Problem, Refusal
from bot.rules.push import decoded

CURVE = ec.SECP256R1()
SALT, KEY, NONCE, SECRET = 16, 16, 12, 32
"""Sizes in bytes (RFC 8188, 2.1 to 2.3; RFC 8291, 3.4)."""
RECORD = 4096
"""Size of a record in bytes: there is only one, and no push is longer."""
LAST = b"\x02"
"""Ends the last record (RFC 8188, 2)."""


def encrypt(
    content: bytes,
    subscription: Subscription,
    *,
    private: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """Return the body of a push that only this browser can read.

    ``private`` and ``salt`` are drawn anew for each push; only known examples give them. Raises
    ValueError for a key of a browser that is no point of the curve.
    """
    ours, salt = private or ec.generate_private_key(CURVE), salt or os.urandom(SALT)
    theirs, sender = decoded(subscription.p256dh), point(ours.public_key())
    shared = ours.exchange(ec.ECDH(), _public(theirs))
    secret = _derived(
        shared, decoded(subscription.auth), b"WebPush: info\0" + theirs + sender, SECRET
    )
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", KEY)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", NONCE)
    sealed = AESGCM(key).encrypt(nonce, content + LAST, None)
    return salt + RECORD.to_bytes(4, "big") + bytes([len(sender)]) + sender + sealed


def check_keys(subscription: Subscription) -> None:
    """Raise Refusal for keys that nothing can be encrypted for."""
    try:
        _public(decoded(subscription.p256dh))
    except ValueError as error:
        raise Refusal(Problem.NO_DEVICE) from error


def point(public: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as an uncompressed point, 65 bytes."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _public(content: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, content)


def _derived(secret: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    return HKDF(SHA256(), size, salt, info).derive(secret)
