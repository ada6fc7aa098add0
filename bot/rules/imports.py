"""What an import changes: drafts are compared with the stored offers. Nothing is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.imports import Double, Plan
from bot.domain.offers import Details, Draft, Offer, OfferText, TextState
from bot.rules.rows import original_text
from bot.search.normalise import words


def plan(drafts: Iterable[Draft], existing: Iterable[Offer]) -> Plan:
    """Return what an import would add and change, and which offers may be there twice.

    ``existing`` are the offers of the district that are stored.
    """
    stored = {offer.external_id: offer for offer in existing}
    new, changed, unchanged_count = [], [], 0
    for draft in _one_per_offer(drafts):
        offer = stored.get(draft.external_id)
        if offer is None:
            new.append(draft)
        elif (merged_draft := merged(offer.details, draft)).details != offer.details:
            changed.append((offer, merged_draft))
        else:
            unchanged_count += 1
    doubles = tuple(_doubles(new, stored.values()))
    return Plan(tuple(new), tuple(changed), unchanged_count, doubles)


def _one_per_offer(drafts: Iterable[Draft]) -> Iterable[Draft]:
    """Merge drafts of the same offer: the files of one import may each hold another language."""
    by_id: dict[str, Draft] = {}
    for draft in drafts:
        first = by_id.get(draft.external_id)
        if first:
            draft = replace(
                merged(first.details, draft), languages=first.languages | draft.languages
            )
        by_id[draft.external_id] = draft
    return by_id.values()


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
