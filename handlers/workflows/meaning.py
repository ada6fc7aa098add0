"""What texts mean, beside their words: vectors of offers, and the offers near to a question."""

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from bot.domain.offers import Offer
from bot.search.encoder import MODEL, WIDTH, Encoder
from bot.search.examples import NO_EXAMPLES, Examples, Vote
from bot.search.meaning import Catalogue, Near, Piece, catalogue_of, pieces
from handlers.workflows.encoding import Encoding, Question
from storage.catalogue import meanings, offers
from storage.catalogue.meanings import StoredMeaning
from storage.engine.database import Database
from storage.engine.store import Store

MOST_VECTORS = 100_000
"""Maximum number of vectors kept in memory, 384 bytes each; the districts asked last stay."""
BATCH = 10
"""Offers of one transaction."""
RELOADED = 30.0
"""Minimum seconds between two readings of a district's vectors while they are being made."""


class Sense(NamedTuple):
    """What typed words mean: what examples say, and the offers that are near."""

    votes: tuple[Vote, ...] = ()
    near: tuple[Near, ...] = ()


class _District(NamedTuple):
    """The vectors of a district, of which revision they are, and when they were read."""

    revision: str
    catalogue: Catalogue
    loaded_at: float


class Meaning:
    """The encoder, loaded when it is first needed, and the vectors of the districts asked last.

    ``teach`` loads the examples, ``known`` vectors of passages that were made before, by their key.
    ``clock`` counts seconds.
    """

    def __init__(
        self,
        load: Callable[[], Encoder] = Encoder,
        teach: Callable[[Encoder], Examples] = lambda _: NO_EXAMPLES,
        known: Callable[[], Mapping[bytes, bytes]] = dict,
        clock: Callable[[], float] = time.monotonic,
        *,
        enabled: bool = True,
    ) -> None:
        self._encoding = Encoding(load, teach, known, enabled=enabled)
        self._clock = clock
        self._districts: OrderedDict[int, _District] = OrderedDict()
        self._finished_at = self._clock()

    @property
    def is_on(self) -> bool:
        """Whether questions are compared by meaning, as far as is known yet."""
        return self._encoding.is_on

    async def prepare(self, *texts: str) -> None:
        """Compute what a question means, before a transaction begins that others wait for."""
        for text in texts:
            await self._encoding.question(text)

    async def sense(self, store: Store, words: str, district_id: int | None, *others: str) -> Sense:
        """Return what typed words mean: votes of the examples, and the near offers of a district.

        ``others`` are what they may have been meant as: that counts which is most like an example.
        Empty where there is no encoder, where too many questions wait, and in a transaction that
        writes if the question was not prepared; without a district no offers are near.
        """
        question = await self._likeliest(store, (words, *others))
        if question is None:
            return Sense()
        if district_id is None:
            return Sense(question.votes)
        known = await self._catalogue(store, district_id)
        near = await question.nearest(district_id, known.revision, known.catalogue)
        return Sense(question.votes, near)

    async def _likeliest(self, store: Store, texts: Sequence[str]) -> Question | None:
        """Return the question that is most like an example; the first known one if some are not."""
        found = [await self._known(store, text) for text in texts]
        questions = {text: known for text, known in zip(texts, found, strict=True) if known}
        if len(questions) < len(texts) or len(texts) == 1:
            return next(iter(questions.values()), None)
        return self._encoding.likeliest(questions, texts[0])

    async def _known(self, store: Store, text: str) -> Question | None:
        """Return a question; nothing is computed in a transaction that others wait for."""
        if store.writes:
            return self._encoding.remembered(text)
        return await self._encoding.question(text)

    def finish(self) -> None:
        """Take note that all vectors are made; the next question reads them."""
        self._finished_at = self._clock()

    async def stale(
        self, database: Database, resting: Collection[int] = ()
    ) -> dict[int, int | None]:
        """Return a batch of offers whose vectors are missing or stale, without those that rest.

        The encoder is loaded for the first one: a server that only waits needs no memory for it.
        """
        if not self.is_on:
            return {}
        async with database.read() as store:
            stale = await meanings.stale(store, MODEL, BATCH + len(resting))
        open_ = [offer_id for offer_id in stale if offer_id not in resting]
        if not open_ or await self._encoding.ready() is None:
            return {}
        return {offer_id: stale[offer_id] for offer_id in open_[:BATCH]}

    async def make(
        self,
        database: Database,
        indexed: Mapping[int, int | None],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """Make the vectors of some offers, which ``stale`` returned; ``stopping`` ends it early."""
        offer_ids = list(indexed)
        async with database.read() as store:
            loaded = await offers.as_stored(store, offer_ids)
            digests = await meanings.digests(store, MODEL, offer_ids)
        cut = {offer.id: pieces(offer.details) for offer in loaded}
        unchanged = [each for each in cut if digests.get(each) == _digest(cut[each])]
        changed = [(offer, cut[offer.id]) for offer in loaded if offer.id not in unchanged]
        made = await self._made(changed, indexed, stopping)
        async with database.write() as store:
            await meanings.confirm(store, unchanged)
            await meanings.replace(store, MODEL, made)

    async def _made(
        self,
        changed: Sequence[tuple[Offer, list[Piece]]],
        indexed: Mapping[int, int | None],
        stopping: Callable[[], bool],
    ) -> list[StoredMeaning]:
        """Return what is stored of the offers that were read before ``stopping``."""
        texts = [piece.text for _, cut in changed for piece in cut]
        vectors = await self._encoding.passages(texts, stopping)
        return [
            _stored(offer, indexed[offer.id], cut, vectors)
            for offer, cut in changed
            if all(piece.text in vectors for piece in cut)
        ]

    async def _catalogue(self, store: Store, district_id: int) -> _District:
        """Return the vectors of a district, read again when their revision changed.

        While they are made it changes with each batch: then those of before serve for a while.
        """
        revision = await meanings.revision(store, district_id)
        known = self._districts.get(district_id)
        if known is None or (known.revision != revision and self._may_reload(known)):
            rows = meanings.of_district(store, district_id, MODEL)
            known = _District(revision, await _catalogue(rows), self._clock())
            self._districts[district_id] = known
            self._forget_others()
        self._districts.move_to_end(district_id)
        return known

    def _may_reload(self, known: _District) -> bool:
        """Return whether a district's vectors may be read again; at once if all are made here."""
        now = self._clock()
        return now - known.loaded_at >= RELOADED or known.loaded_at <= self._finished_at

    def _forget_others(self) -> None:
        """Keep the districts asked last, as many as fit."""
        while len(self._districts) > 1 and self._count() > MOST_VECTORS:
            self._districts.popitem(last=False)

    def _count(self) -> int:
        return sum(len(known.catalogue.vectors) for known in self._districts.values())


def _stored(
    offer: Offer, made_from: int | None, cut: Sequence[Piece], vectors: Mapping[str, bytes]
) -> StoredMeaning:
    return StoredMeaning(
        offer_id=offer.id,
        district_id=offer.district_id,
        made_from=made_from,
        digest=_digest(cut),
        kinds=bytes(piece.kind for piece in cut),
        vectors=b"".join(vectors[piece.text] for piece in cut),
    )


def _digest(cut: Sequence[Piece]) -> int:
    """Return a number of 63 bits that differs when the pieces of an offer differ."""
    texts = "\0".join(f"{piece.kind}{piece.text}" for piece in cut)
    return int.from_bytes(blake2b(texts.encode(), digest_size=8).digest()) >> 1


async def _catalogue(rows: AsyncIterator[StoredMeaning]) -> Catalogue:
    """Return the vectors of a district's offers as one matrix."""
    import numpy as np

    offer_ids, kinds, vectors = list[int](), list[bytes](), bytearray()
    async for row in rows:
        offer_ids.append(row.offer_id)
        kinds.append(row.kinds)
        vectors += row.vectors
    exact = bytes(vectors)  # what grows keeps room for an eighth more
    return catalogue_of(offer_ids, kinds, np.frombuffer(exact, np.int8).reshape(-1, WIDTH))
