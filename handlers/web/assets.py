"""The files that pages load: read once, named by what is in them, so that browsers keep them."""

import gzip
import re
from collections.abc import Sequence
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

import orjson
from aiohttp import web

from handlers.web.codings import takes_gzip

FOLDER = Path(__file__).parent / "static"
WORKER = "sw.js"
"""The service worker; it is served at the root, because it works for what lies below it."""
EMBEDDING = "embed.js"
SPRITE = "icons.svg"
CHAT = "chat.js"
"""The scripts of the chat as one file: on a slow network each request costs more than its bytes."""
OFFER = "offer.js"
"""The scripts of the public page of an offer, as one file."""
BUNDLES = {
    CHAT: ("offline.js", "lotse.js", "push.js", "speak.js"),
    OFFER: ("speak.js", "print.js"),
}
SHELL = ("lotse.css", CHAT, "lotse.svg", SPRITE)
"""What a page needs to be shown without the network."""
OFFLINE = "/offline"
"""Address of the page for everybody who has no network."""
FOREVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=3600"
_FOR_READERS = re.compile(rb"^ *(?://.*\n)?", re.MULTILINE)
"""What of a script is only for who reads the source: comments, and how lines are set in."""
_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript"}
_PACKED = {".css", ".js", ".svg", ".webmanifest"}
"""Files that are sent compressed; a picture is already."""


class Assets:
    """The files of ``folder``. ``version`` changes with any of them."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {file.name: _read(file) for file in sorted(folder.iterdir())}
        digest = sha256(b"".join(file.content for file in self._files.values()))
        self.version = digest.hexdigest()[:8]
        self._files |= {name: self._together(name) for name in BUNDLES}
        self._worker = self._made()

    def url(self, name: str) -> str:
        """Return the address of a file, which is another one when any file changes."""
        return f"/static/{name}?v={self.version}"

    async def give(self, request: web.Request) -> web.StreamResponse:
        """Return a file; 404 if there is none, 304 if the browser has it."""
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        is_named = request.query.get("v") == self.version
        return _response(request, file, FOREVER if is_named else A_WHILE)

    async def worker(self, request: web.Request) -> web.StreamResponse:
        """Return the service worker. Another version of any file makes it another one."""
        return _response(request, self._worker, "no-cache")

    async def embedding(self, request: web.Request) -> web.StreamResponse:
        """Return the script that shows the chat in the page of a district, under a short name."""
        return _response(request, self._files[EMBEDDING], A_WHILE)

    def _together(self, bundle: str) -> "File":
        """Return the scripts of a bundle as one file, without what only readers need."""
        together = b"\n".join(self._files[name].content for name in BUNDLES[bundle])
        return File(bundle, _FOR_READERS.sub(b"", together))

    def _made(self) -> "File":
        shell = [OFFLINE, *map(self.url, SHELL)]
        head = f"const VERSION = {_json(self.version)};\nconst SHELL = {_json(shell)};\n"
        return File(WORKER, head.encode() + _FOR_READERS.sub(b"", self._files[WORKER].content))


class File:
    """A file, its media type, and itself compressed, b"" where that is not worth it."""

    def __init__(self, name: str, content: bytes) -> None:
        suffix = Path(name).suffix
        self.content = content
        self.kind = _TYPES.get(suffix) or guess_type(name)[0] or "application/octet-stream"
        self.packed = gzip.compress(content, 9, mtime=0) if suffix in _PACKED else b""
        self.tag = sha256(content).hexdigest()[:16]


def _read(file: Path) -> File:
    return File(file.name, file.read_bytes())


def _json(value: str | Sequence[str]) -> str:
    return orjson.dumps(value).decode()


def _response(request: web.Request, file: File, kept: str) -> web.Response:
    headers = {"Cache-Control": kept, "ETag": f'"{file.tag}"', "Vary": "Accept-Encoding"}
    if is_known(request, file.tag):
        return web.Response(status=304, headers=headers)
    body = file.content
    if file.packed and takes_gzip(request.headers.getall("Accept-Encoding", ())):
        headers["Content-Encoding"], body = "gzip", file.packed
    return web.Response(body=body, content_type=file.kind, headers=headers)


def is_known(request: web.Request, tag: str) -> bool:
    """Return whether the browser has what ``tag`` names (If-None-Match, RFC 9110, 13.1.2)."""
    return any(known.value in (tag, "*") for known in request.if_none_match or ())
