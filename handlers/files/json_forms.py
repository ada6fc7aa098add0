"""Forms of JSON in which services come: plain, one object a line (JSON Lines), and JSON:API."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from bot.domain.imports import FileProblem
from handlers.files.limits import as_utf8, check_json, json_of

SUFFIXES = (".json", ".jsonl", ".ndjson")
"""Ends of the names of files with JSON."""
DEEPEST = 4
"""Maximum number of relationships that are followed one after the other: some lead back."""
_SERVICES = ("service", "services")
_PLACES = ("location", "locations")
Included = Mapping[tuple[str, str], Mapping[str, Any]]
"""What a page of JSON:API holds beside its services, by type and id."""


def read(content: bytes, name: str) -> Any:
    """Return what JSON or JSON Lines say, pages of JSON:API as nested objects.

    Raises FileProblem for broken JSON, and for too much of it.
    """
    found = _parsed(content, name)
    pages = found if isinstance(found, list) else [found]
    if not any(map(_is_json_api, pages)):
        return found
    nested = [_nested(page) if _is_json_api(page) else page for page in pages]
    return nested if isinstance(found, list) else nested[0]


def _parsed(content: bytes, name: str) -> Any:
    try:
        return json_of(content, name)
    except FileProblem:
        lines = as_utf8(content, name).splitlines()
        filled = [line for line in map(bytes.strip, lines) if line]
        if len(filled) < 2 or not all(line.startswith(b"{") for line in filled):
            raise
        return _of_lines(filled, name)


def _of_lines(lines: list[bytes], name: str) -> list[Any]:
    check_json(lines)
    try:
        return [orjson.loads(line) for line in lines]
    except orjson.JSONDecodeError as error:
        raise FileProblem("file_broken", name) from error


def _is_json_api(page: Any) -> bool:
    """Return whether each entry of a page has a type and a mapping of attributes."""
    entries = _entries(page)
    return bool(entries) and all(
        isinstance(entry, dict) and "type" in entry and isinstance(entry.get("attributes"), dict)
        for entry in entries
    )


def _entries(page: Any) -> list[Any]:
    data = page.get("data") if isinstance(page, dict) else None
    return data if isinstance(data, list) else [data] if isinstance(data, dict) else []


def _nested(page: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page whose services hold what they are related to; totals stay."""
    rest = {key: value for key, value in page.items() if key not in ("data", "included")}
    included, entries = _included(page), _entries(page)
    services = [entry for entry in entries if str(entry["type"]).lower() in _SERVICES]
    return {**rest, "data": [_object(entry, included, 0) for entry in services or entries]}


def _included(page: Mapping[str, Any]) -> Included:
    listed = page.get("included")
    entries = listed if isinstance(listed, list) else []
    return {_key(entry): entry for entry in entries if isinstance(entry, dict)}


def _key(entry: Mapping[str, Any]) -> tuple[str, str]:
    return str(entry.get("type")), str(entry.get("id"))


def _object(entry: Mapping[str, Any], included: Included, depth: int) -> dict[str, Any]:
    """Return an entry as a plain object, its relations as parts of it."""
    attributes = entry.get("attributes")
    plain = {"id": entry.get("id")} if "id" in entry else {}
    if isinstance(attributes, dict):
        plain |= {_name(key): value for key, value in attributes.items()}
    relations = entry.get("relationships")
    for key, relation in relations.items() if isinstance(relations, dict) else ():
        if depth < DEEPEST and isinstance(relation, dict):
            plain |= _related(_name(key), relation.get("data"), included, depth + 1)
    return plain


def _name(key: str) -> str:
    return key.replace("-", "_")


def _related(name: str, data: Any, included: Included, depth: int) -> dict[str, Any]:
    """Return the part of an object that a relation is; a place stands in a link to it."""
    found = list(_found(data, included, depth))
    if not found:
        return {}
    if name in _PLACES:
        return {"service_at_locations": [{"location": place} for place in found]}
    return {name: found if isinstance(data, list) else found[0]}


def _found(data: Any, included: Included, depth: int) -> Iterator[dict[str, Any]]:
    """Yield what is included of the entries that a relation names."""
    for link in data if isinstance(data, list) else [data]:
        entry = included.get(_key(link)) if isinstance(link, dict) else None
        if entry is not None:
            yield _object(entry, included, depth)
