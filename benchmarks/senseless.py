"""What nobody here can answer: fits from which doubt a question gets no answer, and tells errors.

Questions of ours are the everyday ones and, where they are, the open ones of strangers; others are
those of ``senseless.tsv`` and ``outside.tsv``. No offers are needed: a question is judged alone.
Settings are compared with one language left out at a time. ``--show`` names what is judged wrongly.
"""

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from unittest.mock import patch

import orjson

from benchmarks.asking import database, meaning
from benchmarks.catalogue import services
from benchmarks.strangers import QUESTIONS as STRANGERS
from benchmarks.strangers import is_sealed
from bot.search import teaching
from bot.search.examples import Vote
from bot.search.query import Query
from bot.search.understanding import understand
from handlers.workflows.meaning import Meaning
from handlers.workflows.services import Services
from storage.engine.store import Store

FOLDER = Path(__file__).with_name("questions")
OUTSIDES, UNKNOWNS = range(50, 100, 5), range(0, 80, 5)
LOST = 8
"""Questions of nobody that one of ours is worth: who is not understood does not ask twice."""


class Judgeable(Protocol):
    """A question that is judged: in which language, and whether offers can answer it."""

    @property
    def language(self) -> str:
        """Code of its language."""

    @property
    def is_ours(self) -> bool:
        """Whether it has an answer."""


class Asked(NamedTuple):
    """A question, what its words mean and what examples say; ``is_ours``: it has an answer."""

    text: str
    language: str
    is_ours: bool
    query: Query
    votes: tuple[Vote, ...]


Setting = tuple[int, int]
"""``OUTSIDE`` and ``UNKNOWN`` of ``bot/search/teaching.py``."""


def own_questions() -> Iterator[tuple[str, str, bool]]:
    """Yield each question of the project: text, language, and whether offers can answer it."""
    for name, is_ours in (("everyday", True), ("senseless", False), ("outside", False)):
        with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for language, text, *_ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield text, language, is_ours


def questions() -> Iterator[tuple[str, str, bool]]:
    """Yield the questions of the project, and the open ones of strangers where they are."""
    yield from own_questions()
    if STRANGERS.exists():
        for line in STRANGERS.open("rb"):
            question = orjson.loads(line)
            if "intent" not in question and not is_sealed(question):
                yield question["query"], question["language"], bool(question["relevant"])


async def asked(store: Store, spoken: Services, sense: Meaning) -> list[Asked]:
    every = []
    for text, language, is_ours in questions():
        query = understand(text, language, spoken.thesaurus, own=language)
        others = [query.heard] if query.heard else []
        votes = (await sense.sense(store, text, None, *others)).votes
        every.append(Asked(text, language, is_ours, query, votes))
    return every


def judged(setting: Setting, every: Sequence[Asked], spoken: Services) -> list[bool]:
    """Return which questions get no answer."""
    outside, unknown = setting
    with patch.multiple(teaching, OUTSIDE=outside, UNKNOWN=unknown):
        return [teaching.taught(one.query, one.votes, spoken.thesaurus).outside for one in every]


def worth(empty: Sequence[bool], every: Sequence[Judgeable], places: Sequence[int]) -> int:
    return sum(empty[at] * (-LOST if every[at].is_ours else 1) for at in places)


def line(name: str, empty: Sequence[bool], every: Sequence[Judgeable]) -> str:
    ours = [one for one, other in zip(empty, every, strict=True) if other.is_ours]
    others = [one for one, other in zip(empty, every, strict=True) if not other.is_ours]
    return (
        f"{name:36s} nothing of ours, found so {sum(others)} of {len(others)},"
        f" ours taken for it {sum(ours)} of {len(ours)}"
    )


def left_out(
    table: Mapping[Setting, Sequence[bool]],
    every: Sequence[Judgeable],
    group: Callable[[Any], str] = attrgetter("language"),
) -> list[bool]:
    """Return what is judged of each group with the setting that is best for the others."""
    empty = [False] * len(every)
    for name in {group(one) for one in every}:
        inside = [at for at, one in enumerate(every) if group(one) == name]
        others = [at for at, one in enumerate(every) if group(one) != name]
        best = max(table, key=lambda setting: worth(table[setting], every, others))
        for at in inside:
            empty[at] = table[best][at]
    return empty


async def main() -> None:
    spoken, sense = services(), meaning()
    async with database() as made, made.read() as store:
        every = await asked(store, spoken, sense)
    judge = partial(judged, every=every, spoken=spoken)
    table = {setting: judge(setting) for setting in product(OUTSIDES, UNKNOWNS)}
    best = max(table, key=lambda setting: worth(table[setting], every, range(len(every))))
    used = (teaching.OUTSIDE, teaching.UNKNOWN)
    for name, setting in (("in use", used), ("best", best)):
        print(line(f"{name}: doubt, of unknown words {setting}", table[setting], every))
    print(line("with one language left out at a time", left_out(table, every), every))
    if "--show" in sys.argv:
        for one, is_empty in zip(every, table[used], strict=True):
            if is_empty is one.is_ours:
                print("  ", one.language, one.text)
