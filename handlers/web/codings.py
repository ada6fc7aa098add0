"""The codings that a client takes for the body of an answer (RFC 9110, 12.5.3)."""

import re
from collections.abc import Iterable

LONGEST = 1000
"""Characters of a header that are read; browsers send a few."""
_GZIP = ("gzip", "x-gzip", "*")
_NO = re.compile(r"q\s*=\s*0(?:\.0{0,3})?", re.ASCII | re.IGNORECASE)


def takes_gzip(headers: Iterable[str]) -> bool:
    """Return whether "Accept-Encoding" headers allow gzip: it is named, or "*", without "q=0"."""
    refused = {}
    for part in ",".join(headers)[:LONGEST].split(","):
        name, _, parameters = part.partition(";")
        refused[name.strip().lower()] = bool(_NO.fullmatch(parameters.strip()))
    return next((not refused[name] for name in _GZIP if name in refused), False)
