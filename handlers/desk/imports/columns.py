"""What was read of the files of an import: headings and their columns, and what was left out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.import_drafts import FileChoices
from bot.domain.imports import SKIPPED, NoteKind
from bot.i18n import plain
from bot.rules import headings
from bot.rules.columns import NAMES, TRANSLATED
from bot.rules.encodings import ONE_BYTE, TWICE
from bot.rules.headings import Vocabulary
from bot.rules.weak_headings import PARTS, WEEKDAYS
from bot.screens.desk import COLUMNS
from bot.text import shortened, whole
from handlers.desk.forms import Choice
from handlers.desk.imports.parts import AS_FOUND, LONGEST_PLACE, file_part, raw
from handlers.desk.imports.steps import (
    change,
    content_of,
    draft_here,
    open_draft,
    steps,
    url_of,
    without_answers,
)
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.files import tables
from handlers.workflows.import_drafts import DraftRead
from storage.desk import import_drafts

HIDDEN_COLUMNS = ("lotse_version", "day_from", "day_to", *WEEKDAYS)
"""Columns that nobody chooses: of our own exports, and those that headings name plainly."""
ENCODINGS = ("utf-8", TWICE, *ONE_BYTE)
SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A heading of the files, what stands below it, and the column that it means, "" for none."""

    words: str
    example: str
    column: str


async def show(desk: DeskRequest) -> Answer:
    """Return what was read, and what can be chosen."""
    draft = await draft_here(desk)
    if draft.state != "open":
        return Done(url_of(draft))
    content = await content_of(desk, draft)
    files = await import_drafts.files_of(desk.store, draft.id)
    vocabulary = Vocabulary(tuple(desk.turn.services.languages), draft.choices.language)
    beginnings = await asyncio.to_thread(raw, files, draft.choices, vocabulary)
    tr = desk.turn.tr
    parts = [
        file_part(i, file, lines, rivals, draft.choices, tr.language.code)
        for i, (file, (lines, rivals)) in enumerate(zip(content.files, beginnings, strict=True))
    ]
    codes = sorted(desk.turn.services.languages)
    return Shown(
        "import_columns.html",
        {
            "draft": draft,
            "steps": steps(draft, content),
            "step": "columns",
            "parts": parts,
            "headings": _headings(content),
            "columns": _columns(desk),
            "encodings": ENCODINGS,
            "separators": {mark: tables.NAMES.get(mark, mark) for mark in SEPARATORS},
            "languages": [Choice(code, tr.language_name(code)) for code in codes],
            "as_found": AS_FOUND,
        },
    )


async def choose(desk: DeskRequest) -> Answer:
    """Keep what was chosen; what another page of it changed meanwhile stays."""
    draft = await open_draft(desk)
    known = draft.choices
    language = desk.sent("language")
    languages = desk.turn.services.languages
    files = {i: _file_choices(desk, i, known.of_file(i)) for i in range(len(known.names))}
    chosen = replace(
        known,
        language=language if language in languages else known.language,
        files=files,
        headings={**known.headings, **_chosen_headings(desk)},
    )
    if chosen != known:
        chosen = without_answers(chosen)
    await change(desk, draft, chosen)
    return Done(url_of(draft, "mistakes" if desk.sent("act") == "next" else "columns"))


def _chosen_headings(desk: DeskRequest) -> dict[str, str]:
    """Return the headings whose column was changed on the page."""
    known = {choice.value for choice in _columns(desk)} | {""}
    chosen = {}
    for i in range(headings.MOST_COLUMNS * 2):
        words, column = desk.sent(f"words.{i}"), desk.sent(f"column.{i}")
        if not words:
            break
        if column != desk.sent(f"was.{i}") and column in known:
            chosen[" ".join(words.split())[:300]] = column
    return chosen


def _file_choices(desk: DeskRequest, position: int, known: FileChoices) -> FileChoices:
    encoding, separator = desk.sent(f"encoding.{position}"), desk.sent(f"separator.{position}")
    separators = {tables.NAMES.get(mark, mark): mark for mark in SEPARATORS}
    has_text = f"encoding.{position}" in desk.fields or f"separator.{position}" in desk.fields
    return FileChoices(
        encoding=(encoding if encoding in ENCODINGS else "") if has_text else known.encoding,
        separator=separators.get(separator, "") if has_text else known.separator,
        lines=_lines(desk, position, known.lines),
        taken=_taken(desk, position, known.taken),
    )


def _lines(desk: DeskRequest, position: int, known: Mapping[str, int]) -> dict[str, int]:
    lines = dict(known)
    for i in range(100):
        chosen = desk.sent(f"line.{position}.{i}")
        sheet = desk.sent(f"sheet.{position}.{i}")
        if not chosen:
            break
        if chosen == AS_FOUND:
            lines.pop(sheet, None)
        elif (line := whole(chosen, 9)) is not None and line <= headings.WITHIN:
            lines[sheet] = line
    return lines


def _taken(desk: DeskRequest, position: int, known: Sequence[str]) -> tuple[str, ...]:
    """Return what is to be read all the same: what was ticked, without what was unticked."""
    shown = set(desk.sent_all(f"shown.{position}"))
    ticked = [word for word in desk.sent_all(f"take.{position}") if _is_taken(word)]
    kept = [word for word in known if word not in shown]
    return tuple(dict.fromkeys([*kept, *ticked]))


def _is_taken(word: str) -> bool:
    is_kind = word in {kind.value for kind in SKIPPED if kind is not NoteKind.HEADING_AGAIN}
    return is_kind or (word.rpartition("!")[2].isdecimal() and len(word) < LONGEST_PLACE)


def _columns(desk: DeskRequest) -> list[Choice]:
    """Return the columns that a heading may mean; texts once per language."""
    tr = desk.turn.tr
    choices = [
        Choice(name, plain(tr(COLUMNS[name])))
        for name in (*NAMES, *PARTS)
        if name not in HIDDEN_COLUMNS
    ]
    for code in sorted(desk.turn.services.languages, key=tr.language_name):
        choices += [
            Choice(f"{name}_{code}", f"{plain(tr(COLUMNS[name]))} – {tr.language_name(code)}")
            for name in TRANSLATED
        ]
    return choices


def _headings(content: DraftRead) -> list[HeadingRow]:
    """Return each heading of the files once, with the first value below it."""
    rows: dict[str, HeadingRow] = {}
    for file in content.files:
        for heading in file.table.headings:
            below = (row for row in file.table.rows if row.sheet == heading.sheet)
            example = next((row.values[heading.column] for row in below
                            if row.values.get(heading.column)), "")  # fmt: skip
            words = " ".join(heading.words.split())
            rows.setdefault(words, HeadingRow(words, shortened(example, 80), heading.column))
        for unused in file.table.unused:
            words = " ".join(unused.split())
            rows.setdefault(words, HeadingRow(words, "", ""))
    return list(rows.values())
