"""What a person can say: press, type, send a place, a file, or something unreadable."""

from dataclasses import dataclass

from bot.domain.attachments import Attachment
from bot.rules.problems import Problem
from handlers.dialogue.commands import Command, command_of


@dataclass(frozen=True)
class Pressed:
    data: str


@dataclass(frozen=True)
class Typed:
    """A typed text.

    ``answers`` is the route that it answers, with arguments, as the screen says that the person
    had before them; "" is a search. Commands answer nothing; ``plain`` is no command, whatever it
    begins with. ``beside`` is the kind of ``Unreadable`` that it was written below, "" for none.
    """

    text: str
    answers: str = ""
    plain: bool = False
    beside: str = ""

    @property
    def command(self) -> Command | None:
        """The command that it is, None for any other text."""
        return None if self.plain else command_of(self.text)


@dataclass(frozen=True)
class Late:
    """A typed text that answers nothing any more, for the reason ``problem``.

    ``answers`` is what a text answers that is typed now.
    """

    text: str
    problem: Problem
    answers: str = ""

    @property
    def command(self) -> Command | None:
        """The command that it is, None for any other text."""
        return command_of(self.text)


@dataclass(frozen=True)
class Located:
    """Degrees; rounded before use and never stored."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Unreadable:
    """Something that is no text: a "picture", a "voice" message, a "contact", or "other"."""

    kind: str
    answers: str = ""


@dataclass(frozen=True)
class Attached:
    """A document or picture, with the text below it; "" for none."""

    file: Attachment
    answers: str = ""
    caption: str = ""


Said = Pressed | Typed | Late | Located | Unreadable | Attached


@dataclass(frozen=True, slots=True)
class Form:
    """What makes a sent form one of its kind: its ``tokens``, and a digest of what it ``said``.

    There is a token of our key and of each old one. Without tokens it can be sent as often as one
    likes.
    """

    tokens: tuple[str, ...] = ()
    said: str = ""

    @property
    def token(self) -> str:
        """The token of our key, "" for none."""
        return next(iter(self.tokens), "")


NO_FORM = Form()
