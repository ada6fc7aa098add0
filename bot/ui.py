"""Screens: what a person sees, as values. A channel turns them into messages or pages."""

from collections.abc import Callable
from dataclasses import dataclass, replace


class Html(str):
    """Text that is safe to show: <b>, <i>, <a href>, and everything else escaped."""

    __slots__ = ()


NOTHING = Html("")


@dataclass(frozen=True, slots=True)
class Press:
    """Pressing sends ``data`` back: a route and its arguments, "offer:17:a...0". At most 64 bytes."""

    data: str


@dataclass(frozen=True, slots=True)
class Open:
    """Opens a link: https:, tel: or mailto:."""

    url: str


@dataclass(frozen=True, slots=True)
class AskLocation:
    """Asks the device where it is."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Puts a text where it can be pasted from."""

    text: str


Action = Press | Open | AskLocation | Copy


@dataclass(frozen=True, slots=True)
class Button:
    """``on`` is None for an ordinary button, True or False for one that can be switched."""

    label: Html
    action: Action
    on: bool | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file to keep. ``url`` is where our own pages give it, ``remote`` its id at Telegram; "" where it has none.

    ``number`` is its number in our store, 0 if it was made for this screen.
    """

    name: str
    mime: str
    content: bytes
    url: str = ""
    remote: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, in degrees."""

    latitude: float
    longitude: float


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """``rows`` are this screen's own buttons, ``paging`` leads to its neighbours, ``footer`` is the same everywhere.

    ``at`` is the press that shows this screen again, ``back`` the one that leads to where it came from;
    "" means there is none. ``bare`` screens get no footer. ``toast`` is a short confirmation, "" none.
    ``placeholder`` says what may be typed here. ``language`` is filled in when the screen is framed.
    ``point`` is shown on a map, None is none. ``takes_file``: a document or picture may be sent here.
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

    def saying(self, toast: Html) -> "Screen":
        return replace(self, toast=toast)

    def with_only(self, allowed: Callable[[str], bool]) -> "Screen":
        """Without the buttons whose press is not ``allowed``."""
        kept = [
            tuple(
                tuple(b for b in row if not isinstance(b.action, Press) or allowed(b.action.data))
                for row in rows
            )
            for rows in self._parts
        ]
        rows, paging, footer = (tuple(row for row in part if row) for part in kept)
        return replace(self, rows=rows, paging=paging, footer=footer)

    @property
    def _parts(self) -> tuple[Rows, Rows, Rows]:
        return self.rows, self.paging, self.footer

    @property
    def all_rows(self) -> Rows:
        return (*self.rows, *self.paging, *self.footer)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(button for row in self.all_rows for button in row)


def press(route: str, *arguments: object) -> Press:
    """The press that a button sends for a route of ``handlers/dialogue/routes.py``."""
    return Press(":".join((route, *map(str, arguments))))


def in_rows(buttons: list[Button], width: int) -> Rows:
    """Buttons in rows of at most ``width``."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
