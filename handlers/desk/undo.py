"""Undoing what was done at the desk, for some minutes; what changed meanwhile stays as it is."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.domain.audits import Act
from bot.domain.desk import DeskAct
from bot.domain.offers import TextState
from bot.rules import cells as cell_rules
from bot.rules import desk as rules
from bot.rules import offer_form
from bot.rules.desk import address_here
from bot.rules.grants import INSIDE, OFFICE, may_hold
from bot.rules.import_context import ImportContext
from bot.rules.problems import Problem, Refusal
from handlers.desk.links import changed as with_parts
from handlers.desk.measures import bulk as measures_of_many
from handlers.desk.offers.merging import MERGE, take_apart
from handlers.desk.office import bulk as rights_of_many
from handlers.desk.page import Answer, DeskRequest, Done
from handlers.desk.translations import saving
from handlers.desk.translations.saving import TRANSLATE
from handlers.dialogue import announcements, founding, meetings, series
from storage.catalogue import changes, offer_links, offers, places, reports, storing, text_states
from storage.catalogue import offer_bulk as bulk_rows
from storage.catalogue.changes import CONFIRMED, Change
from storage.desk import acts, inbox
from storage.groups import series as stored_series

SIMPLE = frozenset(("state", "expires_at", CONFIRMED))
"""Cells that are one column each: many offers are put back at once."""


async def undo(desk: DeskRequest) -> Answer:
    """Put back what an act changed, as far as nobody changed it since."""
    turn = desk.turn
    act = rules.may_undo(await acts.by_id(desk.store, desk.row_id()), turn.person.id, turn.now)
    may_hold(turn.person, act.district_id, INSIDE if act.name == TRANSLATE else OFFICE)
    if act.name == MERGE:
        await take_apart(desk, act)
    undone = await _offers_back(desk, act)
    for part, back in BACK.items():
        if kept := act.before.get(part):
            undone += await back(desk, act, kept)
    if not undone:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await acts.undone(desk.store, act.id, turn.now)
    counts = {"count": undone, "left": act.count - undone}
    await turn.audit(Act.UNDO, f"act {act.id}", {"act": act.name}, counts)
    return Done(with_parts(address_here(desk.sent("back")), said="undone"))


async def _each(
    desk: DeskRequest, kept: Sequence[Any], back: Callable[[DeskRequest, Any], Awaitable[object]]
) -> int:
    """Put back one thing after the other; return how many were not refused."""
    count = 0
    for item in kept:
        try:
            async with desk.store.savepoint():
                count += await back(desk, item) is not False
        except Refusal:
            continue
    return count


async def _archived(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    return await _each(desk, kept, lambda desk, number: founding.bring_back(desk.turn, number))


async def _brought_back(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    return await _each(desk, kept, lambda desk, number: founding.archive(desk.turn, number))


async def _cancelled(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    return await _each(desk, kept, lambda desk, number: meetings.put_back(desk.turn, number))


async def _series(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    """Let series go on; what counts are their meetings."""

    async def back(desk: DeskRequest, item: Any) -> None:
        await series.put_back(desk.turn, stored_series.read(item["of"]), item["meetings"])

    count = 0
    for item in kept:
        count += len(item["meetings"]) * await _each(desk, [item], back)
    return count


async def _drafts(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    return await _each(desk, kept, lambda desk, draft: announcements.put_back(desk.turn, draft))


async def _texts(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    return await _each(desk, kept, saving.put_back)


async def _grants(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    return await _each(desk, kept, rights_of_many.put_back)


async def _measures(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    return await _each(desk, kept, measures_of_many.put_back)


async def _marks(desk: DeskRequest, act: DeskAct, kept: Any) -> int:
    await inbox.put_marks_back(desk.store, act.district_id, kept, desk.turn.now)
    return len(kept)


async def _assigned(desk: DeskRequest, act: DeskAct, kept: Any) -> int:
    return await inbox.assign_back(desk.store, act.district_id, kept, desk.turn.now)


async def _reports(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    """Let reports wait again; they come along with an offer, so they do not count."""
    await reports.put_back(desk.store, await _still_there(desk, kept))
    return 0


async def _suggestion(desk: DeskRequest, _: DeskAct, kept: Any) -> int:
    await offer_links.wait_again(desk.store, kept)
    return 0


BACK: Mapping[str, Callable[[DeskRequest, DeskAct, Any], Awaitable[int]]] = {
    "archived": _archived,
    "brought_back": _brought_back,
    "cancelled": _cancelled,
    "series": _series,
    "drafts": _drafts,
    "groups": _texts,
    "grants": _grants,
    "measures": _measures,
    "reports": _reports,
    "suggestion": _suggestion,
    "marks": _marks,
    "assigned": _assigned,
}
"""What an act keeps beside the history of offers, by kind, and what puts it back."""


async def _offers_back(desk: DeskRequest, act: DeskAct) -> int:
    """Return how many offers were put back."""
    done = await changes.of_act(desk.store, act.id)
    wanted = {change.offer_id: change.version for change in done}
    same = set(await bulk_rows.by_version(desk.store, wanted))
    await _states_back(desk, [change for change in done if change.offer_id in same])
    groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for change in done:
        if change.offer_id in same and set(change.before) <= SIMPLE:
            groups.setdefault(tuple(sorted(change.before.items())), []).append(change.offer_id)
        elif change.offer_id in same and not _is_of_states(change):
            await _put_back(desk, change)
    for before, ids in groups.items():
        values = _values(dict(before))
        await bulk_rows.set_values(desk.store, ids, values, desk.turn.author, desk.turn.now)
    return len(same)


def _is_of_states(change: Change) -> bool:
    """Return whether nothing but states of texts changed: thousands are put back at once."""
    return all(name.startswith(text_states.COLUMN) and cell for name, cell in change.before.items())


async def _states_back(desk: DeskRequest, done: Sequence[Change]) -> None:
    wanted = {
        change.offer_id: {
            name.removeprefix(text_states.COLUMN): TextState(cell)
            for name, cell in change.before.items()
        }
        for change in done
        if change.before and _is_of_states(change)
    }
    await text_states.put(desk.store, wanted, desk.turn.author, desk.turn.now)


async def _put_back(desk: DeskRequest, change: Change) -> None:
    """Give an offer the words back that it had, by the rules that read the form."""
    turn = desk.turn
    offer = await offers.by_id(desk.store, change.offer_id)
    assert offer
    languages = list(turn.services.languages)
    names = offer_form.names(code for code in languages if code != "de")
    values = offer_form.cells_of({**changes.cells(offer), **change.before}, names)
    context = ImportContext(
        municipalities=await places.municipalities(desk.store, offer.district_id),
        fields=await places.fields(desk.store, offer.district_id),
        languages=languages,
    )
    draft = offer_form.read(values, context, None).draft
    if draft is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    draft = offer_form.in_place_of(draft, offer)
    shelf = await storing.shelf(
        desk.store, offer.district_id, [draft.details.organisation], turn.services.thesaurus
    )
    confirms = CONFIRMED in change.before
    await storing.replace(desk.store, shelf, offer, draft, turn.now, turn.author, confirms=confirms)
    await storing.counted(desk.store, shelf)
    if confirms:
        moment = _values({CONFIRMED: change.before[CONFIRMED]})
        await bulk_rows.set_values(desk.store, [offer.id], moment, turn.author, turn.now)


async def _still_there(desk: DeskRequest, taken: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Return the reports whose offer still exists."""
    ids = [report[0] for report in taken]
    there = await offers.still_there(desk.store, ids) if ids else {}
    return [report for report in taken if report[0] in there]


def _values(before: dict[str, str]) -> dict[str, str | date | datetime | None]:
    """Return columns from cells of the history."""
    values: dict[str, str | date | datetime | None] = {}
    for name, cell in before.items():
        match name:
            case "expires_at":
                values[name] = cell_rules.day(cell)
            case "state":
                values[name] = cell
            case _:
                values[name] = datetime.fromisoformat(cell)
    return values
