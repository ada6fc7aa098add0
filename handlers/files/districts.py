"""The file of a district (TOML): its contact, fields of action, municipalities, and groups.

The files of the sample districts hold offers, too.
"""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from bot.domain.groups import Group, Joining, Kind
from bot.domain.imports import FileProblem, Row
from bot.domain.places import Contact, Field, Municipality

_GROUP = {"kind", "name", "joining", "field", "municipality", "most", "sample", "seats", "language"}
"""Keys of a group; every other key is a language code with a description."""


class SeatRow(NamedTuple):
    """A seat of a steering group: its label, and the name of the group its delegate comes from.

    ``group`` "" means that the seat is for no group.
    """

    label: str
    group: str = ""
    optional: bool = False


@dataclass(frozen=True)
class GroupRow:
    """A group with the slug of its field, the name of its municipality ("" for none), its seats."""

    group: Group
    field: str
    municipality: str
    seats: tuple[SeatRow, ...]


@dataclass(frozen=True)
class DistrictFile:
    """What the file of a district holds. Ids are 0 until they are stored.

    ``slug``, ``name`` and ``land`` (a German state, such as "BW") are "" where they are not given.
    ``rows`` are the offers.
    """

    slug: str = ""
    name: str = ""
    land: str = ""
    contact: Contact = field(default_factory=Contact)
    fields: tuple[Field, ...] = ()
    municipalities: tuple[Municipality, ...] = ()
    rows: tuple[Row, ...] = ()
    groups: tuple[GroupRow, ...] = ()


def read_district(path: Path) -> DistrictFile:
    """Read the file of a district. Raises FileProblem if it is broken."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        return DistrictFile(
            slug=content.get("slug", ""),
            name=content.get("name", ""),
            land=content.get("land", ""),
            contact=Contact(**content.get("contact", {})),
            fields=tuple(map(_field, content.get("fields", []))),
            municipalities=tuple(map(_municipality, content.get("municipalities", []))),
            rows=_rows(content.get("offers", [])),
            groups=tuple(map(_group, content.get("groups", []))),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise FileProblem("file_broken", path.name) from error


def _field(table: dict[str, Any]) -> Field:
    names = {key: name for key, name in table.items() if key not in ("slug", "emoji")}
    if "de" not in names:
        raise ValueError("a field needs a German name")
    return Field(
        id=0, district_id=0, slug=table["slug"], emoji=table.get("emoji", "•"), names=names
    )


def _group(table: dict[str, Any]) -> GroupRow:
    group = Group(
        id=0,
        district_id=0,
        kind=Kind(table["kind"]),
        name=table["name"],
        joining=Joining(table.get("joining", Joining.APPROVAL)),
        texts={key: words for key, words in table.items() if key not in _GROUP},
        most=table.get("most"),
        sample=table.get("sample", True),
    )
    return GroupRow(
        group=replace(group, language=table.get("language", group.language)),
        field=table.get("field", ""),
        municipality=table.get("municipality", ""),
        seats=tuple(map(_seat, table.get("seats", []))),
    )


def _seat(entry: str | dict[str, Any]) -> SeatRow:
    """Return a seat from its label alone, or from a table."""
    if isinstance(entry, str):
        return SeatRow(entry)
    return SeatRow(entry["label"], entry.get("from", ""), entry.get("optional", False))


def _municipality(table: dict[str, Any]) -> Municipality:
    latitude, longitude = table.get("at", (None, None))
    return Municipality(
        id=0,
        district_id=0,
        name=table["name"],
        aliases=tuple(table.get("aliases", ())),
        postcodes=tuple(table.get("postcodes", ())),
        latitude=latitude,
        longitude=longitude,
    )


def _rows(offers: list[dict[str, Any]]) -> tuple[Row, ...]:
    return tuple(Row("", row_number, _values(offer)) for row_number, offer in enumerate(offers, 1))


def _values(row: dict[str, Any]) -> dict[str, str]:
    """Return the cells of an offer as text, as in an office's table; false is an empty cell."""
    return {
        key: "ja" if value is True else str(value).strip()
        for key, value in row.items()
        if value is not False
    }
