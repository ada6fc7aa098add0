"""How addresses are stored: sealed to be written to, digested to be found."""

from bot.domain.people import Address
from storage.engine.sealing import Seal


def digest(seal: Seal, address: Address) -> bytes:
    """Return the value of the column ``digest``, which is unique."""
    return seal.digest(address.channel, address.value)


def digests(seal: Seal, address: Address) -> list[bytes]:
    """Return every value that the column ``digest`` of this address may have."""
    return seal.digests(address.channel, address.value)


def columns(seal: Seal, address: Address) -> dict[str, object]:
    """Return the columns of the table ``address`` that hold the address itself."""
    return {
        "channel": address.channel,
        "digest": digest(seal, address),
        "sealed": seal.close(address.channel, address.value),
    }


def opened(seal: Seal, channel: str, sealed: bytes) -> Address:
    """Return the address of a row."""
    return Address(channel, seal.open(channel, sealed))
