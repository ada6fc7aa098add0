"""Texts of pages: their markup becomes lines."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.text import clean

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_BLOCKS = frozenset(
    ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "br", "ul", "ol", "table")
)
_WITHOUT_TEXT = frozenset(("script", "style", "iframe", "svg", "img"))

_MARKED = re.compile(
    r"</?(?:p|br|div|ul|ol|li|a|b|i|u|em|strong|span|h[1-6]|table|tr|td)\b[^<>]*>"
    r"|&(?:\w{2,8}|#x?[0-9a-f]{1,6});",
    re.IGNORECASE,
)
"""Tags and characters of HTML, which plain texts do not have: "a < b" and "R&D" are plain."""


def without_markup(words: str) -> str:
    """Return a text that may be HTML without its markup; a plain text as it is."""
    return text_of(page_of(words)) if _MARKED.search(words) else words


def page_of(html: str) -> "BeautifulSoup":
    """Return a page, however broken its markup is."""
    from bs4 import BeautifulSoup  # only imports need it

    return BeautifulSoup(html, "html.parser")


def text_of(soup: "BeautifulSoup") -> str:
    """Return the text of a page without markup.

    Paragraphs and list items are on lines of their own, targets of links behind their words.
    """
    for tag in _tags(soup, _WITHOUT_TEXT):
        tag.decompose()
    for link in soup.find_all("a"):
        link.append(_target_shown(str(link.get("href", "")), link.get_text(" ", strip=True)))
    for tag in _tags(soup, _BLOCKS):
        tag.insert_before("\n")
        if tag.name == "li":
            tag.insert(0, "• ")
    return re.sub(r"\n\s*\n+", "\n", clean(soup.get_text()))


def _tags(soup: "BeautifulSoup", names: Collection[str]) -> "list[Tag]":
    """Return the tags with these names; the library takes longer to look for several at once."""
    return [tag for tag in soup.find_all(True) if tag.name in names]


def _target_shown(target: str, label: str) -> str:
    """Return what is written behind the label of a link; "" if the label shows the target."""
    if not target.startswith(("http", "mailto:", "tel:")):
        return ""
    if target.split(":", 1)[1].strip("/") in label:
        return ""
    return f" ({target.removeprefix('mailto:').removeprefix('tel:')})" if label else target
