"""Start links: ``o17_l-ar_p-rathaus`` means offer 17, in Arabic, from the poster at the town hall.

The same payload works in a t.me link and in a web link. It has 1 to 64 characters of
``[A-Za-z0-9_-]`` (Telegram Bot API, "Deep linking").
"""

import re
from dataclasses import dataclass

from anyascii import anyascii

INVITATION = "[0-9a-f]{32}"
"""Pattern of an invitation's one-time token."""
LONGEST_POSTER = 30
"""Maximum length of the name of a poster, in characters."""
_POSTER = re.compile(rf"[a-z0-9-]{{1,{LONGEST_POSTER}}}")
_NO_NAME = re.compile(r"[^a-z0-9]+")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Start:
    """What a start link asks for. ``offer_id`` 0 and empty texts mean "not given".

    ``level`` leads to the questions about somebody's German, ``job`` to the stations to a job.

    ``language`` is a language code, ``district`` a slug, ``poster`` the name of the place where
    the link hangs, ``invitation`` a one-time token.
    """

    offer_id: int = 0
    language: str = ""
    district: str = ""
    poster: str = ""
    invitation: str = ""
    level: bool = False
    job: bool = False


NO_START = Start()


def is_payload(text: str) -> bool:
    """Return whether a text can be the payload of a start link."""
    return bool(_PAYLOAD.fullmatch(text))


def is_poster(name: str) -> bool:
    """Return whether a poster can have this name: a start link fits into 64 characters with it."""
    return bool(_POSTER.fullmatch(name))


def poster_name(words: str) -> str:
    """Return the name of a poster for where it hangs: "Café Löwe" is "cafe-loewe"; "" for none."""
    german = words.lower().translate(_GERMAN)
    return _NO_NAME.sub("-", anyascii(german).lower()).strip("-")[:LONGEST_POSTER].strip("-")


def parse_start(payload: str) -> Start:
    """Return what a payload asks for. Parts that are forged or unknown are ignored."""
    if not is_payload(payload):
        return NO_START
    parts = payload.split("_")
    values = {part[0]: part[2:] for part in parts if part[1:2] == "-"}
    offer_id = next((int(part[1:]) for part in parts if re.fullmatch(r"o\d{1,18}", part)), 0)
    token = values.get("i", "")
    return Start(
        offer_id=offer_id,
        level="level" in parts,
        job="job" in parts,
        language=values.get("l", ""),
        district=values.get("d", ""),
        poster=values.get("p", ""),
        invitation=token if re.fullmatch(INVITATION, token) else "",
    )


def start_payload(start: Start) -> str:
    """Return the payload that ``parse_start`` reads back."""
    parts = [f"o{start.offer_id}"] if start.offer_id else []
    parts += ["level"] if start.level else []
    parts += ["job"] if start.job else []
    values = {"l": start.language, "d": start.district, "p": start.poster, "i": start.invitation}
    return "_".join(parts + [f"{key}-{value}" for key, value in values.items() if value])
