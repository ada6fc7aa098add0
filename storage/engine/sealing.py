"""Addresses are stored encrypted (AES-SIV, RFC 5297) and found by a keyed hash; the key is not in the database."""

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from bot.domain.people import Address


class Seal:
    """Seals and opens addresses with one secret key of 64 hexadecimal digits."""

    def __init__(self, secret_key: str) -> None:
        self._key = bytes.fromhex(secret_key)
        self._cipher = AESSIV(self._derived(b"address-cipher"))
        self._index = self._derived(b"address-index")

    def digest(self, address: Address) -> bytes:
        """32 bytes that are the same for the same address, and tell nothing without the key."""
        return hmac.new(self._index, _bytes(address), sha256).digest()

    def close(self, address: Address) -> bytes:
        return self._cipher.encrypt(address.value.encode(), [address.channel.encode()])

    def open(self, channel: str, sealed: bytes) -> Address:
        """Raises cryptography.exceptions.InvalidTag if the key is another one."""
        return Address(channel, self._cipher.decrypt(sealed, [channel.encode()]).decode())

    def token(self, purpose: str, value: str) -> str:
        """A proof that we gave out ``value`` for ``purpose``: CSRF tokens."""
        return hmac.new(self._derived(purpose.encode()), value.encode(), sha256).hexdigest()

    def _derived(self, purpose: bytes) -> bytes:
        return hmac.new(self._key, purpose, sha256).digest()


def _bytes(address: Address) -> bytes:
    return f"{address.channel}\0{address.value}".encode()
