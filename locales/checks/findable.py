"""Words that we use for what people look for: who types one of them must find it."""

from collections.abc import Iterator, Mapping

from bot.search.thesaurus import Thesaurus
from bot.search.understanding import understand
from locales.checks.book import Finding
from locales.checks.glossary import Concept


def findable(
    code: str, concepts: Mapping[str, Concept], wanted: Mapping[str, str], thesaurus: Thesaurus
) -> Iterator[Finding]:
    """Yield words of a glossary that the search does not understand as it should.

    ``wanted`` leads from concepts of glossaries to those of the search; others are no search words.
    """
    for name in sorted(wanted.keys() & concepts.keys()):
        words = [word for word in concepts[name].words if word]
        if words and not any(_means(word, code, wanted[name], thesaurus) for word in words):
            reason = f"{' / '.join(words)!r} is not understood as {wanted[name]}"
            yield Finding("findable", code, name, reason)


def _means(word: str, code: str, concept: str, thesaurus: Thesaurus) -> bool:
    query = understand(word, code, thesaurus)
    understood = {*query.concepts, *query.facts, *thesaurus.concepts_of(word, code)}
    return any(concept in (known, *thesaurus.with_wider(known)) for known in understood)
