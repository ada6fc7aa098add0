"""Translators' files: their units, and what of a file is taken."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain

from bot.domain.desk import Cells
from bot.domain.imports import Mistake
from bot.domain.translations import FIELDS, TextKind, TextUnit, Translation, TranslationState
from bot.rules import translations

_KEY = re.compile(
    r"(offer|group)-([1-9]\d{0,17})-([a-z_]{1,20})-([a-z]{2,3}(?:-[a-z]{2,8})?)-([0-9a-f]{8})",
    re.ASCII,
)


def key(translation: Translation, name: str) -> str:
    """Return what a field is called in a file: it also tells what stood there."""
    stood = translation.german.get(name, ""), translation.words.get(name, "")
    digest = blake2b("\0".join(stood).encode(), digest_size=4).hexdigest()
    place = f"{translation.kind}-{translation.subject_id}-{name}"
    return f"{place}-{translation.language}-{digest}"


def units(translation: Translation) -> list[TextUnit]:
    """Return the fields of a translation for a file; those without German words are left out."""
    return [
        TextUnit(
            key=key(translation, name),
            german=translation.german[name],
            words=translation.words.get(name, ""),
            checked=translation.state is TranslationState.CHECKED,
            title=translation.title,
            name=name,
            state=translation.state,
        )
        for name in FIELDS[translation.kind]
        if translation.german.get(name)
    ]


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit of a file whose key is one of ours."""

    unit: TextUnit
    kind: TextKind
    subject_id: int
    name: str
    language: str


def read_key(unit: TextUnit) -> ReadUnit | None:
    """Return what the key of a unit means; None for one that we never wrote."""
    found = _KEY.fullmatch(unit.key.strip())
    if found is None or found[3] not in FIELDS[TextKind(found[1])]:
        return None
    return ReadUnit(unit, TextKind(found[1]), int(found[2]), found[3], found[4])


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a file says about one translation: the new words, and whether they were checked."""

    translation: Translation
    words: Cells
    is_checked: bool


@dataclass(frozen=True, slots=True)
class FileReading:
    """What a file comes to: what it changes, and the units that change nothing and why.

    ``unknown`` are of nothing that can be translated here, ``changed`` of texts that changed after
    the file was written, ``wrong`` have a mistake; ``same`` is the number of texts that it leaves
    as they are.
    """

    changes: Sequence[FileChange] = ()
    unknown: Sequence[TextUnit] = ()
    changed: Sequence[TextUnit] = ()
    wrong: Sequence[tuple[TextUnit, Mistake]] = field(default=())
    same: int = 0


def reading(
    read: Sequence[TextUnit], stored: Mapping[tuple[TextKind, int], Translation]
) -> FileReading:
    """Return what units of a file change of the translations that are stored.

    The fields of one text are taken together or not at all. An empty field changes nothing: files
    cannot say whether something was taken away or not translated yet.
    """
    unknown: list[TextUnit] = []
    by_text: dict[tuple[TextKind, int], list[ReadUnit]] = {}
    for unit in read:
        found = read_key(unit)
        if found and _is_of(found, stored.get((found.kind, found.subject_id))):
            by_text.setdefault((found.kind, found.subject_id), []).append(found)
        else:
            unknown.append(unit)
    texts = [_text_reading(stored[place], found) for place, found in by_text.items()]
    return FileReading(
        changes=[*chain.from_iterable(part.changes for part in texts)],
        unknown=unknown,
        changed=[*chain.from_iterable(part.changed for part in texts)],
        wrong=[*chain.from_iterable(part.wrong for part in texts)],
        same=sum(part.same for part in texts),
    )


def _is_of(unit: ReadUnit, translation: Translation | None) -> bool:
    return translation is not None and translation.language == unit.language


def _text_reading(translation: Translation, read: Collection[ReadUnit]) -> FileReading:
    """Return what the units of one text come to."""
    given = {unit.name: unit.unit.words for unit in read if unit.unit.words.strip()}
    words = _words_after(translation, given)
    is_checked = bool(given) and all(unit.unit.checked for unit in read)
    if _is_kept(translation, words, is_checked=is_checked):
        return FileReading(same=1)
    if any(key(translation, unit.name) != unit.unit.key.strip() for unit in read):
        return FileReading(changed=[unit.unit for unit in read])
    if wrong := translations.mistakes(translation.kind, words):
        return FileReading(wrong=_of_units(wrong, read))
    return FileReading(changes=[FileChange(translation, words, is_checked)])


def _words_after(translation: Translation, given: Cells) -> dict[str, str]:
    """Return the words of a translation with those that a file gives."""
    rest = {name: words for name, words in translation.words.items() if name not in given}
    return {**translation.words, **translations.cleaned(translation.kind, {**given, **rest})}


def _is_kept(translation: Translation, words: Cells, *, is_checked: bool) -> bool:
    """Return whether a translation stays as it is, with these words and this check."""
    is_same = words == {**dict.fromkeys(words, ""), **translation.words}
    return is_same and (not is_checked or translation.state is TranslationState.CHECKED)


def _of_units(
    wrong: Mapping[str, Mistake], read: Collection[ReadUnit]
) -> list[tuple[TextUnit, Mistake]]:
    """Return each mistake with the unit of its field, or the first one if the field has none."""
    by_name = {unit.name: unit.unit for unit in read}
    first = next(iter(by_name.values()))
    return [(by_name.get(name, first), mistake) for name, mistake in wrong.items()]
