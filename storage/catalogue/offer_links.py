"""Links by which organisations answer for their offers, and what they suggested by them.

Of a link only a keyed digest is stored: it is shown once, to the office that made it.
"""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import RowMapping, delete, insert, select, update

from bot.domain.desk import Cells
from bot.domain.offer_links import OfferLink, Suggestion
from bot.rules.offer_links import MOST_OPEN
from bot.rules.problems import Problem, Refusal
from storage import schema as t
from storage.engine.sealing import Seal
from storage.engine.store import Store

_PURPOSE, _SUGGESTION = "offer link", "suggestion"
_l, _s = t.offer_link.c, t.offer_suggestion.c


async def make(
    store: Store, offer_id: int, token: str, now: datetime, expires_at: datetime
) -> None:
    """Store a link to an offer; the one that was made before ends."""
    await end(store, offer_id)
    row = {
        "offer_id": offer_id,
        "digest": store.seal.token(_PURPOSE, token),
        "created_at": now,
        "expires_at": expires_at,
    }
    await store.execute(insert(t.offer_link).values(row))


async def end(store: Store, offer_id: int) -> None:
    """Let the link to an offer open nothing any more."""
    await store.execute(delete(t.offer_link).where(_l.offer_id == offer_id))


async def of_offer(store: Store, offer_id: int, now: datetime) -> OfferLink | None:
    """Return the link to an offer that works now, None if there is none."""
    good = select(t.offer_link).where(_l.offer_id == offer_id, _l.expires_at > now)
    row = await store.row(good.order_by(_l.id.desc()).limit(1))
    return _link(row) if row else None


async def by_token(store: Store, token: str, now: datetime) -> OfferLink | None:
    """Return the link of a token; None if it is forged, ended or too old."""
    digests = store.seal.tokens(_PURPOSE, token)
    row = await store.row(select(t.offer_link).where(_l.digest.in_(digests), _l.expires_at > now))
    return _link(row) if row else None


async def suggest(
    store: Store, offer_id: int, base: int, values: Cells, note: str, now: datetime
) -> None:
    """Store what an organisation suggests; saying the same again changes nothing.

    Raises Refusal for more than the office can look at.
    """
    waiting = await waiting_of(store, offer_id)
    if any((open_.values, open_.note) == (dict(values), note) for open_ in waiting):
        return
    if len(waiting) >= MOST_OPEN:
        raise Refusal(Problem.MANY_SUGGESTIONS)
    said = orjson.dumps({"values": dict(values), "note": note}).decode()
    row = {
        "offer_id": offer_id,
        "base": base,
        "sealed": store.seal.close(_SUGGESTION, said),
        "created_at": now,
    }
    await store.execute(insert(t.offer_suggestion).values(row))


async def waiting_of(store: Store, offer_id: int) -> Sequence[Suggestion]:
    """Return the suggestions for an offer that nobody decided yet, the oldest first."""
    mine = select(t.offer_suggestion).where(_s.offer_id == offer_id, _s.decided_at.is_(None))
    return [_suggestion(row, store.seal) for row in await store.rows(mine.order_by(_s.id))]


async def suggestion(store: Store, suggestion_id: int, *, lock: bool = False) -> Suggestion | None:
    """Return a suggestion that nobody decided yet, or None."""
    query = select(t.offer_suggestion).where(_s.id == suggestion_id, _s.decided_at.is_(None))
    row = await store.row(query.with_for_update() if lock else query)
    return _suggestion(row, store.seal) if row else None


async def decide(store: Store, suggestion_id: int, now: datetime) -> None:
    """Note that the office decided about a suggestion."""
    decided = update(t.offer_suggestion).where(_s.id == suggestion_id)
    await store.execute(decided.values(decided_at=now))


async def wait_again(store: Store, suggestion_id: int) -> None:
    """Let a suggestion wait again: what the office did with it was undone."""
    decided = update(t.offer_suggestion).where(_s.id == suggestion_id)
    await store.execute(decided.values(decided_at=None))


def _link(row: RowMapping) -> OfferLink:
    return OfferLink(row["id"], row["offer_id"], row["created_at"], row["expires_at"])


def _suggestion(row: RowMapping, seal: Seal) -> Suggestion:
    said = orjson.loads(seal.open(_SUGGESTION, row["sealed"]))
    return Suggestion(
        id=row["id"],
        offer_id=row["offer_id"],
        base=row["base"],
        values=said["values"],
        note=said["note"],
        created_at=row["created_at"],
    )
