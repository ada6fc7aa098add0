"""Check the words of the search: ``python -m locales.terms``.

With ``--empty`` it lists the concepts without a word. Finds unknown concepts, doubles within a
cell, words of too many concepts, words too general to mean anything, lookalikes that look like
nothing, and empty cells. Prints a line for every mistake and one for every language; exit status 1
if there is a mistake.
"""

import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from bot.search.lexemes import GENERAL, LOOKALIKES, lexemes
from bot.search.normalise import words

HERE = Path(__file__).parent
MOST_CONCEPTS = 3
"""A word in more concepts than that says nothing."""


def entries(cell: str) -> list[str]:
    """The words and phrases of one cell, as they were written."""
    return [entry.strip() for entry in cell.split(",")]


def mistakes(terms: Mapping[str, str], known: set[str], language: str) -> Iterator[str]:
    """All mistakes of one language."""
    general = {word for entry in entries(terms.get(GENERAL, "")) for word in words(entry)}
    concepts: dict[str, list[str]] = defaultdict(list)
    for concept, cell in terms.items():
        if concept == GENERAL:
            continue
        if concept not in known | {LOOKALIKES}:
            yield f"{concept}: is not in concepts.toml"
        yield from (f"{concept}: {reason}" for reason in _of_cell(cell, general))
        for entry in entries(cell):
            concepts[" ".join(words(entry))].append(concept)
    yield from (
        f"{LOOKALIKES}: {entry!r} looks like no concept" for entry in _unlike(terms, language)
    )
    yield from (
        f"{entry!r}: stands for {', '.join(many)}"
        for entry, many in concepts.items()
        if len(set(many)) > MOST_CONCEPTS
    )


def _unlike(terms: Mapping[str, str], language: str) -> Iterator[str]:
    """Return single lookalikes that no concept would be heard in anyway."""
    known = lexemes(
        {concept: cell for concept, cell in terms.items() if concept != LOOKALIKES}, language
    )
    for entry in filter(None, entries(terms.get(LOOKALIKES, ""))):
        said = words(entry)
        if len(said) == 1 and not known.meaning(said[0]).alone:
            yield entry


def _of_cell(cell: str, general: set[str]) -> Iterator[str]:
    written = Counter(entry.casefold() for entry in entries(cell))
    yield from (f"{entry!r} stands there twice" for entry, times in written.items() if times > 1)
    for entry in entries(cell):
        said = words(entry)
        if not said:
            yield "has an empty word"
        elif all(map(str.isdigit, said)):
            yield f"{entry!r} is a number: it stands in addresses, prices and sizes too"
        elif len(said) == 1 and said[0] in general:
            yield f"{entry!r} is too general"


def main() -> int:
    known = {
        concept
        for group in tomllib.loads((HERE / "concepts.toml").read_text("utf-8")).values()
        for concept in group
    }
    found = 0
    for path in sorted(HERE.glob("*/terms.toml")):
        terms = tomllib.loads(path.read_text("utf-8"))
        for mistake in mistakes(terms, known, path.parent.name):
            found += 1
            sys.stdout.write(f"{path.parent.name}: {mistake}\n")
        sizes = [
            len(entries(terms[concept])) if concept in terms else 0 for concept in sorted(known)
        ]
        sys.stdout.write(
            f"{path.parent.name:4} {sum(map(bool, sizes))} of {len(known)} concepts, "
            f"{sum(sizes)} words, median {median(sizes):.0f} a concept\n"
        )
        if "--empty" in sys.argv:
            sys.stdout.write(f"     empty: {', '.join(sorted(known - terms.keys()))}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
