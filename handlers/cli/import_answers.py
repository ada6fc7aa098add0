"""What ``lotse import`` and its companions say, as lines or as JSON."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

import orjson

from bot.domain.imports import Conflict, ImportRun, Mistake, Note, Plan, Undoing
from bot.domain.offers import Draft, Offer, text_in
from bot.rules.imports import differences
from bot.screens import import_notes
from bot.screens.import_mistakes import sentence
from bot.screens.imports import NOT_STORED, summary
from handlers.cli.import_files import FileRead

Out = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was read of all files of an import, see ``FileRead``."""

    drafts: tuple[Draft, ...]
    mistakes: tuple[Mistake, ...]
    notes: tuple[Note, ...]
    left_out: int
    lines: tuple[str, ...]

    @classmethod
    def of(cls, files: Sequence[FileRead]) -> "ImportResult":
        """Return the files as one; all or nothing, unless each left out only single rows."""
        is_partial = all(file.left_out or not file.mistakes for file in files)
        return cls(
            drafts=tuple(chain.from_iterable(file.drafts for file in files)),
            mistakes=tuple(chain.from_iterable(file.mistakes for file in files)),
            notes=tuple(chain.from_iterable(file.notes for file in files)),
            left_out=sum(file.left_out for file in files) if is_partial else 0,
            lines=tuple(chain.from_iterable(file.lines for file in files)),
        )


def show_mistakes(out: Out, result: ImportResult, *, as_json: bool) -> int:
    """Print the mistakes, for which nothing was stored, and return 1."""
    if as_json:
        counts = {"new": 0, "changed": 0, "unchanged": 0, "doubles": []}
        _json(out, counts | _told(result))
        return 1
    for line in (*import_notes.lines(result.notes), *map(sentence, result.mistakes), NOT_STORED):
        out(line)
    return 1


def show_plan(
    out: Out, plan: Plan, result: ImportResult, arguments: Namespace, run_id: int
) -> None:
    """Print what an import changed, or would change."""
    if arguments.json:
        _json(out, _plan(plan, dry_run=arguments.dry_run, run_id=run_id) | _told(result))
        return
    for line in import_notes.lines(result.notes):
        out(line)
    for mistake in result.mistakes:
        out(sentence(mistake))
    if result.left_out:
        out(f"  nicht übernommene Zeilen / rows left out: {result.left_out}")
    for line in summary(plan, dry_run=arguments.dry_run):
        out(line)
    if run_id:
        out(f"  Nummer des Imports / number of the import: {run_id}")


def show_runs(out: Out, listed: Iterable[ImportRun], *, as_json: bool) -> None:
    """Print the imports of a district."""
    if as_json:
        _json(out, {"imports": list(map(asdict, listed))})
        return
    for line in import_notes.run_lines(listed):
        out(line)


def show_undoing(out: Out, undoing: Undoing | None, *, as_json: bool) -> None:
    """Print what was undone; ``undoing`` None means that there is no such import."""
    if as_json:
        _json(out, asdict(undoing) if undoing else {"restored": [], "removed": []})
        return
    for line in import_notes.undoing_lines(undoing):
        out(line)


def _json(out: Out, content: dict[str, Any]) -> None:
    out(orjson.dumps(content).decode())


def _told(result: ImportResult) -> dict[str, Any]:
    return {
        "mistakes": [
            asdict(mistake) | {"message": sentence(mistake)} for mistake in result.mistakes
        ],
        "notes": [asdict(note) | {"message": import_notes.sentence(note)} for note in result.notes],
        "left_out": result.left_out,
    }


def _plan(plan: Plan, *, dry_run: bool, run_id: int) -> dict[str, Any]:
    return {
        "new": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "doubles": list(map(asdict, plan.doubles)),
        "dry_run": dry_run,
        "import": run_id or None,
        "changes": [_change(offer, draft) for offer, draft in plan.changed],
        "renamed": list(map(asdict, plan.renamed)),
        "older": [_change(offer, draft) for offer, draft in plan.older],
        "untranslated": list(map(asdict, plan.untranslated)),
        "conflicts": [_conflict(conflict) for conflict in plan.conflicts],
        "missing": [
            {"external_id": offer.external_id, "title": offer.title} for offer in plan.missing
        ],
        "closed": len(plan.missing) if plan.closes_missing and run_id else 0,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {name: value for name, value in asdict(conflict).items() if name != "offer_id"}


def _named(offer: Offer) -> dict[str, Any]:
    return {
        "external_id": offer.external_id,
        "title": text_in(offer.details.texts, "de").title,
    }


def _change(offer: Offer, draft: Draft) -> dict[str, Any]:
    """Return an offer and what a file says otherwise."""
    return _named(offer) | {
        "differences": list(map(asdict, differences(offer, draft))),
    }
