"""Three-way comparison: what the last import said, what we have now, what the new file says.

Only what the office changed is changed. What both changed stays as we have it, and is told.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.domain.offers import Details, Draft, OfferText, State
from bot.rules import exports

_TIMES = ("schedules", "times_text")
"""Fields that are one cell of a file: half of it would be what nobody said."""
_SPECIAL = ("texts", "state", "expires_at", *_TIMES)
_PLAIN = tuple(field.name for field in fields(Details) if field.name not in _SPECIAL)
_WORDS = ("title", "description", "next_steps")

Cells = tuple[str, str, str, str]
"""A conflict: column, what stood there before, ours, theirs."""
TakesTheirs = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Merge:
    """The result of a comparison.

    ``imported`` is what the next import is compared with: that of the file, but the old value
    where there is a conflict, so that it is told until it is settled. ``details`` have texts in the
    languages of the file only. ``conflicts`` are cells as (column, before, ours, theirs) in which
    ours stand, ``settled`` those in which theirs come.
    """

    details: Details
    imported: Details
    conflicts: tuple[Cells, ...] = ()
    settled: tuple[Cells, ...] = ()


def merge(
    base: Details, ours: Details, draft: Draft, takes_theirs: TakesTheirs = lambda column: False
) -> Merge:
    """Return the details of an offer after an import.

    In a conflict ours stay, or theirs come where ``takes_theirs`` says so of the column.
    """
    if draft.details == base and base.state is not State.EXPIRED:
        return _unchanged(ours, draft)
    return _compared(base, ours, draft, takes_theirs)


def _compared(base: Details, ours: Details, draft: Draft, takes_theirs: TakesTheirs) -> Merge:
    """Return the details of an offer after every cell was compared."""
    theirs = draft.details
    picks, texts = _picks(base, ours, draft), _Texts(base, ours, theirs, draft.languages)
    found = {name for name, pick in picks.items() if pick.is_conflict}
    taken = {name for name in found if takes_theirs(_column(name))}
    values = {name: pick.value for name, pick in picks.items()} | _of(theirs, taken)
    shown = _shown(base, ours, theirs, _columns(found, texts))
    settled = tuple(cell for cell in shown if takes_theirs(cell[0]))
    return Merge(
        details=replace(ours, **values, texts=texts.merged(takes_theirs)),
        imported=replace(theirs, **_of(base, found - taken), texts=texts.imported(takes_theirs)),
        conflicts=tuple(cell for cell in shown if cell not in settled),
        settled=settled,
    )


def _unchanged(ours: Details, draft: Draft) -> Merge:
    """Return ours as they are: the file says what it said last time, as most of its rows do."""
    texts = tuple(text for text in ours.texts if text.language in draft.languages and text.title)
    said = sorted(draft.details.texts, key=lambda text: text.language)
    return Merge(replace(ours, texts=texts), replace(draft.details, texts=tuple(said)))


def _picks(base: Details, ours: Details, draft: Draft) -> dict[str, "_Pick"]:
    """Return field → which value stands, without the texts."""
    theirs = draft.details
    plain = {
        name: _pick(getattr(base, name), getattr(ours, name), getattr(theirs, name))
        for name in _PLAIN
    }
    changing = {"state": _state(base, ours, draft), "expires_at": _expiry(base, ours, theirs)}
    return plain | changing | _times(base, ours, theirs)


def _times(base: Details, ours: Details, theirs: Details) -> dict[str, "_Pick"]:
    """Return the times and what is text of them, both from the same side."""
    parts = [tuple(getattr(details, name) for name in _TIMES) for details in (base, ours, theirs)]
    pick = _pick(*parts)
    return {
        name: _Pick(value, pick.is_conflict) for name, value in zip(_TIMES, pick.value, strict=True)
    }


def _of(details: Details, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(details, name) for name in names}


def _columns(names: Iterable[str], texts: "_Texts") -> set[str]:
    """Return the columns in which there is a conflict."""
    return {_column(name) for name in names} | {_text_column(*each) for each in texts.conflicts}


def _column(name: str) -> str:
    return _COLUMNS.get(name, name)


def _text_column(language: str, name: str) -> str:
    return name if language == "de" else f"{name}_{language}"


@dataclass(frozen=True, slots=True)
class _Pick:
    """Which value stands after an import."""

    value: Any
    is_conflict: bool = False


def _pick(base: Any, ours: Any, theirs: Any) -> _Pick:
    if theirs in (base, ours):
        return _Pick(ours)
    return _Pick(theirs) if ours == base else _Pick(ours, is_conflict=True)


def _state(base: Details, ours: Details, draft: Draft) -> _Pick:
    """Return the state; a file without a column for it says nothing."""
    if not draft.says_state:
        return _Pick(ours.state)
    before = base.state if base.state is not State.EXPIRED else ours.state
    return _pick(before, ours.state, draft.details.state)


def _expiry(base: Details, ours: Details, theirs: Details) -> _Pick:
    """Return the last day; one that the file does not say was chosen by the catalogue."""
    if theirs.expires_at is None:
        return _Pick(ours.expires_at)
    return _pick(base.expires_at or ours.expires_at, ours.expires_at, theirs.expires_at)


class _Texts:
    """The texts of an offer, compared word for word in each language of the file."""

    def __init__(
        self, base: Details, ours: Details, theirs: Details, languages: frozenset[str]
    ) -> None:
        self.languages = languages
        self.base, self.ours, self.theirs = map(_by_language, (base, ours, theirs))
        self.conflicts = [
            (language, name)
            for language in sorted(languages)
            for name in _WORDS
            if _pick(*self._words(language, name)).is_conflict
        ]

    def merged(self, takes_theirs: TakesTheirs) -> tuple[OfferText, ...]:
        """Return the texts after the import, in the languages of the file."""
        new = [self._text(language, takes_theirs) for language in self.languages]
        return tuple(sorted(filter(None, new), key=lambda text: text.language))

    def imported(self, takes_theirs: TakesTheirs) -> tuple[OfferText, ...]:
        """Return the texts of the file, with the old words where there is a conflict."""
        texts = dict(self.theirs)
        for language, name in self.conflicts:
            if takes_theirs(_text_column(language, name)):
                continue
            before = self._words(language, name)[0]
            if text := texts.get(language) or self.base.get(language):
                texts[language] = _with(text, name, before)
        return tuple(sorted(texts.values(), key=lambda text: text.language))

    def _words(self, language: str, name: str) -> tuple[str, str, str]:
        texts = (self.base.get(language), self.ours.get(language), self.theirs.get(language))
        before, ours, theirs = (getattr(text, name) if text else "" for text in texts)
        return before, ours, theirs

    def _text(self, language: str, takes_theirs: TakesTheirs) -> OfferText | None:
        """Return the text in a language, None if there is none any more."""
        shape = self.theirs.get(language) or self.ours.get(language)
        if shape is None:
            return None
        for name in _WORDS:
            words = self._words(language, name)
            pick = _pick(*words)
            takes = pick.is_conflict and takes_theirs(_text_column(language, name))
            shape = _with(shape, name, words[2] if takes else pick.value)
        return replace(shape, state=self._state(language).value) if shape.title else None

    def _state(self, language: str) -> _Pick:
        texts = (self.base.get(language), self.ours.get(language), self.theirs.get(language))
        base, ours, theirs = (text.state if text else None for text in texts)
        if theirs is None or ours is None:
            return _Pick(ours or theirs)
        return _Pick(theirs if theirs != base else ours)


def _with(text: OfferText, name: str, words: str) -> OfferText:
    match name:
        case "title":
            return replace(text, title=words)
        case "description":
            return replace(text, description=words)
        case _:
            return replace(text, next_steps=words)


def _by_language(details: Details) -> dict[str, OfferText]:
    return {text.language: text for text in details.texts}


def _shown(
    base: Details, ours: Details, theirs: Details, columns: Collection[str]
) -> tuple[Cells, ...]:
    """Return the cells of conflicts as an export would write them."""
    if not columns:
        return ()
    parts = [exports.cells(details, "de") for details in (base, ours, theirs)]
    return tuple(
        (column, *(part.get(column, "") for part in parts))  # type: ignore[misc]
        for column in sorted(columns)
    )


_COLUMNS = {
    "targets": "target_groups",
    "residence_statuses": "residence_status",
    "starts_on": "start",
    "register_by": "deadline",
    "schedules": "times",
    "times_text": "times",
}
"""Columns of files whose name is another one than that of the field."""
