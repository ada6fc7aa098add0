"""Server-sent events: a screen that changes while it is open arrives by itself."""

import asyncio
import json
from collections import defaultdict

MOST_WAITING = 20


class Hub:
    """Open pages by session. A page that does not read loses old screens, never the newest."""

    def __init__(self) -> None:
        self._streams: defaultdict[str, set[asyncio.Queue[str | None]]] = defaultdict(set)

    def open(self, session: str) -> asyncio.Queue[str | None]:
        stream: asyncio.Queue[str | None] = asyncio.Queue(MOST_WAITING)
        self._streams[session].add(stream)
        return stream

    def close(self, session: str, stream: asyncio.Queue[str | None]) -> None:
        self._streams[session].discard(stream)
        if not self._streams[session]:
            del self._streams[session]

    def publish(self, session: str, html: str, tab: str = "") -> bool:
        """Show a screen on every open page of the session but the ``tab`` it came from.

        Return False if none is open.
        """
        for stream in self._streams.get(session, ()):
            _put(stream, json.dumps({"html": html, "tab": tab}))
        return session in self._streams

    def close_all(self) -> None:
        """Every stream ends: the server stops."""
        for streams in self._streams.values():
            for stream in streams:
                _put(stream, None)

    @property
    def count(self) -> int:
        return sum(map(len, self._streams.values()))


def _put(stream: asyncio.Queue[str | None], item: str | None) -> None:
    if stream.full():
        stream.get_nowait()
    stream.put_nowait(item)
