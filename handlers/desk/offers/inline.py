"""A row of the table of offers as a form: phone, e-mail, last day and state, without leaving it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.desk import Cells
from bot.domain.offers import Offer
from bot.i18n import mark, plain
from bot.rules import offer_form as rules
from bot.rules.desk import merged
from bot.rules.grants import may_edit
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import COLUMNS, STATES
from handlers.desk import forms
from handlers.desk.forms import Choice, FormField, Opened
from handlers.desk.links import changed
from handlers.desk.offers import fields, listing
from handlers.desk.offers.form import (
    OFFERS,
    cell_names,
    last_change,
    may_own,
    offer_here,
    save_offer,
)
from handlers.desk.page import Answer, DeskRequest, Done
from storage.catalogue import changes
from storage.catalogue import offer_bulk as bulk_rows

CELLS = ("phone", "email", "expires_at", "state")
"""Cells that change most often, each with its column in the table."""


@dataclass(frozen=True, slots=True)
class EditedRow:
    """The row that is a form: what it shows, what is wrong, what others changed meanwhile."""

    offer: Offer
    fields: Sequence[FormField]
    opened: Opened
    base: int
    mistakes: Mapping[str, str]
    theirs: Cells
    is_changed: bool
    changed_by: changes.Change | None

    @property
    def values(self) -> Cells:
        return self.opened.values


async def show(desk: DeskRequest) -> Answer:
    """Return the table with one row as a form; that row is there, whatever the filters are."""
    offer = await offer_here(desk, desk.row_id())
    may_edit(desk.turn.person, offer)
    if offer.id != desk.row_id():
        return Done(f"{OFFERS}/{offer.id}/row")
    return await listing.shown(desk, await _edited(desk, offer))


async def hear(desk: DeskRequest) -> Answer:
    """Store the cells of a row by the rules of the whole form, or keep what was typed."""
    await bulk_rows.lock(desk.store, desk.row_id())
    offer = await offer_here(desk, desk.row_id())
    may_edit(desk.turn.person, offer)
    if offer.id != desk.row_id():
        raise Refusal(Problem.CHANGED_MEANWHILE)
    state = listing.state_of(desk)
    table, row = listing.page_url(state), listing.row_url(state, offer.id)
    if answer := await forms.aside(desk, form_of(desk), table):
        return answer
    if forms.base_of(desk) != offer.version:
        return await forms.refuse(desk, form_of(desk), row)
    reading = rules.read(_typed(desk, offer), await fields.context(desk), offer)
    if reading.draft is None:
        return await forms.refuse(desk, form_of(desk), row)
    may_own(reading.draft, await fields.own_names(desk))
    await save_offer(desk, offer, reading.draft)
    await forms.drop(desk)
    return Done(f"{changed(table, said='saved')}#offer-{offer.id}")


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a row are kept."""
    return f"row:{desk.row_id()}:{desk.district.id}"


def _typed(desk: DeskRequest, offer: Offer) -> dict[str, str]:
    """Return all cells of an offer, with those of the row as they were typed or taken."""
    stored = rules.cells(offer, cell_names(desk))
    typed = forms.of_known(forms.kept_values(desk.fields), CELLS)
    taken = {name: stored[name] for name in desk.sent_all("take") if name in CELLS}
    return {**stored, **typed, **taken}


async def _edited(desk: DeskRequest, offer: Offer) -> EditedRow:
    stored = rules.cells(offer, CELLS)
    opened = await forms.opened(desk, form_of(desk), stored, offer.version)
    is_changed = opened.draft is not None and opened.base != offer.version
    theirs: Cells = {}
    if is_changed:
        base = rules.cells_of(await changes.cells_at(desk.store, offer, opened.base), CELLS)
        joined = merged(base, stored, rules.cells_of(opened.values, CELLS))
        opened, theirs = replace(opened, values=joined.values), joined.theirs
    return EditedRow(
        offer=offer,
        fields=_fields(desk),
        opened=opened,
        base=offer.version,
        mistakes=await _mistakes(desk, offer, opened),
        theirs=theirs,
        is_changed=is_changed,
        changed_by=await last_change(desk, offer),
    )


async def _mistakes(desk: DeskRequest, offer: Offer, opened: Opened) -> dict[str, str]:
    """Return the sentence of each wrong cell, once the person wanted to store them."""
    if not (opened.draft and opened.draft.refused):
        return {}
    values = {**rules.cells(offer, cell_names(desk)), **rules.cells_of(opened.values, CELLS)}
    reading = rules.read(values, await fields.context(desk), offer)
    return desk.reasons(reading.mistakes)


def _fields(desk: DeskRequest) -> list[FormField]:
    states = [Choice(name.value, plain(desk.turn.tr(words))) for name, words in STATES.items()]
    kinds: Mapping[str, Sequence[Choice]] = {"state": states}
    return [
        FormField(
            name=name,
            label=COLUMNS[name],
            kind="choice" if name in kinds else "line",
            choices=kinds.get(name, ()),
            hint=mark("Day.month.year") if name == "expires_at" else "",
        )
        for name in CELLS
    ]
