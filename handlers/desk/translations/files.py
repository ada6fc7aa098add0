"""Translations of a language as a file, and what a file that comes back changes."""

from asyncio import to_thread
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.domain.imports import FileProblem, Mistake
from bot.domain.offers import Offer
from bot.domain.translations import TextKind, TextUnit, Translation
from bot.i18n import plain
from bot.rules import translation_files
from bot.rules import translations as rules
from bot.rules.problems import Problem, Refusal
from bot.rules.translation_files import FileChange, FileReading
from bot.screens.import_mistakes import reason
from bot.screens.translations import LABELS, STATES
from bot.text import shortened
from handlers.desk.imports.uploads import NO_FILE
from handlers.desk.page import DeskRequest, File, Shown
from handlers.desk.translations import saving, texts
from handlers.desk.translations.matrix import MOST_ROWS, XLSX
from handlers.files import translation_tables, xliff
from handlers.files.translation_tables import FileUnits
from handlers.web.uploads import TOO_LARGE
from storage.catalogue import changes, offers
from storage.desk import acts
from storage.desk import translations as stored
from storage.engine.batches import batched
from storage.groups import group_translations, groups

FORMATS = ("xlsx", "xliff")
MOST_CHANGES = 300
"""Maximum number of texts that one file changes: all of it is one transaction."""
LONGEST_SHOWN = 80
"""Characters of the words that are shown of a line of a file."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of a file that changed nothing: what it is about, its words, and why."""

    title: str
    words: str
    why: str = ""
    link: str = ""


async def give(desk: DeskRequest, language: str, file_format: str) -> File:
    """Return what is to be translated as a file; with ``all=1`` in the address, all texts."""
    rows = await (_every(desk, language) if desk.asked("all") else _open(desk, language))
    found = await texts.of_rows(desk, rows, language)
    units = [
        unit for translation in found.values() for unit in translation_files.units(translation)
    ]
    name = f"{desk.district.slug}-{language}-{desk.turn.today:%Y-%m-%d}"
    if file_format == "xliff":
        return File(f"{name}.xlf", xliff.MIME, await to_thread(xliff.write, units, language))
    tr = desk.turn.tr
    labels = {name: plain(tr(words)) for name, words in LABELS.items()}
    labels |= {state.value: plain(tr(words)) for state, words in STATES.items()}
    return File(f"{name}.xlsx", XLSX, await to_thread(translation_tables.write, units, labels))


async def _open(desk: DeskRequest, language: str) -> list[stored.TextRow]:
    return await texts.most_read(desk, language, MOST_ROWS)


async def _every(desk: DeskRequest, language: str) -> list[stored.TextRow]:
    query = texts.query_of(desk, language)
    of_groups = [group.row for group in await stored.groups(desk.store, query)]
    return [*of_groups, *await stored.offer_rows(desk.store, query, limit=MOST_ROWS)]


async def taken(desk: DeskRequest, language: str) -> Shown | str:
    """Store what a file changes and return what became of it, or why it cannot be read."""
    tr = desk.turn.tr
    if desk.sent_all(TOO_LARGE):
        limit = f"> {xliff.MOST_BYTES // 1024 // 1024} MiB"
        return reason(Mistake("", 0, "", "file_large", limit), tr.language.code)
    if not desk.sent_files("file"):
        return plain(tr(NO_FILE))
    match desk.prepared:
        case FileUnits(units, wrong):
            try:
                return _result(desk, language, await _applied(desk, language, units), wrong)
            except FileProblem as problem:
                return reason(problem.mistake, tr.language.code)
        case FileProblem() as problem:
            return reason(problem.mistake, tr.language.code)
    raise Refusal(Problem.CHANGED_MEANWHILE)


async def prepare(desk: DeskRequest) -> Callable[[], FileUnits | FileProblem]:
    """Return what reads the file of a form."""
    contents = [file.content for file in desk.sent_files("file")[:1]]
    return partial(_read_or_problem, contents, texts.language_here(desk))


def _read_or_problem(contents: Sequence[bytes], language: str) -> FileUnits | FileProblem:
    try:
        return _read(next(iter(contents), b""), language)
    except FileProblem as problem:
        return problem


def _read(content: bytes, language: str) -> FileUnits:
    """Return the units of a file, and those with a mistake. Raises FileProblem."""
    if len(content) > xliff.MOST_BYTES:
        raise FileProblem("file_large", f"{len(content) // 1024 // 1024} MiB")
    if content.startswith(b"PK"):
        return translation_tables.read(content)
    return FileUnits(xliff.read(content, language), [])


