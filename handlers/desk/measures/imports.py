"""Import of measures at the desk: a table is sent, what it would change is shown, then stored."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot import text
from bot.domain.audits import Act, Facts
from bot.domain.import_drafts import DraftState, ImportChoices, ImportDraft, ImportFile
from bot.domain.imports import FileProblem, Mistake, Row, Table
from bot.domain.measures import Measure, MeasureDetails, measure_text
from bot.i18n import plain
from bot.rules import measure_tables
from bot.rules.desk import HOME
from bot.rules.measure_tables import MeasurePlan
from bot.rules.measures import may_keep
from bot.rules.problems import Problem, Refusal
from bot.screens.import_mistakes import reason, sentence
from bot.screens.measure_desk import COLUMNS
from handlers.desk.imports.uploads import LONGEST_NAME, NO_FILE
from handlers.desk.list_files import XLSX
from handlers.desk.page import Answer, DeskRequest, Done, File, Shown
from handlers.files.workbook_files import bad_rows
from handlers.web.uploads import TOO_LARGE
from handlers.workflows import measure_imports
from handlers.workflows.measure_imports import MeasureImport
from storage.desk import import_drafts
from storage.engine.sealing import Seal
from storage.measures import measures

MEASURES = f"{HOME}/measures"
IMPORT = f"{MEASURES}/import"
MOST_MIB = 4
LONGEST_UPLOAD = MOST_MIB * 1024 * 1024
"""Maximum size of the form with the table, in bytes: 500 measures are a tenth of it."""
MOST_SHOWN = 100
"""Maximum number of mistakes, and of measures that change, on the page."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A table that can be read, sealed."""

    files: bytes


async def show(desk: DeskRequest) -> Answer:
    """Return what can be imported, and the tables that somebody began with."""
    return await _shown(desk)


async def send(desk: DeskRequest) -> Answer:
    """Keep a table to look at what it would change, or say why it cannot be taken."""
    may_keep(desk.turn.person, desk.district.id)
    files = desk.sent_files("files")
    if wrong := _wrong(desk, files):
        return await _shown(desk, wrong)
    if not isinstance(desk.prepared, Sent):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    choices = ImportChoices(names=(_name(files[0]),))
    draft_id = await import_drafts.add(
        desk.store,
        desk.turn.person.id,
        desk.district.id,
        choices,
        desk.prepared.files,
        desk.turn.now,
        DraftState.PLAN,
    )
    return Done(f"{IMPORT}/{draft_id}")


def _wrong(desk: DeskRequest, files: Sequence[ImportFile]) -> str:
    """Return why the file of a form cannot be taken, "" if it can."""
    language = desk.turn.tr.language.code
    if desk.sent_all(TOO_LARGE):
        return reason(Mistake("", 0, "", "file_large", f"> {MOST_MIB} MiB"), language)
    if not files:
        return plain(desk.turn.tr(NO_FILE))
    if isinstance(desk.prepared, FileProblem):
        return f"{_name(files[0])}: {reason(desk.prepared.mistake, language)}"
    return ""


async def _shown(desk: DeskRequest, wrong: str = "") -> Shown:
    begun = await import_drafts.of_person(
        desk.store, desk.turn.person.id, desk.district.id, (DraftState.PLAN,)
    )
    values = {"wrong": wrong, "limit": MOST_MIB, "drafts": begun}
    return Shown("measure_import.html", values, 422 if wrong else 200)


