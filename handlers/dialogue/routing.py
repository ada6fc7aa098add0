"""From what a person did to the handler that answers. Everything that comes in may be forged."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.attachments import Attachment
from bot.rules import people as rules
from bot.rules.problems import Problem, Refusal
from bot.screens.typed import pressed_on
from bot.text import MAX_TYPED, MAX_WRITTEN
from bot.ui import MEANT, Screen, meant
from handlers.dialogue import choices
from handlers.dialogue.commands import Command
from handlers.dialogue.locking import must_be_signed_in
from handlers.dialogue.route import Handler, Route
from handlers.dialogue.said import Attached, Late, Located, Pressed, Said, Typed, Unreadable
from handlers.dialogue.turn import Redirect, Turn

MAX_REDIRECTS = 5
IN_LANGUAGE = "in:"
MAX_BYTES = 64
"""What Telegram allows for the data of a button; the web is held to the same."""


@dataclass(frozen=True)
class Routes:
    """Everything that can be pressed, typed or sent, and the handler that answers it.

    ``expected`` answers a text that a screen asked for, ``attached`` a file, ``typed`` every other
    text; ``urgent`` answers every text first, or returns None. ``old_presses`` and
    ``old_expected`` map names of earlier versions to the present ones.
    """

    presses: Mapping[str, Route]
    commands: Mapping[str, Route]
    expected: Mapping[str, Route]
    attached: Mapping[str, Route]
    typed: Handler
    urgent: Callable[[Turn, str], Awaitable[Screen | None]]
    located: Handler
    unreadable: Handler
    old_presses: Mapping[str, str] = field(default_factory=dict)
    old_expected: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, data: str) -> str:
        """Return the present name of a press's route, "" if there is none."""
        said = data.partition(":")[0]
        name = said.removesuffix(MEANT)
        name = self.old_presses.get(name, name)
        route = self.presses.get(name)
        return name if route and (route.asks or not said.endswith(MEANT)) else ""

    def action_of(self, event: Said) -> str:
        """Return the name of the route pressed, else the kind of thing said; never its text."""
        name = self.name_of(event.data) if isinstance(event, Pressed) else ""
        return name or type(event).__name__.lower()

    def find(self, data: str) -> tuple[Route, list[Any]]:
        """Return the route of a press with its arguments.

        Raises ValueError if it is none of ours.
        """
        name, parts = self.name_of(data), data.split(":")[1:]
        if not name or len(data.encode()) > MAX_BYTES:
            raise ValueError("not a press of ours")
        return self.presses[name], self.presses[name].arguments(parts)

    def asks_first(self, data: str) -> bool:
        """Return whether a press only asks about what cannot be undone."""
        route = self.presses.get(self.name_of(data))
        return bool(route and route.asks) and not data.partition(":")[0].endswith(MEANT)

    def does(self, data: str) -> str:
        """Return the press that does at once what a press may ask about first."""
        return meant(data) if self.asks_first(data) else data

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

    def is_public(self, expects: str) -> bool:
        """Return whether a text that answers this is written for others."""
        route = self._expected_by(expects)
        return bool(route and route.public)

    def hears_bare(self, expects: str) -> bool:
        """Return whether a yes, an ok or thanks may be the answer to this."""
        route = self._expected_by(expects)
        return bool(route and route.bare)

    def _expected_by(self, expects: str) -> Route | None:
        name = expects.partition(":")[0]
        return self.expected.get(self.old_expected.get(name, name))

    def reads_only(self, data: str) -> bool:
        """Whether a press changes nothing, so that it may be a link."""
        inner = _inner(data)
        if inner != data:
            return self.reads_only(inner)
        name = self.name_of(data)
        return bool(name) and (not self.presses[name].writes or self.asks_first(data))

    def only_looks(self, event: Said) -> bool:
        """Whether a stranger may do this and stay one."""
        match event:
            case Pressed(data):
                return self.reads_only(data)
            case Typed(command=Command(name)):
                route = self.commands.get(name)
                return route is None or not route.writes
            case Typed():
                return False
            case Attached(caption=caption):
                return not caption
            case _:
                return True

    def is_for_groups(self, data: str) -> bool:
        """Return whether a press may be offered below a message that a whole group reads."""
        inner = _inner(data)
        if inner != data:
            return self.is_for_groups(inner)
        name = self.name_of(data)
        return bool(name) and self.presses[name].in_groups

    def is_kept(self, data: str) -> bool:
        """Return whether what a press shows may be read again on the device without the network."""
        name = self.name_of(data)
        return bool(name) and self.presses[name].kept

    def awaited(self, screen: Screen) -> str:
        """Return what a text answers that is typed on a screen; what is browsed is searched in."""
        if screen.expects or self.is_kept(screen.at):
            return screen.expects
        return choices.choice_of(screen, self.reads_only)

    def takes_file(self, answers: str) -> bool:
        """Return whether the screen that is answered asked for a file."""
        return self.find_expected(self.attached, answers) is not None

    async def answer(self, turn: Turn, event: Said) -> Screen:
        """The screen that answers, redirects followed. Raises Refusal."""
        answer = await self._handled(turn, event)
        for _ in range(MAX_REDIRECTS):
            if isinstance(answer, Screen):
                return answer
            answer = await self._redirected(turn, answer)
        raise RuntimeError("redirects without an end")

    async def _redirected(self, turn: Turn, redirect: Redirect) -> Screen | Redirect:
        turn.expects = ""
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
            case Typed(command=Command() as command):
                return await self._command(turn, command)
            case Typed(text, answers):
                return await self._typed(turn, text, answers)
            case Late(text, problem):
                return await self._late(turn, text, problem)
            case Located(latitude, longitude):
                must_be_signed_in(turn)
                return await self.located(turn, latitude, longitude)
            case Unreadable(kind, answers):
                turn.expect(answers)
                return await self.unreadable(turn, kind)
            case Attached(file, answers):
                return await self._attached(turn, file, answers)

    async def _attached(self, turn: Turn, file: Attachment, answers: str) -> Screen | Redirect:
        """Answer a file; one that no screen asked for is not looked at."""
        must_be_signed_in(turn)
        waiting = self.find_expected(self.attached, answers)
        if waiting is None:
            turn.expect(answers)
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
        handler = route.asks if route.asks and self.asks_first(data) else route.handler
        return await handler(turn, *arguments)

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

    async def _command(self, turn: Turn, command: Command) -> Screen | Redirect:
        """Answer a command; the words after it go to the handlers that take them."""
        name = command.name if command.name in self.commands else "help"
        route = self.commands[name]
        _must_be_open(turn, route)
        must_be_signed_in(turn, f"/{name}")
        return await route.handler(turn, *route.arguments([command.words][: len(route.readers)]))

    async def _typed(self, turn: Turn, text: str, answers: str) -> Screen | Redirect:
        """Answer a text. One of a crisis is no answer, except to what is written for others."""
        if data := await self._chosen(turn, text, answers):
            return await self.pressed(turn, data)
        waiting = self.find_expected(self.expected, answers)
        words = rules.readable(text, MAX_WRITTEN if waiting else MAX_TYPED)
        if waiting is None:
            return await self.urgent(turn, words) or await self.typed(turn, words)
        if not self.is_public(answers) and (urgent := await self.urgent(turn, words)):
            return urgent
        must_be_signed_in(turn, answers.partition(":")[0])
        if turn.says_nothing(words) and not self.hears_bare(answers):
            raise Refusal(Problem.NO_ANSWER_TEXT)
        return await self._answered(turn, words, *waiting)

    async def _chosen(self, turn: Turn, text: str, answers: str) -> str:
        """Return what typed words press on the screen that they were typed on, "" for nothing."""
        mark, at = choices.parted(answers)
        if not at or not self.reads_only(at):
            return ""
        screen = await self._seen(turn, at)
        if screen is None or choices.mark_of(screen, self.reads_only) != mark:
            return ""
        words = rules.readable(text, MAX_TYPED)
        return pressed_on(screen, words, await turn.yes_or_no(words))

    async def _seen(self, turn: Turn, at: str) -> Screen | None:
        """Return the screen that a text was typed on as it is now, None if it is no more."""
        try:
            screen = await self.pressed(turn, at)
        except Refusal:
            return None
        finally:
            turn.expects = ""
        return screen if isinstance(screen, Screen) else None

    async def _answered(
        self, turn: Turn, words: str, handler: Handler, arguments: list[Any]
    ) -> Screen | Redirect:
        """Let a handler answer; what it refuses may still be a call for help."""
        try:
            return await handler(turn, words, *arguments)
        except Refusal:
            if urgent := await self.urgent(turn, words):
                return urgent
            raise

    async def _late(self, turn: Turn, text: str, problem: Problem) -> Screen:
        """Refuse a text that comes too late, but hear a call for help in it."""
        if text and (urgent := await self.urgent(turn, rules.readable(text, MAX_WRITTEN))):
            return urgent
        raise Refusal(problem)


def _must_be_open(turn: Turn, route: Route | None) -> None:
    """Refuse in a group what is one person's own, and what is no route (None)."""
    if turn.person.is_group and not (route and route.in_groups):
        raise Refusal(Problem.PRIVATE)


def _inner(data: str) -> str:
    """Return the press that "in:de:..." shows in another language; every other press is its own."""
    return data.split(":", 2)[-1] if data.startswith(IN_LANGUAGE) else data
