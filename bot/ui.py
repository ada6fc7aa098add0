"""Screens as values. Each channel renders them as messages or pages."""

from collections.abc import Callable
from dataclasses import dataclass, replace


class Html(str):
    """Text that is safe to show: it holds <b>, <i> and <a href>; everything else is escaped."""

    __slots__ = ()


NOTHING = Html("")


@dataclass(frozen=True, slots=True)
class Press:
    """Sends ``data`` back: a route and its arguments, "offer:17:a...0".

    At most 64 bytes (Bot API, InlineKeyboardButton.callback_data).
    """

    data: str


@dataclass(frozen=True, slots=True)
class Open:
    """Opens a link: an https, tel or mailto URL, or on the web a path of this site."""

    url: str


@dataclass(frozen=True, slots=True)
class AskLocation:
    """Asks the device where it is."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Copies a text to the clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class AskNotify:
    """Asks the browser to notify this device, or to stop that; other channels do not show it."""


@dataclass(frozen=True, slots=True)
class Share:
    """Hands a link on by the device's own means; ``title`` says what it leads to."""

    url: str
    title: str


Action = Press | Open | AskLocation | AskNotify | Copy | Share


@dataclass(frozen=True, slots=True)
class Button:
    """A label and what it does. ``on`` is the state of a switch, None for an ordinary button.

    ``language`` is the code of the label's language where it is not that of the screen. ``answers``
    is "yes" or "no" where typing that presses the button, too.
    """

    label: Html
    action: Action
    on: bool | None = None
    language: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list, for channels that can show it as one thing to press.

    ``icon`` is an emoji, "" for none. ``original`` is the title in German where ``title`` is in
    another language. ``lines`` say more. ``language`` is the code of the language of all of it
    where it is not that of the screen.
    """

    title: Html
    action: Action
    lines: tuple[Html, ...] = ()
    icon: str = ""
    original: Html = NOTHING
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to download.

    ``mime`` is its media type. ``url`` is its address on our own pages, ``remote`` its file id at
    Telegram; "" means none. ``number`` is the id of the attachment, 0 if it was made for this
    screen.
    """

    name: str
    mime: str
    content: bytes
    url: str = ""
    remote: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A position on the map, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that we keep, by its name; ``alt`` says what it shows, "" if it is only beauty."""

    name: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on a drawn map: how many there are, and what shows them.

    ``is_own`` is the reader's own place, ``is_named`` one whose name is written beside it.
    """

    name: str
    count: int
    point: Point
    action: Press
    is_own: bool = False
    is_named: bool = False


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What a person sees: a text with buttons, and what goes with it.

    ``rows`` are the buttons of this screen, ``paging`` leads to its neighbours, ``footer`` is the
    same everywhere; ``bare`` screens get none. ``at`` is the press that shows this screen again,
    ``back`` the one that leads to the screen before; "" means none. ``toast`` is a short
    confirmation, "" for none. ``language`` is filled in when the screen is framed.
    ``expects`` is the route that a text or file answers which is sent from here, with its
    arguments; "" means that a text is searched for. ``typed`` is a text that was refused, to be
    corrected. ``placeholder`` says what may be typed here, filled in when the screen is framed.
    ``point`` is shown on a map, None means no map. ``takes_file`` means that a document or picture
    may be sent here. ``unavailable`` means that nothing can be done just now: the web says so with
    status 503. ``once``: it shows something that is there only now, not at ``at``. ``body`` is the
    text again, with the entries of a list apart from it; () means that the text is no list. The
    entries have buttons in ``rows``, too. ``tiles``: the entries may stand side by side, because
    their words are short. ``can_be_left``: somebody who reads it may have to hide
    it from who comes in. ``place`` is the name of the reader's district, filled in when the screen
    is framed. ``dots`` are places on a drawn map, for channels that can show one; its words are in
    the text. ``code`` is an address that is also shown as a code for cameras, "" for none.
    ``logo`` is that of ``place``, ``picture`` belongs to the text; None means none.
    """

    text: Html
    rows: Rows = ()
    paging: Rows = ()
    footer: Rows = ()
    at: str = ""
    back: str = ""
    bare: bool = False
    toast: Html = NOTHING
    language: str = ""
    placeholder: Html = NOTHING
    documents: tuple[Document, ...] = ()
    point: Point | None = None
    takes_file: bool = False
    expects: str = ""
    typed: str = ""
    unavailable: bool = False
    once: bool = False
    body: tuple[Html | Entry, ...] = ()
    can_be_left: bool = False
    place: str = ""
    dots: tuple[Dot, ...] = ()
    tiles: bool = False
    code: str = ""
    logo: Picture | None = None
    picture: Picture | None = None

    def saying(self, toast: Html) -> "Screen":
        """Return the screen with a confirmation."""
        return replace(self, toast=toast)

    def with_only(self, allowed: Callable[[str], bool]) -> "Screen":
        """Return the screen without the buttons whose press data is not ``allowed``."""
        return replace(
            self,
            rows=_allowed_rows(self.rows, allowed),
            body=tuple(part for part in self.body if _is_allowed(part, allowed)),
            paging=_allowed_rows(self.paging, allowed),
            footer=_allowed_rows(self.footer, allowed),
            dots=tuple(dot for dot in self.dots if allowed(dot.action.data)),
        )

    @property
    def other_rows(self) -> Rows:
        """The rows without the buttons of the entries in ``body``."""
        entries = {part.action for part in self.body if isinstance(part, Entry)}
        kept = (tuple(b for b in row if b.action not in entries) for row in self.rows)
        return tuple(row for row in kept if row)

    @property
    def all_rows(self) -> Rows:
        """All rows of buttons, from top to bottom."""
        return (*self.rows, *self.paging, *self.footer)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons, from top to bottom."""
        return tuple(button for row in self.all_rows for button in row)


def _allowed_rows(rows: Rows, allowed: Callable[[str], bool]) -> Rows:
    """Return rows without the buttons whose press is not allowed, and without empty rows."""
    kept = [tuple(button for button in row if _is_allowed(button, allowed)) for row in rows]
    return tuple(row for row in kept if row)


def _is_allowed(part: Html | Entry | Button, allowed: Callable[[str], bool]) -> bool:
    action = None if isinstance(part, Html) else part.action
    return not isinstance(action, Press) or allowed(action.data)


def press(route: str, *arguments: object) -> Press:
    """Return the press of a button that leads to a route of ``handlers/dialogue/routes.py``."""
    return Press(":".join((route, *map(str, arguments))))


MEANT = "!"
"""Ends the name of a route in the press that does what the press without it only asks about."""


def meant(data: str) -> str:
    """Return the press that does what ``data`` asks about first."""
    name, colon, arguments = data.partition(":")
    return f"{name}{MEANT}{colon}{arguments}"


def in_rows(buttons: list[Button], width: int) -> Rows:
    """Return buttons in rows of at most ``width``."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
