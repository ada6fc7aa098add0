"""The rows by which offers are found: one for each term and offer, and a count for each term.

They are written in the transaction that saves the offer, but for those of an import: after it.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, func, select, text

from storage import schema as t
from storage.catalogue import numbers
from storage.engine.batches import batched
from storage.engine.store import Store

EVERY = 0
"""Not a term: counts the offers themselves, which whoever adds or removes one tells ``count``."""
_INSERT = {
    kind: text(
        "INSERT INTO offer_term (district_id, term, offer_id, weight) "  # noqa: S608
        f"SELECT :district, asked.term, asked.id, asked.number FROM {nested} "
        "ORDER BY asked.term, asked.id"
    )
    for kind, nested in numbers.NESTED.items()
}
"""The terms of many offers in the order of the table: SQLite changes each of its pages once then,
and needed three times as long to add one offer after another."""
_COUNT = {
    kind: text(
        "INSERT INTO term_count (district_id, term, offers) "  # noqa: S608
        f"SELECT :district, term, number FROM {pairs} "
        "WHERE true ON CONFLICT (district_id, term) "
        "DO UPDATE SET offers = term_count.offers + excluded.offers"
    )
    for kind, pairs in numbers.PAIRS.items()
}

_t = t.offer_term.c
_OF_OFFERS = (_t.district_id == bindparam("district")) & _t.offer_id.in_(
    bindparam("offers", expanding=True)
)
_TALLY = select(_t.term, func.count()).where(_OF_OFFERS).group_by(_t.term)
_REMOVE = delete(t.offer_term).where(_OF_OFFERS)


def digest(weights: Mapping[int, int]) -> int:
    """Return a number of 63 bits that differs when the terms or weights of an offer differ."""
    return (
        int.from_bytes(
            blake2b(
                array("q", chain.from_iterable(sorted(weights.items()))).tobytes(), digest_size=8
            ).digest()
        )
        >> 1
    )


async def add_all(
    store: Store, district_id: int, weights: Mapping[int, Mapping[int, int]]
) -> Counter[int]:
    """Store the terms of new offers (offer → term → weight); return the changes for ``count``."""
    if weights:
        await _insert(store, district_id, weights)
    counted: Counter[int] = Counter()
    for terms in weights.values():
        counted.update(terms.keys())
    return counted


async def remove_all(store: Store, district_id: int, offer_ids: Sequence[int]) -> Counter[int]:
    """Delete the terms of offers; return how many of them had each term."""
    mine = {"district": district_id, "offers": list(offer_ids)}
    counted = Counter({term: count for term, count in await store.execute(_TALLY, mine)})
    await store.execute(_REMOVE, mine)
    return counted


async def written(store: Store, ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Return offer → term → weight of these offers, as they are stored."""
    weights: dict[int, dict[int, int]] = {offer_id: {} for offer_id in ids}
    query = select(t.offer_term.c.offer_id, t.offer_term.c.term, t.offer_term.c.weight).where(
        t.offer_term.c.offer_id.in_(ids)
    )
    for offer_id, term, weight in await store.execute(query):
        weights[offer_id][term] = weight
    return weights


async def change(
    store: Store,
    district_id: int,
    offer_id: int,
    before: Mapping[int, int],
    weights: Mapping[int, int],
) -> Counter[int]:
    """Replace the terms of an offer; return the changes for ``count``.

    Only the rows that differ from those ``before`` are written.
    """
    mine = (t.offer_term.c.offer_id == offer_id) & (t.offer_term.c.district_id == district_id)
    gone = [term for term, weight in before.items() if weights.get(term) != weight]
    for batch in batched(gone):
        await store.execute(delete(t.offer_term).where(mine, t.offer_term.c.term.in_(batch)))
    if new := {term: weight for term, weight in weights.items() if before.get(term) != weight}:
        await _insert(store, district_id, {offer_id: new})
    return Counter(
        dict.fromkeys(weights.keys() - before.keys(), 1)
        | dict.fromkeys(before.keys() - weights.keys(), -1)
    )


async def count(store: Store, district_id: int, changes: Mapping[int, int]) -> None:
    """Store how many more or fewer offers have each term.

    Call it once a transaction: PostgreSQL is slow at changing one row a thousand times.
    """
    pairs = numbers.packed({term: more for term, more in changes.items() if more})
    await store.execute(_COUNT[store.kind], {"district": district_id, "pairs": pairs})


async def counts(store: Store, district_id: int | None, terms: Iterable[int]) -> dict[int, int]:
    """Return in how many offers of a district each term is; ``EVERY`` counts all offers.

    Terms of no offer may be left out. ``district_id`` None means all districts.
    """
    values = numbers.list_of(sorted(terms))
    statement = _counts(store.kind, has_district=district_id is not None)
    rows = await store.execute(statement, {"district": district_id, **values})
    return {term: int(offers) for term, offers in rows}


@cache
def _counts(kind: str, *, has_district: bool) -> Select[Any]:
    """Return the statement of ``counts``, built once for a kind of database."""
    counted = t.term_count.c
    return (
        select(counted.term, func.sum(counted.offers))
        .where(
            in_district(t.term_count, has_district=has_district),
            numbers.among(kind, counted.term),
        )
        .group_by(counted.term)
    )


def in_district(table: Table, *, has_district: bool) -> ColumnElement[bool]:
    """Return the condition of one district, the parameter "district", or of all of them.

    They are always named, because the keys of these tables begin with the district.
    """
    if has_district:
        return table.c.district_id == bindparam("district")
    return table.c.district_id.in_(select(t.district.c.id))


async def _insert(store: Store, district_id: int, weights: Mapping[int, Mapping[int, int]]) -> None:
    asked = {"district": district_id, "nested": numbers.nested(weights)}
    await store.execute(_INSERT[store.kind], asked)
