"""Encryption of what lies in the update inbox, and the numbers that stand for chats and albums."""

from storage.engine.sealing import Seal


def sealed(seal: Seal, data: bytes) -> bytes:
    """Return UTF-8 text that only the key can read."""
    return seal.close("inbox", data.decode())


def opened(seal: Seal, data: bytes) -> bytes:
    """Return what ``sealed`` was given."""
    return seal.open("inbox", data).encode()


def number_of(digest: bytes) -> int:
    """Return the number that stands for what a digest was made of; it fits into a column."""
    return int.from_bytes(digest[:8], "big", signed=True)
