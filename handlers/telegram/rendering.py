"""Renders a screen as calls.

Labels are plain text, right-to-left rows are mirrored, long texts are split between paragraphs.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from bot.i18n import Ltr, Translator, plain
from bot.text import pages
from bot.ui import AskLocation, AskNotify, Button, Copy, Document, Html, Open, Press, Screen, Share
from handlers.telegram.api.calls import AskPlace, Attach, Call, Confirm, Edit, Pin, Say
from handlers.telegram.api.keys import Keys

LONGEST_TEXT = 4096
"""UTF-16 units of a message, without its tags (Bot API)."""
LONGEST_TOAST, LONGEST_COPY = 200, 256
SHARE = "https://t.me/share/url?"
"""Opens Telegram's list of chats to hand a link on (core.telegram.org/widgets/share)."""
WHERE = "place.ask"
"""The press that leads to the screen with a location button, which allows no other buttons."""
_COPIED = ("tel:", "mailto:")
"""Links that Telegram does not open: their text can be copied instead."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a screen is shown; 0 and "" mean none.

    ``edits`` is the message that was pressed, ``query`` the press to confirm, ``thread`` the topic
    of a forum or a private chat, ``answers`` the message to reply to. ``located``: a location was
    sent.
    """

    chat: int
    edits: int = 0
    query: str = ""
    thread: int = 0
    answers: int = 0
    located: bool = False


def calls_for(screen: Screen, tr: Translator, to: Target) -> list[Call]:
    """Return the calls that show a screen there, in order."""
    if label := _location_label(screen):
        return [*_confirmed(to, ""), AskPlace(to.chat, screen.text, label, to.thread)]
    pin: list[Call] = (
        [Pin(to.chat, screen.point.latitude, screen.point.longitude, to.thread)]
        if screen.point
        else []
    )
    files: list[Call] = [_attach(file, to) for file in screen.documents]
    return [*_confirmed(to, plain(screen.toast)), *pin, *_messages(screen, tr, to), *files]


def _attach(file: Document, to: Target) -> Attach:
    content = "" if file.remote else b64encode(file.content).decode()
    return Attach(to.chat, file.name, file.mime, content, to.thread, file.remote, file.number)


def _confirmed(to: Target, toast: str) -> list[Call]:
    return [Confirm(to.query, toast[:LONGEST_TOAST])] if to.query else []


def _messages(screen: Screen, tr: Translator, to: Target) -> Iterator[Call]:
    """Return the messages: buttons below the last part; only the first replaces an old message."""
    if screen.toast and to.located:
        yield Say(to.chat, screen.toast, thread=to.thread, hides=True)
    first, *rest = _parts(screen, tr, to)
    buttons = keyboard(screen, tr)
    keys = [] if rest else buttons
    if to.edits:
        yield Edit(to.chat, to.edits, first, keys, to.thread)
    else:
        yield Say(to.chat, first, keys, to.thread, to.answers)
    for part in rest:
        yield Say(to.chat, part, buttons if part is rest[-1] else [], to.thread)


def _parts(screen: Screen, tr: Translator, to: Target) -> list[str]:
    """Return the text of each message; a toast is above it if there is no other way to show it."""
    has_toast = screen.toast and not to.query and not to.located
    return split(tr.paragraphs(screen.toast, screen.text) if has_toast else screen.text)


def keyboard(screen: Screen, tr: Translator) -> Keys:
    """Return rows of buttons in reading order; the Bot API has no right-to-left keyboard."""
    rows = [
        [_key(button, tr) for button in row if _can_be_pressed(button)] for row in screen.all_rows
    ]
    return [row[::-1] if tr.language.rtl else row for row in rows if row]


def _can_be_pressed(button: Button) -> bool:
    """Return whether a chat has such a button: none that notifies, none to a path of our site."""
    match button.action:
        case AskNotify():
            return False
        case Open(url):
            return not url.startswith("/")
        case _:
            return True


def _key(button: Button, tr: Translator) -> dict[str, object]:
    label = f"✓ {plain(button.label)}" if button.on else plain(button.label)
    match button.action:
        case Press(data):
            return {"text": label, "callback_data": data}
        case AskLocation():
            return {"text": label, "callback_data": WHERE}
        case AskNotify():
            raise ValueError("a chat needs no button to be notified")
        case Copy(text):
            return {"text": label, "copy_text": text[:LONGEST_COPY]}
        case Open(url) if url.startswith(_COPIED):
            text = url.partition(":")[2]
            return {
                "text": plain(tr("📋 Copy {value}", value=Ltr(text))),
                "copy_text": text[:LONGEST_COPY],
            }
        case Open(url):
            return {"text": label, "url": url}
        case Share(url, title):
            return {"text": label, "url": SHARE + urlencode({"url": url, "text": title})}


def _location_label(screen: Screen) -> str:
    """Return the label of a screen that has only a location button, else ""."""
    only = screen.buttons[0] if len(screen.buttons) == 1 else None
    return plain(only.label) if only and isinstance(only.action, AskLocation) else ""


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units of plain text."""
    return len(text.encode("utf-16-le")) // 2


def split(text: Html, limit: int = LONGEST_TEXT) -> list[str]:
    """Return parts of at most ``limit`` units, split between paragraphs, else between lines.

    Our tags never cross a line.
    """
    if units(plain(text)) <= limit:
        return [text]
    parts, open_part = [], ""
    for piece, gap in _pieces(text, limit):
        joined = f"{open_part}{gap}{piece}" if open_part else piece
        if units(plain(Html(joined))) <= limit:
            open_part = joined
        else:
            parts.append(open_part)
            open_part = piece
    return [*parts, open_part]


def _pieces(text: Html, limit: int) -> Iterator[tuple[str, str]]:
    """Return paragraphs, and the lines of those that are too long, each with the gap before it."""
    for paragraph in text.split("\n\n"):
        if units(plain(Html(paragraph))) <= limit:
            yield paragraph, "\n\n"
            continue
        for index, line in enumerate(paragraph.split("\n")):
            gap = "\n" if index else "\n\n"
            for part in _short(line, limit):
                yield part, gap
                gap = " "


def _short(line: str, limit: int) -> list[str]:
    """Return a line as it is, or without its tags and split between words if it is too long.

    A character has at most two units.
    """
    if units(plain(Html(line))) <= limit:
        return [line]
    return [escape(part, quote=False) for part in pages(plain(Html(line)), limit // 2)]
