"""What an offer stands out for: fits the limits of ``bot/search/nearness.py``, and tells errors.

Each question is asked once without that rule, over the samples and, where they are, over the pages
of OMoS-QA in German alone; their vectors take a quarter of an hour, ``--samples`` leaves them out.
Questions of ours are the everyday ones, the open ones of strangers and those of the pages, others
those of ``senseless.tsv`` and ``outside.tsv``. Settings are compared with one language left out at
a time. ``--show`` names what the rule in use changes.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, product
from typing import NamedTuple
from unittest.mock import patch

import orjson

from benchmarks.asking import NOW, database, lines, meaning
from benchmarks.catalogue import services
from benchmarks.omosqa import LANGUAGES, SHARED, pages, store
from benchmarks.senseless import left_out, line, own_questions, worth
from benchmarks.strangers import QUESTIONS as STRANGERS
from benchmarks.strangers import is_sealed
from bot.domain.listings import Reader
from bot.search import nearness, teaching
from bot.search.meaning import Near
from handlers.cli.districts import load_samples
from handlers.workflows import lexicons
from handlers.workflows.services import Services
from handlers.workflows.thesaurus import understood
from handlers.workflows.vectors import make_vectors
from storage.catalogue import listings, places
from storage.engine.database import Database

GAPS, DOUBTS = range(60_000, 115_000, 5_000), range(35, 60, 3)
Setting = tuple[int, int]
"""``FEWEST`` and ``ANSWERED`` of ``bot/search/nearness.py``."""


class Question(NamedTuple):
    """A question, and the slug of the district it is asked in."""

    text: str
    language: str
    is_ours: bool
    slug: str


class Asked(NamedTuple):
    """A question, whether it has no answer without the rule, and what the rule judges by."""

    text: str
    language: str
    is_ours: bool
    is_empty: bool
    gap: int
    doubt: int

    def stays_empty(self, setting: Setting) -> bool:
        """Return whether it has no answer with the rule, either."""
        fewest, answered = setting
        with patch.multiple(nearness, FEWEST=fewest, ANSWERED=answered):
            return self.is_empty and not nearness.is_answer(self.gap, self.doubt)


@contextmanager
def without_the_rule() -> Iterator[list[tuple[int, int]]]:
    """Let no offer stand out, and keep the gap and the doubt of each question."""
    kept: list[tuple[int, int]] = []

    def stands_out(near: Sequence[Near], doubt: int) -> bool:
        kept.append((nearness.gap(near), doubt))
        return False

    with patch.object(teaching, "stands_out", stands_out):
        yield kept


async def asked(made: Database, spoken: Services, questions: Sequence[Question]) -> list[Asked]:
    """Ask questions without the rule; those that search for nothing are left out."""
    every = []
    for question in questions:
        async with made.read() as store_:
            district = await places.district_named(store_, question.slug)
            assert district
            with without_the_rule() as kept:
                query = await understood(
                    store_, spoken, question.text, question.language, district.id, NOW.date()
                )
            reader = Reader(NOW.date(), district.id)
            found = query.is_search and await listings.best(store_, reader, query, 1)
        if kept and query.is_search:
            every.append(Asked(*question[:3], not found, *kept[-1]))
    return every


def over(slugs: Sequence[str], is_wanted: Callable[[bool], bool]) -> Iterator[Question]:
    """Yield the project's own questions, one district after another."""
    wanted = (question for question in own_questions() if is_wanted(question[2]))
    for (text, language, is_ours), slug in zip(wanted, cycle(slugs), strict=False):
        yield Question(text, language, is_ours, slug)


def of_strangers() -> Iterator[Question]:
    """Yield the open questions of strangers, none where they are not."""
    for text in STRANGERS.open("rb") if STRANGERS.exists() else ():
        read = orjson.loads(text)
        if "intent" not in read and not is_sealed(read):
            is_ours = bool(read["relevant"])
            yield Question(read["query"], read["language"], is_ours, read["district"])


async def of_samples(spoken: Services) -> list[Asked]:
    async with database() as made:
        await load_samples(made, spoken, NOW)
        await make_vectors(spoken.meaning, made, NOW)
        async with made.read() as store_:
            slugs = [district.slug for district in await places.districts(store_)]
        return await asked(made, spoken, [*over(slugs, lambda _: True), *of_strangers()])


async def of_pages(spoken: Services) -> list[Asked]:
    """Return what is asked of the pages of OMoS-QA in languages other than theirs."""
    async with database() as made:
        cities = pages(lambda _: False)
        for city, drafts in cities.items():
            await store(made, spoken, city, drafts)
        await lexicons.learn(made, spoken.thesaurus)
        await make_vectors(spoken.meaning, made, NOW)
        ours = [
            Question(read[f"q_{code}"], code, is_ours=True, slug=read["city"])
            for read in lines(SHARED / "questions.jsonl")
            for code in LANGUAGES[1:]
            if read["answers"]
        ]
        return await asked(made, spoken, [*ours, *over(list(cities), lambda is_ours: not is_ours)])


def judged(setting: Setting, every: Sequence[Asked]) -> list[bool]:
    """Return which questions get no answer."""
    return [one.stays_empty(setting) for one in every]


async def main() -> None:
    every = await of_samples(replace(services(), meaning=meaning()))
    if SHARED.exists() and "--samples" not in sys.argv:
        every += await of_pages(replace(services(), meaning=meaning()))
    table = {setting: judged(setting, every) for setting in product(GAPS, DOUBTS)}
    best = max(table, key=lambda setting: worth(table[setting], every, range(len(every))))
    used = (nearness.FEWEST, nearness.ANSWERED)
    without = [one.is_empty for one in every]
    print(line("without the rule", without, every))
    for name, setting in (("in use", used), ("best", best)):
        print(line(f"{name}: gap, doubt {setting}", judged(setting, every), every))
    print(line("with one language left out at a time", left_out(table, every), every))
    if "--show" in sys.argv:
        for one, is_empty in zip(every, judged(used, every), strict=True):
            if one.is_empty is not is_empty:
                print("  ", "ours" if one.is_ours else "nobody", one.language, one.text)
