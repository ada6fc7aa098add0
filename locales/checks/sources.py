"""The code itself: every sentence it asks for is extracted, and none is made from parts."""

from collections.abc import Collection, Iterator
from pathlib import Path

from locales.checks import code, templates
from locales.checks.book import Finding, Rules
from locales.checks.code import Asked
from locales.checks.parts import Line, glued

CODE = "code"
"""Stands where a finding names its language."""


def sources(folder: Path, keys: Collection[str], rules: Rules) -> Iterator[Finding]:
    """Yield what is wrong in the code below a folder; ``keys`` are the extracted sentences."""
    for where, module in code.parsed(folder):
        yield from lost(code.asked(where, module), keys)
        place = "desk" if where.startswith("handlers/desk/") else "code"
        yield from made_of_parts(code.lines(where, module), rules, place)
    for word in templates.written(folder):
        if not rules.allows("lost", CODE, word.key):
            yield Finding("lost", CODE, word.key, f"is written into a page ({word.where})")
    for where, template in templates.parsed(folder):
        yield from lost(templates.asked(where, template), keys)
        yield from made_of_parts(templates.lines(where, template), rules, "desk")


def lost(sentences: Iterator[Asked], keys: Collection[str]) -> Iterator[Finding]:
    """Yield sentences that no catalogue will ever have: they would stay English everywhere."""
    for sentence in sentences:
        if not sentence.key:
            yield Finding("lost", CODE, f"{sentence.where}:{sentence.number}", "is no constant")
        elif sentence.key not in keys:
            reason = f"is not found by the extraction ({sentence.where}:{sentence.number})"
            yield Finding("lost", CODE, sentence.key, reason)


def made_of_parts(lines: Iterator[Line], rules: Rules, place: str) -> Iterator[Finding]:
    """Yield lines in which a translation is glued to other words."""
    for line in lines:
        if not rules.allows("parts", CODE, line.where):
            for reason in glued(line, rules.between[place]):
                yield Finding("parts", CODE, f"{line.where}, line {line.number}", reason)
