"""A district's own file (TOML): its contact, fields of action, municipalities and, for the samples, offers."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.imports import FileProblem, Row
from bot.domain.places import Contact, Field, Municipality


@dataclass(frozen=True)
class DistrictFile:
    """Ids are 0 until they are stored."""

    slug: str
    name: str
    land: str
    contact: Contact
    fields: tuple[Field, ...]
    municipalities: tuple[Municipality, ...]
    rows: tuple[Row, ...]


def read_district(path: Path) -> DistrictFile:
    """Raises FileProblem."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        return DistrictFile(
            content.get("slug", ""),
            content.get("name", ""),
            content.get("land", ""),
            Contact(**content.get("contact", {})),
            tuple(map(_field, content.get("fields", []))),
            tuple(map(_municipality, content.get("municipalities", []))),
            tuple(Row("", number, _values(row)) for number, row in enumerate(content.get("offers", []), 1)),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise FileProblem("file_broken", path.name) from error


def _field(row: dict[str, Any]) -> Field:
    names = {key: name for key, name in row.items() if key not in ("slug", "emoji")}
    if "de" not in names:
        raise ValueError("a field needs a German name")
    return Field(0, 0, row["slug"], row.get("emoji", "•"), names)


def _municipality(row: dict[str, Any]) -> Municipality:
    latitude, longitude = row.get("at", (None, None))
    return Municipality(0, 0, row["name"], tuple(row.get("aliases", ())), tuple(row.get("postcodes", ())), latitude, longitude)


def _values(row: dict[str, Any]) -> dict[str, str]:
    return {key: "ja" if value is True else str(value).strip() for key, value in row.items() if value is not False}
