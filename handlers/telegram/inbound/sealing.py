"""Encryption of what lies in the update inbox."""

from storage.engine.sealing import Seal


def sealed(seal: Seal, data: bytes) -> bytes:
    """Return UTF-8 text that only the key can read."""
    return seal.close("inbox", data.decode())


def opened(seal: Seal, data: bytes) -> bytes:
    """Return what ``sealed`` was given."""
    return seal.open("inbox", data).encode()
