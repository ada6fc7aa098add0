"""Imports at the desk: files are sent here, and what was imported is listed and undone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from bot import text
from bot.domain.import_drafts import DraftState, ImportChoices, ImportFile
from bot.domain.imports import ImportRun, Mistake
from bot.i18n import mark, plain
from bot.rules.problems import Problem, Refusal
from bot.screens.import_mistakes import reason
from handlers.desk.imports.steps import IMPORT, draft_here, url_of
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.files.limits import MOST_BYTES
from handlers.web.uploads import TOO_LARGE
from handlers.workflows import importing
from handlers.workflows.import_drafts import PROGRESS
from handlers.workflows.importing import Importer
from storage.catalogue import import_runs, offer_table
from storage.desk import import_drafts

MOST_FILES = 20
"""Maximum number of files of one import."""
LONGEST_UPLOAD = MOST_BYTES + 1024 * 1024
"""Maximum size of the form with all files of an import, in bytes."""
LONGEST_NAME = 200
"""Maximum length of the names of a list, an organisation and a file, in characters."""
NO_FILE = mark("Please choose at least one file.")
MANY_FILES = mark("One import has at most {count} files.")


async def show(desk: DeskRequest) -> Answer:
    """Return what can be imported, what somebody began, and what was imported."""
    return await _shown(desk)


async def prepare(desk: DeskRequest) -> Callable[[], bytes]:
    """Return what seals the files of a form."""
    return partial(import_drafts.packed, desk.store.seal, desk.sent_files("files"))


async def send(desk: DeskRequest) -> Answer:
    """Keep the files of a new import, or say why they cannot be taken."""
    files = desk.sent_files("files")
    if wrong := _wrong(desk, files):
        return await _shown(desk, wrong)
    source = _line(desk.sent("source"))
    if not isinstance(desk.prepared, bytes):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    choices = ImportChoices(
        source=source,
        organisation=_line(desk.sent("organisation")),
        names=tuple(_line(file.name) for file in files),
        headings=await import_drafts.headings_of(desk.store, desk.district.id, source),
    )
    draft_id = await import_drafts.add(
        desk.store, desk.turn.person.id, desk.district.id, choices, desk.prepared, desk.turn.now
    )
    return Done(url_of(draft_id, "columns"))


def _wrong(desk: DeskRequest, files: Sequence[ImportFile]) -> str:
    """Return why the files of a form cannot be taken, "" if they can."""
    tr = desk.turn.tr
    if too_large := desk.sent_all(TOO_LARGE):
        limit = f"> {MOST_BYTES // 1024 // 1024} MiB"
        mistake = Mistake("", 0, "", "file_large", limit)
        return f"{_line(', '.join(too_large))}: {reason(mistake, tr.language.code)}"
    if not files:
        return plain(tr(NO_FILE))
    return plain(tr(MANY_FILES, count=MOST_FILES)) if len(files) > MOST_FILES else ""


async def _shown(desk: DeskRequest, wrong: str = "") -> Shown:
    organisations = await offer_table.organisations(desk.store, desk.district.id)
    return Shown(
        "imports.html",
        {
            "wrong": wrong,
            "source": _line(desk.sent("source")),
            "organisation": _line(desk.sent("organisation")),
            "sources": await import_drafts.sources(desk.store, desk.district.id),
            "organisations": sorted(organisations.values(), key=str.casefold),
            "limit": MOST_BYTES // 1024 // 1024,
            "drafts": await import_drafts.of_person(
                desk.store, desk.turn.person.id, desk.district.id
            ),
            "runs": await import_runs.of_district(desk.store, desk.district.id),
            "kept_count": import_runs.KEPT,
        },
        422 if wrong else 200,
    )


async def where(desk: DeskRequest) -> Answer:
    """Return where an import stands; one that is being prepared goes on at its first step."""
    draft = await draft_here(desk)
    if draft.state is DraftState.OPEN:
        return Done(url_of(draft, "preview" if draft.moved else "columns"))
    progress = PROGRESS.get(draft.id)
    return Shown(
        "import_run.html",
        {
            "draft": draft,
            "is_asked": draft.state is DraftState.ASKED,
            "progress": replace(progress) if progress else None,
            "run": await _run(desk, draft.run_id or 0),
        },
    )


async def drop(desk: DeskRequest) -> Answer:
    """Delete an import that was begun, or prepare one that failed again."""
    draft = await draft_here(desk, lock=True)
    if draft.state is DraftState.ASKED:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    if desk.sent("act") == "again" and draft.state is DraftState.FAILED:
        await import_drafts.change(desk.store, draft, draft.choices, desk.turn.now)
        return Done(url_of(draft, "columns"))
    await import_drafts.remove(desk.store, draft.id)
    return Done(f"{IMPORT}?said=discarded")


async def show_run(desk: DeskRequest) -> Answer:
    """Return what an import changed, and whether it can be undone."""
    return await _shown_run(desk)


async def undo(desk: DeskRequest) -> Answer:
    """Undo an import as a whole, unless something else has changed its offers since."""
    turn, run_id = desk.turn, desk.row_id()
    importer = Importer(turn.services, turn.now, turn.person, turn.origin)
    undoing = await importing.undo(desk.store, importer, desk.district, run_id)
    if undoing is None:
        raise Refusal(Problem.IMPORT_GONE)
    if undoing.changed_since:
        return await _shown_run(desk, undoing.changed_since)
    if not undoing.restored and not undoing.removed:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return Done(f"{IMPORT}?said=undone")


async def _shown_run(desk: DeskRequest, changed_since: Sequence[str] = ()) -> Shown:
    run = await _run(desk, desk.row_id())
    if run is None:
        raise Refusal(Problem.IMPORT_GONE)
    changes = await import_runs.open_changes(desk.store, run.id)
    numbers = set(changed_since)
    return Shown(
        "import_undo.html",
        {
            "run": run,
            "added": sum(change.before is None for change in changes),
            "changed": sum(change.before is not None for change in changes),
            "changed_since": [
                change for change in changes if change.external_id in numbers and change.offer_id
            ],
            "is_refused": bool(changed_since),
        },
        409 if changed_since else 200,
    )


async def _run(desk: DeskRequest, run_id: int) -> ImportRun | None:
    listed = await import_runs.of_district(desk.store, desk.district.id)
    return next((run for run in listed if run.id == run_id), None)


def _line(words: str) -> str:
    return text.one_line(words)[:LONGEST_NAME]
