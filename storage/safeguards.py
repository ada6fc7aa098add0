"""What holds the clock's work back when the clock or the numbers cannot be right.

A wrong clock would delete everybody: to it, all of them were seen last a year ago. So retention
that would end more than a fifth of the people or offers at once stops, and so does everything that
goes by the clock while it is far from the time that was stored last. A person confirms it, or sets
the clock right.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, func, select

from bot.domain.offers import State as OfferState
from storage import schema as t
from storage.engine import settings
from storage.engine.store import Store
from storage.retention import Limits

MOST_AT_ONCE = 5
"""A fifth: retention stops if more than one in so many would go at once."""
ALWAYS_ALLOWED = 5
"""So few at once never stop it: a small district is not a fault."""
AHEAD = timedelta(days=30)
"""How far the clock may be ahead of the time stored last; after a longer stop a person confirms."""
BEHIND = timedelta(days=1)
"""How far it may be behind; a time zone set wrongly deletes nothing."""
NOTED_EVERY = timedelta(minutes=1)
"""How often the time is stored."""
_CLOCK = "clock"


class TooMuchAtOnce(Exception):
    """Retention would end too many at once, so nothing was deleted: kind, how many, of how many."""


class ClockIsOff(Exception):
    """The clock is far from the time that was stored last: the clock's time, the stored one."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows of a kind are due, and how many there are."""

    kind: str
    due: int
    total: int

    @property
    def is_too_much(self) -> bool:
        """Return whether so many at once are more than a fault would explain."""
        return self.due > ALWAYS_ALLOWED and self.due * MOST_AT_ONCE > self.total


async def shares(store: Store, limit: Limits) -> tuple[Share, Share]:
    """Return how many people and published offers are due by their date.

    Strangers, who go after a day, do not count as due: they may be most of all people.
    """
    offer = t.offer.c
    published = offer.state == OfferState.PUBLISHED
    return (
        await _share(store, "people", t.person, t.person.c.week_seen < limit.week),
        await _share(store, "offers", t.offer, offer.expires_at < limit.today, published),
    )


async def must_not_delete_too_much(store: Store, limit: Limits) -> None:
    """Raise TooMuchAtOnce if retention would end too many people or offers."""
    for share in await shares(store, limit):
        if share.is_too_much:
            raise TooMuchAtOnce(share.kind, share.due, share.total)


async def clock_must_be_right(store: Store, now: datetime) -> None:
    """Raise ClockIsOff if the clock is far from the time stored last."""
    last = await noted_time(store)
    if last is not None and not last - BEHIND <= now <= last + AHEAD:
        raise ClockIsOff(f"{now:%Y-%m-%d %H:%M}", f"{last:%Y-%m-%d %H:%M}")


async def is_time_to_note(store: Store, now: datetime) -> bool:
    """Return whether the time stored last is old enough to be stored again."""
    last = await noted_time(store)
    return last is None or abs(now - last) >= NOTED_EVERY


async def note_time(store: Store, now: datetime) -> None:
    """Store what the clock says, to compare it with later."""
    await settings.set_value(store, _CLOCK, now.isoformat())


async def noted_time(store: Store) -> datetime | None:
    """Return the time that was stored last, None if none was."""
    value = await settings.value(store, _CLOCK)
    return datetime.fromisoformat(value) if value else None


async def _share(
    store: Store, kind: str, table: Table, due: ColumnElement[bool], *among: ColumnElement[bool]
) -> Share:
    rows = select(func.count().filter(due), func.count()).select_from(table).where(*among)
    counted, total = (await store.execute(rows)).one()
    return Share(kind, counted, total)
