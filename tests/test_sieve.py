"""The sieve of many vectors: what it keeps, and that nothing near is held back."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.search.encoder import WIDTH
from bot.search.examples import Examples
from bot.search.sieve import LEAST, sieve_of

if TYPE_CHECKING:
    from bot.search.encoder import Numbers, Vectors

TOPICS = 40


@pytest.fixture(scope="module")
def chance() -> np.random.Generator:
    return np.random.default_rng(18)


@pytest.fixture(scope="module")
def centres(chance: np.random.Generator) -> "Numbers":
    """What texts of one topic have in common; all texts have something in common, too."""
    return chance.normal(0, 12, (TOPICS, WIDTH)) + chance.normal(0, 15, WIDTH)


def like(chance: np.random.Generator, centres: "Numbers", count: int) -> "Vectors":
    """Return vectors that each are like a topic."""
    mixed = centres[chance.integers(0, TOPICS, count)] + chance.normal(0, 12, (count, WIDTH))
    return np.clip(np.rint(mixed), -127, 127).astype(np.int8)


def test_examples_vote_as_if_all_were_compared(
    chance: np.random.Generator, centres: "Numbers"
) -> None:
    vectors = like(chance, centres, 2 * LEAST)
    concepts = [f"concept {number % 100}" for number in range(len(vectors))]
    examples, all_of_them = Examples(concepts, vectors), Examples(concepts, vectors)
    vars(all_of_them)["_sieve"] = None
    for question in like(chance, centres, 50):
        assert examples.votes(question[None]) == all_of_them.votes(question[None])
        assert examples.likeness(question[None]) == all_of_them.likeness(question[None])


def test_what_differs_as_much_as_the_last_is_kept() -> None:
    """Whatever order a database has them in, the same ones are compared."""
    vectors = np.repeat(np.eye(4, WIDTH, dtype=np.int8), LEAST // 4, axis=0)
    sieve = sieve_of(vectors)
    assert sieve
    assert sieve.kept(vectors[:1], 3).tolist() == list(range(LEAST // 4))
    assert len(sieve.kept(vectors[:1], LEAST // 4 + 1)) == LEAST


def test_few_vectors_need_no_sieve() -> None:
    assert sieve_of(np.zeros((LEAST - 1, WIDTH), np.int8)) is None
