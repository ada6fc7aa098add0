"""Fields of a form, grouped, and those of its texts: German, and the other languages beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.desk import Cells
from handlers.desk.forms import FormField
from handlers.desk.page import DeskRequest


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under one heading."""

    heading: str
    fields: Sequence[FormField]


@dataclass(frozen=True, slots=True)
class TextFields:
    """The fields of one language beside German; ``is_open`` where there is a text or a mistake."""

    code: str
    name: str
    fields: Sequence[FormField]
    is_open: bool


def others(desk: DeskRequest) -> list[str]:
    """Return the languages beside German."""
    return [code for code in desk.turn.services.languages if code != "de"]


def beside_german(
    desk: DeskRequest,
    values: Cells,
    mistakes: Mapping[str, str],
    fields_of: Callable[[str], list[FormField]],
) -> list[TextFields]:
    """Return the fields of all languages beside German; those with a text or a mistake are open.

    ``fields_of`` makes the fields whose names end in "_uk".
    """
    found = []
    for code in others(desk):
        fields = fields_of(f"_{code}")
        is_open = any(values.get(field.name) or field.name in mistakes for field in fields)
        found.append(TextFields(code, desk.name_of_texts(code), fields, is_open))
    return sorted(found, key=lambda text: (not text.is_open, text.name))
