"""Server-sent events: a screen that changes while it is open is sent to the page."""

import asyncio
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bot.rules.limits import STREAMS_OF_CLIENT, STREAMS_OF_SESSION

MOST_WAITING = 20
"""Maximum number of screens that wait for a page that does not read."""


class NoRoom(Exception):
    """There are too many open pages; ``in_all`` of everybody, else of one session or client."""

    def __init__(self, *, in_all: bool) -> None:
        self.in_all = in_all
        super().__init__(in_all)


@dataclass(frozen=True, eq=False, slots=True)
class Stream:
    """One open page: screens as JSON, and None at its end.

    ``secret`` is that of its session, "" for people without rights; ``client`` is the address that
    it was opened from.
    """

    secret: str = ""
    client: str = ""
    items: "asyncio.Queue[str | None]" = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def end(self) -> None:
        """Let nothing more come, because either side leaves."""
        _put(self, None)


class Hub:
    """The open pages by session. A page that does not read loses old screens, never the newest.

    ``most`` is the maximum number of open pages in all.
    """

    def __init__(self, most: int = 1000) -> None:
        self.most = most
        self._streams: defaultdict[str, dict[Stream, None]] = defaultdict(dict)
        self._clients: Counter[str] = Counter()

    def open(self, session: str, secret: str = "", client: str = "") -> Stream:
        """Return a stream for a page. Raises NoRoom."""
        if len(self._streams.get(session, ())) >= STREAMS_OF_SESSION:
            raise NoRoom(in_all=False)
        if self._clients.get(client, 0) >= STREAMS_OF_CLIENT:
            raise NoRoom(in_all=False)
        if self.count >= self.most:
            raise NoRoom(in_all=True)
        stream = Stream(secret, client)
        self._streams[session][stream] = None
        self._clients[client] += 1
        return stream

    def close(self, session: str, stream: Stream) -> None:
        """Forget the stream of a page that was closed; one that is forgotten already stays so."""
        streams = self._streams.get(session, {})
        if stream not in streams:
            return
        del streams[stream]
        if not streams:
            del self._streams[session]
        self._clients[stream.client] -= 1
        if not self._clients[stream.client]:
            del self._clients[stream.client]

    def publish(self, session: str, html: str, tab: str = "", secret: str | None = None) -> bool:
        """Send a screen to the open pages of a session; False if none is open.

        The page with the id ``tab`` caused the screen and ignores it; "" means no page did.
        ``secret`` limits it to one of several devices, None sends it to all.
        """
        streams = [
            stream
            for stream in self._streams.get(session, ())
            if secret is None or stream.secret == secret
        ]
        for stream in streams:
            _put(stream, json.dumps({"html": html, "tab": tab}))
        return bool(streams)

    def is_open(self, session: str) -> bool:
        """Return whether a page of a session is open in this process."""
        return bool(self._streams.get(session))

    def end(self, session: str, secret: str) -> None:
        """End the streams of a device that was signed out, or has other credentials now."""
        for stream in self._streams.get(session, ()):
            if stream.secret == secret:
                stream.end()

    def close_all(self) -> None:
        """End all streams, because the server stops."""
        for streams in self._streams.values():
            for stream in streams:
                stream.end()

    @property
    def count(self) -> int:
        """The number of open pages."""
        return self._clients.total()


def _put(stream: Stream, item: str | None) -> None:
    """Put an item into a stream; a full one loses its oldest item."""
    if stream.items.full():
        stream.items.get_nowait()
    stream.items.put_nowait(item)
