"""A route: a handler, and the readers of the arguments that a press or an expected text carries."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.domain.levels import Answers
from bot.domain.listings import Listing, parse_listing
from bot.rules.levels import parse_answers
from bot.rules.starts import INVITATION
from bot.text import whole
from bot.ui import Screen
from handlers.dialogue.turn import Redirect

Handler = Callable[..., Awaitable[Screen | Redirect]]


def row_id(text: str) -> int:
    """Read a row's id. Raises ValueError."""
    if (number := whole(text, 18)) is None:
        raise ValueError("not an id")
    return number


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


def concept(text: str) -> str:
    """Read the name of a concept of the search, at most 40 characters. Raises ValueError."""
    if not re.fullmatch(r"[a-z_]{1,40}", text):
        raise ValueError("not a concept")
    return text


def token(text: str) -> str:
    """Read a one-time token. Raises ValueError."""
    if not re.fullmatch(INVITATION, text):
        raise ValueError("not a token")
    return text


def words(text: str) -> str:
    """Read words to search for, as a person typed them. Raises ValueError if there are none."""
    if not text.strip():
        raise ValueError("no words")
    return text


def listing(text: str) -> Listing:
    """Read a listing. Raises ValueError."""
    return parse_listing(text)


def answers(text: str) -> Answers:
    """Read answers about somebody's German. Raises ValueError."""
    return parse_answers(text)


class Route:
    """A handler and the readers of its arguments.

    Only a route that ``writes`` changes anything; the others may be plain links. ``in_groups``:
    open in a chat of many, because it shows nothing personal and changes only language and place.
    ``public``: a text that answers it is written for others, so words of violence in it are no
    call for help. ``kept``: the device keeps what is shown, to be read without the network; it
    holds offers and offices, and nothing of other people. ``bare``: the handler of a typed text
    judges also a yes, a greeting or thanks; elsewhere such a word is no text to keep.
    ``asks`` returns the question before what cannot be undone: the press changes nothing then,
    only the one that the question leads to.
    """

    def __init__(
        self,
        handler: Handler,
        *readers: Callable[[str], Any],
        writes: bool = False,
        in_groups: bool = False,
        public: bool = False,
        kept: bool = False,
        bare: bool = False,
        asks: Handler | None = None,
    ) -> None:
        self.handler = handler
        self.writes = writes
        self.in_groups = in_groups
        self.public = public
        self.kept = kept
        self.bare = bare
        self.asks = asks
        self.readers = readers

    def arguments(self, parts: Sequence[str]) -> list[Any]:
        """Return the arguments that were read. Raises ValueError if they do not fit."""
        return [reader(part) for reader, part in zip(self.readers, parts, strict=True)]
