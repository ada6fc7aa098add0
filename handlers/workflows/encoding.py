"""The encoder on threads of its own, and what it computed last: questions and passages.

Questions are computed one after another on one core. Passages of offers have a thread beside
theirs, which yields to all others: nobody who asks waits for a text of an offer.
"""

import asyncio
import logging
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from bot.search.encoder import Encoder, NoEncoder, batches
from bot.search.examples import NO_EXAMPLES, Examples, Vote
from bot.search.meaning import Catalogue, Near
from bot.search.vector_files import key_of

if TYPE_CHECKING:
    from bot.search.encoder import Vectors

NEAREST = 30
"""Maximum number of offers that are near to a question."""
QUEUE = 3
"""Questions that may wait for their vector; who comes later is answered by words alone."""
NICE = 10
"""How far the thread of passages stands back, as ``nice`` counts."""
REMEMBERED = 512
"""Questions whose meanings are kept: people turn pages, and many ask the same."""
REMEMBERED_PASSAGES = 2_000
"""Passages whose vectors are kept, about 2 MB."""
TYPED = 98
"""Likeness of what was typed, in percent, beside what it may have been meant as.

Fitted on mistakes that were made on purpose and on intents (27 November 2026).
"""
Key = TypeVar("Key")
Value = TypeVar("Value")
Result = TypeVar("Result")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What a question means; its near offers are compared once, until vectors change."""

    vector: "Vectors"
    votes: tuple[Vote, ...]
    _near: dict[int, tuple[str, tuple[Near, ...]]] = field(default_factory=dict)

    async def nearest(
        self, district_id: int, revision: str, catalogue: Catalogue
    ) -> tuple[Near, ...]:
        """Return the near offers of a district, whose vectors are those of a ``revision``.

        They are compared on a thread: meanwhile others are answered.
        """
        known = self._near.get(district_id)
        if known is None or known[0] != revision:
            near = await asyncio.to_thread(catalogue.nearest, self.vector, NEAREST)
            known = self._near[district_id] = revision, near
        return known[1]


class Encoding:
    """Computes what texts mean, with an encoder that is loaded when it is first needed.

    ``teach`` loads the examples, ``known`` vectors of passages that were made before, by their key.
    """

    def __init__(
        self,
        load: Callable[[], Encoder],
        teach: Callable[[Encoder], Examples],
        known: Callable[[], Mapping[bytes, bytes]],
        *,
        enabled: bool,
    ) -> None:
        self._load = load
        self._teach = teach
        self._read_known = known
        self._enabled = enabled
        self._encoder: Encoder | None = None
        self._examples = NO_EXAMPLES
        self._known: Mapping[bytes, bytes] = {}
        self._asking = ThreadPoolExecutor(1, "questions")
        self._reading = ThreadPoolExecutor(1, "passages", _yield_to_others)
        self._waiting = 0
        self._questions: OrderedDict[str, Question] = OrderedDict()
        self._passages: OrderedDict[str, bytes] = OrderedDict()

    @property
    def is_on(self) -> bool:
        """Whether there is an encoder, as far as is known yet."""
        return self._enabled

    async def ready(self) -> Encoder | None:
        """Return the encoder, loaded at the first call; None where it cannot be used."""
        if self._encoder is None and self._enabled:
            try:
                self._encoder, self._examples, self._known = await _on(self._asking, self._loaded)
            except NoEncoder as error:
                log.warning("searching by words alone: %s", error)
                self._enabled = False
        return self._encoder

    async def question(self, words: str) -> Question | None:
        """Return what typed words mean, None if that cannot be known now."""
        if (known := self._questions.get(words)) is not None:
            self._questions.move_to_end(words)
            return known
        if self._waiting >= QUEUE or (encoder := await self.ready()) is None:
            return None
        question = await self._asked(encoder, words)
        _remember(self._questions, words, question, REMEMBERED)
        return question

    def remembered(self, words: str) -> Question | None:
        """Return what typed words mean if it was computed lately, None if not."""
        return self._questions.get(words)

    def likeliest(self, questions: Mapping[str, Question], typed: str) -> Question:
        """Return the question that is most like an example; another than typed must be clearly so.

        ``questions`` are by their text; one of them is what was ``typed``.
        """
        percent = dict.fromkeys(questions, 100) | {typed: TYPED}
        text = max(questions, key=lambda text: percent[text] * self._likeness(questions, text))
        return questions[text]

    async def passages(
        self, texts: Sequence[str], stopping: Callable[[], bool] = lambda: False
    ) -> dict[str, bytes]:
        """Return the vectors of passages of offers by text; offers of a kind have the same ones.

        Only once the encoder is ready. ``stopping`` ends it early: then some texts are missing.
        """
        encoder = self._encoder
        assert encoder is not None
        found = {text: vector for text in texts if (vector := self._known_passage(text))}
        for batch in batches([text for text in dict.fromkeys(texts) if text not in found]):
            if stopping():
                break
            vectors = await _on(self._reading, partial(encoder.passages, batch))
            found |= zip(batch, map(bytes, vectors), strict=True)
        for text, vector in found.items():
            _remember(self._passages, text, vector, REMEMBERED_PASSAGES)
        return found

    def _known_passage(self, text: str) -> bytes | None:
        return self._passages.get(text) or self._known.get(key_of(text))

    def _likeness(self, questions: Mapping[str, Question], text: str) -> int:
        return self._examples.likeness(questions[text].vector, text)

    def _loaded(self) -> tuple[Encoder, Examples, Mapping[bytes, bytes]]:
        encoder = self._load()
        return encoder, self._teach(encoder), self._read_known()

    async def _asked(self, encoder: Encoder, words: str) -> Question:
        self._waiting += 1
        try:
            return await _on(self._asking, partial(self._understood, encoder, words))
        finally:
            self._waiting -= 1

    def _understood(self, encoder: Encoder, words: str) -> Question:
        vector = encoder.questions([words])
        return Question(vector, self._examples.votes(vector, words))


async def _on(thread: ThreadPoolExecutor, work: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(thread, work)


def _yield_to_others() -> None:
    """Let this thread compute when no other wants the core; only Linux knows that of a thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def _remember(kept: OrderedDict[Key, Value], key: Key, value: Value, most: int) -> None:
    """Keep a value, and no more than ``most``: the oldest go."""
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
