"""Rows of a file become drafts. All mistakes of a file are found in one run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any

from bot import text
from bot.domain.imports import Mistake, Note, NoteKind, Row
from bot.domain.offers import Details, Draft, OfferText, TextState
from bot.domain.places import Field, Municipality
from bot.rules import (
    cells,
    kept_cells,
    named_cells,
    office_cells,
    phones,
    times_cells,
    town_names,
)
from bot.rules.cells import Wrong

LONGEST_CELL = 30_000
"""Maximum length of a cell, in characters."""
LONGEST_NUMBER = 300
"""Maximum length of the number of an offer in its list, in characters: it is looked up by it."""
LONGEST_TITLE = 500
"""Maximum length of a title, in characters."""
FIRST_YEAR = 1980
"""First year of days that are believed in lists of offers."""
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
    "state": ("state", named_cells.state),
    "expires_at": ("expires_at", cells.day),
    "breadcrumb": ("breadcrumb", cells.text(1000)),
    "residence_status": ("residence_statuses", named_cells.words),
    "sample": ("sample", lambda cell: bool(cells.yes_no(cell))),
}
"""Columns that are read alone: the field of ``Details`` or ``Draft``, and the reader of a cell."""


OWN_ID = "auto-"
"""Begins the ids of offers that have no number in their list."""


@dataclass(frozen=True)
class ImportContext:
    """What a district allows in its files.

    ``languages`` are the codes of all languages that texts may have, ``language`` is that of the
    columns without a code. ``organisation`` owns the offers that name no owner. ``source`` names
    the list that the files hold, "" if nobody said it.
    ``new_municipalities`` accepts names that the district does not have yet. ``course_kinds`` maps
    the codes of kinds of German courses to their German names; without any all are accepted.
    ``today`` None is a file: only a form reads a day without a year, as the next one.
    """

    municipalities: Sequence[Municipality]
    fields: Sequence[Field]
    languages: Sequence[str]
    language: str = "de"
    organisation: str = ""
    new_municipalities: bool = False
    source: str = ""
    course_kinds: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None

    @cached_property
    def official_names(self) -> Mapping[str, str]:
        """The official name of each municipality by the keys of its names."""
        return town_names.by_name(self.municipalities)


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
        if mistakes and not row.values.get("lotse_version"):
            kept_row, kept_notes = kept_cells.kept(read.row, mistakes)
            read = replace(read, row=kept_row, notes=(*read.notes, *kept_notes))
            draft, mistakes = _draft(kept_row, context) if kept_notes else (draft, mistakes)
        mistakes = [_as_written(mistake, row, read.sources) for mistake in mistakes]
        if draft and (draft.source, draft.external_id) in seen:
            mistakes.append(_mistake(row, "external_id", "twice", draft.external_id))
        if draft:
            seen.add((draft.source, draft.external_id))
        notes = (*_notes(read.row, draft), *(read.notes if draft else ()))
        yield CheckedRow(row, draft, tuple(mistakes), notes)


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


def _notes(row: Row, draft: Draft | None) -> Iterator[Note]:
    """Yield what a row says that is not taken as it stands."""
    if draft is None:
        return
    details, place = draft.details, (row.sheet, row.number)
    notes = (schedule.note for schedule in details.schedules)
    for words in dict.fromkeys(filter(None, (*notes, details.times_text))):
        yield Note(NoteKind.TIMES_AS_TEXT, *place, "times", text.shortened(words, 80))
    start = row.values.get("start", "")
    if _start_time(row) and row.values.get("times"):
        yield Note(NoteKind.START_TIME, *place, "start", text.shortened(start, 80))
    postcode = row.values.get("postcode", "")
    if postcode and not details.municipality:
        yield Note(NoteKind.POSTCODE, *place, "postcode", text.shortened(postcode, 80))


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
            values[name] = reader(_cleaned(cell))
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


def _readers_in(context: ImportContext, row: Row) -> dict[str, tuple[str, Callable[[str], Any]]]:
    """Return the readers of columns that depend on the district or on other cells."""
    postcode = row.values.get("postcode", "")
    return {
        "organisation": ("organisation", lambda cell: _organisation(cell, context)),
        "municipality": ("municipality", lambda cell: _municipality(cell, postcode, context)),
        "field": ("field", lambda cell: _field(cell, context)),
        "course_kind": ("course_kind", lambda cell: _course_kind(cell, context)),
        "title": ("texts", lambda _: _texts(row, context)),
        "times": ("times", lambda cell: times_cells.read(cell or _start_time(row))),
        "price": ("price", _price(row)),
    }


def _start_time(row: Row) -> str:
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


def _cleaned(cell: str) -> str:
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
    title = text.one_line(_cleaned(row.values.get(f"title{suffix}", "")))
    if not any(map(str.isalnum, title)):
        return None
    if len(title) > LONGEST_TITLE:
        raise Wrong("too_long", str(LONGEST_TITLE))
    default_state = TextState.ORIGINAL if is_main else TextState.UNCHECKED
    return OfferText(
        language=language,
        title=title,
        state=named_cells.text_state(row.values.get(f"text_state{suffix}", "")) or default_state,
        description=_cleaned(row.values.get(f"description{suffix}", "")),
        next_steps=_cleaned(row.values.get(f"next_steps{suffix}", "")),
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
    columns = (("start", "starts_on"), ("deadline", "register_by"), ("expires_at", "expires_at"))
    return [
        _mistake(row, column, "date", row.values[column], "24.11.2026")
        for column, name in columns
        if (day := values.get(name)) and day.year < FIRST_YEAR
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
