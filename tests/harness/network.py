"""A network between browsers and a server that can be cut, lose answers, and counts its bytes.

It is a plain TCP relay: whatever a browser does, also in its service worker, goes through it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from tests.harness.server import free_port


@dataclass
class Network:
    """``is_cut``: nothing passes. ``loses_answers``: what is sent arrives, no answer comes back."""

    target: tuple[str, int]
    port: int
    is_cut: bool = False
    loses_answers: bool = False
    received: int = 0
    sent: bytes = b""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        self.is_cut = True
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        self.is_cut = self.loses_answers = False
        for writer in self._open:
            writer.transport.abort()

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        onward, away = await asyncio.open_connection(*self.target)
        self._open |= {writer, away}
        try:
            await asyncio.gather(self._there(reader, away), self._back(onward, writer, away))
        except OSError:
            pass
        finally:
            self._open -= {writer, away}
            for each in (writer, away):
                each.close()
                with suppress(OSError):
                    await each.wait_closed()

    async def _there(self, reader: asyncio.StreamReader, away: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(1 << 16):
            self.sent += chunk
            away.write(chunk)
            await away.drain()
        away.close()

    async def _back(
        self, onward: asyncio.StreamReader, writer: asyncio.StreamWriter, away: asyncio.StreamWriter
    ) -> None:
        while chunk := await onward.read(1 << 16):
            if self.loses_answers:
                writer.transport.abort()
                break
            self.received += len(chunk)
            writer.write(chunk)
            await writer.drain()
        writer.close()


Net = TypeVar("Net", bound=Network)


@asynccontextmanager
async def network(address: str) -> AsyncIterator[Network]:
    """A network to the server at an address."""
    async with carrying(Network(end_of(address), free_port())) as made:
        yield made


def end_of(address: str) -> tuple[str, int]:
    """Return the host and the port of an address."""
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or 0


@asynccontextmanager
async def carrying(made: Net) -> AsyncIterator[Net]:
    """Let a network carry what comes to its port, and cut it at the end."""
    server = await asyncio.start_server(made.relay, "127.0.0.1", made.port)
    try:
        yield made
    finally:
        made.cut()
        server.close()
        await server.wait_closed()
