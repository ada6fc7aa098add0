"""Rows of a file become drafts. All mistakes of a file are found in one run."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from bot import text
from bot.domain.imports import Mistake, Note, NoteKind, Row
from bot.domain.offers import Details, Draft, OfferText, TextState
from bot.rules import kept_cells, named_cells, office_cells, times_cells, town_conflicts
from bot.rules.cells import Wrong
from bot.rules.import_context import ImportContext
from bot.rules.row_readers import _READERS, _readers_in, cleaned, start_time

OWN_ID = "auto-"
"""Begins the ids of offers that have no number in their list."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row with its draft, or None and its mistakes; what the office should know about it."""

    row: Row
    draft: Draft | None
    mistakes: tuple[Mistake, ...] = ()
    notes: tuple[Note, ...] = ()


def check(rows: Iterable[Row], context: ImportContext) -> tuple[list[Draft], list[Mistake]]:
    """Return all drafts and all mistakes of rows that are read as they stand.

    If there is a mistake, nothing may be stored.

    A row with the source and the ``external_id`` of an earlier row is a mistake, too.
    """
    drafts: dict[tuple[str, str], Draft] = {}
    wrong: list[Mistake] = []
    for row in rows:
        draft, mistakes = _draft(row, context)
        wrong += mistakes
        if draft is None:
            continue
        key = (draft.source, draft.external_id)
        if key in drafts:
            wrong.append(_mistake(row, "external_id", "twice", draft.external_id))
        drafts[key] = draft
    return list(drafts.values()), wrong


def check_each(rows: Iterable[Row], context: ImportContext) -> Iterator[CheckedRow]:
    """Yield each row with its draft, mistakes and notes.

    A row with the source and the ``external_id`` of an earlier row keeps its draft.
    """
    seen: set[tuple[str, str]] = set()
    above: Mapping[str, str] = {}
    for row in rows:
        read = office_cells.understood(row, context.official_names, above)
        above = _with_ditto(row.values, above)
        draft, mistakes = _draft(read.row, context)
        if mistakes:
            kept = _with_kept(read, mistakes)
            draft, mistakes = (draft, mistakes) if kept is read else _draft(kept.row, context)
            read = kept
        mistakes = [_as_written(mistake, row, read.sources) for mistake in mistakes]
        if draft and (draft.source, draft.external_id) in seen:
            mistakes.append(_mistake(row, "external_id", "twice", draft.external_id))
        if draft:
            seen.add((draft.source, draft.external_id))
        notes = (*_notes(read.row, draft, context), *(read.notes if draft else ()))
        yield CheckedRow(row, draft, tuple(mistakes), notes)


def _with_kept(read: office_cells.ReadRow, mistakes: list[Mistake]) -> office_cells.ReadRow:
    """Return a row whose wrong cells are text where they say something, with notes on them.

    What we wrote ourselves is asked about, but for times: none of them refuses a file.
    """
    row = kept_cells.with_times_as_text(read.row, mistakes, start_time(read.row))
    if row is not read.row:
        mistakes = [mistake for mistake in mistakes if mistake.column != "times"]
    notes: list[Note] = []
    if not row.values.get("lotse_version"):
        row, notes = kept_cells.kept(row, mistakes)
    is_same = row is read.row
    return read if is_same else replace(read, row=row, notes=(*read.notes, *notes))


def _with_ditto(values: Mapping[str, str], above: Mapping[str, str]) -> Mapping[str, str]:
    """Return the cells of a row for the one below, where "dito" means the row above it."""
    return {
        column: above.get(column, "") if office_cells.is_ditto(cell) else cell
        for column, cell in values.items()
    }


def _as_written(mistake: Mistake, row: Row, sources: Mapping[str, str]) -> Mistake:
    """Return a mistake with what stands in the cell, so that cells that are alike are found.

    A column that was joined of parts is wrong in the first of them, ``sources`` says which.
    """
    source = sources.get(mistake.column, mistake.column)
    if mistake.column in sources:
        value = text.shortened(row.values.get(source, ""), 80)
        return replace(mistake, column=source, value=value, proposal="")
    cell = row.values.get(mistake.column, "")
    is_shown = bool(mistake.value) and mistake.code not in ("order", "after_start")
    return replace(mistake, value=text.shortened(cell, 80)) if is_shown and cell else mistake


def _notes(row: Row, draft: Draft | None, context: ImportContext) -> Iterator[Note]:
    """Yield what a row says that is not taken as it stands."""
    if draft is None:
        return
    details, place = draft.details, (row.sheet, row.number)
    notes = (schedule.note for schedule in details.schedules)
    for words in dict.fromkeys(filter(None, (*notes, details.times_text))):
        yield Note(NoteKind.TIMES_AS_TEXT, *place, "times", text.shortened(words, 80))
    start = row.values.get("start", "")
    if start_time(row) and row.values.get("times"):
        yield Note(NoteKind.START_TIME, *place, "start", text.shortened(start, 80))
    postcode = row.values.get("postcode", "")
    if postcode and not details.municipality:
        yield Note(NoteKind.POSTCODE, *place, "postcode", text.shortened(postcode, 80))
    yield from _other_town(row, details.municipality, context)


