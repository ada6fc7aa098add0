"""Pages of offers: browsed, searched, saved. One ranked query that behaves the same on both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from bot.domain.listings import Listing, Reader
from bot.domain.offers import LEVELS, Hit, Offer, Page, State, Way
from bot.search import honesty
from bot.search.query import Query
from storage import schema as t
from storage.catalogue import offers, search
from storage.engine.store import Store

PAGE = 4
"""Four offers, the filters and the bell: six buttons."""


async def page(store: Store, reader: Reader, listing: Listing, query: Query) -> Page:
    """One page; ``query`` is what was typed if the listing's source is a search, else it is empty."""
    if listing.source == "q" and not query:
        return Page(())
    ids = (
        (await _ids(store, reader, listing, query))
        .add_columns(func.count().over().label("total"))
        .limit(PAGE)
    )
    page_index = listing.page
    rows = (await store.execute(ids.offset(page_index * PAGE))).all()
    if not rows and page_index:  # offers went while somebody turned the pages
        page_index, rows = 0, (await store.execute(ids)).all()
    shown = tuple(await offers.by_ids(store, [row.id for row in rows]))
    return (
        Page(shown, page_index, rows[0].total, PAGE) if rows and _honest(query, shown) else Page(())
    )


async def best(store: Store, reader: Reader, query: Query, limit: int) -> list[Hit]:
    """The best offers for weighted terms, with their scores; empty if nothing is near enough."""
    if not query:
        return []
    rows = (
        await store.execute((await _ids(store, reader, Listing("q"), query)).limit(limit))
    ).all()
    scores = {row.id: int(row.score) for row in rows}
    candidates = await offers.by_ids(store, list(scores))
    return (
        [Hit(offer, scores[offer.id]) for offer in candidates] if _honest(query, candidates) else []
    )


async def fresh(
    store: Store, reader: Reader, listing: Listing, query: Query, newer_than: int
) -> list[int]:
    """The best few of a listing that came after an offer; empty if nothing is near enough."""
    if listing.source == "q" and not query:
        return []
    rows = await store.execute(
        (await _ids(store, reader, listing, query)).where(t.offer.c.id > newer_than).limit(PAGE)
    )
    candidates = await offers.by_ids(store, [row.id for row in rows])
    return [offer.id for offer in candidates] if _honest(query, candidates) else []


def _honest(query: Query, candidates: Sequence[Offer]) -> bool:
    """Whether one of the first few found is really about what was asked."""
    return honesty.is_certain(query) or any(
        honesty.resembles(query, offer.details) for offer in candidates[:PAGE]
    )


async def _ids(store: Store, reader: Reader, listing: Listing, query: Query) -> Select[Any]:
    if listing.source == "q":
        return search.ranked(
            store,
            reader,
            await search.weigh(store, reader, query),
            _shown(reader, listing),
        )
    chosen = select(t.offer.c.id).where(*_shown(reader, listing))
    if listing.source == "s":
        mine = t.saved_offer.c.person_id == reader.person_id
        return (
            chosen.join(t.saved_offer)
            .where(mine)
            .order_by(t.saved_offer.c.saved_at.desc(), t.offer.c.id)
        )
    near = case((t.offer.c.municipality_id == reader.municipality_id, 0), else_=1)
    soon = case((t.offer.c.starts_on >= reader.today, t.offer.c.starts_on))
    return chosen.order_by(near, soon.nulls_last(), t.offer.c.id)


def _shown(reader: Reader, listing: Listing) -> list[ColumnElement[bool]]:
    offer = t.offer.c
    conditions = [offer.state == State.PUBLISHED, offer.expires_at >= reader.today]
    if reader.district_id is not None and listing.source != "s":
        conditions.append(offer.district_id == reader.district_id)
    if listing.field_id is not None:
        conditions.append(offer.field_id == listing.field_id)
    if listing.source == "d":
        conditions.append(offer.attachment_id.is_not(None))
    if listing.level:
        level = LEVELS.index(listing.level)
        conditions += [
            func.coalesce(offer.lowest_level, 0) <= level,
            offer.highest_level >= level,
        ]
    return conditions + [
        condition for letter, condition in _filters(reader).items() if listing.has(letter)
    ]


def _filters(reader: Reader) -> dict[str, ColumnElement[bool]]:
    offer = t.offer.c
    return {
        "w": offer.for_women.is_(True),
        "k": offer.for_children.is_(True),
        "f": offer.free.is_(True),
        "m": or_(offer.municipality_id == reader.municipality_id, offer.way != Way.ON_SITE),
        "e": offer.in_the_evening.is_(True),
    }
