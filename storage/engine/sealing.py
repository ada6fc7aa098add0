"""Encrypt (AES-SIV, RFC 5297) and digest (HMAC-SHA256) texts; the key is not in the database."""

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESSIV


class Seal:
    """Seal and open texts with one secret key of 64 hexadecimal digits.

    A ``purpose`` says what a text is: the name of a channel for an address, else "name", "contact",
    "feed" or "inbox". It is bound to the text: what was closed for one purpose cannot be opened for
    another, and equal texts look different. What is stored depends on it, so it must never change.
    """

    def __init__(self, secret_key: str) -> None:
        self._key = bytes.fromhex(secret_key)
        self._cipher = AESSIV(self._derived(b"address-cipher"))
        self._index = self._derived(b"address-index")

    def digest(self, purpose: str, text: str) -> bytes:
        """Return 32 bytes to look a text up by; without the key they tell nothing."""
        return hmac.new(self._index, f"{purpose}\0{text}".encode(), sha256).digest()

    def close(self, purpose: str, text: str) -> bytes:
        """Encrypt a text. The same text gives the same bytes, 16 longer than itself in UTF-8."""
        return self._cipher.encrypt(text.encode(), [purpose.encode()])

    def open(self, purpose: str, sealed: bytes) -> str:
        """Decrypt a text.

        Raises cryptography.exceptions.InvalidTag if it was closed with another key or purpose.
        """
        return self._cipher.decrypt(sealed, [purpose.encode()]).decode()

    def token(self, purpose: str, value: str) -> str:
        """Return a proof, 64 hexadecimal digits, that we gave out ``value``: links, CSRF tokens."""
        return hmac.new(self._derived(purpose.encode()), value.encode(), sha256).hexdigest()

    def _derived(self, purpose: bytes) -> bytes:
        return hmac.new(self._key, purpose, sha256).digest()
