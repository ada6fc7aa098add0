"""What was understood of typed words, as short labels that can be taken away."""

from bot.domain.listings import letter_of
from bot.i18n import Ltr, Translator, mark
from bot.search.query import Query
from bot.ui import Html

NAMES = {
    "for_women": mark("For women"),
    "for_children": mark("For children"),
    "for_youth": mark("For young people"),
    "for_older": mark("For older people"),
    "for_families": mark("For families"),
    "free": mark("Free of charge"),
    "online": mark("Online"),
    "accessible": mark("Accessible with a wheelchair"),
    "morning": mark("In the morning"),
    "afternoon": mark("In the afternoon"),
    "evening": mark("In the evening"),
    "weekend": mark("At the weekend"),
}
INSTEAD = {"for_women": "women", "for_children": "children", "free": "free", "evening": "evenings"}
"""Filters that a chip says already."""


def labels(tr: Translator, query: Query) -> dict[str, Html]:
    """Fact → label, for every fact that people can take away, in the order they were typed."""
    shown = {fact: _label(tr, fact) for fact in query.facts if letter_of(fact)}
    return {"place": tr.value(query.place.name), **shown} if query.place else shown


def instead(query: Query) -> set[str]:
    return {INSTEAD[fact] for fact in query.facts if fact in INSTEAD}


def _label(tr: Translator, fact: str) -> Html:
    kind, _, value = fact.partition(" ")
    if kind == "level":
        return tr("Level {level}", level=Ltr(value))
    return tr("Age: {years}", years=Ltr(value)) if kind == "age" else tr(NAMES[kind])
