"""How far the deliveries of an announcement are, as a line or as JSON."""

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.announcements import Announcement
from storage.engine.store import Store
from storage.messaging import campaigns


async def of(store: Store, announcement: Announcement) -> dict[str, Any]:
    """Return counts by state, reasons of failures, and the next date of an announcement."""
    all_campaigns = await campaigns.of_announcement(store, announcement.id)
    counts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    twice = 0
    for campaign in all_campaigns:
        delivered = await campaigns.progress(store, campaign.id)
        twice += delivered.possibly_twice
        for state, count in delivered.states.items():
            counts[state] = counts.get(state, 0) + count
        for reason, count in delivered.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
    waiting = sum(counts.get(state, 0) for state in ("due", "sending", "paused"))
    failed = sum(counts.get(state, 0) for state in ("dead", "held", "expired"))
    flights = [campaign.flight.value for campaign in all_campaigns]
    return {
        "id": announcement.id, "state": announcement.state.value, "sent": counts.get("sent", 0),
        "waiting": waiting, "blocked": counts.get("blocked", 0), "failed": failed,
        "cancelled": counts.get("cancelled", 0), "possibly_twice": twice,
        "campaigns": len(all_campaigns), "flights": flights, "reasons": reasons,
        "next_at": announcement.next_at.isoformat() if announcement.next_at else None,
    }  # fmt: skip


def line(state: Mapping[str, Any], *, as_json: bool) -> str:
    """Return the progress as JSON, or as "key: value" pairs without the empty ones."""
    return (
        json.dumps(state, ensure_ascii=False)
        if as_json
        else "  ".join(
            f"{key}: {value}" for key, value in state.items() if value not in (None, [], {})
        )
    )
