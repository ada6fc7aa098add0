"""Links in e-mails: a token proves that we sent one out, to whom, and until when it works."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.sealing import Seal

LENGTH = 32
"""Digits of the proof in a link."""
GOOD_FOR = {
    "confirm": timedelta(days=7),
    "leave": timedelta(days=180),
    "desk": timedelta(days=180),
}
"""How long the link of each kind works; each has a token of its own."""


def token(seal: Seal, what: str, email_id: int, until: int) -> str:
    """Return a token that proves that we sent out a link for this address.

    ``what`` is a key of ``GOOD_FOR``, ``until`` the second since 1970 up to which it is good.
    """
    proof = seal.token(f"email {what}", f"{email_id} {until}")[:LENGTH]
    return f"{email_id}-{until}-{proof}"


@dataclass(frozen=True, slots=True)
class EmailLink:
    """What a token of ours stands for."""

    email_id: int
    until: int

    def is_good(self, now: datetime) -> bool:
        """Return whether it may still be used."""
        return now.timestamp() <= self.until


def read_token(seal: Seal, what: str, given: str) -> EmailLink | None:
    """Return what a token stands for; None if it is not one of ours of this kind."""
    digits = re.fullmatch(r"(\d{1,18})-(\d{1,12})-[0-9a-f]{32}", given, re.ASCII)
    if digits is None:
        return None
    link = EmailLink(int(digits[1]), int(digits[2]))
    proof, signed = given.rpartition("-")[2], f"{link.email_id} {link.until}"
    return link if seal.proves(f"email {what}", signed, proof, LENGTH) else None
