"""What a sample district did in a half-year (TOML): measures, reviews, meetings, needs, help.

Its times are counted from the reported half-year, so that a sample is never out of date.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.domain.half_years import HalfYear
from bot.domain.helping import Help
from bot.domain.imports import FileProblem
from bot.domain.measures import (
    MeasureDetails,
    MeasureOrigin,
    MeasureState,
    MeasureText,
    ReviewDraft,
    ReviewState,
)
from bot.domain.results import Kind


@dataclass(frozen=True, slots=True)
class SampleMeasure:
    """A measure, and what its owner said of the half-year; None: nobody answered."""

    details: MeasureDetails
    review: ReviewDraft | None


@dataclass(frozen=True, slots=True)
class SampleIndicator:
    """A context number; ``values`` are those of the last half-years, the reported one last."""

    name: str
    unit: str
    source: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class SampleMeeting:
    """Meetings of a group, in these weeks of the half-year."""

    group: str
    title: str
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SampleResult:
    """A decision or task of a group, written in a week of the half-year."""

    group: str
    kind: Kind
    words: str
    week: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class SampleNeed:
    """What was asked for in vain, by language; ``grown`` times as often in the half-year after."""

    concept: str
    town: str
    languages: Mapping[str, int]
    grown: float


@dataclass(frozen=True, slots=True)
class SampleHelp:
    """Help that was asked for, given, and handed to the office."""

    kind: Help
    language: str
    town: str
    asked: int
    given: int
    handed: int


@dataclass(frozen=True, slots=True)
class SampleStation:
    """What a district writes of a station; ``group`` is the name of who keeps it up to date."""

    number: int
    group: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """All of it; ``texts`` are those of the office for the parts of the report.

    ``arrivals`` are the people who came to a station to a job, by its number, ``searched`` is what
    they searched for there, how often; ``stations`` what the district writes over the file.
    ``posters`` are the names of posters.
    """

    measures: tuple[SampleMeasure, ...]
    indicators: tuple[SampleIndicator, ...]
    meetings: tuple[SampleMeeting, ...]
    results: tuple[SampleResult, ...]
    needs: tuple[SampleNeed, ...]
    help: tuple[SampleHelp, ...]
    texts: Mapping[str, str]
    arrivals: Mapping[int, int]
    searched: Mapping[int, Mapping[str, int]]
    stations: tuple[SampleStation, ...]
    posters: tuple[str, ...]


def read_sample_plan(path: Path, period: HalfYear) -> SamplePlan:
    """Read the file of a sample district. Raises FileProblem if it is broken."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        origin = MeasureOrigin(content["origin"])
        return SamplePlan(
            measures=tuple(_measure(row, origin, period) for row in content["measures"]),
            indicators=tuple(map(_indicator, content["indicators"])),
            meetings=tuple(
                SampleMeeting(row["group"], row["title"], tuple(row["weeks"]))
                for row in content["meetings"]
            ),
            results=tuple(map(_result, content["results"])),
            needs=tuple(SampleNeed(**row) for row in content["needs"]),
            help=tuple(map(_help, content["help"])),
            texts=content["texts"],
            arrivals={
                int(station_number): n for station_number, n in content.get("arrivals", {}).items()
            },
            searched={
                int(station_number): row
                for station_number, row in content.get("searched", {}).items()
            },
            stations=tuple(map(_station, content.get("stations", ()))),
            posters=tuple(content.get("posters", ())),
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise FileProblem("file_broken", path.name) from error


def _station(row: dict[str, Any]) -> SampleStation:
    cells = {name: str(cell) for name, cell in row.items() if name not in ("number", "group")}
    return SampleStation(row["number"], row["group"], cells)


def half_year_after(period: HalfYear, count: int) -> HalfYear:
    """Return the half-year so many after another one; below 0 before it."""
    for _ in range(abs(count)):
        period = period.next if count > 0 else period.before
    return period


def _measure(row: dict[str, Any], origin: MeasureOrigin, period: HalfYear) -> SampleMeasure:
    low, high = row.get("cost", (None, None))
    usual = MeasureState.RUNNING if "target" in row else MeasureState.PLANNED
    details = MeasureDetails(
        number=row["number"],
        texts=_texts(row),
        field=row["field"],
        target=_amount(row.get("target")),
        unit=row.get("unit", ""),
        cost_from=_amount(low),
        cost_to=_amount(high),
        cost_source=row.get("paid_by", ""),
        starts_on=half_year_after(period, row["from"]).first,
        due_on=half_year_after(period, row["until"]).last,
        organisation=row.get("organisation", ""),
        owner_group=row.get("group", ""),
        state=usual,
        public=row.get("public", True),
        origin=origin,
        parent=row.get("parent", ""),
    )
    return SampleMeasure(details, _review(row["review"]) if "review" in row else None)


def _texts(row: dict[str, Any]) -> tuple[MeasureText, ...]:
    german = MeasureText("de", row["title"], row.get("goal", ""), row.get("description", ""))
    english = (MeasureText("en", row["title_en"]),) if "title_en" in row else ()
    return (german, *english)


def _review(row: dict[str, Any]) -> ReviewDraft:
    return ReviewDraft(
        state=ReviewState(row["state"]),
        actual=_amount(row.get("actual")),
        spent=_amount(row.get("spent")),
        words=row.get("words", ""),
        next_step=row.get("next", ""),
    )


def _amount(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))


def _indicator(row: dict[str, Any]) -> SampleIndicator:
    values = tuple(Decimal(str(value)) for value in row["values"])
    return SampleIndicator(row["name"], row["unit"], row["source"], values)


def _result(row: dict[str, Any]) -> SampleResult:
    kind = Kind(row["kind"])
    return SampleResult(row["group"], kind, row["words"], row["week"], row.get("done", False))


def _help(row: dict[str, Any]) -> SampleHelp:
    return SampleHelp(
        kind=Help(row["kind"]),
        language=row["language"],
        town=row["town"],
        asked=row["asked"],
        given=row.get("given", 0),
        handed=row.get("handed", 0),
    )
