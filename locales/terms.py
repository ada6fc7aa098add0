"""Check of the search words: ``python -m locales.terms``; ``--empty`` lists concepts without words.

Finds unknown concepts, duplicates within a cell, words of too many concepts, words that are too
general, lookalikes that look like no concept, empty words, and words of the glossaries that are
not found. Prints one line per mistake and one per language; the exit status is 1 if there is a
mistake.
"""

import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from bot.search.lexemes import GENERAL, LOOKALIKES, OTHERS, entry_words, lexemes
from bot.search.negators import CONTRAST, GAP, MODIFIERS, NEGATIONS
from bot.search.normalise import words
from bot.search.spellings import Spellings
from bot.search.vocabulary import load_thesaurus
from locales.checks.book import Finding, read_rules
from locales.checks.findable import findable
from locales.checks.glossary import FILE as GLOSSARY
from locales.checks.glossary import read_glossary

HERE = Path(__file__).parent
MOST_CONCEPTS = 3
"""Maximum number of concepts of a word."""


def entries(cell: str) -> list[str]:
    """Return the words and phrases of a cell, without surrounding spaces."""
    return [entry.strip() for entry in cell.split(",")]


def mistakes(terms: Mapping[str, str], concepts: set[str], language: str) -> Iterator[str]:
    """Yield the mistakes in the words of a language; ``concepts`` are those of concepts.toml."""
    general = {word for entry in entries(terms.get(GENERAL, "")) for word in words(entry)}
    cells = {key: cell for key, cell in terms.items() if key not in OTHERS}
    yield from _of_negations(terms)
    for concept, cell in cells.items():
        if concept not in concepts | {LOOKALIKES}:
            yield f"{concept}: is not in concepts.toml"
        yield from (f"{concept}: {reason}" for reason in _of_cell(cell, general))
    yield from (
        f"{LOOKALIKES}: {entry!r} looks like no concept" for entry in _unlike(terms, language)
    )
    yield from _ambiguous(cells)


def _of_negations(terms: Mapping[str, str]) -> Iterator[str]:
    """Yield the mistakes of words that turn what stands beside them."""
    yield from (f"{key}: is missing" for key in NEGATIONS if key not in terms)
    for key in (key for key in MODIFIERS if key in terms):
        yield from (f"{key}: {reason}" for reason in _of_negation(terms[key]))
    for entry in entries(terms.get(CONTRAST, f"A{GAP}B")):
        if not all(map(words, entry.partition(GAP)[::2])):
            yield f"{CONTRAST}: {entry!r} is no pair"


def _of_negation(cell: str) -> Iterator[str]:
    """Yield the mistakes of a cell of such words: empty, twice."""
    yield from _twice(cell)
    if not all(map(words, entries(cell))):
        yield "has an empty word"


def _twice(cell: str) -> Iterator[str]:
    counts = Counter(entry.casefold() for entry in entries(cell))
    yield from (f"{entry!r} stands there twice" for entry, times in counts.items() if times > 1)


def _ambiguous(cells: Mapping[str, str]) -> Iterator[str]:
    """Yield a mistake for each entry that has too many concepts."""
    concepts: dict[str, list[str]] = defaultdict(list)
    for concept, cell in cells.items():
        for entry in entries(cell):
            concepts[" ".join(words(entry))].append(concept)
    for entry, names in concepts.items():
        if len(set(names)) > MOST_CONCEPTS:
            yield f"{entry!r}: stands for {', '.join(names)}"


def _unlike(terms: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield single words among the lookalikes that match no concept anyway."""
    vocabulary = lexemes(
        {concept: cell for concept, cell in terms.items() if concept != LOOKALIKES}, language
    )
    every, alone = entry_words(vocabulary)
    spelled = Spellings(language, dict.fromkeys(every, ""), alone)
    for entry in filter(None, entries(terms.get(LOOKALIKES, ""))):
        folded = words(entry)
        is_like = vocabulary.meaning(folded[0]).alone or spelled.nearest(folded[0])
        if len(folded) == 1 and not is_like:
            yield entry


def _of_cell(cell: str, general: set[str]) -> Iterator[str]:
    yield from _twice(cell)
    for entry in entries(cell):
        entry_words = words(entry)
        if not entry_words:
            yield "has an empty word"
        elif all(map(str.isdigit, entry_words)):
            yield f"{entry!r} is a number: it stands in addresses, prices and sizes too"
        elif len(entry_words) == 1 and entry_words[0] in general:
            yield f"{entry!r} is too general"


def main() -> int:
    """Check the words of all languages and return the exit status."""
    concepts = {
        concept
        for group in tomllib.loads((HERE / "concepts.toml").read_text("utf-8")).values()
        for concept in group
    }
    count = 0
    for path in sorted(HERE.glob("*/terms.toml")):
        terms = tomllib.loads(path.read_text("utf-8"))
        for mistake in mistakes(terms, concepts, path.parent.name):
            count += 1
            sys.stdout.write(f"{path.parent.name}: {mistake}\n")
        sizes = [
            len(entries(terms[concept])) if concept in terms else 0 for concept in sorted(concepts)
        ]
        sys.stdout.write(
            f"{path.parent.name:4} {sum(map(bool, sizes))} of {len(concepts)} concepts, "
            f"{sum(sizes)} words, median {median(sizes):.0f} a concept\n"
        )
        if "--empty" in sys.argv:
            sys.stdout.write(f"     empty: {', '.join(sorted(concepts - terms.keys()))}\n")
    for finding in _unfindable():
        count += 1
        sys.stdout.write(f"{finding}\n")
    return 1 if count else 0


def _unfindable() -> Iterator[Finding]:
    """Yield the words of all glossaries that who types them does not find."""
    rules, thesaurus = read_rules(HERE), load_thesaurus(HERE)
    for path in sorted(HERE.glob(f"*/{GLOSSARY}")):
        code = path.parent.name
        every = findable(code, read_glossary(path), rules.findable, thesaurus)
        found = [word for word in every if not rules.allows("findable", code, word.key)]
        if rules.refuse.get("findable", True):
            yield from found
        elif found:
            sys.stdout.write(f"{code}: {len(found)} words of the glossary are not findable\n")


if __name__ == "__main__":
    sys.exit(main())
