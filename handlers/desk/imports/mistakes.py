"""Mistakes in the files of an import: corrected cell by cell, for all alike, or left out."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.desk import Cells
from bot.domain.import_drafts import Alike, CellPlace, ImportChoices
from bot.domain.imports import Mistake, Row
from bot.rules.import_rows import EXAMPLES, SHOWN, proposals, with_heading
from bot.rules.row_readers import LONGEST_CELL
from bot.screens.desk import COLUMNS
from bot.screens.import_mistakes import MISTAKES, reason, sentence
from bot.text import shortened, whole
from handlers.desk import forms
from handlers.desk.imports.steps import (
    change,
    content_of,
    draft_here,
    open_draft,
    steps,
    url_of,
    without_answers,
)
from handlers.desk.list_files import XLSX
from handlers.desk.page import Answer, DeskRequest, Done, File, Shown
from handlers.files.workbook_files import bad_rows
from handlers.workflows.import_drafts import DraftRead, FileRead

MOST_SHOWN = 50
"""Maximum number of wrong cells on the page; the others follow when these are corrected."""
MOST_CORRECTED = 5_000
"""Maximum number of corrected cells of an import."""
MOST_FIELDS = 1_000
"""Maximum number of fields of the form that are looked at."""
SINGLE = ("twice", "title_missing", "missing")
"""Mistakes that no other cell is corrected in the same way as."""
UNSEEN = ("formula", "error_value")
"""Mistakes whose cell holds no value: it is typed into an empty field."""


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A wrong cell with the field to correct it.

    ``key`` names its place, ``stored`` is what stands there, ``value`` what the field shows.
    ``example`` shows what a value looks like, ``proposals`` are what may be meant. ``alike`` is the
    number of other cells with the same mistake.
    """

    key: str
    place: CellPlace
    heading: str
    title: str
    words: str
    typed: str
    stored: str
    value: str
    example: str
    proposals: Sequence[str]
    alike: int
    is_long: bool


async def show(desk: DeskRequest) -> Answer:
    """Return the wrong cells; with ``as=xlsx`` in the address the wrong rows as a file."""
    draft = await draft_here(desk)
    if draft.state != "open":
        return Done(url_of(draft))
    content = await content_of(desk, draft)
    if desk.asked("as") == "xlsx":
        return await _file(desk, content)
    opened = await forms.opened(desk, form_of(desk), {}, draft.version)
    language = desk.turn.tr.language.code
    cells = _wrong_cells(content, language, opened.values)
    return Shown(
        "import_mistakes.html",
        {
            "draft": draft,
            "steps": steps(draft, content),
            "step": "mistakes",
            "cells": cells,
            "total": len(content.mistakes),
            "of_files": [
                (file.name, reason(mistake, language))
                for file in content.files
                for mistake in file.mistakes
                if not mistake.row
            ],
            "is_readable": content.is_readable,
            "bad_count": sum(len(file.bad) for file in content.files),
            "good_count": sum(len(file.drafts) for file in content.files),
            "has_towns": any(mistake.code == "municipality" for _, mistake in content.mistakes),
            "opened": opened,
            "labels": COLUMNS,
        },
    )


async def correct(desk: DeskRequest) -> Answer:
    """Keep corrections, take a proposal, or leave out the rows that are wrong."""
    if desk.sent("act") == "draft":
        await draft_here(desk)
    if answer := await forms.aside(desk, form_of(desk), url_of(desk.row_id(), "mistakes")):
        return answer
    draft = await open_draft(desk)
    chosen = _corrected(desk, draft.choices)
    await change(desk, draft, chosen)
    await forms.drop(desk)
    return Done(url_of(draft, "preview" if desk.sent("act") == "next" else "mistakes"))


def form_of(desk: DeskRequest) -> str:
    """Return the name under which typed corrections are kept until they are stored."""
    return f"import:{desk.parts.get('id', '')}:{desk.district.id}"[:60]


def _corrected(desk: DeskRequest, known: ImportChoices) -> ImportChoices:
    cells, alike = dict(known.cells), {(same.column, same.value): same for same in known.alike}
    for key, place in _places(desk):
        text = _text_for(desk, key)
        if desk.sent("alike") == key or desk.sent(f"propose_all.{key}"):
            value = desk.sent(f"typed.{key}")[: SHOWN + 1]
            alike[place.column, value] = Alike(place.column, value, text)
        if text != _lines(desk.sent(f"was.{key}")):
            cells[place] = text
    chosen = replace(
        known,
        cells=dict(list(cells.items())[-MOST_CORRECTED:]),
        alike=tuple(alike.values())[-MOST_CORRECTED:],
        only_good=_flag(desk, "only_good", known.only_good),
        new_municipalities=_flag(desk, "new_municipalities", known.new_municipalities),
    )
    return chosen if chosen == known else without_answers(chosen)


