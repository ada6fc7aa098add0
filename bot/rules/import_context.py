"""What a district allows in its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.domain.places import Field, Municipality
from bot.rules import town_conflicts, town_names


@dataclass(frozen=True)
class ImportContext:
    """What a district allows in its files.

    ``languages`` are the codes of all languages that texts may have, ``language`` is that of the
    columns without a code. ``organisation`` owns the offers that name no owner. ``source`` names
    the list that the files hold, "" if nobody said it.
    ``new_municipalities`` accepts names that the district does not have yet. ``course_kinds`` maps
    the codes of kinds of German courses to their German names; without any all are accepted.
    ``today`` None is a file: only a form reads a day without a year, as the next one.
    """

    municipalities: Sequence[Municipality]
    fields: Sequence[Field]
    languages: Sequence[str]
    language: str = "de"
    organisation: str = ""
    new_municipalities: bool = False
    source: str = ""
    course_kinds: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None

    @cached_property
    def official_names(self) -> Mapping[str, str]:
        """The official name of each municipality by the keys of its names."""
        return town_names.by_name(self.municipalities)

    @cached_property
    def towns_by_postcode(self) -> town_conflicts.TownsByPostcode:
        """The official names of the municipalities of each postcode."""
        return town_conflicts.by_postcode(self.municipalities)
