"""The codings that a client takes for the body of an answer (RFC 9110, 12.5.3)."""

import re
from collections.abc import Iterable

from aiohttp import web

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


def compress(request: web.Request, answer: web.Response) -> None:
    """Compress an answer for who takes gzip.

    It must hold no secret whose letters its length could tell.
    """
    if takes_gzip(request.headers.getall("Accept-Encoding", ())):
        answer.enable_compression(web.ContentCoding.gzip)
