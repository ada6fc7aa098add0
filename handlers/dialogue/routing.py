"""From what a person did to the handler that answers. Everything that comes in may be forged."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.attachments import Attachment
from bot.domain.listings import Listing, parse_listing
from bot.domain.people import Role
from bot.rules import people as rules
from bot.rules.problems import Problem, Refusal
from bot.rules.starts import INVITATION
from bot.text import MAX_TYPED, MAX_WRITTEN
from bot.ui import Screen
from handlers.dialogue.locking import must_be_signed_in
from handlers.dialogue.turn import Redirect, Turn

Handler = Callable[..., Awaitable[Screen | Redirect]]
MAX_REDIRECTS = 5
IN_LANGUAGE = "in:"
PLACE = "place.name"
"""The expected text of somebody who has not said yet where they live."""
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


@dataclass(frozen=True)
class Unreadable:
    """Something that is no text: a "picture", a "voice" message, a "contact", or "other"."""

    kind: str


@dataclass(frozen=True)
class Attached:
    """A document or picture."""

    file: Attachment


Said = Pressed | Typed | Located | Unreadable | Attached


def row_id(text: str) -> int:
    """Read a row's id. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ValueError("not an id")
    return int(text)


def page(text: str) -> int:
    """Read a page, from 0 to 9999. Raises ValueError."""
    if len(text) > 4:
        raise ValueError("not a page")
    return row_id(text)


def word(text: str) -> str:
    """Read a short word of ours, at most 20 characters. Raises ValueError."""
    if not (text.isascii() and 0 < len(text) <= 20):
        raise ValueError("not a word")
    return text


def token(text: str) -> str:
    """Read a one-time token. Raises ValueError."""
    if not re.fullmatch(INVITATION, text):
        raise ValueError("not a token")
    return text


def listing(text: str) -> Listing:
    """Read a listing. Raises ValueError."""
    return parse_listing(text)


class Route:
    """A handler and the readers of its arguments.

    Only a route that ``writes`` changes anything; the others may be plain links. ``in_groups``:
    open in a chat of many, because it shows nothing personal and changes only language and place.
    """

    def __init__(
        self,
        handler: Handler,
        *readers: Callable[[str], Any],
        writes: bool = False,
        in_groups: bool = False,
    ) -> None:
        self.handler = handler
        self.writes = writes
        self.in_groups = in_groups
        self.readers = readers

    def arguments(self, parts: Sequence[str]) -> list[Any]:
        """Return the arguments that were read. Raises ValueError if they do not fit."""
        return [reader(part) for reader, part in zip(self.readers, parts, strict=True)]


