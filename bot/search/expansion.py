"""Words that the catalogue does not have: names in another script, other languages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.search.query import Kind, Part, Query, damped
from bot.search.sounds import is_foreign
from bot.search.terms import of_word, sound_term

LEARNED = 140
"""Weight of a learned translation, in percent, multiplied by its likelihood."""


def sounds(query: Query) -> list[int]:
    """Return the sound terms of words that may be names, for ``heard``."""
    return [sound_term(part.label) for part in query.parts if _is_strange(part)]


def heard(query: Query, seen: Mapping[int, int]) -> Query:
    """Return the query with the sounds of words that are in no offer: "موسنكوس" is Musenkuss.

    ``seen`` maps a term to the number of offers that have it.
    """
    names = [
        _name(part)
        for part in query.parts
        if _is_strange(part) and not seen.get(next(iter(part.terms)))
    ]
    return replace(query, parts=(*query.parts, *names)) if names else query


def _is_strange(part: Part) -> bool:
    return part.kind is Kind.WORD and bool(part.covering) and is_foreign(part.label)


def _name(word: Part) -> Part:
    """Return the part of a word's sound, with the total weight of its covering terms."""
    term = sound_term(word.label)
    return Part(
        Kind.NAME,
        word.label,
        {term: sum(word.terms[letters] for letters in word.covering)},
        frozenset({term}),
    )


def expanded(query: Query, learned: Mapping[str, Sequence[tuple[str, int]]], direct: int) -> Query:
    """Return the query with German translations of its words from a lexicon.

    ``learned`` maps a word to pairs of German word and likelihood in percent. ``direct`` is the
    weight of a translated word itself, in percent: if few offers have a text in the language, those
    few would otherwise be ranked above better ones.
    """
    parts: list[Part] = []
    for part in query.parts:
        translated = learned.get(part.label, ()) if part.kind is Kind.WORD else ()
        named = part.kind is Kind.WORD and part.covering and not part.demanded
        parts += [damped(part, direct)] if translated or named else [part]
        parts += [_learned(part, translated)] if translated else []
    return replace(query, parts=tuple(parts))


def _learned(part: Part, translated: Sequence[tuple[str, int]]) -> Part:
    """Return the part of a word's translations, with the weight of that word."""
    whole = next(iter(part.terms.values()))
    terms: dict[int, int] = {}
    for word, likelihood in translated:
        for term, weight in of_word(word):
            terms[term] = max(
                terms.get(term, 0),
                weight * likelihood * whole * LEARNED // (10_000 * of_word(word)[0][1]),
            )
    kept = {term: weight for term, weight in terms.items() if weight}
    covering = frozenset(kept if part.covering else ())
    likeliest = frozenset(term for term, _ in of_word(translated[0][0]))
    label = f"{part.label} → {', '.join(word for word, _ in translated)}"
    return Part(
        Kind.LEARNED, label, kept, covering, covering & likeliest if part.demanded else frozenset()
    )