async def _applied(desk: DeskRequest, language: str, units: Sequence[TextUnit]) -> FileReading:
    """Store what units change. Raises FileProblem where it is too much at once."""
    reading = translation_files.reading(units, await _writable(desk, language, units))
    if len(reading.changes) > MOST_CHANGES:
        problem = FileProblem("texts_many")
        problem.mistake = Mistake("", 0, "", "texts_many", "", str(MOST_CHANGES))
        raise problem
    if not reading.changes:
        return reading
    turn = desk.turn
    turn.act_id = act_id = await desk.begin(saving.TRANSLATE, len(reading.changes))
    saved = [await _saved(desk, change) for change in reading.changes]
    before = [kept for _, kept in saved if kept]
    await acts.remember(desk.store, act_id, {"groups": before})
    return reading


async def _saved(desk: DeskRequest, change: FileChange) -> tuple[bool, saving.Before]:
    item = change.translation
    subject = await saving.subject(desk, item.kind, item.subject_id, item.language, lock=True)
    return await saving.save(desk, subject, change.words, is_checked=change.is_checked)


async def _writable(
    desk: DeskRequest, language: str, units: Sequence[TextUnit]
) -> texts.Translations:
    """Return the translations that units are about, of those that the person may change.

    Each is locked, so that nobody changes it between reading and writing.
    """
    keys = {(unit.kind, unit.subject_id) for unit in map(translation_files.read_key, units) if unit}
    ids = {kind: sorted(row_id for other, row_id in keys if other is kind) for kind in TextKind}
    found: texts.Translations = {}
    for batch in batched(ids[TextKind.OFFER], texts.BATCH):
        found |= await _offers(desk, language, batch)
    return found | await _groups(desk, language, ids[TextKind.GROUP])


async def _offers(desk: DeskRequest, language: str, ids: Sequence[int]) -> texts.Translations:
    await offers.still_there(desk.store, ids)
    loaded = await offers.by_ids(desk.store, ids)
    histories = await changes.of_offers(desk.store, ids)
    return {
        (TextKind.OFFER, offer.id): texts.of_offer(offer, language, histories.get(offer.id, ()))
        for offer in loaded
        if _is_writable(desk, offer, language)
    }


def _is_writable(desk: DeskRequest, offer: Offer, language: str) -> bool:
    person = desk.turn.person
    return (
        offer.district_id == desk.district.id
        and rules.sees(person, offer, desk.turn.today)
        and rules.writes(person, offer, language)
    )


async def _groups(desk: DeskRequest, language: str, ids: Sequence[int]) -> texts.Translations:
    if not rules.writes(desk.turn.person, desk.district.id, language):
        return {}
    known = await group_translations.of_groups(desk.store, ids)
    found: texts.Translations = {}
    for group_id in ids:
        group = await groups.by_id(desk.store, group_id, lock=True)
        if group and group.district_id == desk.district.id:
            noted = known.get((group_id, language))
            found[TextKind.GROUP, group_id] = texts.of_group(group, language, noted)
    return found


def _result(
    desk: DeskRequest,
    language: str,
    reading: FileReading,
    wrong: Sequence[tuple[TextUnit, Mistake]],
) -> Shown:
    code = desk.turn.tr.language.code
    return Shown(
        "translation_file.html",
        {
            "language_code": language,
            "name": desk.name_of_texts(language),
            "saved": [_link(change.translation) for change in reading.changes],
            "same": reading.same,
            "unknown": [_left_out(unit) for unit in reading.unknown],
            "changed": [_left_out(unit) for unit in reading.changed],
            "wrong": [
                _left_out(unit, reason(mistake, code)) for unit, mistake in (*reading.wrong, *wrong)
            ],
            "is_inside": not rules.is_only_translator(desk.turn.person, desk.district.id),
        },
        is_done=True,
    )


def _link(item: Translation) -> tuple[str, str]:
    return f"/desk/translations/{item.kind}/{item.subject_id}/{item.language}", item.title


def _left_out(unit: TextUnit, why: str = "") -> LeftOut:
    found = translation_files.read_key(unit)
    return LeftOut(
        title=shortened(unit.title or unit.german or unit.key, LONGEST_SHOWN),
        words=shortened(unit.words, LONGEST_SHOWN),
        why=why,
        link=f"/desk/translations/{found.kind}/{found.subject_id}/{found.language}"
        if found
        else "",
    )
