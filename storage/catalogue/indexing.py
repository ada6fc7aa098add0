"""Index offers again after the words of the search changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from bot.domain.offers import Offer
from bot.search import terms
from bot.search.thesaurus import Thesaurus
from storage.catalogue import index, offers, places
from storage.engine import settings
from storage.engine.store import Store

VERSION = 7
"""Raise it when the weights of terms change: every catalogue is then indexed again."""
DONE = "search_index"
"""The setting that says with which words all offers were indexed."""


async def is_current(store: Store, thesaurus: Thesaurus) -> bool:
    """Return whether all offers were indexed with these words."""
    return await settings.value(store, DONE) == _version(thesaurus)


async def finish(store: Store, thesaurus: Thesaurus) -> None:
    """Record that all offers are indexed with these words."""
    await settings.set_value(store, DONE, _version(thesaurus))


def _version(thesaurus: Thesaurus) -> str:
    words = f"{VERSION}{thesaurus.fingerprint}"
    return blake2b(words.encode(), digest_size=12).hexdigest()


async def load(store: Store, ids: Sequence[int]) -> list[tuple[Offer, Sequence[str]]]:
    """Return offers, each with the names of its field."""
    indexable = await offers.as_stored(store, ids)
    districts = {offer.district_id for offer in indexable}
    names = {
        field.id: tuple(field.names.values())
        for district_id in sorted(districts)
        for field in await places.fields(store, district_id)
    }
    return [(offer, names.get(offer.field_id or 0, ())) for offer in indexable]


def terms_of(offer: Offer, names: Iterable[str], thesaurus: Thesaurus) -> dict[int, int]:
    """Return term → weight of an offer; ``names`` are those of its field."""
    return terms.of_details(offer.details, names, thesaurus)


async def replace(
    store: Store, changed: Sequence[Offer], weights: Mapping[int, Mapping[int, int]]
) -> None:
    """Replace the terms of offers that still exist; equal rows are neither read nor written."""
    stored = await offers.still_there(store, [offer.id for offer in changed])
    new = {offer_id: index.digest(weights[offer_id]) for offer_id in stored}
    digests = {offer_id: digest for offer_id, digest in new.items() if digest != stored[offer_id]}
    if not digests:
        return
    before = await index.written(store, sorted(digests))
    counted: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for offer in changed:
        if offer.id in before and before[offer.id] != weights[offer.id]:
            counted[offer.district_id].update(
                await index.change(
                    store, offer.district_id, offer.id, before[offer.id], weights[offer.id]
                )
            )
    await offers.indexed(store, digests)
    for district_id, changes in sorted(counted.items()):
        await index.count(store, district_id, changes)
