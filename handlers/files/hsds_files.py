"""Files in which services stand: JSON of an API, and tables in a zip (HSDS 2 and 3, Ohana)."""

import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from bot.domain.imports import FileProblem
from handlers.files import hsds_tables, json_forms
from handlers.files.limits import (
    MOST_VALUES,
    check_json,
    check_size,
    check_zip,
)

Tables = dict[str, list[dict[str, Any]]]
_ALSO_CALLED = {
    "services_at_location": "service_at_location",
    "services_at_locations": "service_at_location",
    "service_at_locations": "service_at_location",
    "eligibility": "eligibilitys",
    "eligibilities": "eligibilitys",
}
"""Names of tables in other versions."""
_TOTALS = ("total_items", "totalElements", "total", "count")
"""How APIs name the number of all services."""
_LISTS = ("contents", "content", "services", "items", "results", "data")
"""Names under which APIs list the services of a page."""
_OF_SERVICE = (
    "phones", "schedules", "regular_schedules", "languages", "cost_options", "service_areas",
    "required_documents", "contacts", "funding", "holiday_schedules", "eligibilitys",
)  # fmt: skip
_OF_LOCATION = (
    "addresses", "physical_addresses", "phones", "schedules", "regular_schedules", "languages",
    "accessibility", "contacts",
)  # fmt: skip
_READ = frozenset(
    (
        "services", "organizations", "programs", "locations", "service_at_location", "attributes",
        *_OF_SERVICE, *_OF_LOCATION,
    )
)  # fmt: skip
"""Tables that are read."""
_WHOLE = frozenset(
    (
        "services", "organizations", "programs", "locations", "attributes", "metadata",
        "meta_table_descriptions",
    )
)  # fmt: skip
"""Tables whose rows stand for themselves, or describe only others."""


@dataclass(frozen=True, slots=True)
class Services:
    """The services of a file as nested objects.

    ``total`` is how many there are, as pages of an API say it: more than a file with one page
    holds; 0 if nothing says it. ``unread`` are the tables that are not read, with their rows.
    """

    found: list[Any]
    total: int = 0
    unread: Mapping[str, int] = field(default_factory=dict)


def services_in(path: Path) -> Services:
    """Return the services of a file. Raises FileProblem."""
    if zipfile.is_zipfile(path):
        check_zip(path)
        return _of_archive(path)
    check_size(path)
    return _of_json(path.read_bytes(), path.name)


def _of_json(content: bytes, name: str) -> Services:
    """Return the services of a list, of pages of an API, or a single one."""
    found = json_forms.read(content, name)
    if not isinstance(found, dict | list):
        raise FileProblem("file_broken", name)
    if isinstance(found, dict) and (tables := _lists_of_tables(found)):
        return _of_tables(tables)
    pages = found if isinstance(found, list) else [found]
    listed = [_listed(page) for page in pages]
    return Services(list(chain.from_iterable(listed)), max(map(_total, pages), default=0))


def _listed(page: Any) -> list[Any]:
    """Return the services of a page; anything else is a service itself."""
    if not isinstance(page, dict) or ("name" in page and "contents" not in page):
        return _of_entry(page)
    found = next((page[key] for key in _LISTS if isinstance(page.get(key), list)), [page])
    return [service for entry in found for service in _of_entry(entry)]


def _of_entry(entry: Any) -> list[Any]:
    """Return the services of an organisation that lists them; any other entry is one itself."""
    services = entry.get("services") if isinstance(entry, dict) else None
    if not isinstance(services, list) or not all(isinstance(each, dict) for each in services):
        return [entry]
    owner = {name: value for name, value in entry.items() if name != "services"}
    return [{"organization": owner, **service} for service in services]


def _lists_of_tables(page: dict[str, Any]) -> Tables:
    """Return the tables of one object that holds them side by side; {} for any other."""
    lists = {name: rows for name, rows in page.items() if isinstance(rows, list)}
    are_tables = "services" in lists and {_name_of(name) for name in lists} & _READ - {"services"}
    return {_name_of(name): _rows(rows) for name, rows in lists.items()} if are_tables else {}


def _rows(rows: list[Any]) -> list[dict[str, Any]]:
    return [row for row in rows if isinstance(row, dict)]


def _name_of(table: str) -> str:
    return _ALSO_CALLED.get(table.lower(), table.lower())


def _total(page: Any) -> int:
    """Return how many services there are on all pages, as one of them says it; 0 if it does not."""
    if not isinstance(page, dict):
        return 0
    parts = [part for part in (page, page.get("meta")) if isinstance(part, dict)]
    numbers = (part.get(name) for part in parts for name in _TOTALS)
    return next((number for number in numbers if isinstance(number, int)), 0)


