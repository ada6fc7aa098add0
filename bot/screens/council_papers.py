"""The parts that every paper for a council has, as the office writes them for a half-year.

Nothing of it is shown until the office has written one of them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.i18n import Translator, mark, plain

Snapshot = Mapping[str, Any]
HEAD: Mapping[str, str] = {
    "paper_unit": mark("Organisational unit"),
    "paper_day": mark("Date"),
    "paper_number": mark("Number of the council paper"),
    "paper_committees": mark("Committees and dates"),
}
"""Parts that stand in the head of a paper."""
BEFORE: Mapping[str, str] = {
    "paper_proposal": mark("Proposed decision"),
    "paper_facts": mark("Facts of the matter"),
}
"""Parts that stand before the report."""
AFTER: Mapping[str, str] = {
    "paper_money": mark("Financial effects"),
    "paper_attachments": mark("Attachments"),
}
"""Parts that stand behind the report."""
PARTS: Mapping[str, str] = {**HEAD, **BEFORE, **AFTER}
FIELDS: Mapping[str, str] = {
    "unit": "paper_unit",
    "number": "paper_number",
    "committees": "paper_committees",
}
"""Field of a letterhead → the part that is put there. The date is the field of the report."""


def head(tr: Translator, snapshot: Snapshot, day: str) -> tuple[tuple[str, str], ...]:
    """Return the name and the words of each part of the head, nothing if no part is written.

    ``day`` is the date of a paper whose date is not written.
    """
    texts = snapshot["texts"]
    if not any(texts.get(part) for part in PARTS):
        return ()
    words = {part: texts.get(part, "").strip() for part in HEAD}
    words["paper_day"] = words["paper_day"] or day
    return tuple((plain(tr(HEAD[part])), said) for part, said in words.items() if said)


def sections(
    tr: Translator, snapshot: Snapshot, parts: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the part of each section that is written."""
    for part, label in parts.items():
        if snapshot["texts"].get(part, "").strip():
            yield plain(tr(label)), part


def fields(snapshot: Snapshot, day: str) -> dict[str, str]:
    """Return field of a letterhead → its words, on one line; "" for what is not written."""
    texts = snapshot["texts"]
    found = {field: _line(texts.get(part, "")) for field, part in FIELDS.items()}
    return found | {"day": _line(texts.get("paper_day", "")) or day}


def _line(words: str) -> str:
    return "; ".join(filter(None, map(str.strip, words.splitlines())))