def _text_for(desk: DeskRequest, key: str) -> str:
    """Return what a cell is to hold: the proposal where that was pressed, else what was typed."""
    proposed = desk.sent(f"propose.{key}") or desk.sent(f"propose_all.{key}")
    return _lines(proposed or desk.sent(f"cell.{key}"))[: LONGEST_CELL + 1]


def _lines(text: str) -> str:
    """Return a text as it was typed; browsers end lines with two characters."""
    return text.replace("\r\n", "\n").strip()


def _flag(desk: DeskRequest, name: str, is_set: bool) -> bool:
    """Return whether a box is ticked; where the page did not show it, what it was."""
    return desk.sent(name) == "1" if name in desk.sent_all("asked") else is_set


def _places(desk: DeskRequest) -> list[tuple[str, CellPlace]]:
    """Return the cells of the form: the ends of the names of their fields, and their places."""
    places = []
    for name in list(dict.fromkeys(desk.fields))[:MOST_FIELDS]:
        key = name.removeprefix("cell.")
        file, row, column, sheet = (*key.split(":", 3), "", "", "")[:4]
        position, row_number = whole(file, 9), whole(row, 9)
        if key != name and position is not None and row_number is not None:
            places.append((key, CellPlace(position, sheet, row_number, column)))
    return places


def _key(place: CellPlace) -> str:
    return f"{place.file}:{place.row}:{place.column}:{place.sheet}"


def _shown(content: DraftRead) -> Sequence[tuple[int, Mistake]]:
    return [(i, mistake) for i, mistake in content.mistakes if mistake.row][:MOST_SHOWN]


def _wrong_cells(content: DraftRead, language: str, typed: Cells) -> list[WrongCell]:
    """Return the first wrong cells, with what the person typed into them last."""
    same = Counter((m.column, m.value, m.code) for _, m in content.mistakes)
    rows = [{(row.sheet, row.number): row for row in file.table.rows} for file in content.files]
    return [
        _wrong_cell(
            content.files[i],
            CellPlace(i, mistake.sheet, mistake.row, mistake.column),
            mistake,
            rows[i].get((mistake.sheet, mistake.row), Row(mistake.sheet, mistake.row, {})),
            language,
            typed,
            same[mistake.column, mistake.value, mistake.code] - 1,
        )
        for i, mistake in _shown(content)
    ]


def _wrong_cell(
    file: FileRead,
    place: CellPlace,
    mistake: Mistake,
    row: Row,
    language: str,
    typed: Cells,
    alike: int,
) -> WrongCell:
    key = _key(place)
    stored = "" if mistake.code in UNSEEN else row.values.get(mistake.column, "")
    is_alike = bool(mistake.value) and (
        mistake.code in UNSEEN or shortened(stored, SHOWN) == mistake.value
    )
    is_told = "{proposal}" in MISTAKES[mistake.code][0]
    value = typed.get(f"cell.{key}", stored)
    return WrongCell(
        key=key,
        place=place,
        heading=with_heading(mistake, file.table).column,
        title=shortened(row.values.get("title", ""), 80),
        words=reason(mistake if is_told else replace(mistake, proposal=""), language),
        typed=mistake.value,
        stored=stored,
        value=value,
        example=mistake.proposal if mistake.proposal in EXAMPLES else "",
        proposals=proposals(mistake),
        alike=alike if is_alike and mistake.code not in SINGLE else 0,
        is_long=len(value) > SHOWN or "\n" in value,
    )


async def _file(desk: DeskRequest, content: DraftRead) -> File:
    """Return the wrong rows below the office's headings, to be mended and imported later."""
    book = await asyncio.to_thread(_book, content)
    return File(f"{desk.district.slug}-{desk.turn.today:%Y-%m-%d}-fehler.xlsx", XLSX, book)


def _book(content: DraftRead) -> bytes:
    return bad_rows(
        [(file.table, file.bad, file.mistakes) for file in content.files if file.bad], sentence
    )
