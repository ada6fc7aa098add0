"""Encrypt (AES-SIV, RFC 5297) and digest (HMAC-SHA256) texts; the key is not in the database."""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


class _Key:
    """One secret key of 64 hexadecimal digits, and what is derived from it."""

    def __init__(self, secret_key: str) -> None:
        self._key = bytes.fromhex(secret_key)
        self.cipher = AESSIV(self.derived(b"address-cipher"))
        self.index = self.derived(b"address-index")

    def derived(self, purpose: bytes) -> bytes:
        return hmac.new(self._key, purpose, sha256).digest()

    def digest(self, purpose: str, text: str) -> bytes:
        return hmac.new(self.index, f"{purpose}\0{text}".encode(), sha256).digest()

    def token(self, purpose: str, value: str) -> str:
        return hmac.new(self.derived(purpose.encode()), value.encode(), sha256).hexdigest()

    def open(self, purpose: str, sealed: bytes) -> str:
        return self.cipher.decrypt(sealed, [purpose.encode()]).decode()


class Seal:
    """Seal and open texts with one secret key of 64 hexadecimal digits.

    A ``purpose`` says what a text is: the name of a channel for an address, else "name", "contact",
    "feed" or "inbox". It is bound to the text: what was closed for one purpose cannot be opened for
    another, and equal texts look different. What is stored depends on it, so it must never change.

    ``old_keys`` open, find and verify what was made with them; nothing new is made with them.
    """

    def __init__(self, secret_key: str, old_keys: Sequence[str] = ()) -> None:
        self._current = _Key(secret_key)
        self._keys = (self._current, *map(_Key, old_keys))

    def digest(self, purpose: str, text: str) -> bytes:
        """Return 32 bytes to look a text up by; without the key they tell nothing."""
        return self._current.digest(purpose, text)

    def digests(self, purpose: str, text: str) -> list[bytes]:
        """Return the digest, and those of the old keys, by which a text is found, too."""
        return [key.digest(purpose, text) for key in self._keys]

    def close(self, purpose: str, text: str) -> bytes:
        """Encrypt a text. The same text gives the same bytes, 16 longer than itself in UTF-8."""
        return self._current.cipher.encrypt(text.encode(), [purpose.encode()])

    def open(self, purpose: str, sealed: bytes) -> str:
        """Decrypt a text.

        Raises cryptography.exceptions.InvalidTag if it was closed with another key or purpose.
        """
        for key in self._keys[:-1]:
            with suppress(InvalidTag):
                return key.open(purpose, sealed)
        return self._keys[-1].open(purpose, sealed)

    def opened(self, purpose: str, sealed: bytes) -> str | None:
        """Decrypt a text; None if no key of ours opens it."""
        try:
            return self.open(purpose, sealed)
        except InvalidTag:
            return None

    def is_current(self, purpose: str, sealed: bytes) -> bool:
        """Return whether a text was closed with the key, not with an old one."""
        try:
            self._current.open(purpose, sealed)
        except InvalidTag:
            return False
        return True

    def token(self, purpose: str, value: str) -> str:
        """Return a proof, 64 hexadecimal digits, that we gave out ``value``: links, CSRF tokens."""
        return self._current.token(purpose, value)

    def tokens(self, purpose: str, value: str) -> list[str]:
        """Return the proof, and those that the old keys gave."""
        return [key.token(purpose, value) for key in self._keys]

    def proves(self, purpose: str, value: str, given: str, length: int = 64) -> bool:
        """Return whether ``given`` is the proof of a value, or its first ``length`` digits."""
        proofs = [token[:length].encode() for token in self.tokens(purpose, value)]
        answer = given.encode("utf-8", "surrogateescape")
        return any([hmac.compare_digest(proof, answer) for proof in proofs])

    @property
    def has_old_keys(self) -> bool:
        """Whether something may still have been made with an old key."""
        return len(self._keys) > 1
