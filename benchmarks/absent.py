"""What no offer here is about: fits when a topic that is absent leaves a question without answer.

The questions of the project, those of ``near.tsv``, which share a word with offers, and the open
ones of strangers where they are, are asked of the samples. Settings are compared with one language,
and with one set of questions, left out at a time. ``--show`` names what is judged wrongly.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, product
from operator import attrgetter
from typing import Any, NamedTuple
from unittest.mock import patch

import orjson

from benchmarks.asking import NOW, database, meaning
from benchmarks.catalogue import services
from benchmarks.senseless import FOLDER, left_out, line, worth
from benchmarks.strangers import QUESTIONS as STRANGERS
from benchmarks.strangers import is_sealed
from bot.search import teaching
from bot.search.teaching import taught
from handlers.cli.districts import load_samples
from handlers.workflows import thesaurus as workflow
from handlers.workflows.services import Services
from handlers.workflows.vectors import make_vectors
from storage.catalogue import places
from storage.engine.database import Database

LACKINGS, MOSTS = range(55, 105, 5), (30, 40, 50, 60, 70, 101)
FILES = {"everyday": True, "senseless": False, "outside": False, "near": False}
"""Files of questions, and whether offers answer them."""
Setting = tuple[int, int]
"""``LACKING`` and ``MOST`` of ``bot/search/teaching.py``."""


class Question(NamedTuple):
    """A question, where it is from, and the slug of the district it is asked in."""

    text: str
    language: str
    is_ours: bool
    origin: str
    slug: str


class Asked(NamedTuple):
    """A question, and the arguments by which it is judged."""

    language: str
    is_ours: bool
    origin: str
    text: str
    judged_by: tuple[Any, ...]


def own(slugs: Sequence[str]) -> Iterator[Question]:
    """Yield the project's own questions; only the everyday ones are of one district."""
    places_ = cycle(slugs)
    for name, is_ours in FILES.items():
        with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for language, text, *_ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                slug = "waldshut" if is_ours else next(places_)
                yield Question(text, language, is_ours, name, slug)


def of_strangers() -> Iterator[Question]:
    """Yield the open questions of strangers, none where they are not."""
    for text in STRANGERS.open("rb") if STRANGERS.exists() else ():
        read = orjson.loads(text)
        if "intent" not in read and not is_sealed(read):
            is_ours = bool(read["relevant"])
            yield Question(read["query"], read["language"], is_ours, "strangers", read["district"])


async def asked(made: Database, spoken: Services, question: Question) -> Asked | None:
    """Return a question with what it is judged by, None if it searches for nothing."""
    kept: list[tuple[Any, ...]] = []

    def keep(*arguments: Any) -> Any:
        kept.append(arguments)
        return taught(*arguments)

    async with made.read() as store:
        district = await places.district_named(store, question.slug)
        assert district
        with patch.object(workflow, "taught", keep):
            query = await workflow.understood(
                store, spoken, question.text, question.language, district.id, NOW.date()
            )
    if not kept or not query.is_search:
        return None
    return Asked(question.language, question.is_ours, question.origin, question.text, kept[0])


def judged(setting: Setting, every: Sequence[Asked]) -> list[bool]:
    """Return which questions get no answer."""
    lacking, most = setting
    with patch.multiple(teaching, LACKING=lacking, MOST=most):
        return [taught(*one.judged_by).outside for one in every]


async def main() -> None:
    spoken = replace(services(), meaning=meaning())
    async with database() as made:
        await load_samples(made, spoken, NOW)
        await make_vectors(spoken.meaning, made, NOW)
        async with made.read() as store:
            slugs = [district.slug for district in await places.districts(store)]
        questions = [*own(slugs), *of_strangers()]
        every = [one for question in questions if (one := await asked(made, spoken, question))]
    table = {setting: judged(setting, every) for setting in product(LACKINGS, MOSTS)}
    best = max(table, key=lambda setting: worth(table[setting], every, range(len(every))))
    used = (teaching.LACKING, teaching.MOST)
    for name, setting in (("in use", used), ("best", best)):
        print(line(f"{name}: doubt, examples {setting}", table[setting], every))
    for name, group in (("language", "language"), ("set", "origin")):
        empty = left_out(table, every, attrgetter(group))
        print(line(f"one {name} left out at a time", empty, every))
    if "--show" in sys.argv:
        for one, is_empty in zip(every, table[used], strict=True):
            if is_empty is one.is_ours:
                print("  ", "ours" if one.is_ours else "nobody", one.language, one.text)
