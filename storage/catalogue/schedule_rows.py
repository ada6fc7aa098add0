"""Between the JSON of a column and schedules."""

from collections.abc import Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any

from bot.domain.offers import Schedule


def schedules_of(rows: Sequence[dict[str, Any]]) -> tuple[Schedule, ...]:
    """Return schedules; those of an older version are numbered by their place."""
    return tuple(_schedule({"number": place, **row}) for place, row in enumerate(rows, 1))


def _schedule(row: dict[str, Any]) -> Schedule:
    hours = (row["day"], row["start"], row["end"])
    return _shared_schedule(row["rule"], *hours, row["zone"], row.get("note", ""), row["number"])


@lru_cache(maxsize=4096)
def _shared_schedule(
    rule: str, day: str, start: str, end: str, zone: str, note: str, number: int
) -> Schedule:
    """Return a schedule; equal ones are in memory only once."""
    return Schedule(
        rule=rule,
        day=date.fromisoformat(day) if day else None,
        start=time.fromisoformat(start) if start else None,
        end=time.fromisoformat(end) if end else None,
        zone=zone,
        note=note,
        number=number,
    )


def values_of(schedule: Schedule) -> dict[str, str | int]:
    """Return a schedule as ``schedules_of`` reads it."""
    return {
        "rule": schedule.rule,
        "day": schedule.day.isoformat() if schedule.day else "",
        "start": f"{schedule.start:%H:%M}" if schedule.start else "",
        "end": f"{schedule.end:%H:%M}" if schedule.end else "",
        "zone": schedule.zone,
        "note": schedule.note,
        "number": schedule.number,
    }
