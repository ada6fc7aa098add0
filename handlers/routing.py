"""From what a person did to the handler that answers. Everything that comes in may be forged."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.listings import Listing, parse_listing
from bot.rules import people as rules
from bot.rules.problems import Problem, Refusal
from bot.ui import Screen
from handlers.turn import Turn

Handler = Callable[..., Awaitable[Screen]]
MAX_BYTES = 64
"""What Telegram allows for the data of a button; the web is held to the same."""


@dataclass(frozen=True)
class Pressed:
    data: str


@dataclass(frozen=True)
class Typed:
    text: str


@dataclass(frozen=True)
class Located:
    """Degrees; rounded before use and never stored."""

    latitude: float
    longitude: float


Said = Pressed | Typed | Located


def number(text: str) -> int:
    """A row's id."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ValueError("not a number")
    return int(text)


def page(text: str) -> int:
    """A page, from 0 to 9999."""
    if len(text) > 4:
        raise ValueError("not a page")
    return number(text)


def word(text: str) -> str:
    """A short word of ours."""
    if not (text.isascii() and 0 < len(text) <= 20):
        raise ValueError("not a word")
    return text


def listing(text: str) -> Listing:
    return parse_listing(text)


class Route:
    """A handler and how its arguments are read. Only what ``writes`` changes anything; the rest may be a plain link."""

    def __init__(self, handler: Handler, *readers: Callable[[str], Any], writes: bool = False) -> None:
        self.handler = handler
        self.writes = writes
        self._readers = readers

    def arguments(self, parts: list[str]) -> list[Any]:
        """Raises ValueError if they do not fit."""
        return [reader(part) for reader, part in zip(self._readers, parts, strict=True)]


@dataclass(frozen=True)
class Routes:
    """``expected`` answers a typed text in the middle of a dialogue, ``typed`` every other one."""

    presses: Mapping[str, Route]
    commands: Mapping[str, Handler]
    expected: Mapping[str, Handler]
    typed: Handler
    located: Handler

    def reads_only(self, data: str) -> bool:
        """Whether a press changes nothing, so that it may be a link."""
        name, _, rest = data.partition(":")
        if name == "in":
            return self.reads_only(rest.partition(":")[2])
        return name in self.presses and not self.presses[name].writes

    async def answer(self, turn: Turn, said: Said) -> Screen:
        """The screen that answers. Raises Refusal."""
        match said:
            case Pressed(data):
                return await self.pressed(turn, data)
            case Typed(text) if text.lstrip().startswith("/"):
                return await self._command(turn, text.strip())
            case Typed(text):
                return await self._typed(turn, rules.readable(text))
            case Located(latitude, longitude):
                return await self.located(turn, latitude, longitude)

    async def pressed(self, turn: Turn, data: str) -> Screen:
        name, *parts = data.split(":")
        try:
            if len(data.encode()) > MAX_BYTES:
                raise ValueError("too long")
            if name == "in":
                return await self._in_language(turn, *parts)
            route = self.presses[name]
            arguments = route.arguments(parts)
        except (KeyError, ValueError):
            raise Refusal(Problem.UNKNOWN_BUTTON) from None
        return await route.handler(turn, *arguments)

    async def _in_language(self, turn: Turn, code: str = "", *rest: str) -> Screen:
        """ "in:de:offer:17": another press shown in another language; the person's own language stays."""
        data = ":".join(rest)
        if data.startswith("in:") or not self.reads_only(data):
            raise Refusal(Problem.UNKNOWN_BUTTON)
        turn.tr = turn.world.translators[code]
        return await self.pressed(turn, data)

    async def _command(self, turn: Turn, text: str) -> Screen:
        name, _, payload = text[1:].partition(" ")
        handler = self.commands.get(name.split("@")[0].lower(), self.commands["help"])
        return await (handler(turn, payload) if name.lower().startswith("start") else handler(turn))

    async def _typed(self, turn: Turn, text: str) -> Screen:
        dialogue = await turn.dialogue()
        expects = dialogue.expects or ("" if rules.has_consented(turn.person) else "place")
        return await self.expected.get(expects, self.typed)(turn, text)
