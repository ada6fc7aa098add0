"""What an import points out and does not change: doubles, and texts without a translation."""

from collections.abc import Iterable, Sequence

from bot.domain.imports import Double, OfferSummary, Untranslated
from bot.domain.offers import Draft
from bot.rules.import_matching import title_of
from bot.rules.rows import original_text
from bot.search.normalise import words


def untranslated(drafts: Iterable[Draft]) -> tuple[Untranslated, ...]:
    """Return what offers say in their original, but not in a language that has their title."""
    missing: dict[tuple[str, str], list[str]] = {}
    for draft in drafts:
        original = original_text(draft.details)
        for offer_text in draft.details.texts if original else ():
            for column in ("description", "next_steps"):
                if getattr(original, column) and not getattr(offer_text, column):
                    titles = missing.setdefault((column, offer_text.language), [])
                    titles.append(title_of(draft.details))
    return tuple(
        Untranslated(column, language, len(titles), titles[0])
        for (column, language), titles in sorted(missing.items())
    )


def doubles(new: Sequence[Draft], existing: Iterable[OfferSummary]) -> list[Double]:
    """Return new offers with the same words in the title and the same town as another one."""
    if not new:
        return []
    seen_ids = {
        _likeness_key(offer.title, offer.municipality): offer.external_id for offer in existing
    }
    found = []
    for draft in new:
        key = _likeness_key(title_of(draft.details), draft.details.municipality)
        if key in seen_ids:
            title = draft.details.texts[0].title
            found.append(Double(title, draft.external_id, seen_ids[key]))
        seen_ids.setdefault(key, draft.external_id)
    return found


def _likeness_key(title: str, municipality: str) -> tuple[frozenset[str], str]:
    return frozenset(words(title)), municipality
