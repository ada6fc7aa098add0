"""Merging doubles: two offers side by side, cell by cell, of which one stands for both after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.audits import Act
from bot.domain.desk import Cells, DeskAct
from bot.domain.imports import Mistake
from bot.domain.offers import Draft, Offer, State, text_in
from bot.rules import offer_form, offer_merge
from bot.rules.grants import may_edit
from bot.rules.offer_merge import Side
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import COLUMNS, SIDES
from bot.text import whole
from handlers.desk.offers import fields
from handlers.desk.offers.form import OFFERS, may_own, offer_here
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.texts import others
from handlers.dialogue.reports import offer_facts
from storage.catalogue import attachments, changes, merges, offer_table, offers, storing
from storage.catalogue import offer_bulk as bulk_rows
from storage.desk import acts

MERGE = "merge"
DOCUMENT = "attachment"
"""Name of the choice between two documents."""


@dataclass(frozen=True, slots=True)
class Row:
    """A cell of two offers: its name, its language, both values, what can be chosen and is."""

    name: str
    label: str
    language: str
    kept: str
    other: str
    options: Sequence[Side]
    chosen: Side


@dataclass(frozen=True, slots=True)
class Pair:
    """Two offers to be merged, with their cells; ``kept`` stands for both after it."""

    kept: Offer
    other: Offer
    kept_cells: Cells
    other_cells: Cells


async def show(desk: DeskRequest) -> Answer:
    """Return the offers that may be doubles, and the chosen one side by side with the kept one."""
    kept = await offer_here(desk, desk.row_id())
    may_edit(desk.turn.person, kept)
    if kept.id != desk.row_id():
        return Done(f"{OFFERS}/{kept.id}/merge")
    doubles = await _doubles(desk, kept)
    wanted = whole(desk.asked("with"), 18)
    if wanted is None and len(doubles) == 1:
        wanted = doubles[0].id
    other = await _other(desk, kept, wanted) if wanted else None
    return await _shown(desk, kept, other, doubles, {})


async def hear(desk: DeskRequest) -> Answer:
    """Merge two offers by what was chosen, unless one of them was changed meanwhile."""
    kept_id, other_id = desk.row_id(), whole(desk.sent("with"), 18) or 0
    for offer_id in sorted({kept_id, other_id}):
        await bulk_rows.lock(desk.store, offer_id)
    kept = await offer_here(desk, kept_id)
    other = await _other(desk, kept, other_id)
    if kept.id != kept_id or other.id != other_id:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    may_edit(desk.turn.person, kept)
    base = desk.sent("base"), desk.sent("other_base")
    if base != (str(kept.version), str(other.version)):
        return await _refused(desk, kept, other, {}, is_changed=True)
    pair = _pair(desk, kept, other)
    reading = offer_form.read(_values(desk, pair), await fields.context(desk), kept)
    if reading.draft is None:
        return await _refused(desk, kept, other, reading.mistakes)
    may_own(reading.draft, await fields.own_names(desk))
    await _merge(desk, pair, reading.draft)
    return Done(f"{OFFERS}/{kept.id}?said=merged")


async def take_apart(desk: DeskRequest, act: DeskAct) -> None:
    """Let two merged offers stand for themselves again. Refuses where one was changed since."""
    done = await changes.of_act(desk.store, act.id)
    wanted = {change.offer_id: change.version for change in done}
    same = await bulk_rows.by_version(desk.store, wanted)
    if sorted(same) != sorted((act.before["kept"], act.before["other"])):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await merges.split(desk.store, act.before)


async def _merge(desk: DeskRequest, pair: Pair, draft: Draft) -> None:
    turn, kept, other = desk.turn, pair.kept, pair.other
    takes_file = _wanted(desk).get(DOCUMENT) == Side.OTHER or kept.attachment_id is None
    file_id = (takes_file and other.attachment_id) or kept.attachment_id
    turn.act_id = await desk.begin(MERGE)
    before = await merges.merge(desk.store, kept.id, other.id, file_id)
    await acts.remember(desk.store, turn.act_id, before)
    shelf = await storing.shelf(
        desk.store, desk.district.id, [draft.details.organisation], turn.services.thesaurus
    )
    await storing.replace(desk.store, shelf, kept, draft, turn.now, turn.author)
    await storing.counted(desk.store, shelf)
    closed = {"state": State.CLOSED.value}
    await bulk_rows.set_values(desk.store, [other.id], closed, turn.author, turn.now)
    after = offer_facts(await offer_here(desk, kept.id))
    after |= {"merged": str(other.id), "undo": str(turn.act_id)}
    await turn.audit(Act.OFFER_MERGE, f"offer {kept.id}", offer_facts(kept), after)


async def _refused(
    desk: DeskRequest,
    kept: Offer,
    other: Offer,
    mistakes: Mapping[str, Mistake],
    *,
    is_changed: bool = False,
) -> Shown:
    """Return the page again, with what was chosen and with both offers as they are now."""
    doubles = await _doubles(desk, kept)
    return await _shown(desk, kept, other, doubles, mistakes, is_changed=is_changed)


async def _shown(
    desk: DeskRequest,
    kept: Offer,
    other: Offer | None,
    doubles: Sequence[Offer],
    mistakes: Mapping[str, Mistake],
    *,
    is_changed: bool = False,
) -> Shown:
    is_refused = is_changed or bool(mistakes)
    values = {
        "kept": kept,
        "other": other,
        "heading": _title(kept),
        "other_heading": _title(other) if other else "",
        "doubles": [(offer.id, _title(offer), offer.details) for offer in doubles],
        "rows": await _rows(desk, _pair(desk, kept, other)) if other else [],
        "mistakes": desk.reasons(mistakes),
        "labels": COLUMNS,
        "sides": SIDES,
        "is_changed": is_changed,
    }
    return Shown("offer_merge.html", values, 409 if is_refused else 200)


def _title(offer: Offer) -> str:
    return text_in(offer.details.texts, "de").title


async def _rows(desk: DeskRequest, pair: Pair) -> list[Row]:
    """Return what differs, with what was chosen so far."""
    chosen = offer_merge.sides(pair.kept_cells, pair.other_cells, _wanted(desk))
    rows = [_row(name, pair, side) for name, side in chosen.items()]
    file_ids = [pair.kept.attachment_id, pair.other.attachment_id]
    if None in file_ids:
        return rows
    known = await attachments.by_ids(desk.store, [file_id or 0 for file_id in file_ids])
    kept, other = (known[file_id].name if file_id in known else "–" for file_id in file_ids)
    side = Side.OTHER if _wanted(desk).get(DOCUMENT) == Side.OTHER else Side.KEPT
    choices = (Side.KEPT, Side.OTHER)
    return [*rows, Row(DOCUMENT, COLUMNS[DOCUMENT], "", kept, other, choices, side)]


def _row(name: str, pair: Pair, side: Side) -> Row:
    is_known = name in COLUMNS
    label = COLUMNS[name if is_known else name.rpartition("_")[0]]
    language = "" if is_known else name.rpartition("_")[2]
    kept, other = pair.kept_cells[name], pair.other_cells[name]
    return Row(name, label, language, kept, other, offer_merge.options(name), side)


def _wanted(desk: DeskRequest) -> dict[str, str]:
    """Return what was chosen, by cell."""
    sent = ((name, desk.sent(name)) for name in desk.fields if name.startswith("pick."))
    return {name.removeprefix("pick."): value for name, value in sent}


def _values(desk: DeskRequest, pair: Pair) -> dict[str, str]:
    chosen = offer_merge.sides(pair.kept_cells, pair.other_cells, _wanted(desk))
    return offer_merge.joined(pair.kept_cells, pair.other_cells, chosen, others(desk))


def _pair(desk: DeskRequest, kept: Offer, other: Offer) -> Pair:
    names = offer_form.names(others(desk))
    return Pair(kept, other, offer_form.cells(kept, names), offer_form.cells(other, names))


async def _other(desk: DeskRequest, kept: Offer, offer_id: int) -> Offer:
    """Return the offer that is to be merged into the kept one. Refuses one of somebody else."""
    other = await offer_here(desk, offer_id)
    may_edit(desk.turn.person, other)
    offer_merge.may_merge(kept, other)
    return other


async def _doubles(desk: DeskRequest, kept: Offer) -> list[Offer]:
    """Return the offers that may be meant: those with the title, or with words of a search."""
    words = desk.asked("q").strip()[:100]
    ids = await offer_table.doubles_of(desk.store, desk.district.id, kept.id, words)
    return [offer for offer in await offers.by_ids(desk.store, ids) if _may_be(desk, kept, offer)]


def _may_be(desk: DeskRequest, kept: Offer, offer: Offer) -> bool:
    try:
        may_edit(desk.turn.person, offer)
        offer_merge.may_merge(kept, offer)
    except Refusal:
        return False
    return True
