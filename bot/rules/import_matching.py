"""Which stored offer a draft of a file means: by its number, its source, its owner, its title."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from bot.domain.offers import Details, Draft
from bot.rules.rows import original_text


class Listed(Protocol):
    """What an offer and a draft have in common."""

    @property
    def external_id(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def details(self) -> Details: ...


L = TypeVar("L", bound=Listed)


def by_number(listed: Iterable[L]) -> dict[str, list[L]]:
    """Return number → all that have it: two lists may use the same numbers."""
    found: dict[str, list[L]] = {}
    for item in listed:
        found.setdefault(item.external_id, []).append(item)
    return found


def match(draft: Draft, same_number: Sequence[L]) -> L | None:
    """Return which of those with the same number a draft means, None if none of them.

    It is the one of the same source. Where no source was said, it is the one of the same owner, or
    with the same title; a text in another language alone belongs to the only one there is.
    """
    if certain := _certain(draft, same_number):
        return certain
    possible = [item for item in same_number if not (draft.source and item.source)]
    for is_same in (_same_owner, _source_is_owner, _same_title):
        if found := next((item for item in possible if is_same(draft, item)), None):
            return found
    return None


def _certain(draft: Draft, same_number: Sequence[L]) -> L | None:
    """Return the one of the same source, or the only one for a text in another language."""
    if draft.source:
        return next((item for item in same_number if item.source == draft.source), None)
    is_translation = not has_original(draft.details)
    return same_number[0] if is_translation and len(same_number) == 1 else None


def _same_owner(draft: Draft, item: Listed) -> bool:
    return draft.details.organisation == item.details.organisation


def _source_is_owner(draft: Draft, item: Listed) -> bool:
    return draft.details.organisation == item.source


def _same_title(draft: Draft, item: Listed) -> bool:
    return title_of(draft.details) == title_of(item.details)


def title_of(details: Details) -> str:
    """Return the title of the original text, or of the first one there is."""
    return (original_text(details) or details.texts[0]).title


def has_original(details: Details) -> bool:
    """Return whether there is a text that others are translations of."""
    return original_text(details) is not None
