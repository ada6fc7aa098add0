"""Telegram's HTML: its tags, and its errors for everything else (tdlib, MessageEntity.cpp)."""

import re
from dataclasses import dataclass
from html import unescape

from handlers.telegram.emulator.errors import BadRequest

_ALIASES = {"strong": "b", "em": "i", "ins": "u", "strike": "s", "del": "s"}
_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "tg-spoiler", "span", "blockquote", "tg-emoji"}
_TOKEN = re.compile(r"<(/?)([^\s<>/=\"']*)((?:\s+[^<>]*)?)>|<")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")


@dataclass(frozen=True)
class Entity:
    """A formatted part; ``offset`` and ``length`` are UTF-16 units of the plain text."""

    type: str
    offset: int
    length: int
    url: str = ""


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parsed(html: str) -> tuple[str, list[Entity]]:
    """Return plain text and entities. Raises BadRequest."""
    plain, at = "", 0
    entities: list[Entity] = []
    open_: list[tuple[str, int, str]] = []
    for token in _TOKEN.finditer(html):
        plain += unescape(html[at : token.start()])
        at = token.end()
        byte = len(html[: token.start()].encode())
        if token[0] == "<":
            raise BadRequest(
                f"can't parse entities: Unexpected end of name token at byte offset {byte}"
            )
        name = _ALIASES.get(token[2].lower(), token[2].lower())
        if token[1]:
            entities.append(_closed(open_, name, byte, units(plain)))
            continue
        if name not in _TAGS:
            raise BadRequest(
                f'can\'t parse entities: Unsupported start tag "{token[2]}" at byte offset {byte}'
            )
        open_.append((name, units(plain), _url(token[3])))
    if open_:
        raise BadRequest(
            "can't parse entities: Can't find end tag corresponding to start tag "
            f'"{open_[-1][0]}"'
        )
    return plain + unescape(html[at:]), [entity for entity in entities if entity.length]


def _closed(open_: list[tuple[str, int, str]], name: str, byte: int, end: int) -> Entity:
    if not open_:
        raise BadRequest(f"can't parse entities: Unexpected end tag at byte offset {byte}")
    tag, begin, url = open_.pop()
    if name not in ("", tag):
        raise BadRequest(
            f"can't parse entities: Unmatched end tag at byte offset {byte}, "
            f'expected "</{tag}>", found "</{name}>"'
        )
    return Entity("text_link" if tag == "a" else tag, begin, end - begin, url)


def _url(attributes: str) -> str:
    match = _HREF.search(attributes)
    return unescape(next(filter(None, match.groups()), "")) if match else ""
