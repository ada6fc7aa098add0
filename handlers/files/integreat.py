"""Pages of Integreat (REST API v3, ``/pages``), read as drafts.

There is one file per language; pages in several languages belong together by their German page.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.imports import FileProblem
from bot.domain.offers import Details, Draft, OfferText, TextState
from bot.domain.places import Field, Municipality
from bot.rules.cells import Wrong, email, url
from bot.rules.phones import phone
from bot.search.normalise import words
from bot.text import one_line, shortened
from handlers.files.limits import check_size, json_of
from handlers.files.markup import page_of, text_of

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

MAIN = "de"
"""Language of the original pages."""
LONGEST_TITLE, LONGEST_TRAIL = 500, 1000
"""Maximum length of a title and of a trail, in characters."""
MOST_LEVELS = 20
"""Maximum depth of the tree of pages, so that a circle of parents ends."""


def read_pages(
    path: Path,
    organisation: str,
    fields: Sequence[Field],
    places: Sequence[Municipality],
    language: str,
) -> list[Draft]:
    """Return a draft for each page that has text.

    ``organisation`` owns pages without an owner, ``language`` "" reads the language from the
    paths of the pages. Raises FileProblem.
    """
    check_size(path)
    try:
        pages = json_of(path.read_bytes(), path.name)
        by_path = {page["path"]: page for page in pages}
        code = language or _language(pages)
        read = ((page, page_of(page["content"])) for page in pages)
        return [
            _draft(page, soup, code, organisation, _trail(page, by_path), fields, places)
            for page, soup in read
            if soup.get_text(strip=True)
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise FileProblem("file_broken", path.name) from error


def is_pages(content: Any) -> bool:
    """Return whether JSON looks like an answer of ``/pages``."""
    return (
        isinstance(content, list)
        and bool(content)
        and isinstance(content[0], dict)
        and "available_languages" in content[0]
    )


def _language(pages: list[dict[str, Any]]) -> str:
    """Return the language from the path of the first page: "/rems-murr-kreis/de/..." is "de"."""
    match = re.match(r"/[^/]+/([a-z-]{2,8})/", pages[0]["path"]) if pages else None
    if not match:
        raise FileProblem("language_unknown")
    return match[1]


def _trail(page: dict[str, Any], by_path: dict[str, dict[str, Any]]) -> list[str]:
    """Return the titles of the pages above a page, the top first.

    The tree is joined by paths, because the ids of parents are those of another table.
    """
    titles: list[str] = []
    parent = by_path.get(page["parent"].get("path") or "")
    while parent is not None and len(titles) < MOST_LEVELS:
        titles.insert(0, one_line(parent["title"]))
        parent = by_path.get(parent["parent"].get("path") or "")
    return titles


def _draft(
    page: dict[str, Any],
    soup: "BeautifulSoup",
    language: str,
    organisation: str,
    trail: list[str],
    fields: Sequence[Field],
    places: Sequence[Municipality],
) -> Draft:
    other_languages = page["available_languages"]
    is_original = language == MAIN or MAIN not in other_languages
    page_id = page["id"] if is_original else other_languages[MAIN]["id"]
    title = shortened(one_line(page["title"]), LONGEST_TITLE) or "–"
    state = TextState.ORIGINAL if is_original else TextState.UNCHECKED
    details = Details(
        organisation=one_line((page.get("organization") or {}).get("name", "")) or organisation,
        texts=(OfferText(language, title, text_of(soup), "", state),),
        municipality=_municipality([*trail, title], places),
        field=_field([*trail, title], fields),
        breadcrumb=shortened(" › ".join(trail), LONGEST_TRAIL),
        url=_first_link(soup, "http", url) or url(page["url"]),
        email=_first_link(soup, "mailto:", email),
        phone=_first_link(soup, "tel:", phone),
    )
    return Draft(f"integreat:{page_id}", details, frozenset({language}))


def _first_link(soup: "BeautifulSoup", scheme: str, reader: Callable[[str], str]) -> str:
    """Return the first target of a scheme that ``reader`` accepts; "" if there is none."""
    for link in soup.find_all("a"):
        target = str(link.get("href", ""))
        if not target.startswith(scheme):
            continue
        if scheme != "http":
            target = target.removeprefix(scheme).split("?")[0].strip()
        try:
            return reader(target)
        except Wrong:
            continue
    return ""


def _municipality(trail: list[str], places: Sequence[Municipality]) -> str:
    """Return the municipality that a title of the trail names, the lowest first; "" if none does.

    A page below "Städte und Gemeinden › Alfdorf" is about Alfdorf.
    """
    names = {tuple(words(name)): place.name for place in places for name in place.names}
    keys = [tuple(words(title)) for title in reversed(trail)]
    return next((names[key] for key in keys if key in names), "")


def _field(trail: list[str], fields: Sequence[Field]) -> str:
    """Return the field of action that shares a word with a title of the trail; "" if none does."""
    for title in trail:
        title_words = _long_words(title)
        for field in fields:
            if any(title_words & _long_words(name) for name in field.names.values()):
                return field.slug
    return ""


def _long_words(text: str) -> set[str]:
    return {word for word in words(text) if len(word) > 3}
