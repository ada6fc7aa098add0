"""What each part of the search brings on the questions of strangers, and the weights of two orders.

Every line has its points of recall at 5 and a bootstrap interval of the difference to the line
before, over the same questions. Other engines are asked the same. The last table fits how the order
of words and that of meaning are joined, with one language, then one style left out at a time.
``--sealed`` asks the sealed third, and ``--fit`` makes that last table alone.
"""

import random
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import orjson

from benchmarks.asking import NOW, database
from benchmarks.catalogue import databases, services
from benchmarks.engines import Row, engines
from benchmarks.strangers import QUESTIONS, TOP, Answered, ask, is_sealed
from bot.domain.offers import text_in
from bot.search import fusion
from bot.search.example_vectors import load_examples
from bot.search.lexemes import Lexemes
from bot.search.meaning import Near
from bot.search.thesaurus import Thesaurus
from bot.search.vector_files import read_vectors
from handlers.cli.districts import load_samples
from handlers.workflows.meaning import Meaning, Sense
from handlers.workflows.services import Services
from handlers.workflows.vectors import make_vectors
from locales import LOCALES
from storage.catalogue import listings, offers, places
from storage.engine.database import Database
from storage.engine.store import Store
from storage.samples import PASSAGES

Question = dict[str, Any]
known = partial(read_vectors, PASSAGES)
DRAWS = 2_000
"""Draws of the bootstrap."""
DAMPINGS, WEIGHTS = (5, 10, 20, 40, 60), (50, 67, 100, 125, 150, 200)


class Examples(Meaning):
    """Teaches by examples alone: no offer is near."""

    async def sense(self, store: Store, words: str, district_id: int | None, *others: str) -> Sense:
        return Sense((await super().sense(store, words, district_id, *others)).votes)


class Orders(NamedTuple):
    """What was joined for one question: ids by words, offers by meaning."""

    ranked: Sequence[int]
    near: Sequence[Near]


def without_concepts(spoken: Services) -> Services:
    known = spoken.thesaurus
    empty = {code: Lexemes(language=code) for code in known.languages}
    words = Thesaurus({}, {}, empty, known.small, "words", known.spellings, known.negations)
    return replace(spoken, thesaurus=words)


def steps() -> dict[str, Services]:
    """By name: each has one thing more than the one before."""
    spoken = services()
    teach = partial(load_examples, LOCALES)
    return {
        "words": replace(without_concepts(spoken), meaning=Meaning(enabled=False)),
        "+ concepts": replace(spoken, meaning=Meaning(enabled=False)),
        "+ examples": replace(spoken, meaning=Examples(teach=teach, known=known)),
        "+ meaning": replace(spoken, meaning=Meaning(teach=teach, known=known)),
        "all but examples": replace(spoken, meaning=Meaning(known=known)),
    }


async def filled(spoken: Services) -> AsyncIterator[Database]:
    async with database() as made:
        await load_samples(made, spoken, NOW)
        await make_vectors(spoken.meaning, made, NOW)
        yield made


