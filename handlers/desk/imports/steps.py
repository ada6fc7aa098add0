"""What all steps of an import at the desk share: the draft, its files read, the way through."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.import_drafts import DraftState, ImportChoices, ImportDraft
from bot.i18n import mark
from bot.rules.desk import HOME
from bot.rules.problems import Problem, Refusal
from handlers.desk.page import DeskRequest
from handlers.workflows.import_drafts import DraftRead, context_of, read
from storage.desk import import_drafts

IMPORT = f"{HOME}/import"
STEPS = {
    "columns": mark("What was read"),
    "mistakes": mark("Mistakes"),
    "preview": mark("What would change"),
}
"""The steps after the files are chosen: end of the address, and name."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the way through an import; ``count`` is the number of mistakes, 0 for none."""

    name: str
    label: str
    url: str
    count: int = 0


def url_of(draft: ImportDraft | int, step: str = "") -> str:
    """Return the address of a step of an import; of the page that says where it stands for ""."""
    draft_id = draft if isinstance(draft, int) else draft.id
    return f"{IMPORT}/{draft_id}/{step}" if step else f"{IMPORT}/{draft_id}"


async def draft_here(desk: DeskRequest, *, lock: bool = False) -> ImportDraft:
    """Return the import of the address. Raises Refusal for one of others, or of elsewhere."""
    draft = await import_drafts.by_id(desk.store, desk.row_id(), lock=lock)
    is_mine = draft is not None and draft.person_id == desk.turn.person.id
    if draft is None or not is_mine or draft.district_id != desk.district.id:
        raise Refusal(Problem.IMPORT_GONE)
    if draft.state is DraftState.PLAN:
        raise Refusal(Problem.IMPORT_GONE)
    return draft


async def open_draft(desk: DeskRequest) -> ImportDraft:
    """Return the import of the address under its lock. Raises Refusal if it is asked for or done.

    One that failed can be prepared again.
    """
    draft = await draft_here(desk, lock=True)
    if draft.state in (DraftState.ASKED, DraftState.DONE):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return draft


async def change(desk: DeskRequest, draft: ImportDraft, choices: ImportChoices) -> None:
    """Store other choices of an import, if they are others."""
    if choices != draft.choices or draft.moved:
        await import_drafts.change(desk.store, draft, choices, desk.turn.now)


async def content_of(desk: DeskRequest, draft: ImportDraft) -> DraftRead:
    """Return what the files of an import hold, as it was chosen."""
    files = await import_drafts.files_of(desk.store, draft.id)
    context = await context_of(desk.store, desk.turn.services, desk.district, draft.choices)
    return await asyncio.to_thread(read, files, draft.choices, context)


def steps(draft: ImportDraft, content: DraftRead) -> Sequence[Step]:
    """Return the way through an import."""
    mistakes = {"mistakes": len(content.mistakes)}
    return [
        Step(name, label, url_of(draft, name), mistakes.get(name, 0))
        for name, label in STEPS.items()
    ]


def without_answers(choices: ImportChoices) -> ImportChoices:
    """Return choices without answers to what a preview asked: the plan may be another one."""
    return replace(choices, renamed=False, many_missing=False)
