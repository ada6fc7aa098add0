"""The readers of a row's columns: what a cell becomes in an offer."""

from collections.abc import Callable
from typing import Any

from bot import text
from bot.domain.imports import Row
from bot.domain.offers import OfferText, TextState
from bot.rules import cells, named_cells, phones, times_cells, town_names
from bot.rules.cells import Wrong
from bot.rules.import_context import ImportContext

LONGEST_CELL = 30_000
"""Maximum length of a cell, in characters."""
LONGEST_NUMBER = 300
"""Maximum length of the number of an offer in its list, in characters: it is looked up by it."""
LONGEST_TITLE = 500
"""Maximum length of a title, in characters."""
_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "external_id": ("external_id", cells.text(LONGEST_NUMBER)),
    "source": ("source", cells.text(200)),
    "lotse_version": ("lotse_version", cells.number),
    "target_groups": ("targets", named_cells.targets),
    "age_from": ("age_from", cells.number),
    "age_to": ("age_to", cells.number),
    "level_from": ("level_from", cells.level),
    "level_to": ("level_to", cells.level),
    "free": ("free", cells.yes_no),
    "languages": ("languages", named_cells.languages),
    "way": ("way", named_cells.way),
    "start": ("starts_on", cells.day),
    "deadline": ("register_by", cells.day),
    "seats": ("seats", cells.number),
    "phone": ("phone", phones.phone),
    "email": ("email", cells.email),
    "url": ("url", cells.url),
    "address": ("address", cells.text(500)),
    "accessible": ("accessible", cells.yes_no),
    "childcare": ("childcare", cells.yes_no),
    "state": ("state", named_cells.state),
    "expires_at": ("expires_at", cells.day),
    "breadcrumb": ("breadcrumb", cells.text(1000)),
    "residence_status": ("residence_statuses", named_cells.words),
    "sample": ("sample", lambda cell: bool(cells.yes_no(cell))),
}
"""Columns that are read alone: the field of ``Details`` or ``Draft``, and the reader of a cell."""


def _readers_in(context: ImportContext, row: Row) -> dict[str, tuple[str, Callable[[str], Any]]]:
    """Return the readers of columns that depend on the district or on other cells."""
    postcode = row.values.get("postcode", "")
    return {
        "organisation": ("organisation", lambda cell: _organisation(cell, context)),
        "municipality": ("municipality", lambda cell: _municipality(cell, postcode, context)),
        "field": ("field", lambda cell: _field(cell, context)),
        "course_kind": ("course_kind", lambda cell: _course_kind(cell, context)),
        "title": ("texts", lambda _: _texts(row, context)),
        "times": ("times", lambda cell: times_cells.read(cell or start_time(row))),
        "price": ("price", _price(row)),
    }


def start_time(row: Row) -> str:
    """Return the day and time of a start that has both, "" if it has no time of day."""
    start = row.values.get("start", "")
    match = cells.START_TIME.search(start)
    is_midnight = match is not None and not (int(match[1]) or int(match[2]))
    if match is None or is_midnight:
        return ""
    return f"{start[: match.start()]} {int(match[1]):02}:{match[2]}"


def _price(row: Row) -> Callable[[str], str]:
    """Return the reader of a price; one that we wrote ourselves is taken as it is."""
    return cells.text(200) if row.values.get("lotse_version") else cells.price


def cleaned(cell: str) -> str:
    if not cell:
        return cell
    if len(cell) > LONGEST_CELL:
        raise Wrong("too_long", str(LONGEST_CELL))
    return text.clean(cell)


def _texts(row: Row, context: ImportContext) -> tuple[OfferText, ...]:
    """Return the texts of a row, sorted by language. Raises Wrong without one in the main one."""
    texts = [offer_text for code in context.languages if (offer_text := _text(row, code, context))]
    if not any(offer_text.language == context.language for offer_text in texts):
        raise Wrong("title_missing")
    return tuple(sorted(texts, key=lambda offer_text: offer_text.language))


def _text(row: Row, language: str, context: ImportContext) -> OfferText | None:
    """Return the text of a row in a language, or None if it has no title in it: "---" is none."""
    is_main = language == context.language
    suffix = "" if is_main else f"_{language}"
    title = text.one_line(cleaned(row.values.get(f"title{suffix}", "")))
    if not any(map(str.isalnum, title)):
        return None
    if len(title) > LONGEST_TITLE:
        raise Wrong("too_long", str(LONGEST_TITLE))
    default_state = TextState.ORIGINAL if is_main else TextState.UNCHECKED
    return OfferText(
        language=language,
        title=title,
        state=named_cells.text_state(row.values.get(f"text_state{suffix}", "")) or default_state,
        description=cleaned(row.values.get(f"description{suffix}", "")),
        next_steps=cleaned(row.values.get(f"next_steps{suffix}", "")),
    )


def _organisation(cell: str, context: ImportContext) -> str:
    name = text.one_line(cell) or context.organisation
    if not name:
        raise Wrong("missing")
    return cells.text(300)(name)


def _municipality(cell: str, postcode: str, context: ImportContext) -> str:
    """Return the official name of a municipality; "" if the row names none.

    A postcode alone is enough if only one municipality has it. Raises Wrong for an unknown name.
    """
    name = text.one_line(cell)
    if not name:
        return town_names.with_postcode(postcode, context.municipalities)
    if official := town_names.named(name, context.official_names):
        return official
    if context.new_municipalities:
        return cells.text(200)(name)
    names = [name for place in context.municipalities for name in place.names]
    raise Wrong("municipality", named_cells.nearest(name, names))


def _field(cell: str, context: ImportContext) -> str:
    """Return the slug of a field of action of the district; "" for an empty cell.

    A district without any fields takes those of its first file.
    """
    if not cell:
        return ""
    if not context.fields:
        return cells.text(60)(text.one_line(cell))
    names_by_slug = {field.slug: tuple(field.names.values()) for field in context.fields}
    return named_cells.key_of(cell, names_by_slug, "field")


def _course_kind(cell: str, context: ImportContext) -> str:
    """Return the code of a kind of course, "" for an empty cell. Raises Wrong if unknown."""
    if not cell:
        return ""
    if not context.course_kinds:
        return cells.text(16)(cell)
    names = {code: (name,) for code, name in context.course_kinds.items()}
    return named_cells.key_of(cell, names, "course_kind")