def _of_archive(path: Path) -> Services:
    """Return the services of the tables in a zip, or else of its pages."""
    contents = _contents(path)
    tables = _tables(contents)
    return _of_tables(tables) if tables.get("services") else _of_pages(contents)


def _of_tables(tables: Tables) -> Services:
    """Return the services of tables, and how many rows of each table belong to none."""
    unread = {name: sum(map(_is_loose, rows)) if name in _READ else len(rows)
              for name, rows in tables.items() if name not in _WHOLE}  # fmt: skip
    return Services(list(_joined(tables)), unread={name: n for name, n in unread.items() if n})


def _is_loose(row: Mapping[str, Any]) -> bool:
    """Return whether a row belongs to no service and no place, but to an organisation."""
    return not (row.get("service_id") or row.get("location_id"))


def _tables(contents: Mapping[str, bytes]) -> Tables:
    """Return the tables of an archive by the names of their files. Raises FileProblem."""
    tables: Tables = {}
    room = MOST_VALUES
    for name, content in contents.items():
        if name.lower().endswith(".csv"):
            rows = hsds_tables.read(content, name, room)
            room -= sum(map(hsds_tables.weight, rows))
            tables[_name_of(PurePosixPath(name).stem)] = rows
    return tables


def _of_pages(contents: Mapping[str, bytes]) -> Services:
    """Return the services of all pages of an API. Raises FileProblem if there is no page."""
    pages = [name for name in sorted(contents) if _is_page(name)]
    if not pages:
        raise FileProblem("file_empty")
    check_json(contents[name] for name in pages)
    read = [_of_json(contents[name], name) for name in pages]
    found = [service for page in read for service in page.found]
    return Services(found, max(page.total for page in read))


def _contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not _is_hidden(name)]
        return {name: archive.read(name) for name in names}


def _is_page(name: str) -> bool:
    """Return whether services stand in it; a data package only describes the tables."""
    is_data = name.lower().endswith(json_forms.SUFFIXES)
    return is_data and PurePosixPath(name).stem != "datapackage"


def _is_hidden(name: str) -> bool:
    return name.endswith("/") or any(part.startswith((".", "__")) for part in name.split("/"))


def _joined(tables: Tables) -> Iterator[dict[str, Any]]:
    """Yield each service with the rows that belong to it."""
    locations = _locations(tables)
    owners, programs = _by_id(tables, "organizations"), _by_id(tables, "programs")
    at = _by(tables.get("service_at_location", []), "service_id")
    parts = {name: _by(tables.get(name, []), "service_id") for name in _OF_SERVICE}
    attributes = _by(tables.get("attributes", []), "link_id")
    for service in tables["services"]:
        service_id = service.get("id")
        nested = _with_rows(service, parts)
        nested["service_at_locations"] = _at(service, at.get(service_id, []), locations)
        single = {
            "organization": owners.get(_owner_id(nested)),
            "program": programs.get(service.get("program_id")),
            "attributes": attributes.get(service_id),
        }
        yield nested | {name: value for name, value in single.items() if value}


def _by_id(tables: Tables, name: str) -> dict[Any, dict[str, Any]]:
    return {row.get("id"): row for row in tables.get(name, [])}


def _with_rows(
    service: dict[str, Any], parts: Mapping[str, Mapping[Any, list[dict[str, Any]]]]
) -> dict[str, Any]:
    """Return a service with its rows of each table; what it says itself stays."""
    service_id = service.get("id")
    own = {
        name: rows[service_id]
        for name, rows in parts.items()
        if rows.get(service_id) and name not in service
    }
    return {**service, **own}


def _owner_id(service: dict[str, Any]) -> Any:
    """Return the id of the organisation; Ohana says it of the location."""
    places = [at["location"] for at in service["service_at_locations"]]
    named = (each.get("organization_id") for each in (service, *places))
    return next(filter(None, named), None)


def _at(
    service: dict[str, Any], links: Iterable[dict[str, Any]], locations: dict[Any, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the places of a service. Ohana names a single one in the service itself."""
    rows = list(links) or ([{"location_id": service["location_id"]}]
                           if service.get("location_id") else [])  # fmt: skip
    return [{**row, "location": locations.get(row.get("location_id"), {})} for row in rows]


def _locations(tables: Tables) -> dict[Any, dict[str, Any]]:
    """Return the locations by id, with what belongs to them alone."""
    parts = {name: _by(tables.get(name, []), "location_id") for name in _OF_LOCATION}
    found = {}
    for row in tables.get("locations", []):
        own = {
            name: kept
            for name, rows in parts.items()
            if (kept := [each for each in rows.get(row.get("id"), []) if "service_id" not in each])
        }
        found[row.get("id")] = {**row, **own}
    return found


def _by(rows: Iterable[dict[str, Any]], key: str) -> dict[Any, list[dict[str, Any]]]:
    grouped: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if key in row:
            grouped[row[key]].append(row)
    return grouped