def _other_town(row: Row, municipality: str, context: ImportContext) -> Iterator[Note]:
    """Yield a note on a postcode or an address of another town: which of them is right?"""
    column, town = town_conflicts.conflict(
        row.values, municipality, context.towns_by_postcode, context.official_names
    )
    if column:
        cell = text.shortened(row.values[column], 80)
        words = f"{cell} ({town}): {municipality}"
        yield Note(NoteKind.OTHER_TOWN, row.sheet, row.number, column, words)


def original_text(details: Details) -> OfferText | None:
    """Return the text that the others are translations of, or None."""
    originals = (
        offer_text for offer_text in details.texts if offer_text.state is TextState.ORIGINAL
    )
    return next(originals, None)


def _draft(row: Row, context: ImportContext) -> tuple[Draft | None, list[Mistake]]:
    """Return the draft of a row, or None and the mistakes of the row."""
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for column, (name, reader) in {**_READERS, **_readers_in(context, row)}.items():
        cell = row.values.get(column, "")
        try:
            values[name] = reader(cleaned(cell))
        except Wrong as wrong:
            value = text.shortened(cell, 80)
            mistakes.append(_mistake(row, column, wrong.code, value, wrong.proposal))
    mistakes += _contradictions(row, values)
    mistakes += _unlikely_days(row, values)
    if mistakes:
        return None, mistakes
    source, version = values.pop("source"), values.pop("lotse_version")
    external_id = values.pop("external_id")
    values["schedules"], values["times_text"] = values.pop("times")
    details = Details(**values)
    draft = Draft(
        external_id=external_id or _own_id(details),
        details=details,
        languages=_languages_in(row, context),
        says_state=bool(row.values.get("state")),
        source=source or context.source,
        version=version,
    )
    return draft, []


def _languages_in(row: Row, context: ImportContext) -> frozenset[str]:
    """Return the languages that a row has columns for; always that of columns without a code."""
    codes = (code for code in context.languages if f"title_{code}" in row.values)
    return named_cells.once(frozenset((*codes, context.language)))


def _mistake(row: Row, column: str, code: str, value: str, proposal: str = "") -> Mistake:
    return Mistake(
        sheet=row.sheet,
        row=row.number,
        column=column,
        code=code,
        value=value,
        proposal=proposal,
    )


def _contradictions(row: Row, values: Mapping[str, Any]) -> list[Mistake]:
    """Return the mistakes of cells that are right alone and wrong together."""
    mistakes = []
    for low_column, high_column in (("age_from", "age_to"), ("level_from", "level_to")):
        low, high = values.get(low_column), values.get(high_column)
        if low not in (None, "") and high not in (None, "") and low > high:
            mistakes.append(_mistake(row, high_column, "order", str(high), str(low)))
    start, deadline = values.get("starts_on"), values.get("register_by")
    if start and deadline and deadline > start:
        first_day = f"{start:%d.%m.%Y}"
        mistakes.append(_mistake(row, "deadline", "after_start", f"{deadline:%d.%m.%Y}", first_day))
    return mistakes


def _unlikely_days(row: Row, values: Mapping[str, Any]) -> list[Mistake]:
    """Return the mistakes of days that no offer has, such as 1900, which is Excel's day 0."""
    if row.values.get("lotse_version"):
        return []
    mistakes = []
    if times_cells.has_unlikely_day(values.get("times", ((), ""))[0]):
        cell = text.shortened(row.values.get("times", ""), 80)
        mistakes.append(_mistake(row, "times", "date", cell, "24.11.2026"))
    columns = (("start", "starts_on"), ("deadline", "register_by"), ("expires_at", "expires_at"))
    return mistakes + [
        _mistake(row, column, "date", row.values[column], "24.11.2026")
        for column, name in columns
        if (day := values.get(name))
        and not times_cells.is_believed(day, is_end=column == "expires_at")
    ]


def list_number(external_id: str) -> str:
    """Return the number that an offer has in the office's list, "" for one that we gave it."""
    return "" if external_id.startswith(OWN_ID) else external_id


def _own_id(details: Details) -> str:
    """Return an id for an offer without one.

    It depends on title, owner and town only, so that a second import finds the offer again.
    """
    main_text = original_text(details) or details.texts[0]
    key = "\0".join((main_text.title, details.organisation, details.municipality))
    return OWN_ID + blake2b(key.encode(), digest_size=8).hexdigest()
