"""The rule of all examples together: what it says, and all the ways in which its file can fail."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.search.encoder import WIDTH
from bot.search.example_vectors import digest_of
from bot.search.examples import Examples, Vote
from bot.search.lexemes import LOOKALIKES
from bot.search.query import Query
from bot.search.teaching import taught
from bot.search.topics import FILE, GREATEST, Topics, made_of, read_topics, write_topics
from locales import LOCALES
from tests.harness.databases import services


def clouds() -> tuple[list[str], Any]:
    """Return examples of three concepts, whose vectors differ in one number among much noise."""
    chance = np.random.default_rng(7)
    concepts = ["debt", "housing", "none"] * 60
    vectors = chance.integers(-20, 21, (len(concepts), WIDTH))
    for row, concept in zip(vectors, concepts, strict=True):
        row[0] = {"debt": 60, "housing": -60, "none": 0}[concept]
    return concepts, vectors.astype(np.int8)


def test_the_rule_knows_what_one_number_says_among_noise() -> None:
    concepts, vectors = clouds()
    topics = made_of(concepts[30:], vectors[30:], "1")
    likeliest = [
        max(shares, key=lambda name: shares[name])
        for shares in (topics.shares(vectors[row : row + 1]) for row in range(30))
    ]
    assert likeliest == concepts[:30]


def test_products_of_the_rule_are_exact() -> None:
    topics = read_topics(LOCALES / FILE)
    assert topics
    lengths = np.linalg.norm(topics.weights.astype(float), axis=1)
    assert lengths.max() <= GREATEST + WIDTH
    assert topics.digest == digest_of(LOCALES), "python -m locales.questions --update"
    missing = set(services().thesaurus.groups) - set(topics.concepts)
    assert missing <= {LOOKALIKES}


def test_a_broken_file_is_no_rule(tmp_path: Path) -> None:
    concepts, vectors = clouds()
    made, path = made_of(concepts, vectors, "1"), tmp_path / FILE
    write_topics(path, made)
    whole = path.read_bytes()
    read = read_topics(path)
    assert read
    assert read.shares(vectors[:1]) == made.shares(vectors[:1])
    broken = {
        "missing": None,
        "empty": b"",
        "cut": whole[:-5],
        "a row less": whole[: -2 * WIDTH],
        "no JSON": b"x" + whole,
        "no head": b"[]\n" + whole.partition(b"\n")[2],
        "another model": whole.replace(b"multilingual", b"monolingual"),
        "a field more": whole.replace(b'{"', b'{"x":1,"', 1),
        "offsets": whole.replace(b'"offsets":[', b'"offsets":[1,', 1),
    }
    read_all = {name: _read(path, content) for name, content in broken.items()}
    assert not [name for name, topics in read_all.items() if topics]


def _read(path: Path, content: bytes | None) -> Topics | None:
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)
    return read_topics(path)


def test_both_judgements_say_which_topic_and_the_nearest_say_whether_one() -> None:
    concepts, vectors = clouds()
    topics = made_of(concepts, vectors, "1")
    outside = Examples(["none"], vectors[2:3], topics=topics)
    assert outside.votes(vectors[:1]) == (Vote("none", 100),)
    near = Examples(["housing"], vectors[1:2], topics=topics)
    assert near.votes(vectors[:1]) == (Vote("debt", 50), Vote("housing", 50))


@pytest.mark.parametrize(
    ("votes", "is_sensible"),
    [
        ((Vote("intent:help", 87), Vote("debt", 6)), True),
        ((Vote("intent:human", 40), Vote("debt", 30)), True),
        ((Vote("intent:greeting", 87), Vote("debt", 6)), False),
        ((Vote("none", 40), Vote("intent:help", 60)), False),
    ],
)
def test_who_asks_for_help_asks_for_something(votes: tuple[Vote, ...], is_sensible: bool) -> None:
    assert taught(Query(), votes, services().thesaurus).sensible is is_sensible
