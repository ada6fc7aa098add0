"""Integreat's REST API v3, ``/pages``: one file a language → drafts that belong together by their German page."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
from bs4 import BeautifulSoup

from bot.domain.imports import FileProblem
from bot.domain.offers import Details, Draft, OfferText, TextState
from bot.domain.places import Field, Municipality
from bot.rules.cells import Wrong, email, phone, url
from bot.search.normalise import words
from bot.text import clean, one_line, shortened
from handlers.files.tables import MOST_BYTES

MAIN = "de"
_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "br", "ul", "ol", "table")


def read_pages(
    path: Path,
    organisation: str,
    fields: Sequence[Field],
    places: Sequence[Municipality],
    language: str,
) -> list[Draft]:
    """One draft a page that has text; ``language`` "" reads it from the pages themselves. Raises FileProblem."""
    if path.stat().st_size > MOST_BYTES:
        raise FileProblem("file_large", f"{path.stat().st_size // 1024 // 1024} MiB")
    try:
        pages = orjson.loads(path.read_bytes())
        by_path = {page["path"]: page for page in pages}
        code = language or _language(pages)
        return [
            _draft(page, code, organisation, _trail(page, by_path), fields, places)
            for page in pages
            if _has_text(page)
        ]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise FileProblem("file_broken", path.name) from error


def is_pages(content: Any) -> bool:
    """Whether JSON looks like ``/pages``."""
    return (
        isinstance(content, list)
        and bool(content)
        and isinstance(content[0], dict)
        and "available_languages" in content[0]
    )


def _language(pages: list[dict[str, Any]]) -> str:
    """ "/rems-murr-kreis/de/..." → "de"."""
    match = re.match(r"/[^/]+/([a-z-]{2,8})/", pages[0]["path"]) if pages else None
    if not match:
        raise FileProblem("language_unknown")
    return match[1]


def _has_text(page: dict[str, Any]) -> bool:
    return bool(BeautifulSoup(page["content"], "html.parser").get_text(strip=True))


def _trail(page: dict[str, Any], by_path: dict[str, dict[str, Any]]) -> list[str]:
    """Titles of the pages above, the top first. The tree is joined by path: ids of parents are those of another table."""
    titles: list[str] = []
    above = by_path.get(page["parent"].get("path") or "")
    while above is not None and len(titles) < 20:
        titles.insert(0, one_line(above["title"]))
        above = by_path.get(above["parent"].get("path") or "")
    return titles


def _draft(
    page: dict[str, Any],
    language: str,
    organisation: str,
    trail: list[str],
    fields: Sequence[Field],
    places: Sequence[Municipality],
) -> Draft:
    others = page["available_languages"]
    main = language == MAIN or MAIN not in others
    page_id = page["id"] if main else others[MAIN]["id"]
    soup = BeautifulSoup(page["content"], "html.parser")
    title = shortened(one_line(page["title"]), 500) or "–"
    state = TextState.ORIGINAL if main else TextState.UNCHECKED
    details = Details(
        organisation=one_line((page.get("organization") or {}).get("name", "")) or organisation,
        texts=(OfferText(language, title, _text(soup), "", state),),
        municipality=_municipality([*trail, title], places),
        field=_field([*trail, title], fields),
        breadcrumb=shortened(" › ".join(trail), 1000),
        url=_first(soup, "http", url) or url(page["url"]),
        email=_first(soup, "mailto:", email),
        phone=_first(soup, "tel:", phone),
    )
    return Draft(f"integreat:{page_id}", details, frozenset({language}))


def _text(soup: BeautifulSoup) -> str:
    """Safe text: paragraphs and list items on their own lines, the target of a link behind its words."""
    for tag in soup(["script", "style", "iframe", "svg", "img"]):
        tag.decompose()
    for link in soup.find_all("a"):
        target, shown = str(link.get("href", "")), link.get_text(" ", strip=True)
        if (
            target.startswith(("http", "mailto:", "tel:"))
            and target.split(":", 1)[1].strip("/") not in shown
        ):
            link.append(
                f" ({target.removeprefix('mailto:').removeprefix('tel:')})" if shown else target
            )
    for tag in soup.find_all(_BLOCKS):
        tag.insert_before("\n")
        if tag.name == "li":
            tag.insert(0, "• ")
    return re.sub(r"\n\s*\n+", "\n", clean(soup.get_text()))


def _first(soup: BeautifulSoup, scheme: str, reader: Any) -> str:
    """The first link of a kind that is right; "" if there is none."""
    for link in soup.find_all(
        "a", href=lambda target: bool(target) and str(target).startswith(scheme)
    ):
        target = str(link["href"])
        try:
            return str(
                reader(
                    target
                    if scheme == "http"
                    else target.removeprefix(scheme).split("?")[0].strip()
                )
            )
        except Wrong:
            continue
    return ""


def _municipality(trail: list[str], places: Sequence[Municipality]) -> str:
    """A page below "Städte und Gemeinden › Alfdorf" is about Alfdorf."""
    names = {tuple(words(name)): place.name for place in places for name in place.names}
    return next(
        (names[key] for key in (tuple(words(title)) for title in reversed(trail)) if key in names),
        "",
    )


def _field(trail: list[str], fields: Sequence[Field]) -> str:
    """The field of action that shares a word with the page's own branch of the tree; "" if none does."""
    for title in trail:
        title_words = {word for word in words(title) if len(word) > 3}
        for field in fields:
            if title_words & {
                word for name in field.names.values() for word in words(name) if len(word) > 3
            }:
                return field.slug
    return ""
