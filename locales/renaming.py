"""Carrying a catalogue over to renamed keys. Pure: a table and catalogues in, mistakes out."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from bot.bidi import MARKS
from bot.renamed import PLURAL

Key = str | tuple[str, str]
"""A sentence, or both forms of a plural."""
PARTS = re.compile(r"\{\w*\}|</?\w+>")
"""Placeholders and tags."""
NUMBER = "{n}"
"""The number of a plural."""
MANY = 200
"""Numbers up to which the forms of plurals are compared."""
_ISOLATES = "[\u2066-\u2069]*"
"""Around what is written from left to right: a value brings its own."""


@dataclass(frozen=True, slots=True)
class Lift:
    """What became an argument: a placeholder for all that ``pattern`` finds in a translation.

    ``example`` is the key that gets what stood there, "" for none.
    """

    placeholder: str
    pattern: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Renames:
    """Old key → new keys, in the order of the table.

    ``joined`` are pairs of old and new key that may become one although both are translated: the
    new one's translation stays. ``lifts`` are by new key.
    """

    keys: Mapping[Key, tuple[Key, ...]]
    joined: frozenset[tuple[Key, Key]]
    lifts: Mapping[Key, Lift]


def read_renames(path: Path) -> Renames:
    """Return the table. Raises OSError, tomllib.TOMLDecodeError."""
    table = tomllib.loads(path.read_text("utf-8"))
    return Renames(
        {key_of(old): tuple(map(key_of, _listed(new))) for old, new in table["renamed"].items()},
        frozenset((key_of(old), key_of(new)) for old, new in table.get("joined", {}).items()),
        {key_of(new): Lift(*parts) for new, parts in table.get("lifted", {}).items()},
    )


def key_of(words: str) -> Key:
    """Return the key that a table writes as "one ‖ other", or as it stands."""
    one, mark, other = words.partition(PLURAL)
    return (one, other) if mark else words


def _listed(new: str | list[str]) -> list[str]:
    return [new] if isinstance(new, str) else new


def key_in(message: Message) -> Key:
    """Return the key of a message of a catalogue."""
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[-1])


def forms_of(key: Key) -> list[str]:
    """Return the sentences of a key, one if it has no plural."""
    return [key] if isinstance(key, str) else list(key)


def strings(message: Message) -> list[str]:
    """Return the forms of a translation, one if it has no plural; "" for none."""
    said = message.string
    return list(said) if isinstance(said, (tuple, list)) else [said or ""]


def parts_of(key: Key) -> list[str]:
    """Return the placeholders and tags of a key."""
    return sorted(PARTS.findall(forms_of(key)[-1]))


def lone_forms(plural: str) -> frozenset[int]:
    """Return the plural forms that stand for one number only, by the rule of a catalogue.

    Such a form may say its number in a word: "يومين", "jede Woche".
    """
    counts = Counter(map(c2py(plural.strip("()")), range(MANY + 1)))
    return frozenset(form for form, count in counts.items() if count == 1)


def keeps_parts(catalogue: Catalog, forms: Sequence[str], key: Key) -> bool:
    """Return True if every form that is translated has the placeholders and tags of its key."""
    parts, lone = parts_of(key), frozenset[int]()
    if isinstance(key, tuple):
        lone = lone_forms(catalogue.plural_expr)
    found = [(i, sorted(PARTS.findall(form))) for i, form in enumerate(forms) if form]
    return all(own == parts or (i in lone and sorted([*own, NUMBER]) == parts) for i, own in found)


def unknown(renames: Renames, catalogues: Sequence[Catalog]) -> Iterator[str]:
    """Yield old keys that no catalogue has, under their old name or a newer one."""
    known = {message.id for catalogue in catalogues for message in catalogue}
    for old in renames.keys:
        if not known & _reachable(old, renames.keys):
            yield f"no catalogue has this key: {old!r}"


def _reachable(key: Key, keys: Mapping[Key, tuple[Key, ...]]) -> set[Key]:
    """Return a key and all that it was renamed to, one after the other."""
    reached: set[Key] = set()
    waiting = [key]
    while waiting:
        step = waiting.pop()
        if step not in reached:
            reached.add(step)
            waiting += keys.get(step, ())
    return reached


def newest(key: Key, keys: Mapping[Key, tuple[Key, ...]]) -> set[Key]:
    """Return the keys that a key has now: itself if it was never renamed."""
    return {step for step in _reachable(key, keys) if step in keys.get(step, (step,))}


def carry(catalogue: Catalog, renames: Renames) -> Iterator[str]:
    """Move every translation of a catalogue to its new keys and yield what is refused.

    What was moved before stays; comments and the mark of a doubtful one go along. A catalogue
    with a refusal is half moved and must not be written.
    """
    taken: dict[Key, Key] = {}
    for old, news in renames.keys.items():
        message = catalogue.get(old)
        if message is None:
            continue
        if old not in news:
            catalogue.delete(old)
        for new in news:
            is_split = old in news and any(strings(catalogue.get(new) or Message(new)))
            if new != old and not is_split:
                yield from _moved(catalogue, message, new, renames, taken.setdefault(new, old))


def _moved(
    catalogue: Catalog, message: Message, new: Key, renames: Renames, before: Key
) -> Iterator[str]:
    """Add a translation under a new key, or yield why not; ``before`` is who had it first."""
    lift = renames.lifts.get(new)
    forms, example = lifted(strings(message), lift)
    present = catalogue.get(new)
    if present is not None and any(strings(present)):
        if strings(present) != forms and (message.id, new) not in renames.joined:
            other = "" if before == message.id else f", as {before!r}"
            yield f"{message.id!r} and {new!r}{other} become one with different translations"
    elif not keeps_parts(catalogue, forms, new):
        yield f"{message.id!r} has other placeholders or tags than {new!r}: {forms!r}"
    else:
        _add(catalogue, message, new, forms)
        _add_example(catalogue, lift, example)


def _add_example(catalogue: Catalog, lift: Lift | None, example: str) -> None:
    if lift and lift.example and example and lift.example not in catalogue:
        catalogue.add(lift.example, example)


def lifted(forms: list[str], lift: Lift | None) -> tuple[list[str], str]:
    """Return translations with a placeholder, and what stood in its place."""
    if lift is None:
        return forms, ""
    pattern = f"{_ISOLATES}({lift.pattern}){_ISOLATES}"
    found = next(filter(None, (re.search(pattern, form) for form in forms)), None)
    replaced = [re.sub(pattern, lift.placeholder, form) for form in forms]
    return replaced, MARKS.sub("", found.group(1)) if found else ""


def _add(catalogue: Catalog, message: Message, new: Key, forms: list[str]) -> None:
    moved = copy(message)
    moved.id = new
    moved.string = tuple(forms) if isinstance(new, tuple) else forms[0]
    catalogue[new] = moved
