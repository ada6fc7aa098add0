"""Undoing what was done at the desk, for some minutes; what changed meanwhile stays as it is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.domain.audits import Act
from bot.domain.desk import DeskAct
from bot.rules import cells as cell_rules
from bot.rules import desk as rules
from bot.rules import offer_form
from bot.rules.desk import address_here
from bot.rules.grants import INSIDE, OFFICE, may_hold
from bot.rules.import_context import ImportContext
from bot.rules.problems import Problem, Refusal
from handlers.desk.links import changed as with_parts
from handlers.desk.offers.merging import MERGE, take_apart
from handlers.desk.page import Answer, DeskRequest, Done
from handlers.desk.translations import saving
from handlers.desk.translations.saving import TRANSLATE
from handlers.dialogue import founding
from storage.catalogue import changes, offer_links, offers, places, reports, storing
from storage.catalogue import offer_bulk as bulk_rows
from storage.catalogue.changes import CONFIRMED, Change
from storage.desk import acts, inbox

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
    if group_id := act.before.get("archived"):
        await founding.bring_back(turn, group_id)
        undone += 1
    for before in act.before.get("groups", []):
        undone += await saving.put_back(desk, before)
    await reports.put_back(desk.store, await _still_there(desk, act.before.get("reports", [])))
    if suggestion_id := act.before.get("suggestion"):
        await offer_links.wait_again(desk.store, suggestion_id)
    marks = act.before.get("marks", [])
    await inbox.put_marks_back(desk.store, act.district_id, marks, turn.now)
    if not undone and not marks:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await acts.undone(desk.store, act.id, turn.now)
    counts = {"count": undone, "left": act.count - undone}
    await turn.audit(Act.UNDO, f"act {act.id}", {"act": act.name}, counts)
    return Done(with_parts(address_here(desk.sent("back")), said="undone"))


async def _offers_back(desk: DeskRequest, act: DeskAct) -> int:
    """Return how many offers were put back."""
    done = await changes.of_act(desk.store, act.id)
    wanted = {change.offer_id: change.version for change in done}
    same = set(await bulk_rows.by_version(desk.store, wanted))
    groups: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for change in done:
        if change.offer_id in same and set(change.before) <= SIMPLE:
            groups.setdefault(tuple(sorted(change.before.items())), []).append(change.offer_id)
        elif change.offer_id in same:
            await _put_back(desk, change)
    for before, ids in groups.items():
        values = _values(dict(before))
        await bulk_rows.set_values(desk.store, ids, values, desk.turn.author, desk.turn.now)
    return len(same)


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
