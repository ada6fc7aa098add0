"""All checks of all languages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.catalogues import load_languages
from bot.i18n import Language
from bot.renamed import PLURAL, load_renamed
from locales.checks.book import (
    SOURCE,
    Book,
    Finding,
    Rules,
    catalogue_path,
    name_of,
    read_labels,
    read_rules,
    sentences_of,
)
from locales.checks.buttons import buttons
from locales.checks.direction import direction
from locales.checks.examples import examples
from locales.checks.glossary import FILE, broken_glossary, contradictions, glossary, read_glossary
from locales.checks.keys import alike, german
from locales.checks.keys import twice as keys_twice
from locales.checks.limits import limits, plurals
from locales.checks.marks import marks
from locales.checks.markup import markup
from locales.checks.named import named
from locales.checks.simple import simple
from locales.renaming import Key, forms_of, key_in

CHECKS: tuple[Callable[[Book], Iterator[Finding]], ...] = (
    keys_twice, alike, plurals, limits, buttons, marks, markup, named, direction, examples, german,
    simple,
)  # fmt: skip


def books(folder: Path, wanted: Catalog) -> Iterator[Book]:
    """Yield what is read of each language; ``wanted`` are the sentences of the code."""
    rules, labels = read_rules(folder), read_labels(folder)
    keys = {(key := key_in(message)): forms_of(key) for message in wanted if message.id}
    german = _sentences(catalogue_path(folder, "de")).sentences
    for code, language in load_languages(folder).items():
        path = catalogue_path(folder, code)
        if code == SOURCE:
            yield Book(language, keys, rules, labels, german)
        elif path.exists():
            file = _sentences(path)
            yield Book(language, file.sentences, rules, labels, german, path, file.plural)


@dataclass(frozen=True, slots=True)
class _File:
    """What a catalogue translates, and its rule of plurals."""

    sentences: dict[Key, list[str]]
    plural: str = ""


def _sentences(path: Path) -> _File:
    if not path.exists():
        return _File({})
    with path.open("rb") as file:
        catalogue = read_po(file)
    sentences = sentences_of(catalogue)
    return _File(
        {key: forms for key, forms in sentences.items() if any(forms)}, catalogue.plural_expr
    )


def findings(folder: Path, wanted: Catalog) -> Iterator[Finding]:
    """Yield what every check finds in every language, that of the glossaries last."""
    read = list(books(folder, wanted))
    for book in read:
        for check in CHECKS:
            yield from check(book)
    renamed = load_renamed(folder)
    known = frozenset(renamed) | {name for book in read for name in map(name_of, book.sentences)}
    known |= {form for name in known for form in name.split(PLURAL)}
    for book in read:
        yield from of_glossary(folder, book, renamed, known)


def of_glossary(
    folder: Path, book: Book, renamed: Mapping[str, str], known: frozenset[str]
) -> Iterator[Finding]:
    """Yield what is wrong with the glossary of a language, and with the words that it refuses."""
    path = folder / book.code / FILE
    broken = list(broken_glossary(path))
    for key, reason in broken:
        yield Finding("glossary", book.code, key, reason)
    if not broken:
        concepts = read_glossary(path)
        yield from contradictions(book.code, concepts, known)
        yield from glossary(book, concepts, renamed)


def orphans(folder: Path) -> Iterator[Finding]:
    """Yield folders with words of a language that ``languages.toml`` does not have any more."""
    languages: Mapping[str, Language] = load_languages(folder)
    for path in sorted(folder.glob("*/LC_MESSAGES")):
        if path.parent.name not in languages:
            yield Finding("languages", path.parent.name, "LC_MESSAGES", "is in no languages.toml")


def refused(rules: Rules, found: list[Finding]) -> list[Finding]:
    """Return the findings of the checks that refuse; the others are only counted."""
    return [finding for finding in found if rules.refuse.get(finding.check, True)]
