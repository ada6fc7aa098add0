"""The form of a group on one page: what its fields hold, and what is wrong with them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b

from bot.domain.groups import Group
from bot.domain.imports import Mistake
from bot.rules import groups as rules
from bot.rules.problems import Refusal

CHOICES = ("kind", "joining", "town", "field", "language")
"""Fields with choices, named like the parts of a group in the chat."""
TEXT = "text_"
"""What the name of the field of a text begins with; the language follows."""


def values(group: Group, languages: Iterable[str]) -> dict[str, str]:
    """Return what stands in the fields of a group; no town or topic is "0", no limit is ""."""
    return {
        "name": group.name,
        "kind": group.kind,
        "joining": group.joining,
        "town": str(group.municipality_id or 0),
        "field": str(group.field_id or 0),
        "language": group.language,
        "most": str(group.most or ""),
        **{f"{TEXT}{code}": group.texts.get(code, "") for code in languages},
    }


def version(stored: Mapping[str, str]) -> int:
    """Return a number that changes with what is stored, of at most nine digits and never 0."""
    digest = blake2b(repr(sorted(stored.items())).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % 999_999_998 + 1


def changed(stored: Mapping[str, str], typed: Mapping[str, str]) -> Sequence[str]:
    """Return the names of the fields that somebody changed."""
    return [name for name in stored if typed.get(name, stored[name]) != stored[name]]


def mistakes(typed: Mapping[str, str], taken: Collection[str] = ()) -> dict[str, Mistake]:
    """Return the mistake of each wrong field.

    These are texts that are too long, a number that is none, and a name that is empty, too long or
    ``taken`` by another group.
    """
    wrong: dict[str, Mistake] = {}
    for name, words in typed.items():
        try:
            if name.startswith(TEXT):
                rules.reason(words)
            elif name == "most":
                rules.size(words or "0")
            elif name == "name" and rules.title(words, "") in taken:
                wrong[name] = Mistake("", 1, name, "group_known", words)
        except Refusal:
            wrong[name] = _mistake(name, words)
    return wrong


def _mistake(name: str, words: str) -> Mistake:
    match name:
        case "most":
            return Mistake("", 1, name, "number", words, "20")
        case "name":
            code = "too_long" if words.strip() else "name_missing"
            return Mistake("", 1, name, code, "", str(rules.LONGEST_TITLE))
    return Mistake("", 1, name, "too_long", "", str(rules.LONGEST_WORDS))
