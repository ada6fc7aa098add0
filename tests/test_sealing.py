"""Stored values stay readable and can be found.

The samples were made by version 1c2cf21 with the tests' key.
"""

import pytest
from cryptography.exceptions import InvalidTag

from bot.domain.people import Address
from storage.people import sealed_addresses
from tests.harness.databases import SEAL

STORED = (
    ("telegram", "4711",
     "e4706143b8fca8635342f2b6fd3eaf9c3f5b1b61",
     "20b3a0d071eadf31dc6ffd5c407933619f62659403f15fda0f9371480d3b0481"),
    ("web", "abc-DEF_1",
     "c15c8f62ac91247f4f29ba76831f85b60fd21af69563bcaf3d",
     "34cb0c37889092022c81025bd498e522ae8cff6391f82e0beaa864878a92a6f9"),
    ("email", "amina@muster.example",
     "e48948ef8f756c6293001fa39305ece0d9d882b4cb7eba80b3b532d5857a59f53490a556",
     "044930748eec9b94f24b171ed5d4cded95e2cc5b93f6dc8940dcbfbebca63515"),
    ("inbox", '{"update_id":1}',
     "6c3e7f00140fefe63d614b0f7a449043397f33f97cba0f779d066ed801276c",
     "1998e359492dcfc1438ab05160fa48bfa24ad2715c64530cdb3269330a07b32d"),
    ("name", "Amina Ü.",
     "e73ce7706a2b046c7ff78dc3398a3d45d4fa88922c0eb91abc",
     "182e4af524b1a85c376c3cefa6b4cf892cd749b9cc294055dea042259a82e1bd"),
    ("contact", "+49 7751 123",
     "8d278805be1c61fb21876e9d275bc8c450f43fb540353066f82258e5",
     "d8c91a58e500110827fae0b0387d85a392b3869b6217203f8d6a89f0987020f9"),
    ("feed", "token-1",
     "e62f68aa8e4388792a1898580faca74009b7c31c63b5e9",
     "36b154d1b37e1b8694151ff8b2146d57836de5297bdb8e7a7254196d06ef3aff"),
)  # fmt: skip
"""Purpose, text, the text sealed, its digest."""


def test_values_of_the_version_before_are_read_and_found() -> None:
    for purpose, text, sealed, digest in STORED:
        assert SEAL.open(purpose, bytes.fromhex(sealed)) == text
        assert SEAL.close(purpose, text).hex() == sealed
        assert SEAL.digest(purpose, text).hex() == digest


def test_a_purpose_opens_nothing_of_another() -> None:
    assert SEAL.digest("name", "Amina") != SEAL.digest("contact", "Amina")
    with pytest.raises(InvalidTag):
        SEAL.open("contact", SEAL.close("name", "Amina"))


def test_an_address_is_stored_under_its_channel() -> None:
    address = Address("telegram", "4711")
    columns = sealed_addresses.columns(SEAL, address)
    assert columns == {
        "channel": "telegram",
        "digest": bytes.fromhex(STORED[0][3]),
        "sealed": bytes.fromhex(STORED[0][2]),
    }
    assert sealed_addresses.opened(SEAL, "telegram", bytes.fromhex(STORED[0][2])) == address
