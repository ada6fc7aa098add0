"""Check the example questions of the search, and make their vectors.

python -m locales.questions           names every mistake; 1 if there is one
python -m locales.questions --update  makes the vectors of new questions, and the rule of all
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.search.encoder import Encoder
from bot.search.example_vectors import digest_of, store_topics, store_vectors
from bot.search.examples import INTENT, NONE, Example, read_examples
from bot.search.topics import FILE, read_topics
from bot.search.vocabulary import load_thesaurus
from locales import LOCALES

STYLES = frozenset(
    ("story", "indirect", "slang", "dialect", "mistakes", "latin", "for_other", "short", "mixed")
) | {"negation"}
INTENTS = frozenset(
    ("greeting", "thanks", "stop", "who", "language", "human", "forget", "help")
) | frozenset(("yes", "no", "place", "today", "crisis", "goodbye"))
LONGEST = 400


def mistakes(path: Path, concepts: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong in a file of questions, in words."""
    try:
        examples = read_examples(path)
    except (ValueError, OSError) as error:
        yield str(error)
        return
    counts = Counter(example.question for example in examples)
    for row, example in enumerate(examples, 2):
        for reason in _reasons(example, concepts, counts[example.question]):
            yield f"{path.parent.name}/{path.name}, line {row}: {reason}"


def _reasons(example: Example, concepts: frozenset[str], count: int) -> Iterator[str]:
    if example.concept not in concepts:
        yield f'there is no concept "{example.concept}"'
    if example.style not in STYLES:
        yield f'"{example.style}" is no style'
    if not example.question.strip() or len(example.question) > LONGEST:
        yield f"a question has 1 to {LONGEST} characters"
    if count > 1:
        yield f'"{example.question}" stands there {count} times'


def known_concepts() -> frozenset[str]:
    """Return what an example may mean."""
    intents = {f"{INTENT}{name}" for name in INTENTS}
    return frozenset(load_thesaurus(LOCALES).groups) | intents | {NONE}


def main() -> int:
    """Check all files, or make their vectors."""
    paths = sorted(LOCALES.glob("*/questions.tsv"))
    wrong = [mistake for path in paths for mistake in mistakes(path, known_concepts())]
    for mistake in wrong:
        sys.stdout.write(f"{mistake}\n")
    if "--update" in sys.argv and not wrong:
        encoder = Encoder()
        for path in paths:
            sys.stdout.write(f"{path.parent.name}: {store_vectors(path, encoder)} new\n")
        store_topics(LOCALES, encoder)
    stale = _is_stale()
    if stale:
        sys.stdout.write(f"{FILE} is not of these examples: run with --update\n")
    return bool(wrong or stale)


def _is_stale() -> bool:
    """Return whether the rule of all examples was made of others."""
    topics = read_topics(LOCALES / FILE)
    return topics is None or topics.digest != digest_of(LOCALES)


if __name__ == "__main__":
    sys.exit(main())
