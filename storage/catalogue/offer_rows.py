"""Between rows and offers: the only place that knows both shapes."""

from datetime import date, time
from typing import Any

from sqlalchemy import RowMapping

from bot.domain.offers import Details, Offer, OfferText, Schedule, State, Target, Way

_AS_THEY_ARE = (
    "age_from", "age_to", "level_from", "level_to", "free", "price", "address", "phone", "email", "url",
    "starts_on", "register_by", "seats", "accessible", "breadcrumb", "sample", "expires_at",
)  # fmt: skip


def offer(row: RowMapping, texts: tuple[OfferText, ...]) -> Offer:
    details = Details(
        organisation=row["organisation"],
        texts=texts,
        municipality=row["municipality"] or "",
        field=row["field"] or "",
        targets=frozenset(map(Target, row["targets"])),
        residence_statuses=frozenset(row["residence_statuses"]),
        languages=tuple(row["languages"]),
        way=Way(row["way"]),
        schedules=tuple(map(_schedule, row["schedules"])),
        state=State(row["state"]),
        **{name: row[name] for name in _AS_THEY_ARE},
    )
    return Offer(
        id=row["id"], district_id=row["district_id"], external_id=row["external_id"], details=details, confirmed_at=row["confirmed_at"],
        field_id=row["field_id"], field_emoji=row["emoji"] or "", municipality_id=row["municipality_id"], attachment_id=row["attachment_id"],
    )  # fmt: skip


def values(details: Details) -> dict[str, Any]:
    """The columns that say nothing about other tables."""
    return {name: getattr(details, name) for name in _AS_THEY_ARE} | {
        "state": details.state,
        "way": details.way,
        "targets": sorted(details.targets),
        "residence_statuses": sorted(details.residence_statuses),
        "languages": list(details.languages),
        "schedules": [_schedule_values(schedule) for schedule in details.schedules],
    }


def text_values(offer_id: int, text: OfferText) -> dict[str, Any]:
    return {
        "offer_id": offer_id,
        "language": text.language,
        "title": text.title,
        "description": text.description,
        "next_steps": text.next_steps,
        "state": text.state,
    }


def _schedule(row: dict[str, str]) -> Schedule:
    day = date.fromisoformat(row["day"]) if row["day"] else None
    end = time.fromisoformat(row["end"]) if row["end"] else None
    return Schedule(row["rule"], day, time.fromisoformat(row["start"]), end, row["zone"])


def _schedule_values(schedule: Schedule) -> dict[str, str]:
    return {
        "rule": schedule.rule,
        "day": schedule.day.isoformat() if schedule.day else "",
        "start": f"{schedule.start:%H:%M}",
        "end": f"{schedule.end:%H:%M}" if schedule.end else "",
        "zone": schedule.zone,
    }
