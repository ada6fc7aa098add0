"""A draft of a file merged with the stored details of its offer."""

from dataclasses import replace

from bot.domain.offers import Details, Draft, OfferText, TextState
from bot.rules.rows import original_text


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
