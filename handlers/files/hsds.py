"""HSDS 3.0 (Human Services Data Specification): services with everything nested, as its API profile gives them.

What HSDS has no place for (levels, target groups, texts in other languages) travels in ``attributes``.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson

from bot.domain.imports import FileProblem, Row, Table
from handlers.files.tables import MOST_BYTES

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
    """A service, a list of services, or a page of the API ("contents"). Raises FileProblem."""
    if path.stat().st_size > MOST_BYTES:
        raise FileProblem("file_large", f"{path.stat().st_size // 1024 // 1024} MiB")
    try:
        content = orjson.loads(path.read_bytes())
        services = (
            content
            if isinstance(content, list)
            else content.get("contents") or content.get("services") or [content]
        )
        rows = tuple(
            Row("", row_number, _row(service)) for row_number, service in enumerate(services, 1)
        )
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, IndexError) as error:
        raise FileProblem("file_broken", path.name) from error
    if not rows:
        raise FileProblem("file_empty")
    return Table(rows)


def write_hsds(path: Path, rows: Iterable[dict[str, str]]) -> None:
    path.write_bytes(orjson.dumps([_service(row) for row in rows], option=orjson.OPT_INDENT_2))


def _row(service: dict[str, Any]) -> dict[str, str]:
    """Our own attributes win: they are exact."""
    own = {
        str(item["label"]).removeprefix(_OWN): str(item["value"])
        for item in service.get("attributes") or []
        if str(item.get("label", "")).startswith(_OWN)
    }
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
        "languages": ", ".join(
            str(language.get("code") or language.get("name") or "")
            for language in service.get("languages") or []
        ),
        **_place(service),
        "times": " | ".join(filter(None, map(_times, service.get("schedules") or []))),
    }
    return {name: str(value) for name, value in values.items() if value not in (None, "")} | own


def _place(service: dict[str, Any]) -> dict[str, Any]:
    locations = service.get("service_at_locations") or []
    location = (locations[0].get("location") if locations else None) or {}
    address = (location.get("addresses") or [{}])[0]
    return {
        "address": address.get("address_1"),
        "municipality": address.get("city"),
        "postcode": address.get("postal_code"),
    }


def _times(schedule: dict[str, Any]) -> str:
    """HSDS schedules are RRULE parts; without an opening time there is nothing to show."""
    opens, closes = schedule.get("opens_at"), schedule.get("closes_at")
    if not opens:
        return ""
    hours = opens[:5] + (f"-{closes[:5]}" if closes else "")
    first = schedule.get("dtstart") or schedule.get("valid_from") or ""
    if not schedule.get("freq"):
        return f"{first} {hours}" if first else ""
    rule = f"FREQ={schedule['freq']}" + (
        f";BYDAY={schedule['byday']}" if schedule.get("byday") else ""
    )
    return f"RRULE:{rule} {hours}" + (f" ab {first}" if first else "")


def _first(items: list[dict[str, Any]] | None, name: str) -> Any:
    return items[0].get(name) if items else None


def _service(row: dict[str, str]) -> dict[str, Any]:
    """The standard's own names for machines that know nothing of us, and ours beside them."""
    organisation = {
        "id": _uuid(row["organisation"]),
        "name": row["organisation"],
        "description": row["organisation"],
    }
    address = {
        "address_1": row.get("address", ""),
        "city": row.get("municipality", ""),
        "country": "DE",
        "address_type": "physical",
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
        "service_at_locations": [
            {"location": {"location_type": "physical", "addresses": [address]}}
        ]
        if address["city"] or address["address_1"]
        else [],
        "attributes": [
            {"link_type": "service", "label": f"{_OWN}{name}", "value": value}
            for name, value in row.items()
        ],
    }


def _uuid(name: str) -> str:
    """The same for the same name in every export."""
    return str(uuid5(NAMESPACE_URL, name))
