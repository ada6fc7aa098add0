"""The Bot API over HTTP, on 127.0.0.1: polling and webhook, with all that can go wrong."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from handlers.telegram.emulator.errors import BadRequest, NotFound, Refused, TooMany, Unauthorized
from handlers.telegram.emulator.faults import Fault, Faults
from handlers.telegram.emulator.methods import Methods
from handlers.telegram.emulator.page import page_routes
from handlers.telegram.emulator.people import World
from handlers.telegram.emulator.state import Json, State

Validate = Callable[[str, Json], None]
SECRET = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 55 * 1024 * 1024


class Emulator:
    """A server of one bot.

    ``asked`` are the moments of requests that would show something, ``halts`` those of a 429 with
    its seconds. ``validate`` raises if a request does not fit an independent model of the Bot API;
    such requests are remembered.
    """

    def __init__(self, state: State | None = None, validate: Validate | None = None) -> None:
        self.state = state or State()
        self.world = World(self.state)
        self.faults = Faults()
        self.violations: list[str] = []
        self.requests = 0
        self.asked: list[float] = []
        self.halts: list[tuple[float, float]] = []
        self.url = ""
        self._validate = validate
        self._methods = Methods(self.state)
        self._runner: web.AppRunner | None = None
        self._bringing: asyncio.Task[None] | None = None

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=LARGEST)
        app.add_routes(
            [
                web.route("*", "/bot{token}/{method}", self._answer),
                web.get("/file/bot{token}/{path}", self._file),
                *page_routes(self.state, self.world),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._bringing = asyncio.create_task(self._bring())

    async def stop(self) -> None:
        if self._bringing:
            self._bringing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._bringing
        if self._runner:
            await self._runner.cleanup()

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        if request.match_info["method"].lower().startswith(("send", "edit")):
            self.asked.append(time.monotonic())
        method = request.match_info["method"]
        if self.faults.away:
            return await self._gone(request)
        if self.faults.latency:
            await asyncio.sleep(self.faults.latency)
        fault = self.faults.next(method)
        return (
            await self._faulty(request, method, fault)
            if fault
            else await self._done(request, method)
        )

    async def _file(self, request: web.Request) -> web.Response:
        file = self.state.files.get(request.match_info["path"])
        is_ours = request.match_info["token"] == self.state.token
        return web.Response(body=file[1]) if file and is_ours else refusal(NotFound("Not Found"))

    async def _done(self, request: web.Request, method: str) -> web.Response:
        try:
            if request.match_info["token"] != self.state.token:
                raise Unauthorized("Unauthorized")
            call = self._methods.named(method)
            if call is None:
                raise NotFound("Not Found")
            asked = await _parameters(request)
            self._check(method, asked)
            return _json({"ok": True, "result": await call(asked)})
        except Refused as error:
            return refusal(error)
        except ConnectionResetError:
            raise web.HTTPBadRequest from None  # the client is gone, and nothing was done

    def _check(self, method: str, asked: Json) -> None:
        if self._validate:
            try:
                self._validate(method, asked)
            except ValueError as error:
                self.violations.append(f"{method}: {error}")

    async def _faulty(self, request: web.Request, method: str, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "429":
                self.halts.append((time.monotonic(), fault.after))
                return refusal(TooMany(int(fault.after)))
            case "500":
                return web.Response(status=500, text="Internal Server Error")
            case "slow":
                await asyncio.sleep(fault.after)
                return await self._done(request, method)
            case "lost before":
                return await self._gone(request)
            case "reset":
                if request.transport:
                    request.transport.abort()
                raise web.HTTPInternalServerError
        answer = await self._done(request, method)
        if fault.kind == "lost after":
            return await self._gone(request)
        return await _cut(request, answer.body)

    async def _gone(self, request: web.Request) -> web.Response:
        """End the connection without an answer."""
        if request.transport:
            request.transport.close()
        raise web.HTTPInternalServerError

    async def _bring(self) -> None:
        """Call the webhook: one update in flight per chat, repeated until the status is 2xx."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            flying: dict[int, asyncio.Task[None]] = {}
            while True:
                self.state.arrived.clear()
                flying = {chat: task for chat, task in flying.items() if not task.done()}
                for chat, update in (
                    self._first_of_each_chat().items() if self.state.webhook.get("url") else ()
                ):
                    if chat not in flying:
                        flying[chat] = asyncio.create_task(self._bring_one(session, update))
                arrived = asyncio.ensure_future(self.state.arrived.wait())
                try:
                    await asyncio.wait(
                        [arrived, *flying.values()],
                        return_when=asyncio.FIRST_COMPLETED,
                        timeout=0.5,
                    )
                finally:
                    arrived.cancel()

    def _first_of_each_chat(self) -> dict[int, Json]:
        first: defaultdict[int, Json] = defaultdict(dict)
        for update in self.state.updates:
            chat = chat_of(update)
            first[chat] = first[chat] or update
        return first

    async def _bring_one(self, session: aiohttp.ClientSession, update: Json) -> None:
        headers = {SECRET: self.state.webhook["secret"], "Content-Type": "application/json"}
        try:
            async with session.post(
                self.state.webhook["url"], data=orjson.dumps(update), headers=headers
            ) as answer:
                taken = 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError, OSError):
            taken = False
        if taken:
            self.state.delivered[update["update_id"]] = time.monotonic()
            self.state.updates.remove(update)
        else:
            await asyncio.sleep(0.1)


