"""Districts, their municipalities and their fields of action."""

from collections.abc import Mapping
from dataclasses import dataclass

USUAL_ZONE = "Europe/Berlin"
"""The IANA name of the time zone that is meant where none is given."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact person at the district's office. An empty string means "not given"."""

    name: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class District:
    """A Landkreis. ``land`` is the two-letter code of the German state, ``zone`` an IANA name.

    ``picture`` is the name of its logo, "" for none.
    """

    id: int
    slug: str
    name: str
    land: str
    zone: str
    contact: Contact
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with offers in a district. ``picture`` is the name of one, "" for none."""

    id: int
    name: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A Gemeinde, Stadt or Verbandsgemeinde; the position is its centre, in degrees (WGS 84)."""

    id: int
    district_id: int
    name: str
    aliases: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The official name, then all other names."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of action (Handlungsfeld). ``names`` maps a language to its name, always German."""

    id: int
    district_id: int
    slug: str
    emoji: str
    names: Mapping[str, str]
