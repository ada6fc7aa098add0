"""An import is undone: as a whole, or row by row, in the transaction of the caller."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.imports import Undoing
from bot.domain.offers import Draft
from bot.search.thesaurus import Thesaurus
from storage.catalogue import import_runs, offer_bulk, offer_rows, offers, places, storing
from storage.engine.store import Store


async def undo(
    store: Store,
    district_id: int,
    run_id: int,
    thesaurus: Thesaurus,
    now: datetime,
    only: frozenset[str] | None = None,
) -> Undoing | None:
    """Undo an import, or of it only the offers with these numbers; None if there is no such one.

    As a whole it is undone only if nothing else has changed any of its offers. Row by row, those
    that something else changed stay as they are.
    """
    added = await import_runs.added_by(store, district_id, run_id)
    if added is None:
        return None
    await offer_bulk.lock_all(store, district_id)
    changes = _named(await import_runs.open_changes(store, run_id), only)
    untouched = await _untouched(store, changes)
    since = tuple(change.external_id for change in changes if change not in untouched)
    if since and only is None:
        return Undoing(changed_since=since)
    await _restore(store, district_id, untouched, thesaurus, now)
    if only is None:
        await _undo_beside(store, district_id, added)
    return _undone(untouched, since)


def _named(
    changes: Sequence[import_runs.Change], only: frozenset[str] | None
) -> Sequence[import_runs.Change]:
    """Return the changes of the offers with these numbers; None means all."""
    if only is None:
        return changes
    return [change for change in changes if change.external_id in only]


async def _untouched(
    store: Store, changes: Sequence[import_runs.Change]
) -> list[import_runs.Change]:
    """Return the changes of offers that nothing else has changed since."""
    ids = [change.offer_id for change in changes if change.offer_id]
    versions = await offers.versions(store, ids)
    return [change for change in changes if versions.get(change.offer_id or 0) == change.version]


def _undone(changes: Sequence[import_runs.Change], since: tuple[str, ...]) -> Undoing:
    return Undoing(
        restored=tuple(change.external_id for change in changes if change.before),
        removed=tuple(change.external_id for change in changes if not change.before),
        changed_since=since,
    )


async def _restore(
    store: Store,
    district_id: int,
    changes: Sequence[import_runs.Change],
    thesaurus: Thesaurus,
    now: datetime,
) -> None:
    """Give offers back what they had before an import, and delete those that it added.

    The terms of the former are written later.
    """
    before = {change.offer_id or 0: change.before for change in changes if change.before}
    added = [change.offer_id or 0 for change in changes if change.before is None]
    names = {content.details.organisation for content in before.values()}
    shelf = await storing.shelf(store, district_id, names, thesaurus, later=True)
    await import_runs.note_undone(store, changes, now)
    await storing.remove_all(store, shelf, added)
    for offer in await offer_rows.load(store, list(before)):
        content = before[offer.id]
        draft = Draft(offer.external_id, content.details, source=content.source)
        await storing.replace(store, shelf, offer, draft, now)
        await import_runs.restore(store, offer.id, content)
    await storing.counted(store, shelf)


async def _undo_beside(store: Store, district_id: int, added: Mapping[str, Any]) -> None:
    """Give back what earlier imports said, and delete the places and fields that nothing uses."""
    await import_runs.see_again(store, dict(added["seen"]))
    await import_runs.say_again(store, dict(added.get("said", [])))
    await places.remove_unused(store, district_id, added["municipalities"], added["fields"])
