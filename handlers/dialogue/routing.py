"""From what a person did to the handler that answers. Everything that comes in may be forged."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.attachments import Attachment
from bot.domain.listings import Listing, parse_listing
from bot.domain.people import Role
from bot.rules import people as rules
from bot.rules.problems import Problem, Refusal
from bot.rules.starts import INVITATION
from bot.text import MAX_TYPED, MAX_WRITTEN
from bot.ui import Screen
from handlers.dialogue.turn import Redirect, Turn

Handler = Callable[..., Awaitable[Screen | Redirect]]
MAX_REDIRECTS = 5
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


def token(text: str) -> str:
    """A one-time token."""
    if not re.fullmatch(INVITATION, text):
        raise ValueError("not a token")
    return text


def listing(text: str) -> Listing:
    return parse_listing(text)


class Route:
    """A handler and how its arguments are read. Only what ``writes`` changes anything; the rest may be a plain link."""

    def __init__(
        self, handler: Handler, *readers: Callable[[str], Any], writes: bool = False
    ) -> None:
        self.handler = handler
        self.writes = writes
        self._readers = readers

    @property
    def takes(self) -> int:
        """How many arguments it has."""
        return len(self._readers)

    def arguments(self, parts: list[str]) -> list[Any]:
        """Raises ValueError if they do not fit."""
        return [reader(part) for reader, part in zip(self._readers, parts, strict=True)]


@dataclass(frozen=True)
class Routes:
    """``expected`` answers a typed text in the middle of a dialogue, ``attached`` a file there,
    ``typed`` every other text; what is expected may have arguments of ours.

    ``in_groups`` names the presses and commands that show nothing personal and change nothing but language and place.
    """

    presses: Mapping[str, Route]
    commands: Mapping[str, Route]
    expected: Mapping[str, Handler]
    typed: Handler
    located: Handler
    unreadable: Handler
    attached: Mapping[str, Handler]
    in_groups: frozenset[str] = frozenset()

    def reads_only(self, data: str) -> bool:
        """Whether a press changes nothing, so that it may be a link."""
        name, _, rest = data.partition(":")
        if name == "in":
            return self.reads_only(rest.partition(":")[2])
        return name in self.presses and not self.presses[name].writes

    def only_looks(self, said: Said) -> bool:
        """Whether a stranger may do this and stay one."""
        match said:
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
        """Whether a press may stand below a message that a whole group reads."""
        name, _, rest = data.partition(":")
        return (
            self.is_for_groups(rest.partition(":")[2]) if name == "in" else name in self.in_groups
        )

    def has_command(self, text: str) -> bool:
        return _command_of(text)[0] in self.commands

    async def answer(self, turn: Turn, said: Said) -> Screen:
        """The screen that answers, redirects followed. Raises Refusal."""
        answer = await self._handled(turn, said)
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

    async def _handled(self, turn: Turn, said: Said) -> Screen | Redirect:
        match said:
            case Pressed(data):
                return await self.pressed(turn, data)
            case Typed(text) if text.lstrip().startswith("/"):
                return await self._command(turn, text.strip())
            case Typed(text):
                return await self._typed(turn, text)
            case Located(latitude, longitude):
                return await self.located(turn, latitude, longitude)
            case Unreadable(kind):
                return await self.unreadable(turn, kind)
            case Attached(file):
                return await self._attached(turn, file)

    async def _attached(self, turn: Turn, file: Attachment) -> Screen | Redirect:
        """What nobody asked for is not looked at."""
        name, *arguments = (await turn.dialogue()).expects.split(":")
        handler = self.attached.get(name)
        return (
            await handler(turn, file, *arguments)
            if handler
            else await self.unreadable(turn, "picture")
        )

    async def pressed(self, turn: Turn, data: str) -> Screen | Redirect:
        name, *parts = data.split(":")
        try:
            if len(data.encode()) > MAX_BYTES:
                raise ValueError("too long")
            if name == "in":
                return await self._in_language(turn, *parts)
            self._is_open(turn, name)
            route = self.presses[name]
            arguments = route.arguments(parts)
        except (KeyError, ValueError):
            raise Refusal(Problem.UNKNOWN_BUTTON) from None
        return await route.handler(turn, *arguments)

    async def _in_language(self, turn: Turn, code: str = "", *rest: str) -> Screen | Redirect:
        """ "in:de:offer:17": another press shown in another language; the person's own language stays."""
        data = ":".join(rest)
        if data.startswith("in:") or not self.reads_only(data):
            raise Refusal(Problem.UNKNOWN_BUTTON)
        turn.tr = turn.services.translators[code]
        return await self.pressed(turn, data)

    async def _command(self, turn: Turn, text: str) -> Screen | Redirect:
        """Words after a command go to those that take them."""
        name, words = _command_of(text)
        known = name if name in self.commands else "help"
        self._is_open(turn, known)
        route = self.commands[known]
        return await route.handler(turn, *route.arguments([words][: route.takes]))

    def _is_open(self, turn: Turn, name: str) -> None:
        """Refuses in a group what is one person's own."""
        if turn.person.role is Role.GROUP and name not in self.in_groups:
            raise Refusal(Problem.PRIVATE)

    async def _typed(self, turn: Turn, text: str) -> Screen | Redirect:
        dialogue = await turn.dialogue()
        expects = dialogue.expects or ("" if rules.has_consented(turn.person) else "place")
        name, *arguments = expects.split(":")
        words = rules.readable(text, MAX_WRITTEN if dialogue.expects else MAX_TYPED)
        return await self.expected.get(name, self.typed)(turn, words, *arguments)


def _command_of(text: str) -> tuple[str, str]:
    """ "/Start@lotse_bot o17" → ("start", "o17")."""
    name, _, words = text.strip()[1:].partition(" ")
    return name.partition("@")[0].lower(), words.strip()
