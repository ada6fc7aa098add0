"""Questions in Latin letters for another script: do words and examples say what they are about?

They are the examples of the style "latin" that are about a topic, in the languages of other
scripts. Each is left out of the examples that judge it. Beside it: what is heard if only words of
entries are known, and none of everyday use.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

import numpy as np

from benchmarks.processes import say
from bot.search import vocabulary
from bot.search.encoder import Encoder
from bot.search.example_vectors import load_examples
from bot.search.examples import Examples, Vote, is_topic, read_examples
from bot.search.scripts import scripts_of
from bot.search.teaching import VOICE
from bot.search.thesaurus import Thesaurus, written_in
from bot.search.understanding import understand
from locales import LOCALES

STYLE = "latin"


class Asked(NamedTuple):
    """An example in Latin letters: its row among all examples, its language, and its topic."""

    row: int
    language: str
    concept: str
    question: str


class Answered(NamedTuple):
    """Whether words say the topic, how many others they say, and its place among the votes."""

    language: str
    is_said: bool
    others: int
    is_first: bool
    is_voiced: bool


def questions() -> list[Asked]:
    """Return the examples in Latin letters of languages that have others."""
    paths = sorted(LOCALES.glob("*/questions.tsv"))
    every = [(path.parent.name, example) for path in paths for example in read_examples(path)]
    return [
        Asked(row, language, example.concept, example.question)
        for row, (language, example) in enumerate(every)
        if example.style == STYLE
        and is_topic(example.concept)
        and "latin" not in scripts_of(language)
    ]


@contextmanager
def left_out(examples: Examples, row: int) -> Iterator[None]:
    """Let one example be near to nothing meanwhile."""
    vectors = examples.vectors
    assert vectors is not None
    kept, vectors[row] = vectors[row].copy(), 0
    yield
    vectors[row] = kept


def answered(asked: Asked, thesaurus: Thesaurus, encoder: Encoder, examples: Examples) -> Answered:
    language = written_in(asked.question, asked.language, thesaurus)
    query = understand(asked.question, language, thesaurus, own=asked.language)
    with left_out(examples, asked.row):
        votes = examples.votes(encoder.questions([query.heard or asked.question]))
    concepts = {*query.concepts, *query.facts}
    return Answered(
        asked.language,
        asked.concept in concepts,
        len(concepts - {asked.concept}),
        _is_first(votes, asked.concept),
        any(vote.concept == asked.concept and vote.percent >= VOICE for vote in votes),
    )


def _is_first(votes: Sequence[Vote], concept: str) -> bool:
    """Return whether no other topic has more of the votes."""
    return next((vote.concept for vote in votes if is_topic(vote.concept)), "") == concept


def line(name: str, answers: Sequence[Answered]) -> str:
    def mean(of: Callable[[Answered], int]) -> str:
        return f"{sum(map(of, answers)) / len(answers):.3f}"

    return (
        f"  {name:28} {len(answers):5}  words say it {mean(lambda one: one.is_said)}"
        f"  and others {mean(lambda one: one.others)}"
        f"  examples first {mean(lambda one: one.is_first)}"
        f"  at all {mean(lambda one: one.is_voiced)}"
    )


def answers(encoder: Encoder, examples: Examples) -> list[Answered]:
    thesaurus = vocabulary.load_thesaurus.__wrapped__(LOCALES)
    return [answered(asked, thesaurus, encoder, examples) for asked in questions()]


async def main() -> None:
    encoder = Encoder()
    loaded = load_examples(LOCALES, encoder)
    examples = Examples(loaded.concepts, np.array(loaded.vectors), {}, loaded.topics)
    with patch.object(vocabulary, "spoken_words", return_value={}):
        say(line("words of entries alone", answers(encoder, examples)))
    heard = answers(encoder, examples)
    say(line("in use", heard))
    for language in sorted({one.language for one in heard}):
        say(line(f"  {language}", [one for one in heard if one.language == language]))
