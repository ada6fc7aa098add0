"""Server-sent events: a screen that changes while it is open is sent to the page."""

import asyncio
import json
from collections import defaultdict

MOST_WAITING = 20
"""Maximum number of screens that wait for a page that does not read."""


class Hub:
    """The open pages by session. A page that does not read loses old screens, never the newest."""

    def __init__(self) -> None:
        self._streams: defaultdict[str, set[asyncio.Queue[str | None]]] = defaultdict(set)

    def open(self, session: str) -> asyncio.Queue[str | None]:
        """Return a stream for a page: screens as JSON, and None at its end."""
        stream: asyncio.Queue[str | None] = asyncio.Queue(MOST_WAITING)
        self._streams[session].add(stream)
        return stream

    def close(self, session: str, stream: asyncio.Queue[str | None]) -> None:
        """Forget the stream of a page that was closed."""
        self._streams[session].discard(stream)
        if not self._streams[session]:
            del self._streams[session]

    def publish(self, session: str, html: str, tab: str = "") -> bool:
        """Send a screen to all open pages of a session; False if none is open.

        The page with the id ``tab`` caused the screen and ignores it; "" means no page did.
        """
        for stream in self._streams.get(session, ()):
            _put(stream, json.dumps({"html": html, "tab": tab}))
        return session in self._streams

    def close_all(self) -> None:
        """End all streams, because the server stops."""
        for streams in self._streams.values():
            for stream in streams:
                _put(stream, None)

    @property
    def count(self) -> int:
        """The number of open pages."""
        return sum(map(len, self._streams.values()))


def _put(stream: asyncio.Queue[str | None], item: str | None) -> None:
    """Put an item into a stream; a full one loses its oldest item."""
    if stream.full():
        stream.get_nowait()
    stream.put_nowait(item)
