"""What an office writes about its district: its contact, towns and topics."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b

from anyascii import anyascii

from bot import text
from bot.domain.imports import Mistake
from bot.domain.places import Contact, Field, Municipality
from bot.rules import cells
from bot.rules.columns import folded
from bot.rules.phones import phone
from bot.rules.problems import Problem, Refusal

CONTACT = ("name", "hours", "phone", "email")
"""The fields of the contact, in the order of the form."""
LONGEST_NAME, LONGEST_HOURS, LONGEST_SLUG = 120, 500, 30
_POSTCODE = re.compile(r"\d{5}")
_READERS: Mapping[str, tuple[int, Callable[[str], str]]] = {
    "name": (LONGEST_NAME, text.one_line),
    "hours": (LONGEST_HOURS, text.clean),
    "phone": (LONGEST_NAME, lambda cell: phone(text.one_line(cell))),
    "email": (LONGEST_NAME, lambda cell: cells.email(text.one_line(cell))),
}
"""Field → its maximum length in characters, and what reads it."""


@dataclass(frozen=True, slots=True)
class ContactReading:
    """What a form comes to: a contact, or None and the mistake of each wrong field."""

    contact: Contact | None
    mistakes: Mapping[str, Mistake]


def read_contact(values: Mapping[str, str]) -> ContactReading:
    """Return the contact that a form means; an empty field is ""."""
    read: dict[str, str] = {}
    mistakes: dict[str, Mistake] = {}
    for name, (longest, reader) in _READERS.items():
        typed = values.get(name, "")
        if len(typed) > longest:
            mistakes[name] = Mistake("", 1, name, "too_long", "", str(longest))
            continue
        try:
            read[name] = reader(typed)
        except cells.Wrong as wrong:
            mistakes[name] = Mistake("", 1, name, wrong.code, typed, wrong.proposal)
    return ContactReading(None if mistakes else Contact(**read), mistakes)


def version(contact: Contact) -> int:
    """Return a number that changes with the contact, of at most nine digits and never 0."""
    digest = blake2b(repr(sorted(asdict(contact).items())).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % 999_999_998 + 1


def new_town(district_id: int, name: str, postcodes: str, known: Collection[str]) -> Municipality:
    """Return a town. Refuses one without a name, one that is known, and wrong postcodes."""
    title = text.one_line(name)
    if not title or len(title) > LONGEST_NAME:
        raise Refusal(Problem.NO_TITLE)
    if folded(title) in map(folded, known):
        raise Refusal(Problem.TOWN_KNOWN)
    codes = tuple(dict.fromkeys(re.split(r"[\s,;]+", text.one_line(postcodes).strip(" ,;"))))
    codes = tuple(filter(None, codes))
    if not all(_POSTCODE.fullmatch(code) and code.isascii() for code in codes):
        raise Refusal(Problem.NO_POSTCODE)
    return Municipality(0, district_id, title, postcodes=codes)


def new_topic(district_id: int, name: str, emoji: str, known: Collection[Field]) -> Field:
    """Return a topic with its German name. Refuses one without a name, and one that is known."""
    title = text.one_line(name)
    if not title or len(title) > LONGEST_NAME:
        raise Refusal(Problem.NO_TITLE)
    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(title).lower()).strip("-")[:LONGEST_SLUG]
    names = [folded(other.names.get("de", "")) for other in known]
    if not slug or slug in {other.slug for other in known} or folded(title) in names:
        raise Refusal(Problem.TOPIC_KNOWN)
    return Field(0, district_id, slug, text.one_line(emoji)[:4] or "•", {"de": title})
