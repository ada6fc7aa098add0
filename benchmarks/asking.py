"""How the search is asked in measurements, and what counts as right."""

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from bot.domain.listings import Reader
from bot.search.example_vectors import load_examples
from bot.search.vector_files import read_vectors
from handlers.workflows.meaning import Meaning
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import understood
from locales import LOCALES
from storage.catalogue import listings, places
from storage.engine.database import Database
from storage.engine.versions import migrate
from storage.samples import PASSAGES
from tests.harness.databases import open_database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Score:
    """Recall at 1 and 5, mean reciprocal rank."""

    ranks: list[int] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, question: str, rank: int) -> None:
        """``rank`` counts from 1; 0 is not found."""
        self.ranks.append(rank)
        if not 0 < rank <= 5:
            self.missed.append(question)

    def recall(self, at: int) -> float:
        return sum(0 < rank <= at for rank in self.ranks) / max(1, len(self.ranks))

    def __str__(self) -> str:
        mrr = sum(1 / rank for rank in self.ranks if rank) / max(1, len(self.ranks))
        return (
            f"R@1 {self.recall(1):.3f}  R@5 {self.recall(5):.3f}  "
            f"MRR {mrr:.3f}  ({len(self.ranks)})"
        )


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/quality.sqlite"
        migrate(url)
        made = open_database(url)
        yield made
        await made.close()


Ask = Callable[[str, str, str], Any]


def asking(made: Database, spoken: Services) -> Ask:
    """Asks as a person does: text, interface language, slug of the district → external ids."""

    async def ask(text: str, language: str, slug: str) -> list[str]:
        async with made.read() as store:
            district = await places.district_named(store, slug)
            assert district
            query = await understood(store, spoken, text, language, district.id, NOW.date())
            return [
                hit.offer.external_id
                for hit in await listings.best(store, Reader(NOW.date(), district.id), query, 10)
            ]

    return ask


def rank(found: Sequence[str], right: Callable[[str], bool]) -> int:
    return next((n for n, one in enumerate(found, 1) if right(one)), 0)


def lines(path: Path) -> list[Any]:
    return [orjson.loads(line) for line in path.open("rb")]


def meaning() -> Meaning:
    """As in production."""
    return Meaning(teach=partial(load_examples, LOCALES), known=partial(read_vectors, PASSAGES))
