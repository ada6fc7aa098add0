"""Announcements as the desk lists them: by tab, with how far the latest sending is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, text

from bot.domain.announcements import WRITTEN, Flight
from bot.domain.announcements import State as AnnouncementState
from bot.domain.deliveries import State
from storage import schema as t
from storage.engine.store import Store

TABS = ("drafts", "planned", "running", "sent", "recurring")
"""Tabs of the list. A recurring announcement that is being sent is in two of them."""
_a, _c, _d = t.announcement.c, t.campaign.c, t.delivery.c
_STOPPED = (Flight.PAUSED.value, Flight.WAITS.value)


@dataclass(frozen=True, slots=True)
class DeliveryCount:
    """How many deliveries of a campaign are in a state, for readers of a language, by a channel.

    ``channel`` is "" while nothing was sent.
    """

    language: str
    channel: str
    state: str
    count: int


async def counts(store: Store, district_id: int) -> dict[str, int]:
    """Return the number of announcements in each tab."""
    found = {}
    for tab in TABS:
        query = select(func.count()).select_from(t.announcement)
        found[tab] = (await store.execute(query.where(_is_in(district_id, tab)))).scalar_one()
    return found


async def ids(
    store: Store, district_id: int, tab: str, *, limit: int, offset: int
) -> Sequence[int]:
    """Return the ids of announcements in a tab: the next date first, else the latest change."""
    order = (
        (_a.next_at, _a.id)
        if tab in ("planned", "recurring")
        else (_a.changed_at.desc(), _a.id.desc())
    )
    query = select(_a.id).where(_is_in(district_id, tab)).order_by(*order)
    return list((await store.execute(query.limit(limit).offset(offset))).scalars())


async def sent(store: Store, announcement_ids: Collection[int]) -> dict[int, Mapping[str, int]]:
    """Return announcement → number of deliveries by state, over all its campaigns."""
    query = (
        select(_c.announcement_id, _d.state, func.count())
        .join(t.delivery, _d.campaign_id == _c.id)
        .where(_c.announcement_id.in_(sorted(announcement_ids)))
        .group_by(_c.announcement_id, _d.state)
    )
    found: dict[int, dict[str, int]] = {}
    for announcement_id, state, count in await store.execute(query):
        found.setdefault(announcement_id, {})[str(state)] = count
    kept = select(_c.announcement_id, _c.counts).where(
        _c.announcement_id.in_(sorted(announcement_ids)), _c.counts.is_not(None)
    )
    for announcement_id, stored in await store.execute(kept):
        states = found.setdefault(announcement_id, {})
        for state, count in (stored or {}).get("states", {}).items():
            states[state] = states.get(state, 0) + count
    return dict(found)


async def by_language_and_channel(store: Store, campaign_id: int) -> list[DeliveryCount]:
    """Return how far a campaign is; nothing once it was forgotten who got it."""
    query = (
        select(t.person.c.language, _d.channel, _d.state, func.count())
        .join(t.person, t.person.c.id == _d.person_id)
        .where(_d.campaign_id == campaign_id)
        .group_by(t.person.c.language, _d.channel, _d.state)
        .order_by(t.person.c.language, _d.channel, _d.state)
    )
    return [DeliveryCount(*row) for row in await store.execute(query)]


def _is_in(district_id: int, tab: str) -> ColumnElement[bool]:
    mine = and_(_a.district_id == district_id, _a.kind.in_(WRITTEN))
    released = _a.state == AnnouncementState.RELEASED
    wanted: dict[str, ColumnElement[bool]] = {
        "drafts": _a.state.in_((AnnouncementState.DRAFT, AnnouncementState.ASKED)),
        "planned": and_(released, _a.rule == ""),
        "running": _is_running(),
        "sent": and_(_a.state == AnnouncementState.ENDED, not_(_is_running())),
        "recurring": and_(released, _a.rule != ""),
    }
    return and_(mine, wanted[tab])


def _is_running() -> ColumnElement[bool]:
    """Has deliveries that are not final; those that can be claimed have a small index."""
    open_ids = select(_d.campaign_id).where(text(t.DELIVERY_OPEN)).distinct()
    paused = and_(
        _c.flight.in_(_STOPPED),
        exists().where(_d.campaign_id == _c.id, _d.state == State.PAUSED),
    )
    return _a.id.in_(select(_c.announcement_id).where(or_(_c.id.in_(open_ids), paused)))