def chat_of(update: Json) -> int:
    """Return the chat of a message, or the person of any other update; 0 if it has neither."""
    content: Any = next((value for key, value in update.items() if key != "update_id"), {})
    if not isinstance(content, dict):
        return 0
    owner = content.get("chat") or content.get("from") or {}
    return (
        owner.get("id", 0) if isinstance(owner, dict) and isinstance(owner.get("id", 0), int) else 0
    )


def refusal(error: Refused) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    return _json(body | ({"parameters": error.parameters} if error.parameters else {}), error.code)


def _json(body: Json, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), content_type="application/json", status=status)


async def _parameters(request: web.Request) -> Json:
    """Return the parameters of a request: JSON, a form, or a form with files."""
    if request.content_type == "application/json":
        body = await request.read()
        try:
            asked: Json = orjson.loads(body or b"{}")
        except ValueError:
            raise BadRequest("can't parse JSON object") from None
        return asked
    form = await request.post()
    fields = {key: _value(key, value) for key, value in form.items()}
    return {
        key: fields.get(value.removeprefix("attach://"), value) if _is_attached(value) else value
        for key, value in fields.items()
    }


def _is_attached(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("attach://")


def _value(key: str, value: Any) -> Any:
    if isinstance(value, web.FileField):
        return (value.filename, value.file.read())
    text = value.decode() if isinstance(value, (bytes, bytearray)) else value
    if key in ("text", "caption"):
        return text
    try:
        return (
            orjson.loads(text)
            if text[:1] in "{[" or text in ("true", "false") or text.lstrip("-").isdigit()
            else text
        )
    except ValueError:
        return text


async def _cut(request: web.Request, body: Any) -> web.StreamResponse:
    """Send half an answer."""
    response = web.StreamResponse(
        headers={"Content-Type": "application/json", "Content-Length": str(len(body))}
    )
    await response.prepare(request)
    await response.write(bytes(body)[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response


@contextlib.asynccontextmanager
async def emulated(validate: Validate | None = None, port: int = 0) -> AsyncIterator[Emulator]:
    """Run an emulator; at the end, assert that every request fitted the model."""
    emulator = Emulator(validate=validate)
    await emulator.start(port)
    try:
        yield emulator
    finally:
        await emulator.stop()
    assert not emulator.violations, emulator.violations
