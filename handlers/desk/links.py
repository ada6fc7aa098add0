"""Addresses of the desk: changed in one part, and never ones that lead elsewhere."""

import re
from urllib.parse import parse_qsl, urlencode

HOME = "/desk"
_OURS = re.compile(r"/desk(?:[/?][\w\-./?=&%+*~,:]*)?", re.ASCII)
LONGEST = 2000
"""Maximum length of an address to go back to, in characters."""


def changed(address: str, **parts: object) -> str:
    """Return an address with other parameters; None takes one away, "" too."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in parts]
    new = [(name, str(value)) for name, value in parts.items() if value not in (None, "")]
    pairs = urlencode([*kept, *new])
    return f"{path}?{pairs}" if pairs else path


def of_form(name: str) -> str:
    """Return the address of the form that a draft belongs to; the start page for an unknown one."""
    kind, *parts = name.split(":")
    match kind, parts:
        case "import", [draft_id, *_]:
            return f"{HOME}/import/{draft_id}/mistakes"
        case "message", [announcement_id, *_]:
            return f"{HOME}/messages/{announcement_id}"
        case "offer", [offer_id, *_]:
            return f"{HOME}/offers/{offer_id}"
        case "measure", [measure_id, *_]:
            return f"{HOME}/measures/{measure_id}"
        case "review", [period, page, *_]:
            return f"{HOME}/measures/review/{period}?page={page}"
        case "report", [period, *_]:
            return f"{HOME}/report/{period}/texts"
    return HOME


def ours(address: str) -> str:
    """Return an address of the desk; its start page for any other one."""
    return address if len(address) <= LONGEST and _OURS.fullmatch(address) else HOME
