"""Clock times as people say them: "9 Uhr 15", "9 h 30", whose minutes may be another hour."""

import re

_SPOKEN = re.compile(
    r"(?<![\d:.])\b(\d{1,2}) ?(?:Uhr|h)[ :]?(0\d|15|2[5-9]|[345]\d)"
    r"(?=\.?$| ?[,;()/]| ?- ?| (?:bis|und|u\.|à|to)\s| (?:Uhr|h)\b)",
    re.IGNORECASE,
)
"""An hour and its minutes: a quarter, or a number that is no hour."""
_HOUR = re.compile(r" ?(?:Uhr|h)\b", re.IGNORECASE)
_UNTIL_BEHIND = re.compile(r" ?(?:-|bis |à |to )", re.IGNORECASE)
_UNTIL_BEFORE = re.compile(r"(?:-|\b(?:bis|à|to)) ?$", re.IGNORECASE)


def with_minutes(text: str) -> str:
    """Return a text in which hours and minutes stand as "9:15".

    The second 15 of "9 - 12 Uhr 15 - 17 Uhr" and that of "9 Uhr 15 Uhr" are hours.
    """
    return _SPOKEN.sub(_clock, text)


def _clock(match: re.Match[str]) -> str:
    """Return one time with its minutes, or as it stands if they are an hour."""
    behind = match.string[match.end() :]
    is_after_end = _UNTIL_BEFORE.search(match.string[: match.start()])
    begins_hours = is_after_end and _UNTIL_BEHIND.match(behind)
    is_hour = match[2] == "15" and (begins_hours or _HOUR.match(behind))
    return match[0] if is_hour else f"{match[1]}:{match[2]}"
