"""A server that answers every request of the Bot API at once with success.

It adds as little as possible to what is measured.

It checks nothing, unlike the emulator, which is slower than the bots that are measured here.
"""

import asyncio
import sys
from collections.abc import Callable

import orjson

ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
MESSAGE = {
    "message_id": 7,
    "date": 1,
    "chat": {"id": 5, "type": "private", "first_name": "X"},
    "from": ME,
    "text": "x",
}
_SHOWN = (b"/sendmessage", b"/editmessagetext")


def _http(result: object) -> bytes:
    body = orjson.dumps({"ok": True, "result": result})
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


ANSWERS = {
    b"/sendmessage": _http(MESSAGE),
    b"/editmessagetext": _http(MESSAGE),
    b"/getme": _http(ME),
    b"/getupdates": _http([]),
}
YES = _http(True)


class Sink(asyncio.Protocol):
    """One connection. ``count`` messages were shown by all of them, ``watch`` sees their bodies."""

    count = 0
    latency = 0.0
    watch: Callable[[bytes], None] | None = None

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            length = (
                int(head.split(b"content-length:")[1].split(b"\r\n")[0])
                if b"content-length:" in head
                else 0
            )
            if b"transfer-encoding" in head or len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = (
                self._buffer[end + 4 : end + 4 + length],
                self._buffer[end + 4 + length :],
            )
            self._answer(head[: head.index(b"\r\n")], body)

    def _answer(self, line: bytes, body: bytes) -> None:
        path = line.split(b" ")[1]
        method = path[path.rindex(b"/") :]
        if method in _SHOWN:
            Sink.count += 1
            if Sink.watch:
                Sink.watch(body)
        answer = ANSWERS.get(method, YES)
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency, self._transport.write, answer)  # type: ignore[attr-defined]
        else:
            self._transport.write(answer)  # type: ignore[attr-defined]


async def alone() -> tuple[asyncio.subprocess.Process, str]:
    """Start a sink in a process of its own and return the process and its address.

    So it takes no time from the process that sends.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.sink", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    return process, (await process.stdout.readline()).decode().strip()


async def _serve() -> None:
    _, url = await sink()
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def sink() -> tuple[asyncio.Server, str]:
    """A running one and its address."""
    Sink.count, Sink.latency, Sink.watch = 0, 0.0, None
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


if __name__ == "__main__":
    asyncio.run(_serve())
