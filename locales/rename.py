"""Carry the catalogues over to renamed keys: ``python -m locales.rename``.

Reads ``renamed.toml`` and moves every translation to its new key. Prints one line per refusal,
and writes nothing if there is one. ``--words FOLDER`` then takes new translations from
``FOLDER/<language>.json``: {key, old or new: translation, or the list of its plural forms}, then
those of ``<language>.new.json``, whose keys are all of today; one that is refused stays as it was.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.catalogues import load_languages
from bot.renamed import FILE
from locales import LOCALES
from locales.check import path_of, write
from locales.checks.book import SOURCE
from locales.renaming import (
    Key,
    Renames,
    carry,
    keeps_parts,
    key_in,
    key_of,
    lifted,
    newest,
    read_renames,
    unknown,
)


def catalogues() -> dict[str, Catalog]:
    """Return the catalogue of every language that has one."""
    codes = [code for code in load_languages(LOCALES) if code != SOURCE]
    return {code: _read(path_of(code)) for code in codes if path_of(code).exists()}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def take(
    catalogue: Catalog, words: Mapping[str, str | list[str]], renames: Renames
) -> Iterator[str]:
    """Put new translations into a catalogue by old or new keys, and yield those refused."""
    plurals = {old[0]: old for old in renames.keys if isinstance(old, tuple)}
    for key, translation in words.items():
        forms = [translation] if isinstance(translation, str) else translation
        messages = _messages(catalogue, plurals.get(key, key_of(key)), renames)
        if messages is None:
            yield f"no sentence has this key: {key!r}"
        for message in messages or ():
            yield from _taken(catalogue, message, forms, renames)


def _messages(catalogue: Catalog, old: Key, renames: Renames) -> list[Message] | None:
    """Return what a key is called today, without those that keep their own translation.

    None means that no sentence has or had this key.
    """
    joined = {new for before, new in renames.joined if before == old}
    found = (catalogue.get(new) for new in newest(old, renames.keys) - joined)
    messages = [message for message in found if message]
    return messages if messages or joined else None


def _taken(
    catalogue: Catalog, message: Message, forms: list[str], renames: Renames
) -> Iterator[str]:
    """Set the forms of one translation, or yield why not."""
    key = key_in(message)
    lift = renames.lifts.get(key)
    forms, example = lifted(forms, lift)
    needed = catalogue.num_plurals if message.pluralizable else 1
    if len(forms) != needed or not all(forms):
        yield f"{key!r} needs {needed} forms: {forms!r}"
    elif not keeps_parts(catalogue, forms, key):
        yield f"{key!r} has other placeholders or tags: {forms!r}"
    else:
        message.string = tuple(forms) if message.pluralizable else forms[0]
        if lift and lift.example and example:
            catalogue[lift.example].string = example


def main() -> int:
    """Carry all catalogues over, or none, and return the exit status."""
    renames, found = read_renames(LOCALES / FILE), catalogues()
    refused = list(unknown(renames, list(found.values())))
    for code, catalogue in found.items():
        refused += [f"{code}: {reason}" for reason in carry(catalogue, renames)]
    if not refused:
        if "--words" in sys.argv:
            refused = [line for code in found for line in _from_file(code, found[code], renames)]
        for code, catalogue in found.items():
            write(path_of(code), catalogue)
    sys.stdout.write("".join(f"{line}\n" for line in refused))
    sys.stdout.write(f"{len(renames.keys)} renamed keys, {len(refused)} refused\n")
    return 1 if refused else 0


def _from_file(code: str, catalogue: Catalog, renames: Renames) -> Iterator[str]:
    folder = Path(sys.argv[sys.argv.index("--words") + 1])
    today = replace(renames, keys={})
    for name, table in ((f"{code}.json", renames), (f"{code}.new.json", today)):
        if (folder / name).exists():
            words = json.loads((folder / name).read_text("utf-8"))
            yield from (f"{code}: {reason}" for reason in take(catalogue, words, table))


if __name__ == "__main__":
    sys.exit(main())