def line(name: str, answers: Sequence[Answered], before: Sequence[Answered] = ()) -> str:
    recalls = [answer.recall for answer in answers]
    said = f"{name:28s} R@5 {sum(recalls) / len(recalls):.3f}"
    if not before:
        return said
    low, high = interval([a - b.recall for a, b in zip(recalls, before, strict=True)])
    return f"{said}  {100 * low:+5.1f} to {100 * high:+5.1f} points"


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean; the same in every run."""
    chance, count = random.Random(95), len(differences)
    means = sorted(sum(chance.choices(differences, k=count)) / count for _ in range(DRAWS))
    return means[DRAWS // 40], means[-DRAWS // 40]


async def ablate(questions: Sequence[Question]) -> None:
    before: list[Answered] = []
    for name, spoken in steps().items():
        async for made in filled(spoken):
            answers = [await ask(made, spoken, question) for question in questions]
        print(line(name, answers, before), flush=True)
        before = answers


async def alone(questions: Sequence[Question]) -> None:
    """Ask the encoder alone, and other engines that see the German texts or all of them."""
    spoken = replace(services(), meaning=Meaning(known=known))
    async for made in filled(spoken):
        titles = await _titles(made)
        answers = []
        for question in questions:
            async with made.read() as store:
                district = await places.district_named(store, question["district"])
                assert district
                sense = await spoken.meaning.sense(store, question["query"], district.id)
            near = [titles[near.offer_id][1] for near in sense.near[:TOP]]
            answers.append(Answered(question, tuple(near)))
        print(line("encoder alone", answers), flush=True)
        _ask_engines(questions, titles)


async def _titles(made: Database) -> Mapping[int, tuple[str, str, str]]:
    """Return offer → district, German title, all texts."""
    async with made.read() as store:
        return {
            offer.id: (
                district.slug,
                text_in(offer.details.texts, "de").title,
                " ".join(f"{text.title} {text.description}" for text in offer.details.texts),
            )
            for district in await places.districts(store)
            for offer in await offers.of_district(store, district.id)
        }


def _ask_engines(questions: Sequence[Question], titles: Mapping[int, tuple[str, str, str]]) -> None:
    rows = [Row(str(offer_id), slug, text) for offer_id, (slug, _, text) in titles.items()]
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        for name, search in engines(rows, databases(Path(folder))["PostgreSQL"]).items():
            answers = [
                Answered(
                    question,
                    tuple(
                        titles[int(offer_id)][1]
                        for offer_id in search(question["query"], question["district"])[:TOP]
                    ),
                )
                for question in questions
            ]
            print(line(name, answers), flush=True)


@contextmanager
def recording() -> Iterator[list[Orders]]:
    """Keep what is joined."""
    kept: list[Orders] = []

    def fused(ranked: Sequence[int], near: Sequence[Near]) -> list[fusion.Found]:
        kept.append(Orders(ranked, near))
        return fusion.fused(ranked, near)

    with patch.object(listings, "fused", fused):
        yield kept


async def orders(questions: Sequence[Question]) -> tuple[list[Orders], Mapping[int, str]]:
    spoken = replace(
        services(), meaning=Meaning(teach=partial(load_examples, LOCALES), known=known)
    )
    async for made in filled(spoken):
        kept = []
        for question in questions:
            with recording() as joined:
                await ask(made, spoken, question)
            kept.append(joined[-1] if joined else Orders((), ()))
        return kept, {key: title for key, (_, title, _) in (await _titles(made)).items()}
    raise LookupError("no database")


Setting = tuple[int, int]
"""Damping, and the weight of words beside that of meaning."""


def joined_by(
    setting: Setting,
    questions: Sequence[Question],
    joined: Sequence[Orders],
    titles: Mapping[int, str],
) -> list[Answered]:
    """Return what the two orders answer if they are joined by a setting."""
    damping, weight = setting
    with patch.multiple(fusion, DAMPING=damping, WORDS=weight):
        return [
            Answered(
                question,
                tuple(titles[found.offer_id] for found in fusion.fused(*orders_)[:TOP]),
            )
            for question, orders_ in zip(questions, joined, strict=True)
        ]


def worth(answers: Sequence[Answered]) -> tuple[float, float]:
    """Return recall at 5, then MRR@10: of settings with the same recall that is the better one."""
    count = max(1, len(answers))
    recall = sum(answer.recall for answer in answers) / count
    return round(recall, 4), sum(answer.reciprocal_rank for answer in answers) / count


def fit(questions: Sequence[Question], joined: Sequence[Orders], titles: Mapping[int, str]) -> None:
    settings = list(product(DAMPINGS, WEIGHTS))
    table = {one: joined_by(one, questions, joined, titles) for one in settings}
    used = (fusion.DAMPING, fusion.WORDS)
    table[used] = joined_by(used, questions, joined, titles)
    best = max(settings, key=lambda one: worth(table[one]))
    for name, one in (("in use", used), ("best", best)):
        print(f"{name}: damping, weight of words {one}: {_said(worth(table[one]))}")
    for what, group_of in (
        ("language", lambda question: question["language"]),
        ("style", lambda question: question["style"]),
    ):
        groups = [group_of(question) for question in questions]
        left = worth(_left_out(table, groups))
        print(f"best with one {what} left out at a time: {_said(left)}")


def _said(seen: tuple[float, float]) -> str:
    return f"R@5 {seen[0]:.3f}  MRR@10 {seen[1]:.3f}"


def _left_out(table: Mapping[Setting, Sequence[Answered]], groups: Sequence[str]) -> list[Answered]:
    """Return the answers of each group with the setting that is best for all the others."""
    left: list[Answered] = []
    for group in sorted(set(groups)):
        best = max(table, key=lambda one: worth(_of(table[one], groups, group, inside=False)))
        left += _of(table[best], groups, group, inside=True)
    return left


def _of(
    values: Sequence[Answered], groups: Sequence[str], group: str, *, inside: bool
) -> list[Answered]:
    return [
        value for value, other in zip(values, groups, strict=True) if (other == group) is inside
    ]


async def main() -> None:
    if not QUESTIONS.exists():
        print("the questions are not here")
        return
    every = [orjson.loads(text) for text in QUESTIONS.open("rb")]
    sealed = "--sealed" in sys.argv
    asked = [one for one in every if one["relevant"] and is_sealed(one) is sealed]
    if "--fit" not in sys.argv:
        await ablate(asked)
        await alone(asked)
    if not sealed:
        fit(asked, *await orders(asked))
