"""Links in the texts of an announcement: which are no web address, which a language lacks."""

import re
from collections.abc import Mapping

from bot.domain.announcements import ORIGINAL
from bot.rules import cells

_LINK = re.compile(r"\b(?:[a-z]{2,6}:/{1,3}|www\.)[^\s<>\"]{1,500}", re.IGNORECASE)
_AFTER = ".,;:!?)]}»«“”„'"
"""Signs behind a link that belong to the sentence."""


def links(words: str) -> list[str]:
    """Return the links of a text, in order."""
    return [link.rstrip(_AFTER) for link in _LINK.findall(words)]


def wrong_links(words: str) -> list[str]:
    """Return what looks like a link, and no phone opens: "htp://..." or "https://rathaus"."""
    return [link for link in links(words) if not _is_web_address(link)]


def missing_links(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return language → links of the German text that its text lacks."""
    german = links(texts.get(ORIGINAL, ""))
    lacking = {
        code: [link for link in german if link not in links(words)]
        for code, words in texts.items()
        if code != ORIGINAL
    }
    return {code: missing for code, missing in lacking.items() if missing}


def _is_web_address(link: str) -> bool:
    full = f"https://{link}" if link.lower().startswith("www.") else link
    try:
        cells.url(full)
    except cells.Wrong:
        return False
    host = re.sub(r"^\w+://", "", full).partition("/")[0]
    return "." in host.strip(".")
