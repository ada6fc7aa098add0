"""Rows of ``bot/rules/exports.py`` as services of HSDS 3.0, valid by its official schema.

What HSDS has no place for is in ``attributes``, see docs/hsds-profile.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from babel import Locale

from bot.rules import times_cells
from handlers.files.hsds_services import OWN
from handlers.files.hsds_times import fields_of

_STATUS = {
    "published": "active",
    "closed": "defunct",
    "expired": "inactive",
    "paused": "temporarily closed",
    "draft": "inactive",
    "proposed": "inactive",
}
_WITH_POSTCODE = re.compile(r"(?P<street>.*?),? *(?P<code>\b\d{5}) (?P<town>[^,;]+)")


@dataclass(frozen=True, slots=True)
class Region:
    """Where the services are: the state, such as "BW", and the only postcode of each town."""

    land: str = ""
    postcodes: Mapping[str, str] = field(default_factory=dict)


def service_of(row: Mapping[str, str], region: Region) -> dict[str, Any]:
    """Return a service. A value that is not known has no key."""
    key = _key(row)
    service: dict[str, Any] = {
        "id": key,
        "name": row["title"],
        "status": _STATUS[row["state"]],
        "description": row.get("description", ""),
        "url": row.get("url", ""),
        "email": row.get("email", ""),
        "application_process": row.get("next_steps", ""),
        "fees_description": row.get("price", ""),
        "organization": _organisation(row["organisation"]),
        "phones": [{"id": _id(key, "phone"), "number": row["phone"]}] if "phone" in row else [],
        "languages": list(_languages(key, row.get("languages", ""))),
        "schedules": list(_schedules(key, row.get("times", ""))),
        "service_at_locations": list(_locations(key, row, region)),
        "cost_options": _costs(key, row),
        "attributes": [_attribute(key, name, value) for name, value in row.items()],
    }
    ages = {"minimum_age": row.get("age_from", ""), "maximum_age": row.get("age_to", "")}
    service |= {name: int(age) for name, age in ages.items() if age}
    return {name: value for name, value in service.items() if value or value == 0}


def _key(row: Mapping[str, str]) -> str:
    """Return the number of an offer if it is a UUID, else one that is made of it."""
    external_id = row["external_id"]
    try:
        return (
            str(UUID(external_id))
            if len(external_id) == 36
            else _uuid(row.get("source", ""), external_id)
        )
    except ValueError:
        return _uuid(row.get("source", ""), external_id)


def _uuid(*parts: str) -> str:
    """Return an id that is the same for the same names in every export."""
    return str(uuid5(NAMESPACE_URL, "\0".join(("lotse", *parts))))


def _id(key: str, *parts: str) -> str:
    return _uuid(key, *parts)


def _organisation(name: str) -> dict[str, str]:
    return {"id": _uuid("organisation", name), "name": name, "description": name}


def _languages(key: str, cell: str) -> Iterator[dict[str, str]]:
    """Yield languages by the codes of ISO 639, with their English names."""
    names = Locale("en").languages
    for code in filter(None, cell.split(", ")):
        base = code.split("-")[0]
        known = {"name": str(names[base])} if base in names else {}
        note = {"note": code} if base != code else {}
        yield {"id": _id(key, "language", code), "code": base} | known | note


def _schedules(key: str, cell: str) -> Iterator[dict[str, Any]]:
    for place, schedule in enumerate(times_cells.read(cell)[0]):
        yield {"id": _id(key, "schedule", str(place))} | fields_of(schedule)


def _locations(key: str, row: Mapping[str, str], region: Region) -> Iterator[dict[str, Any]]:
    """Yield a place for each address of an offer; one without a street is the town."""
    town = row.get("municipality", "")
    lines = [line for line in row.get("address", "").split("; ") if line]
    for position, line in enumerate(lines or ([""] if town else [])):
        name = str(position)
        address = _address(line, town, region) | {"id": _id(key, "address", name)}
        location = {
            "id": _id(key, "location", name),
            "location_type": "physical",
            "name": line or town,
            "addresses": [address],
        }
        yield {"id": _id(key, "at", name), "location": location}


def _address(line: str, town: str, region: Region) -> dict[str, str]:
    match = _WITH_POSTCODE.fullmatch(line)
    street, code, city = (
        (match["street"], match["code"], match["town"]) if match
        else (line, region.postcodes.get(town, ""), town)
    )  # fmt: skip
    return {
        "address_1": street,
        "city": city,
        "state_province": region.land,
        "postal_code": code,
        "country": "DE",
        "address_type": "physical",
    }


def _costs(key: str, row: Mapping[str, str]) -> list[dict[str, Any]]:
    if row.get("free") != "ja":
        return []
    return [{"id": _id(key, "cost"), "amount": 0, "currency": "EUR"}]


def _attribute(key: str, name: str, value: str) -> dict[str, Any]:
    """Return a cell of ours as an attribute, with the term that says what it is."""
    term = {
        "id": _uuid("term", name),
        "name": f"{OWN}{name}",
        "description": f"The column {name} of Lotse, see its HSDS profile.",
        "taxonomy": "lotse",
    }
    return {
        "id": _id(key, "attribute", name),
        "link_id": key,
        "link_type": "service",
        "link_entity": "service",
        "label": f"{OWN}{name}",
        "value": value,
        "taxonomy_term": term,
    }
