"""The languages that a browser asks for (RFC 9110, 12.4.2 and 12.5.4)."""

import re
from collections.abc import Iterable

LONGEST, MOST = 2000, 100
"""Characters of a header and languages in it that are read; browsers send a few."""
_RANGE = re.compile(r"([A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*)((?:\s*;.*)?)", re.ASCII)
_WEIGHT = re.compile(r"\s*;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)


def preferred(headers: Iterable[str]) -> tuple[str, ...]:
    """Return the languages of "Accept-Language" headers, the most wanted first.

    Those with the same weight stay in order. What is not wanted ("q=0"), and what cannot be read,
    is left out, as is "*": who takes any language gets ours.
    """
    parts = ",".join(headers)[:LONGEST].split(",")[:MOST]
    weighted = [wanted for part in parts if (wanted := _weighted(part.strip()))]
    return tuple(code for code, _ in sorted(weighted, key=lambda pair: -pair[1]))


def _weighted(part: str) -> tuple[str, float] | None:
    match = _RANGE.fullmatch(part)
    weight = _weight(match[2]) if match else 0.0
    return (match[1], weight) if match and weight else None


def _weight(parameters: str) -> float:
    """Return the weight of a language, 1 if none is given, 0 for one that cannot be read."""
    if not parameters.strip():
        return 1.0
    match = _WEIGHT.fullmatch(parameters)
    return float(match[1]) if match else 0.0