async def look(desk: DeskRequest) -> Answer:
    """Return what a table would change; with ``as=xlsx`` the rows with mistakes as a file."""
    draft = await _draft_here(desk)
    table = await _table_of(desk, draft)
    read = await _planned(desk, table, accept_older=False)
    if desk.asked("as") == "xlsx":
        content = await asyncio.to_thread(bad_rows, [_bad(table, read.mistakes)], sentence)
        name = f"{desk.district.slug}-fehler.xlsx"
        return File(name, XLSX, content)
    plan, language = read.plan, desk.turn.tr.language.code
    named = [measure_imports.with_heading(mistake, table) for mistake in read.mistakes]
    return Shown(
        "measure_import_preview.html",
        {
            "draft": draft,
            "name": draft.choices.names[0],
            "mistakes": [(mistake, reason(mistake, language)) for mistake in named[:MOST_SHOWN]],
            "mistake_count": len(named),
            "unused": table.unused,
            "plan": plan,
            "new": [_named(details, language) for details in plan.new[:MOST_SHOWN]],
            "changed": [_change(*pair, language) for pair in plan.changed[:MOST_SHOWN]],
            "older": [_change(*pair, language) for pair in plan.older[:MOST_SHOWN]],
            "most": MOST_SHOWN,
            "frozen": measure_imports.frozen(plan),
            "labels": COLUMNS,
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Store a table whose plan is still the one that was looked at, or drop it."""
    await measures.lock_district(desk.store, desk.district.id)
    may_keep(desk.turn.person, desk.district.id)
    draft = await _draft_here(desk, lock=True)
    if desk.sent("act") == "discard":
        await import_drafts.remove(desk.store, draft.id)
        return Done(f"{IMPORT}?said=discarded")
    table = _prepared(desk)
    read = await _planned(desk, table, accept_older=False)
    if read.mistakes or desk.sent("frozen") != measure_imports.frozen(read.plan):
        raise Refusal(Problem.LIST_MOVED)
    takes_older = desk.sent("older") == "1"
    wanted = await _planned(desk, table, accept_older=takes_older)
    await _store(desk, wanted.plan)
    await import_drafts.remove(desk.store, draft.id)
    return Done(f"{MEASURES}?said=imported")


async def _store(desk: DeskRequest, plan: MeasurePlan) -> None:
    if not (plan.new or plan.changed):
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    turn = desk.turn
    await measures.apply(desk.store, desk.district.id, plan, turn.now, turn.person.id)
    counts: Facts = {"new": len(plan.new), "changed": len(plan.changed)}
    await turn.audit(Act.MEASURE_IMPORT, f"district {desk.district.id}", {}, counts)


async def _draft_here(desk: DeskRequest, *, lock: bool = False) -> ImportDraft:
    """Return the table of the address. Raises Refusal for one of others, or of elsewhere."""
    draft = await import_drafts.by_id(desk.store, desk.row_id(), lock=lock)
    is_mine = draft is not None and draft.person_id == desk.turn.person.id
    if draft is None or not is_mine or draft.district_id != desk.district.id:
        raise Refusal(Problem.IMPORT_GONE)
    if draft.state is not DraftState.PLAN:
        raise Refusal(Problem.IMPORT_GONE)
    return draft


async def prepare_sent(desk: DeskRequest) -> Callable[[], Sent | FileProblem | None]:
    """Return what reads the table of a form, and seals it."""
    return partial(_sent, desk.store.seal, desk.sent_files("files")[:1], _languages(desk))


def _sent(
    seal: Seal, files: Sequence[ImportFile], languages: Sequence[str]
) -> Sent | FileProblem | None:
    read = measure_imports.read_first(files, languages)
    return Sent(import_drafts.packed(seal, files)) if isinstance(read, Table) else read


async def prepare_draft(desk: DeskRequest) -> Callable[[], Table | FileProblem | None]:
    """Return what reads the table of the address; it was read once, so it can be read again."""
    draft = await _draft_here(desk)
    return partial(measure_imports.read_first, await _files_of(desk, draft), _languages(desk))


def _prepared(desk: DeskRequest) -> Table:
    """Return the rows that were read before. Raises Refusal where nobody read them."""
    if not isinstance(desk.prepared, Table):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return desk.prepared


async def _table_of(desk: DeskRequest, draft: ImportDraft) -> Table:
    """Return the rows of a table that was sent. Raises FileProblem."""
    files = await _files_of(desk, draft)
    return await asyncio.to_thread(measure_imports.read_sent, files[0], _languages(desk))


async def _files_of(desk: DeskRequest, draft: ImportDraft) -> list[ImportFile]:
    files = await import_drafts.files_of(desk.store, draft.id)
    if not files:
        raise Refusal(Problem.IMPORT_GONE)
    return files


def _languages(desk: DeskRequest) -> list[str]:
    return sorted(desk.turn.services.languages)


async def _planned(desk: DeskRequest, table: Table, *, accept_older: bool) -> MeasureImport:
    return await measure_imports.planned(
        desk.store, desk.district, table, _languages(desk), desk.turn.now, accept_older=accept_older
    )


def _bad(table: Table, mistakes: Sequence[Mistake]) -> tuple[Table, list[Row], Sequence[Mistake]]:
    """Return a table with those of its rows that hold a mistake."""
    wrong = {(mistake.sheet, mistake.row) for mistake in mistakes}
    return table, [row for row in table.rows if (row.sheet, row.number) in wrong], mistakes


def _name(file: ImportFile) -> str:
    return text.one_line(file.name)[:LONGEST_NAME]


def _named(details: MeasureDetails, language: str) -> str:
    return f"{details.number} {measure_text(details.texts, language).title}"


def _change(
    measure: Measure, details: MeasureDetails, language: str
) -> tuple[int, str, list[tuple[str, str, str]]]:
    """Return the id of a measure, its name, and each column that changes, before and after."""
    cells = measure_tables.differences(measure.details, details)
    changes = [(column, before, after) for column, (before, after) in cells.items()]
    return measure.id, _named(measure.details, language), changes
