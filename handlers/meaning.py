"""What texts mean, beside their words: vectors of offers, and the offers near to a question.

All that computes runs on one thread, one text after another: a question waits for one text of an
offer at most, and only one core is used.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.domain.offers import Offer
from bot.search.encoder import MODEL, WIDTH, Encoder, NoEncoder
from bot.search.examples import NO_EXAMPLES, Examples, Vote
from bot.search.meaning import Catalogue, Near, Piece, catalogue_of, pieces
from bot.search.vector_files import key_of
from storage.catalogue import meanings, offers
from storage.catalogue.meanings import StoredMeaning
from storage.engine.database import Database
from storage.engine.store import Store

if TYPE_CHECKING:
    from bot.search.encoder import Vectors

NEAREST = 30
"""Maximum number of offers that are near to a question."""
QUEUE = 3
"""Questions that may wait for their vector; who comes later is answered by words alone."""
REMEMBERED = 512
"""Questions whose meanings are kept: people turn pages, and many ask the same."""
REMEMBERED_PASSAGES = 2_000
"""Pieces of offers whose vectors are kept, about 2 MB."""
TYPED = 98
"""Likeness of what was typed, in percent, beside what it may have been meant as.

Fitted on mistakes that were made on purpose and on intents (27 November 2026).
"""
MOST_VECTORS = 100_000
"""Maximum number of vectors kept in memory, 384 bytes each; the districts asked last stay."""
BATCH = 10
"""Offers of one transaction."""
RELOADED = 30.0
"""Minimum seconds between two readings of a district's vectors while they are being made."""
Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Sense(NamedTuple):
    """What typed words mean: what examples say, and the offers that are near."""

    votes: tuple[Vote, ...] = ()
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a question means; its near offers are compared once, until vectors change."""

    vector: "Vectors"
    votes: tuple[Vote, ...]
    _near: dict[int, tuple[str, tuple[Near, ...]]] = field(default_factory=dict)

    def nearest(self, district_id: int, revision: str, catalogue: Catalogue) -> tuple[Near, ...]:
        """Return the near offers of a district, whose vectors are those of a ``revision``."""
        known = self._near.get(district_id)
        if known is None or known[0] != revision:
            known = self._near[district_id] = revision, catalogue.nearest(self.vector, NEAREST)
        return known[1]


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
        self._load = load
        self._teach = teach
        self._read_known = known
        self._clock = clock
        self._enabled = enabled
        self._encoder: Encoder | None = None
        self._examples = NO_EXAMPLES
        self._known: Mapping[bytes, bytes] = {}
        self._thread = ThreadPoolExecutor(1, "meaning")
        self._waiting = 0
        self._questions: OrderedDict[str, Question] = OrderedDict()
        self._passages: OrderedDict[str, bytes] = OrderedDict()
        self._districts: OrderedDict[int, _District] = OrderedDict()
        self._finished_at = self._clock()

    @property
    def is_on(self) -> bool:
        """Whether questions are compared by meaning, as far as is known yet."""
        return self._enabled

    async def prepare(self, *texts: str) -> None:
        """Compute what a question means, before a transaction begins that others wait for."""
        for text in texts:
            await self._question(text)

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
        near = question.nearest(district_id, known.revision, known.catalogue)
        return Sense(question.votes, near)

    async def _likeliest(self, store: Store, texts: Sequence[str]) -> "Question | None":
        """Return what the text means that is most like an example; the first must be clearly so."""
        questions = {}
        for text in texts:
            known = self._questions.get(text) if store.writes else await self._question(text)
            if known is not None:
                questions[text] = known
        if len(questions) < len(texts) or len(texts) == 1:
            return next(iter(questions.values()), None)
        percent = dict.fromkeys(texts, 100) | {texts[0]: TYPED}
        nearest = max(texts, key=lambda text: percent[text] * self._likeness(questions[text], text))
        return questions[nearest]

    def _likeness(self, question: "Question", text: str) -> int:
        return self._examples.likeness(question.vector, text)

    def finish(self) -> None:
        """Take note that all vectors are made; the next question reads them."""
        self._finished_at = self._clock()

    async def stale(
        self, database: Database, resting: Collection[int] = ()
    ) -> dict[int, int | None]:
        """Return a batch of offers whose vectors are missing or stale, without those that rest."""
        if await self._ready() is None:
            return {}
        async with database.read() as store:
            stale = await meanings.stale(store, MODEL, BATCH + len(resting))
        open_ = [offer_id for offer_id in stale if offer_id not in resting]
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
        unchanged = [offer.id for offer in loaded if digests.get(offer.id) == _digest(offer)]
        made = [
            await self._made(offer, indexed[offer.id])
            for offer in loaded
            if offer.id not in unchanged and not stopping()
        ]
        async with database.write() as store:
            await meanings.confirm(store, unchanged)
            await meanings.replace(store, MODEL, made)

    async def _made(self, offer: Offer, made_from: int | None) -> StoredMeaning:
        cut = pieces(offer.details)
        vectors = [await self._passage(piece) for piece in cut]
        return StoredMeaning(
            offer_id=offer.id,
            district_id=offer.district_id,
            made_from=made_from,
            digest=_digest(offer),
            kinds=bytes(piece.kind for piece in cut),
            vectors=b"".join(vectors),
        )

    async def _passage(self, piece: Piece) -> bytes:
        """Return the vector of a piece of an offer; offers of a kind have the same pieces."""
        encoder = self._encoder
        assert encoder is not None
        if (known := self._passages.get(piece.text)) is not None:
            return known
        vector = self._known.get(key_of(piece.text))
        if vector is None:
            vector = (await self._computed(encoder.passages, [piece.text])).tobytes()
        self._passages[piece.text] = vector
        while len(self._passages) > REMEMBERED_PASSAGES:
            self._passages.popitem(last=False)
        return vector

    async def _question(self, words: str) -> "Question | None":
        """Return what typed words mean, None if that cannot be known now."""
        if (known := self._questions.get(words)) is not None:
            self._questions.move_to_end(words)
            return known
        if self._waiting >= QUEUE or (encoder := await self._ready()) is None:
            return None
        vector = await self._computed(encoder.questions, [words])
        question = Question(vector, self._examples.votes(vector, words))
        self._questions[words] = question
        while len(self._questions) > REMEMBERED:
            self._questions.popitem(last=False)
        return question

    async def _ready(self) -> Encoder | None:
        """Return the encoder, loaded at the first call; None where it cannot be used."""
        if self._encoder is None and self._enabled:
            try:
                self._encoder, self._examples, self._known = await self._on_thread(self._loaded)
            except NoEncoder as error:
                log.warning("searching by words alone: %s", error)
                self._enabled = False
        return self._encoder

    def _loaded(self) -> tuple[Encoder, Examples, Mapping[bytes, bytes]]:
        encoder = self._load()
        return encoder, self._teach(encoder), self._read_known()

    async def _computed(
        self, encode: "Callable[[Sequence[str]], Vectors]", texts: Sequence[str]
    ) -> "Vectors":
        self._waiting += 1
        try:
            return await self._on_thread(partial(encode, texts))
        finally:
            self._waiting -= 1

    async def _on_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _catalogue(self, store: Store, district_id: int) -> _District:
        """Return the vectors of a district, read again when their revision changed.

        While they are made it changes with each batch: then those of before serve for a while.
        """
        revision = await meanings.revision(store, district_id)
        known = self._districts.get(district_id)
        if known is None or (known.revision != revision and self._may_reload(known)):
            rows = await meanings.of_district(store, district_id, MODEL) if revision else []
            known = _District(revision, _catalogue(rows), self._clock())
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


def _digest(offer: Offer) -> int:
    """Return a number of 63 bits that differs when the texts of an offer differ."""
    texts = "\0".join(f"{piece.kind}{piece.text}" for piece in pieces(offer.details))
    return int.from_bytes(blake2b(texts.encode(), digest_size=8).digest()) >> 1


def _catalogue(rows: Sequence[StoredMeaning]) -> Catalogue:
    """Return the vectors of a district's offers as one matrix."""
    import numpy as np

    stored = np.frombuffer(b"".join(row.vectors for row in rows), dtype=np.int8)
    ids, kinds = [row.offer_id for row in rows], [row.kinds for row in rows]
    return catalogue_of(ids, kinds, stored.reshape(-1, WIDTH))
