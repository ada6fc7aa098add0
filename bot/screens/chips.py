"""What was understood of typed words, as short labels that can be taken away."""

from bot.domain.listings import letter_of
from bot.domain.offers import Details
from bot.i18n import Ltr, Translator, mark
from bot.search import facets
from bot.search.query import Query
from bot.ui import Html

NAMES = {
    "for_women": mark("For women"),
    "for_children": mark("For children"),
    "for_youth": mark("For young people"),
    "for_older": mark("For older people"),
    "for_families": mark("For families"),
    "free": mark("Free"),
    "online": mark("Online"),
    "accessible": mark("Wheelchair accessible"),
    "with_childcare": mark("With childcare"),
    "morning": mark("In the morning"),
    "afternoon": mark("In the afternoon"),
    "evening": mark("In the evening"),
    "weekend": mark("At the weekend"),
}
INSTEAD = {
    "for_women": "women", "for_children": "children", "free": "free", "evening": "evenings",
    "morning": "mornings", "with_childcare": "childcare",
}  # fmt: skip
"""Facts that replace a filter."""


def labels(tr: Translator, query: Query) -> dict[str, Html]:
    """Return labels by fact, for all facts that people can remove, in the order of the text."""
    shown = {fact: _label(tr, fact) for fact in query.facts if letter_of(fact)}
    return {"place": tr.value(query.place.name), **shown} if query.place else shown


def lacking(tr: Translator, query: Query, details: Details) -> list[Html]:
    """Return labels of what was asked for and an offer says it has not."""
    return [
        _label(tr, fact)
        for fact in facets.lacking(tuple(query.filters), details)
        if letter_of(fact)
    ]


def instead(query: Query) -> set[str]:
    """Return the filters that the facts of a query replace."""
    return {INSTEAD[fact] for fact in query.facts if fact in INSTEAD}


def _label(tr: Translator, fact: str) -> Html:
    kind, _, value = fact.partition(" ")
    if kind == "level":
        return tr("Level {level}", level=Ltr(value))
    return tr("Age: {years}", years=Ltr(value)) if kind == "age" else tr(NAMES[kind])
