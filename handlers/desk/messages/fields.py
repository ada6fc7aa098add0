"""The fields of the form of a message: texts by language, people, time, file."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.announcements import ORIGINAL, Reach, Recipient
from bot.domain.desk import Cells
from bot.i18n import mark, plain
from bot.rules import message_form as rules
from bot.screens.audiences import ROLES
from bot.screens.notices import KINDS
from bot.screens.small_numbers import few
from bot.text import whole
from handlers.desk.forms import Choice, FormField
from handlers.desk.page import DeskRequest
from handlers.dialogue.shared.announcements import audience_choices
from storage.catalogue import attachments, offers

LABELS = {
    "roles": mark("People"),
    "municipalities": mark("Towns"),
    "languages": mark("Languages"),
    "fields": mark("Topics"),
    "groups": mark("Groups"),
    "without_roles": mark("Not these people"),
    "without_municipalities": mark("Not these towns"),
    "without_languages": mark("Not these languages"),
    "kind": mark("Type"),
    "when": mark("When, in words"),
    "at": mark("Day and time"),
    "move": mark("If a date is on a holiday"),
    "keep": mark("Next dates"),
    "file": mark("File"),
    "text": mark("Text"),
}
MOVES = {
    "next": mark("Move to the next day"),
    "holidays": mark("On holidays too"),
    "last": mark("Last day of the month"),
}
WHEN_EXAMPLE = "dienstags 18 Uhr"


@dataclass(frozen=True, slots=True)
class LanguageText:
    """The text of one language; ``readers`` says how many people would read it, "" for nobody.

    ``is_gap``: somebody reads it, and there is no text.
    """

    code: str
    name: str
    readers: str
    is_gap: bool
    is_open: bool


async def choices(desk: DeskRequest) -> dict[str, list[tuple[str, str]]]:
    """Return value and label of what can be chosen, by part of the audience."""
    tr, found = desk.turn.tr, {}
    for part in rules.CHOICES:
        found[part] = await audience_choices(desk.turn, desk.district.id, part)
    found["roles"] = [(role, plain(tr(ROLES[Recipient(role)]))) for role, _ in found["roles"]]
    found["languages"] = [(code, desk.name_of_texts(code)) for code, _ in found["languages"]]
    return found


async def shown(desk: DeskRequest, values: Cells, reach: Reach) -> dict[str, object]:
    """Return what the template needs beside the values."""
    known = await choices(desk)
    parts = {part: _many(part, known[part.removeprefix("without_")]) for part in rules.PARTS}
    return {
        "parts": [parts[part] for part in rules.CHOICES],
        "without": [field for name, field in parts.items() if name.startswith("without_")],
        "is_without": any(values.get(name) for name in parts if name.startswith("without_")),
        "texts": _texts(desk, values, reach),
        "kind_field": _choice(desk, "kind", {kind.value: words for kind, words in KINDS.items()}),
        "move_field": _choice(desk, "move", {"": "–"} | MOVES),
        "when_field": FormField(name="when", label=LABELS["when"], example=WHEN_EXAMPLE),
        "file": await _file_name(desk, values),
        "offer": await _offer_title(desk, values),
        "labels": LABELS,
    }


def _many(part: str, known: Sequence[tuple[str, str]]) -> FormField:
    listed = [Choice(value, label) for value, label in known]
    return FormField(name=part, label=LABELS[part], kind="many", choices=listed)


def _choice(desk: DeskRequest, name: str, words: dict[str, str]) -> FormField:
    tr = desk.turn.tr
    listed = [Choice(value, plain(tr(label)) if value else label) for value, label in words.items()]
    return FormField(name=name, label=LABELS[name], kind="choice", choices=listed)


def _texts(desk: DeskRequest, values: Cells, reach: Reach) -> list[LanguageText]:
    """Return the languages: German first, then those with the most readers."""
    tr, counts = desk.turn.tr, reach.languages
    codes = sorted(
        desk.turn.services.languages,
        key=lambda code: (code != ORIGINAL, -counts.get(code, 0), code),
    )
    return [
        LanguageText(
            code,
            desk.name_of_texts(code),
            few(tr, counts[code]) if counts.get(code) else "",
            bool(counts.get(code)) and not values.get(f"text_{code}"),
            bool(counts.get(code) or values.get(f"text_{code}")),
        )
        for code in codes
    ]


async def _file_name(desk: DeskRequest, values: Cells) -> str:
    """Return the name of the file, "" for none."""
    attachment_id = whole(values.get("attachment", ""), 18)
    found = await attachments.by_ids(desk.store, {attachment_id} if attachment_id else ())
    return next((file.name for file in found.values()), "")


async def _offer_title(desk: DeskRequest, values: Cells) -> str:
    """Return the title of the offer that a button leads to, "" for none."""
    offer_id = whole(values.get("offer", ""), 18)
    offer = await offers.by_id(desk.store, offer_id) if offer_id else None
    texts = offer.details.texts if offer else ()
    return next((text.title for text in texts if text.language == ORIGINAL), "")
