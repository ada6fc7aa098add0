"""What an import changes: drafts are compared with the stored offers. Nothing is written here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from bot.domain.imports import Difference, Double, KeptText, Plan, Renamed, Untranslated
from bot.domain.offers import Details, Draft, Offer, OfferText, TextState
from bot.rules import exports
from bot.rules.rows import original_text
from bot.search.normalise import words


class _Listed(Protocol):
    """What an offer and a draft have in common."""

    @property
    def external_id(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def details(self) -> Details: ...


L = TypeVar("L", bound=_Listed)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a person has confirmed beforehand.

    ``renamed``: other titles and owners under the same number are changes. ``older``: rows that
    are older than the last change of their offer undo it.
    """

    renamed: bool = False
    older: bool = False


NOTHING_ACCEPTED = Accepted()


def plan(
    drafts: Iterable[Draft], existing: Iterable[Offer], accepted: Accepted = NOTHING_ACCEPTED
) -> Plan:
    """Return what an import would add and change, and what has to be asked before.

    ``existing`` are the offers of the district that are stored.
    """
    existing = list(existing)
    stored = _by_number(existing)
    joined_drafts, renamed = _one_per_offer(drafts)
    new, changed, older, unchanged_count = [], [], [], 0
    for draft in joined_drafts:
        offer = _match(draft, stored.get(draft.external_id, []))
        if offer is None:
            new.append(replace(draft, source=draft.source or draft.details.organisation[:200]))
            continue
        merged_draft = merged(offer.details, draft)
        if merged_draft.details == offer.details:
            unchanged_count += 1
        elif _is_older(draft, offer) and not accepted.older:
            older.append((offer, merged_draft))
        else:
            changed.append((offer, merged_draft))
            renamed += _renamed(offer, merged_draft)
    return Plan(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=unchanged_count,
        doubles=tuple(_doubles(new, existing)),
        renamed=() if accepted.renamed else tuple(renamed),
        older=tuple(older),
        untranslated=_untranslated([*new, *(draft for _, draft in changed)]),
        kept_texts=tuple(_kept_texts([*new, *(draft for _, draft in changed)])),
    )


def differences(offer: Offer, draft: Draft) -> list[Difference]:
    """Return the cells of an offer that a draft would change, by column."""
    before = exports.row(offer, "de")
    after = exports.row(replace(offer, details=draft.details), "de")
    return [
        Difference(column, before.get(column, ""), after.get(column, ""))
        for column in dict.fromkeys((*before, *after))
        if before.get(column) != after.get(column)
    ]


def _kept_texts(drafts: Iterable[Draft]) -> Iterator[KeptText]:
    """Yield the words that stay beside the times of offers, because they are no time."""
    for draft in drafts:
        notes = dict.fromkeys(schedule.note for schedule in draft.details.schedules)
        for words_ in filter(None, notes):
            yield KeptText(_title(draft.details), draft.external_id, words_)


def _by_number(listed: Iterable[L]) -> dict[str, list[L]]:
    by_number: dict[str, list[L]] = {}
    for item in listed:
        by_number.setdefault(item.external_id, []).append(item)
    return by_number


def _match(draft: Draft, same_number: Sequence[L]) -> L | None:
    """Return which of those with the same number a draft means, None if none of them.

    It is the one of the same source. Where no source was said, it is the one of the same owner, or
    with the same title; a text in another language alone belongs to the only one there is.
    """
    if draft.source:
        exact = [item for item in same_number if item.source == draft.source]
        if exact:
            return exact[0]
        same_number = [item for item in same_number if not item.source]
    elif not _has_original(draft.details) and len(same_number) == 1:
        return same_number[0]
    for is_same in (_same_owner, _source_is_owner, _same_title):
        if found := next((item for item in same_number if is_same(draft, item)), None):
            return found
    return None


def _same_owner(draft: Draft, item: _Listed) -> bool:
    return draft.details.organisation == item.details.organisation


def _source_is_owner(draft: Draft, item: _Listed) -> bool:
    return draft.details.organisation == item.source


def _same_title(draft: Draft, item: _Listed) -> bool:
    return _title(draft.details) == _title(item.details)


