"""What cells have besides their values: links, comments, merged cells, missing headings."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from bot.domain.imports import Note, NoteKind
from bot.domain.sheets import Line
from bot.rules.headings import Header
from bot.text import shortened

LONGEST_VALUE = 80
"""Maximum length of a value in a note, in characters."""
_MAIL = "mailto:"
_WEB = ("http://", "https://")


def linked(text: str, column: str, link: str) -> str:
    """Return the address that a cell such as "hier" leads to, else its text."""
    if not link or re.search(r"@|\w\.\w", text):
        return text
    if column == "email" and link.startswith(_MAIL):
        return address(link)
    return link if column == "url" and link.startswith(_WEB) else text


def address(link: str) -> str:
    """Return the address of a link: that of a page, or of an e-mail without its subject."""
    is_mail = link.startswith(_MAIL)
    return unquote(link.removeprefix(_MAIL).partition("?")[0]) if is_mail else link


def behind(links: Mapping[int, str], values: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that a row gets from links behind words: its page and its e-mail address.

    Only what no cell of the row says is taken, and the first link of each kind.
    """
    found: dict[str, str] = {}
    for _, link in sorted(links.items()):
        column = "email" if link.startswith(_MAIL) else "url"
        if link.startswith((_MAIL, *_WEB)) and not values.get(column):
            found.setdefault(column, address(link))
    return found


def notes(line: Line, own: Mapping[int, str], header: Header, sheet: str) -> Iterator[Note]:
    """Yield notes on values below no heading, comments, and merged cells of a row."""
    columns, marks = header.columns, line.marks
    lonely = [text for i, text in own.items() if i not in header.headings]
    if lonely:
        yield Note(NoteKind.NO_HEADING, sheet, line.number, value=_short(" | ".join(lonely)))
    for i, words in sorted(marks.comments.items()):
        yield Note(NoteKind.COMMENT, sheet, line.number, columns.get(i, ""), _short(words))
    for i in sorted(marks.carried):
        if i in columns:
            yield Note(NoteKind.CARRIED, sheet, line.number, columns[i])
    for i in sorted(marks.joined):
        if i in columns and _covers_others(i, marks.joined[i], header):
            yield Note(NoteKind.JOINED, sheet, line.number, columns[i], _short(own.get(i, "")))


def _covers_others(position: int, width: int, header: Header) -> bool:
    """Return whether a merged cell leaves no value for a further column."""
    covered = range(position + 1, position + width)
    return any(i in header.columns for i in covered)


def _short(words: str) -> str:
    return shortened(words, LONGEST_VALUE)