@dataclass(frozen=True)
class Routes:
    """Everything that can be pressed, typed or sent, and the handler that answers it.

    ``expected`` answers a text that a screen asked for, ``attached`` a file, ``typed`` every other
    text. ``old_presses`` and ``old_expected`` map names of earlier versions to the present ones.
    """

    presses: Mapping[str, Route]
    commands: Mapping[str, Route]
    expected: Mapping[str, Route]
    attached: Mapping[str, Route]
    typed: Handler
    located: Handler
    unreadable: Handler
    old_presses: Mapping[str, str] = field(default_factory=dict)
    old_expected: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, data: str) -> str:
        """Return the present name of a press's route, "" if there is none."""
        name = data.partition(":")[0]
        name = self.old_presses.get(name, name)
        return name if name in self.presses else ""

    def find(self, data: str) -> tuple[Route, list[Any]]:
        """Return the route of a press with its arguments.

        Raises ValueError if it is none of ours.
        """
        name, parts = self.name_of(data), data.split(":")[1:]
        if not name or len(data.encode()) > MAX_BYTES:
            raise ValueError("not a press of ours")
        return self.presses[name], self.presses[name].arguments(parts)

    def find_expected(
        self, routes: Mapping[str, Route], data: str
    ) -> tuple[Handler, list[Any]] | None:
        """Return the handler that an expected text names, None if it is not among ``routes``."""
        name, *parts = data.split(":")
        route = routes.get(self.old_expected.get(name, name))
        try:
            return (route.handler, route.arguments(parts)) if route else None
        except ValueError:
            return None

    def reads_only(self, data: str) -> bool:
        """Whether a press changes nothing, so that it may be a link."""
        inner = _inner(data)
        if inner != data:
            return self.reads_only(inner)
        name = self.name_of(data)
        return bool(name) and not self.presses[name].writes

    def only_looks(self, event: Said) -> bool:
        """Whether a stranger may do this and stay one."""
        match event:
            case Pressed(data):
                return self.reads_only(data)
            case Typed(text) if text.lstrip().startswith("/"):
                command = self.commands.get(_command_of(text)[0])
                return command is None or not command.writes
            case Typed():
                return False
            case _:
                return True

    def is_for_groups(self, data: str) -> bool:
        """Return whether a press may be offered below a message that a whole group reads."""
        inner = _inner(data)
        if inner != data:
            return self.is_for_groups(inner)
        name = self.name_of(data)
        return bool(name) and self.presses[name].in_groups

    def has_command(self, text: str) -> bool:
        return _command_of(text)[0] in self.commands

    async def answer(self, turn: Turn, event: Said) -> Screen:
        """The screen that answers, redirects followed. Raises Refusal."""
        answer = await self._handled(turn, event)
        for _ in range(MAX_REDIRECTS):
            if isinstance(answer, Screen):
                return answer
            answer = await self._redirected(turn, answer)
        raise RuntimeError("redirects without an end")

    async def _redirected(self, turn: Turn, redirect: Redirect) -> Screen | Redirect:
        answer = await self.pressed(turn, redirect.data)
        if not redirect.toast:
            return answer
        if isinstance(answer, Redirect):
            return replace(answer, toast=redirect.toast)
        return answer.saying(redirect.toast)

    async def _handled(self, turn: Turn, event: Said) -> Screen | Redirect:
        match event:
            case Pressed(data):
                return await self.pressed(turn, data)
            case Typed(text) if text.lstrip().startswith("/"):
                return await self._command(turn, text.strip())
            case Typed(text):
                return await self._typed(turn, text)
            case Located(latitude, longitude):
                must_be_signed_in(turn)
                return await self.located(turn, latitude, longitude)
            case Unreadable(kind):
                return await self.unreadable(turn, kind)
            case Attached(file):
                return await self._attached(turn, file)

    async def _attached(self, turn: Turn, file: Attachment) -> Screen | Redirect:
        """Answer a file; one that no screen asked for is not looked at."""
        must_be_signed_in(turn)
        waiting = self.find_expected(self.attached, (await turn.dialogue()).expects)
        if waiting is None:
            return await self.unreadable(turn, "picture")
        handler, arguments = waiting
        return await handler(turn, file, *arguments)

    async def pressed(self, turn: Turn, data: str) -> Screen | Redirect:
        """Answer a press. Raises Refusal."""
        if _inner(data) != data:
            return await self._in_language(turn, data)
        _must_be_open(turn, self.presses.get(self.name_of(data)))
        must_be_signed_in(turn, self.name_of(data))
        try:
            route, arguments = self.find(data)
        except ValueError:
            raise Refusal(Problem.UNKNOWN_BUTTON) from None
        return await route.handler(turn, *arguments)

    async def _in_language(self, turn: Turn, data: str) -> Screen | Redirect:
        """Answer "in:de:offer.show:17:a...0": a press shown in another language for once."""
        code, inner = data.split(":")[1], _inner(data)
        if (
            code not in turn.services.translators
            or len(data.encode()) > MAX_BYTES
            or inner.startswith(IN_LANGUAGE)
            or not self.reads_only(inner)
        ):
            raise Refusal(Problem.UNKNOWN_BUTTON)
        turn.tr = turn.services.translators[code]
        return await self.pressed(turn, inner)

    async def _command(self, turn: Turn, text: str) -> Screen | Redirect:
        """Answer a command; the words after it go to the handlers that take them."""
        name, words = _command_of(text)
        route = self.commands.get(name, self.commands["help"])
        _must_be_open(turn, route)
        must_be_signed_in(turn, f"/{name}" if name in self.commands else "/help")
        return await route.handler(turn, *route.arguments([words][: len(route.readers)]))

    async def _typed(self, turn: Turn, text: str) -> Screen | Redirect:
        dialogue = await turn.dialogue()
        expects = dialogue.expects or ("" if rules.has_consented(turn.person) else PLACE)
        words = rules.readable(text, MAX_WRITTEN if dialogue.expects else MAX_TYPED)
        waiting = self.find_expected(self.expected, expects)
        if waiting is None:
            return await self.typed(turn, words)
        must_be_signed_in(turn, expects.partition(":")[0])
        handler, arguments = waiting
        return await handler(turn, words, *arguments)


def _must_be_open(turn: Turn, route: Route | None) -> None:
    """Refuse in a group what is one person's own, and what is no route (None)."""
    if turn.person.role is Role.GROUP and not (route and route.in_groups):
        raise Refusal(Problem.PRIVATE)


def _inner(data: str) -> str:
    """Return the press that "in:de:..." shows in another language; every other press is its own."""
    return data.split(":", 2)[-1] if data.startswith(IN_LANGUAGE) else data


def _command_of(text: str) -> tuple[str, str]:
    """Split "/Start@lotse_bot o17" into "start" and "o17"."""
    name, _, words = text.strip()[1:].partition(" ")
    return name.partition("@")[0].lower(), words.strip()
