"""Whether children are looked after during an offer, where only its words say so."""

import re
from dataclasses import replace

from bot.domain.offers import Details, Draft, text_in

_SAID = re.compile(
    r"\b(?:mit|inkl\.?|inklusive|samt)\s+(?:\w+er\s+){0,2}kinderbetreuung\b"
    r"|\bkinderbetreuung\s+(?:\w+\s+){0,2}?(?:vorhanden|inklusive|möglich|angeboten|gesichert)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:kein\w*|nicht|ohne|leider|anfrage|absprache|bedarf|ggf|evtl|eventuell|geplant|falls)\b",
    re.IGNORECASE,
)
"""Words of a sentence that promises nothing: "mit Kinderbetreuung auf Anfrage"."""
_SENTENCE = re.compile(r"[.!?;]+\s+(?=[A-ZÄÖÜ])|[;\n]+")


def with_childcare(draft: Draft) -> Draft:
    """Return a draft that says there is childcare if its German words do and no column does."""
    details = draft.details
    if details.childcare is not None or not is_said(details):
        return draft
    return replace(draft, details=replace(details, childcare=True))


def is_said(details: Details) -> bool:
    """Return whether the German title or description promises childcare."""
    text = text_in(details.texts, "de")
    sentences = _SENTENCE.split(f"{text.title}\n{text.description}")
    return any(_SAID.search(said) and not _UNSURE.search(said) for said in sentences)
