"""Questions of strangers: how often the search understands people who did not write its words.

The questions lie outside the project, as lines of JSON with "query", "language", "district",
"style", and the German titles of the offers that are "relevant". A third of the groups of language
and style is sealed: it is asked only with ``--sealed``, after all tuning. ``--databases`` asks all
questions of both databases, and tells where the first ten or their order differ.
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from benchmarks.asking import NOW, database, meaning
from benchmarks.catalogue import databases, services
from bot.domain.listings import Reader
from bot.domain.offers import text_in
from bot.environment import ROOT
from handlers.cli.districts import load_samples
from handlers.workflows.meaning import Meaning
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import understood
from handlers.workflows.vectors import make_vectors
from storage.catalogue import listings, places
from storage.engine.database import Database
from storage.engine.versions import migrate
from tests.harness.databases import open_database

QUESTIONS = ROOT.parent / "shared" / "data" / "questions" / "dev.jsonl"
TOP = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and the German titles of the first ten offers that were found."""

    question: dict[str, Any]
    titles: tuple[str, ...]

    @property
    def is_answerable(self) -> bool:
        return bool(self.question["relevant"])

    @property
    def recall(self) -> float:
        """The share of the right offers among the first five, of five at most."""
        right = set(self.question["relevant"])
        return len(right & set(self.titles[:TOP])) / min(TOP, len(right))

    @property
    def hit(self) -> bool:
        return self.recall > 0

    @property
    def reciprocal_rank(self) -> float:
        right = set(self.question["relevant"])
        ranks = (place for place, title in enumerate(self.titles, 1) if title in right)
        return 1 / next(ranks, float("inf"))


def is_sealed(question: dict[str, Any]) -> bool:
    group = question["language"] + question["style"]
    return int(sha256(group.encode()).hexdigest(), 16) % 3 == 0


async def ask(made: Database, spoken: Services, question: dict[str, Any]) -> Answered:
    async with made.read() as store:
        district = await places.district_named(store, question["district"])
        assert district
        query = await understood(
            store, spoken, question["query"], question["language"], district.id, NOW.date()
        )
        hits = await listings.best(store, Reader(NOW.date(), district.id), query, 10)
    titles = (text_in(hit.offer.details.texts, "de").title for hit in hits)
    return Answered(question, tuple(titles))


def line(name: str, answered: Sequence[Answered]) -> str:
    count = max(1, len(answered))
    return (
        f"{name:28s} {len(answered):4d}  R@5 {sum(a.recall for a in answered) / count:.3f}"
        f"  Hit@5 {sum(a.hit for a in answered) / count:.3f}"
        f"  MRR@10 {sum(a.reciprocal_rank for a in answered) / count:.3f}"
        f"  empty {sum(not a.titles for a in answered):3d}"
    )


def by(
    answered: Iterable[Answered], names: Callable[[dict[str, Any]], Sequence[str]]
) -> dict[str, list[Answered]]:
    groups: dict[str, list[Answered]] = defaultdict(list)
    for answer in answered:
        for name in names(answer.question):
            groups[name].append(answer)
    return dict(sorted(groups.items()))


def report(answered: Sequence[Answered]) -> None:
    right = [answer for answer in answered if answer.is_answerable]
    print(line("all", right))
    for name, group in by(right, lambda question: [question["language"]]).items():
        print(line(f"  {name}", group))
    for name, group in by(right, lambda question: question["style"].split("+")).items():
        print(line(f"  style {name}", group))
    outside = [answer for answer in answered if not answer.is_answerable]
    senseless = [answer for answer in outside if "intent" not in answer.question]
    silent = sum(not answer.titles for answer in senseless)
    print(f"out of scope: {silent} of {len(senseless)} empty")


async def measure(path: Path, *, sealed: bool) -> None:
    questions = [orjson.loads(text) for text in path.open("rb")]
    chosen = [question for question in questions if is_sealed(question) is sealed]
    for name, sense in (
        ("words alone", Meaning(enabled=False)),
        ("with meaning", meaning()),
    ):
        spoken = replace(services(), meaning=sense)
        async with database() as made:
            await load_samples(made, spoken, NOW)
            await make_vectors(sense, made, NOW)
            print(f"\n{name}")
            report([await ask(made, spoken, question) for question in chosen])


async def compare(path: Path) -> None:
    """Ask both databases every question, sealed or not: are the first ten the same, in order?"""
    questions = [orjson.loads(text) for text in path.open("rb")]
    answers = []
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        for url in databases(Path(folder)).values():
            migrate(url)
            made, spoken = open_database(url), replace(services(), meaning=meaning())
            await load_samples(made, spoken, NOW)
            await make_vectors(spoken.meaning, made, NOW)
            answers.append([await ask(made, spoken, question) for question in questions])
            await made.close()
    ours, theirs = answers
    differ = [one for one, other in zip(ours, theirs, strict=True) if one.titles != other.titles]
    print(f"\nthe same on both databases: {len(ours) - len(differ)} of {len(ours)}")
    for answer in differ:
        print("  differs:", answer.question["query"])


async def main() -> None:
    if not QUESTIONS.exists():
        print("the questions are not here")
        return
    if "--databases" in sys.argv:
        await compare(QUESTIONS)
    else:
        await measure(QUESTIONS, sealed="--sealed" in sys.argv)
