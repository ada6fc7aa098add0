"""A district's own file (TOML): its contact, fields of action, municipalities and, for the samples, offers."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.domain.groups import Group, Joining, Kind
from bot.domain.imports import FileProblem, Row
from bot.domain.places import Contact, Field, Municipality

_GROUP = {"kind", "name", "joining", "field", "municipality", "most", "sample", "seats", "language"}


@dataclass(frozen=True)
class GroupRow:
    """A group with the slug of its field, the name of its municipality, and its seats: label, name of the group it comes from, optional."""

    group: Group
    field: str
    municipality: str
    seats: tuple[tuple[str, str, bool], ...]


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
    groups: tuple[GroupRow, ...] = ()


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
            tuple(
                Row("", row_number, _values(row))
                for row_number, row in enumerate(content.get("offers", []), 1)
            ),
            tuple(map(_group, content.get("groups", []))),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise FileProblem("file_broken", path.name) from error


def _field(row: dict[str, Any]) -> Field:
    names = {key: name for key, name in row.items() if key not in ("slug", "emoji")}
    if "de" not in names:
        raise ValueError("a field needs a German name")
    return Field(0, 0, row["slug"], row.get("emoji", "•"), names)


def _group(row: dict[str, Any]) -> GroupRow:
    texts = {key: words for key, words in row.items() if key not in _GROUP}
    joining = Joining(row.get("joining", Joining.APPROVAL))
    group = Group(
        0,
        0,
        Kind(row["kind"]),
        row["name"],
        joining,
        texts,
        most=row.get("most"),
        sample=row.get("sample", True),
    )
    group = replace(group, language=row.get("language", group.language))
    return GroupRow(
        group,
        row.get("field", ""),
        row.get("municipality", ""),
        tuple(map(_seat, row.get("seats", []))),
    )


def _seat(row: str | dict[str, Any]) -> tuple[str, str, bool]:
    return (
        (row, "", False)
        if isinstance(row, str)
        else (row["label"], row.get("from", ""), row.get("optional", False))
    )


def _municipality(row: dict[str, Any]) -> Municipality:
    latitude, longitude = row.get("at", (None, None))
    return Municipality(
        0,
        0,
        row["name"],
        tuple(row.get("aliases", ())),
        tuple(row.get("postcodes", ())),
        latitude,
        longitude,
    )


def _values(row: dict[str, Any]) -> dict[str, str]:
    return {
        key: "ja" if value is True else str(value).strip()
        for key, value in row.items()
        if value is not False
    }
