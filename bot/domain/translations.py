"""Texts of a district and their translations, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.desk import Cells


class TextKind(StrEnum):
    """What a text belongs to."""

    OFFER = "offer"
    GROUP = "group"


FIELDS: Mapping[TextKind, tuple[str, ...]] = {
    TextKind.OFFER: ("title", "description", "next_steps"),
    TextKind.GROUP: ("description",),
}
"""The fields that are translated, by kind."""


class TranslationState(StrEnum):
    """State of a translation; ``STALE``: the German text was changed since."""

    MISSING = "missing"
    STALE = "stale"
    UNCHECKED = "unchecked"
    CHECKED = "checked"


OPEN = (TranslationState.MISSING, TranslationState.STALE)
"""States of what a translator has to do."""


@dataclass(frozen=True, slots=True)
class Checked:
    """When a translation was checked; ``person_id`` None is somebody we do not know."""

    at: datetime
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A text in German and in another language, by field.

    ``title`` is the German name of what it belongs to. ``german_before`` is the German text from
    which a stale translation was made, as far as it is known; ``checked`` None: nobody checked it.
    """

    kind: TextKind
    subject_id: int
    language: str
    title: str
    german: Cells
    words: Cells
    state: TranslationState
    german_before: Cells = field(default_factory=dict)
    checked: Checked | None = None


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A field of a translation in a file that goes out and comes back.

    ``key`` names the field and what stood there; ``checked``: the translator says it is right.
    ``title`` is what it belongs to, ``name`` the field and ``state`` its state when it went out;
    a file need not say them again.
    """

    key: str
    german: str
    words: str
    checked: bool = False
    title: str = ""
    name: str = ""
    state: TranslationState = TranslationState.MISSING
