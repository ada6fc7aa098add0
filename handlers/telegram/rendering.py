"""A screen → calls. Labels are plain text, right-to-left rows are mirrored, long texts are cut between paragraphs."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bot.i18n import Ltr, Translator, plain
from bot.text import pages
from bot.ui import AskLocation, Button, Copy, Document, Html, Open, Press, Screen
from handlers.telegram.api.calls import AskPlace, Attach, Call, Confirm, Edit, Keys, Pin, Say

LONGEST_TEXT = 4096
"""UTF-16 units of a message, without its tags (Bot API)."""
LONGEST_TOAST, LONGEST_COPY = 200, 256
WHERE = "place.ask"
"""The press that leads to the screen with a location button: it cannot stand beside other buttons."""
_COPIED = ("tel:", "mailto:")
"""Telegram opens no such links: their text can be copied instead."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a screen is shown: ``edits`` is the message that was pressed, ``query`` the press to confirm; 0 and "" are none."""

    chat: int
    edits: int = 0
    query: str = ""
    thread: int = 0
    answers: int = 0
    located: bool = False


def calls_for(screen: Screen, tr: Translator, to: Target) -> list[Call]:
    """Everything that shows a screen there, in its order."""
    if label := _location_label(screen):
        return [*_confirmed(to, ""), AskPlace(to.chat, screen.text, label)]
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
    """The buttons stand below the last part; only the first part can replace an old message."""
    if screen.toast and to.located:
        yield Say(to.chat, screen.toast, hides=True)
    said = screen.toast and not to.query and not to.located
    parts = split(tr.paragraphs(screen.toast, screen.text) if said else screen.text)
    for number, part in enumerate(parts):
        keys = keyboard(screen, tr) if number == len(parts) - 1 else []
        if to.edits and not number:
            yield Edit(to.chat, to.edits, part, keys, to.thread)
        else:
            yield Say(to.chat, part, keys, to.thread, 0 if number else to.answers)


def keyboard(screen: Screen, tr: Translator) -> Keys:
    """Rows of buttons as the reader reads them; there is no right-to-left keyboard in the Bot API."""
    rows = [[_key(button, tr) for button in row] for row in screen.all_rows]
    return [row[::-1] if tr.language.rtl else row for row in rows if row]


def _key(button: Button, tr: Translator) -> dict[str, object]:
    label = f"✓ {plain(button.label)}" if button.on else plain(button.label)
    match button.action:
        case Press(data):
            return {"text": label, "callback_data": data}
        case AskLocation():
            return {"text": label, "callback_data": WHERE}
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


def _location_label(screen: Screen) -> str:
    """The label of a screen that has nothing but a location button, else ""."""
    only = screen.buttons[0] if len(screen.buttons) == 1 else None
    return plain(only.label) if only and isinstance(only.action, AskLocation) else ""


def units(text: str) -> int:
    """The length that Telegram counts: UTF-16 code units of what is read."""
    return len(text.encode("utf-16-le")) // 2


def split(text: Html, limit: int = LONGEST_TEXT) -> list[str]:
    """Parts of at most ``limit`` units, cut between paragraphs, else between lines: tags of ours never cross a line."""
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
    """Paragraphs, and of those that are too long the lines, each with the gap before it."""
    for paragraph in text.split("\n\n"):
        if units(plain(Html(paragraph))) <= limit:
            yield paragraph, "\n\n"
            continue
        for number, line in enumerate(paragraph.split("\n")):
            gap = "\n" if number else "\n\n"
            yield from ((part, gap if not n else " ") for n, part in enumerate(_short(line, limit)))


def _short(line: str, limit: int) -> list[str]:
    """A single line that is too long loses its tags and is cut between words; a character has at most two units."""
    if units(plain(Html(line))) <= limit:
        return [line]
    return [escape(part, quote=False) for part in pages(plain(Html(line)), limit // 2)]