def _title(details: Details) -> str:
    return (original_text(details) or details.texts[0]).title


def _has_original(details: Details) -> bool:
    return original_text(details) is not None


def _is_older(draft: Draft, offer: Offer) -> bool:
    """Return whether the offer was changed after the file was written."""
    return draft.version is not None and draft.version < offer.version


def _renamed(before: _Listed, after: _Listed) -> list[Renamed]:
    """Return another title or owner under the same number as a list, empty if there is none."""
    old, new = before.details, after.details
    if (_title(old), old.organisation) == (_title(new), new.organisation):
        return []
    return [
        Renamed(before.external_id, _title(old), old.organisation, _title(new), new.organisation)
    ]


def _one_per_offer(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Renamed]]:
    """Merge drafts of the same offer: the files of one import may each hold another language.

    Returns also what two files call differently under the same number.
    """
    by_number: dict[str, list[Draft]] = {}
    renamed: list[Renamed] = []
    for draft in drafts:
        same_number = by_number.setdefault(draft.external_id, [])
        first = _match(draft, same_number)
        if first is None:
            same_number.append(draft)
            continue
        merged_draft = replace(
            merged(first.details, draft), languages=first.languages | draft.languages
        )
        renamed += _renamed(first, merged_draft) if _has_original(first.details) else []
        same_number[same_number.index(first)] = replace(
            merged_draft, source=draft.source or first.source
        )
    return [draft for same_number in by_number.values() for draft in same_number], renamed


def _untranslated(drafts: Iterable[Draft]) -> tuple[Untranslated, ...]:
    """Return what offers say in their original, but not in a language that has their title."""
    missing: dict[tuple[str, str], list[str]] = {}
    for draft in drafts:
        original = original_text(draft.details)
        for offer_text in draft.details.texts if original else ():
            for column in ("description", "next_steps"):
                if getattr(original, column) and not getattr(offer_text, column):
                    titles = missing.setdefault((column, offer_text.language), [])
                    titles.append(_title(draft.details))
    return tuple(
        Untranslated(column, language, len(titles), titles[0])
        for (column, language), titles in sorted(missing.items())
    )


def merged(old: Details, draft: Draft) -> Draft:
    """Return the draft merged with the stored details.

    Texts in languages that the file does not hold stay; they become stale if the original text
    changed. A draft without the original text, from a file in one other language, changes nothing
    but its text.
    """
    new = draft.details
    has_original = any(offer_text.state is TextState.ORIGINAL for offer_text in new.texts)
    changed = has_original and _original(old) not in (None, _original(new))
    kept = [offer_text for offer_text in old.texts if offer_text.language not in draft.languages]
    if changed:
        kept = [_stale(offer_text) for offer_text in kept]
    texts = tuple(sorted((*new.texts, *kept), key=lambda offer_text: offer_text.language))
    if not has_original:
        return replace(draft, details=replace(old, texts=texts))
    state = new.state if draft.says_state else old.state
    expires_at = new.expires_at or old.expires_at
    return replace(draft, details=replace(new, texts=texts, state=state, expires_at=expires_at))


def _original(details: Details) -> tuple[str, str, str] | None:
    """Return the words that translations were made from; None if there is no original."""
    original = original_text(details)
    return (original.title, original.description, original.next_steps) if original else None


def _stale(offer_text: OfferText) -> OfferText:
    """Return a translation as stale; an original never is."""
    if offer_text.state is TextState.ORIGINAL:
        return offer_text
    return replace(offer_text, state=TextState.STALE)


def _doubles(new: Sequence[Draft], existing: Iterable[Offer]) -> list[Double]:
    """Return new offers with the same words in the title and the same town as another one."""
    seen_ids = {_likeness_key(offer.details): offer.external_id for offer in existing}
    doubles = []
    for draft in new:
        key = _likeness_key(draft.details)
        if key in seen_ids:
            title = draft.details.texts[0].title
            doubles.append(Double(title, draft.external_id, seen_ids[key]))
        seen_ids.setdefault(key, draft.external_id)
    return doubles


def _likeness_key(details: Details) -> tuple[frozenset[str], str]:
    main_text = original_text(details) or details.texts[0]
    return frozenset(words(main_text.title)), details.municipality
