"""HSDS 3.0 (Human Services Data Specification): services as its API returns them, nested.

Values that HSDS has no place for (levels, target groups, texts in other languages) are stored in
``attributes``, with labels that begin with "lotse:".
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson

from bot.domain.imports import FileProblem, Row, Table
from handlers.files.limits import check_size

_OWN = "lotse:"
_STATUS = {
    "published": "active",
    "closed": "defunct",
    "expired": "inactive",
    "paused": "temporarily closed",
    "draft": "inactive",
    "proposed": "inactive",
}
_STATES = {
    "active": "published",
    "defunct": "closed",
    "inactive": "expired",
    "temporarily closed": "paused",
}


def read_hsds(path: Path) -> Table:
    """Return the rows of a JSON file: a service, a list of services, or a page of the API.

    Raises FileProblem.
    """
    check_size(path)
    try:
        services = _services(orjson.loads(path.read_bytes()))
        rows = tuple(
            Row("", row_number, _row(service)) for row_number, service in enumerate(services, 1)
        )
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, IndexError) as error:
        raise FileProblem("file_broken", path.name) from error
    if not rows:
        raise FileProblem("file_empty")
    return Table(rows)


def write_hsds(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """Write rows of ``bot/rules/exports.py`` as a list of services."""
    path.write_bytes(orjson.dumps([_service(row) for row in rows], option=orjson.OPT_INDENT_2))


def _services(content: Any) -> Any:
    """Return the services of a file: of a list, of a page ("contents"), or a single one."""
    if isinstance(content, list):
        return content
    return content.get("contents") or content.get("services") or [content]


def _row(service: dict[str, Any]) -> dict[str, str]:
    """Return the cells of a service by column. Our own attributes win, because they are exact."""
    values = {
        "external_id": service.get("id"),
        "title": service["name"],
        "description": service.get("description"),
        "next_steps": service.get("application_process"),
        "url": service.get("url"),
        "email": service.get("email"),
        "organisation": (service.get("organization") or {}).get("name"),
        "state": _STATES.get(service.get("status", ""), ""),
        "price": service.get("fees_description"),
        "age_from": service.get("minimum_age"),
        "age_to": service.get("maximum_age"),
        "phone": _first(service.get("phones"), "number"),
        "languages": ", ".join(map(_language, service.get("languages") or [])),
        **_place(service),
        "times": " | ".join(filter(None, map(_times, service.get("schedules") or []))),
    }
    cells = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return cells | _own_cells(service)


def _own_cells(service: dict[str, Any]) -> dict[str, str]:
    """Return the cells that an export of ours stored in the attributes."""
    return {
        str(item["label"]).removeprefix(_OWN): str(item["value"])
        for item in service.get("attributes") or []
        if str(item.get("label", "")).startswith(_OWN)
    }


def _language(language: dict[str, Any]) -> str:
    return str(language.get("code") or language.get("name") or "")


def _place(service: dict[str, Any]) -> dict[str, Any]:
    """Return address, municipality and postcode of the first location."""
    locations = service.get("service_at_locations") or []
    location = (locations[0].get("location") if locations else None) or {}
    address = (location.get("addresses") or [{}])[0]
    return {
        "address": address.get("address_1"),
        "municipality": address.get("city"),
        "postcode": address.get("postal_code"),
    }


def _times(schedule: dict[str, Any]) -> str:
    """Return a schedule as text for ``bot/rules/schedules.py``; its fields are parts of an RRULE.

    "" if it has no opening time, or neither a rule nor a day.
    """
    opens, closes = schedule.get("opens_at"), schedule.get("closes_at")
    if not opens:
        return ""
    hours = opens[:5] + (f"-{closes[:5]}" if closes else "")
    first_day = schedule.get("dtstart") or schedule.get("valid_from") or ""
    if not schedule.get("freq"):
        return f"{first_day} {hours}" if first_day else ""
    return f"RRULE:{_rule(schedule)} {hours}" + (f" ab {first_day}" if first_day else "")


def _rule(schedule: dict[str, Any]) -> str:
    weekdays = f";BYDAY={schedule['byday']}" if schedule.get("byday") else ""
    return f"FREQ={schedule['freq']}{weekdays}"


def _first(items: list[dict[str, Any]] | None, name: str) -> Any:
    return items[0].get(name) if items else None


def _service(row: dict[str, str]) -> dict[str, Any]:
    """Return a service with the names of the standard, and our own cells as attributes."""
    organisation = {
        "id": _uuid(row["organisation"]),
        "name": row["organisation"],
        "description": row["organisation"],
    }
    return {
        "id": row["external_id"],
        "name": row["title"],
        "description": row.get("description", ""),
        "status": _STATUS[row["state"]],
        "url": row.get("url"),
        "email": row.get("email"),
        "application_process": row.get("next_steps"),
        "fees_description": row.get("price"),
        "minimum_age": int(row["age_from"]) if "age_from" in row else None,
        "maximum_age": int(row["age_to"]) if "age_to" in row else None,
        "organization": organisation,
        "phones": [{"number": row["phone"]}] if "phone" in row else [],
        "languages": [{"code": code} for code in row.get("languages", "").split(", ") if code],
        "service_at_locations": _locations(row),
        "attributes": [
            {"link_type": "service", "label": f"{_OWN}{name}", "value": value}
            for name, value in row.items()
        ],
    }


def _locations(row: dict[str, str]) -> list[dict[str, Any]]:
    """Return the location of an offer as a list, empty if it has neither address nor town."""
    street, city = row.get("address", ""), row.get("municipality", "")
    if not street and not city:
        return []
    address = {
        "address_1": street,
        "city": city,
        "country": "DE",
        "address_type": "physical",
    }
    return [{"location": {"location_type": "physical", "addresses": [address]}}]


def _uuid(name: str) -> str:
    """Return an id that is the same for the same name in every export."""
    return str(uuid5(NAMESPACE_URL, name))
