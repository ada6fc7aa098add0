"""What is to be translated into a language: missing and out of date, the most read first."""

from dataclasses import dataclass

from bot.domain.translations import Translation
from bot.rules import grants
from bot.rules import translations as rules
from bot.rules.grants import OFFICE
from bot.screens.small_numbers import few
from bot.screens.translations import KINDS, LABELS, MARKS, STATES
from handlers.desk import lists
from handlers.desk.links import of_form
from handlers.desk.page import Answer, DeskRequest, Shown
from handlers.desk.translations import files, texts
from handlers.desk.translations.editor import address
from storage.desk import drafts
from storage.desk import translations as stored
from storage.desk.translations import TextRow


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A row of the worklist: a text, where it is edited, and what changed in German."""

    item: Translation
    link: str
    readers: str
    changed: list[tuple[str, str, str]]


async def show(desk: DeskRequest) -> Answer:
    """Return the worklist of a language; with ``as=`` in the address it is a file."""
    language = texts.language_here(desk)
    if desk.asked("as") in files.FORMATS:
        return await files.give(desk, language, desk.asked("as"))
    return await shown(desk, language)


async def take(desk: DeskRequest) -> Answer:
    """Take a file with translations back, or say why it cannot be read."""
    language = texts.language_here(desk)
    result = await files.taken(desk, language)
    return result if isinstance(result, Shown) else await shown(desk, language, result)


async def shown(desk: DeskRequest, language: str, wrong: str = "") -> Shown:
    """Return the page; ``wrong`` is why a file was not taken."""
    state, total = lists.read(desk, (), (), ""), await texts.count_open(desk, language)
    state = lists.on_last_page(state, total)
    rows = await texts.most_read(desk, language, state.size, state.offset)
    found = await texts.of_rows(desk, rows, language)
    readers = await stored.readers(desk.store, desk.district.id)
    return Shown(
        "translation_list.html",
        {
            "state": state,
            "total": total,
            "language_code": language,
            "name": desk.name_of_texts(language),
            "readers": few(desk.turn.tr, readers.get(language, 0)),
            "rows": [
                _row(desk, row, found[row.kind, row.id])
                for row in rows
                if (row.kind, row.id) in found
            ],
            "kinds": KINDS,
            "words": STATES,
            "marks": MARKS,
            "labels": LABELS,
            "wrong": wrong,
            "can_send": desk.holds(*OFFICE)
            or grants.translates(desk.turn.person, desk.district.id, language),
            "begun": await _begun(desk, language),
            "is_inside": not rules.is_only_translator(desk.turn.person, desk.district.id),
        },
        status=422 if wrong else 200,
    )


def _row(desk: DeskRequest, row: TextRow, item: Translation) -> WorkRow:
    return WorkRow(
        item,
        address(row, item.language),
        few(desk.turn.tr, row.readers) if row.readers else "",
        rules.differences(item.german_before, item.german),
    )


async def _begun(desk: DeskRequest, language: str) -> list[tuple[str, object]]:
    """Return the addresses of translations that were begun and not saved, and since when."""
    kept = await drafts.forms(desk.store, desk.turn.person.id)
    return [
        (of_form(name), saved_at)
        for name, saved_at in kept
        if name.startswith("translation:") and name.endswith(f":{language}")
    ]
