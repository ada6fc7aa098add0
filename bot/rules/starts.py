"""Start links: ``o17_l-ar_p-rathaus`` means offer 17, in Arabic, from the poster at the town hall.

The same payload works in a t.me link and in a web link; at most 64 of ``[A-Za-z0-9_-]`` (Bot API).
"""

import re
from dataclasses import dataclass

INVITATION = "[0-9a-f]{32}"
"""The form of an invitation's one-time token."""
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Start:
    """``offer_id`` 0 and empty texts mean "not given". ``poster`` says where the link hung, ``invitation`` is a token."""

    offer_id: int = 0
    language: str = ""
    district: str = ""
    poster: str = ""
    invitation: str = ""


NO_START = Start()


def is_payload(text: str) -> bool:
    return bool(_PAYLOAD.fullmatch(text))


def parse_start(payload: str) -> Start:
    """What a link asks for; whatever is forged or unknown is as if it were not there."""
    if not is_payload(payload):
        return NO_START
    parts = payload.split("_")
    named = {part[0]: part[2:] for part in parts if part[1:2] == "-"}
    offer = next((int(part[1:]) for part in parts if re.fullmatch(r"o\d{1,18}", part)), 0)
    token = named.get("i", "")
    return Start(
        offer,
        named.get("l", ""),
        named.get("d", ""),
        named.get("p", ""),
        token if re.fullmatch(INVITATION, token) else "",
    )


def start_payload(start: Start) -> str:
    """The payload that ``parse_start`` reads back."""
    parts = [f"o{start.offer_id}"] if start.offer_id else []
    named = {"l": start.language, "d": start.district, "p": start.poster, "i": start.invitation}
    return "_".join(parts + [f"{key}-{value}" for key, value in named.items() if value])
