"""What an organisation suggests for its offer: before and after, taken or declined cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.audits import Act
from bot.domain.imports import Mistake
from bot.domain.offer_links import Suggestion
from bot.domain.offers import Offer, text_in
from bot.rules import offer_form as rules
from bot.rules.grants import may_edit
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import COLUMNS
from handlers.desk.offers import fields
from handlers.desk.offers.form import OFFERS, cell_names, may_own, offer_here, save_offer
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.catalogue import changes, offer_links
from storage.catalogue import offer_bulk as bulk_rows
from storage.desk import acts


@dataclass(frozen=True, slots=True)
class SuggestedCell:
    """A cell as it is and as it is suggested.

    ``was`` is what they saw where that was changed since, None where it was not.
    """

    name: str
    label: str
    before: str
    after: str
    was: str | None


async def show(desk: DeskRequest) -> Answer:
    """Return what is suggested for an offer."""
    suggestion, offer = await _suggestion(desk)
    return await _shown(desk, suggestion, offer, {})


async def hear(desk: DeskRequest) -> Answer:
    """Take the ticked cells by the rules of the form, or decline the suggestion."""
    suggestion, offer = await _suggestion(desk, lock=True)
    if desk.sent("act") == "decline":
        await offer_links.decide(desk.store, suggestion.id, desk.turn.now)
        facts = {"suggestion": "waiting"}, {"suggestion": "declined"}
        await desk.turn.audit(Act.OFFER_DECLINE, f"offer {offer.id}", *facts)
        return Done(f"{OFFERS}/{offer.id}?said=done")
    taken = [name for name in desk.sent_all("take") if name in suggestion.values]
    if not taken:
        raise Refusal(Problem.NOTHING_CHOSEN)
    if desk.sent("base") != str(offer.version):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    values = rules.cells(offer, cell_names(desk))
    values |= {name: suggestion.values[name] for name in taken}
    reading = rules.read(values, await fields.context(desk), offer)
    if reading.draft is None:
        return await _shown(desk, suggestion, offer, reading.mistakes)
    may_own(reading.draft, await fields.own_names(desk))
    await save_offer(desk, offer, reading.draft)
    await offer_links.decide(desk.store, suggestion.id, desk.turn.now)
    if desk.turn.act_id is not None:
        await acts.remember(desk.store, desk.turn.act_id, {"suggestion": suggestion.id})
    return Done(f"{OFFERS}/{offer.id}?said=saved")


async def _suggestion(desk: DeskRequest, *, lock: bool = False) -> tuple[Suggestion, Offer]:
    """Return a suggestion for an offer that the person keeps. Raises Refusal for any other one."""
    suggestion = await offer_links.suggestion(desk.store, desk.row_id(), lock=lock)
    if suggestion is None:
        raise Refusal(Problem.OFFER_GONE)
    offer = await offer_here(desk, suggestion.offer_id)
    may_edit(desk.turn.person, offer)
    if lock:
        await bulk_rows.lock(desk.store, offer.id)
        offer = await offer_here(desk, offer.id)
    return suggestion, offer


async def _shown(
    desk: DeskRequest, suggestion: Suggestion, offer: Offer, mistakes: Mapping[str, Mistake]
) -> Shown:
    values = {
        "suggestion": suggestion,
        "offer": offer,
        "heading": text_in(offer.details.texts, "de").title,
        "cells": await _cells(desk, suggestion, offer),
        "ticked": set(desk.sent_all("take")) if mistakes else set(suggestion.values),
        "mistakes": desk.reasons(mistakes),
        "labels": COLUMNS,
    }
    return Shown("offer_suggested.html", values, 409 if mistakes else 200)


async def _cells(
    desk: DeskRequest, suggestion: Suggestion, offer: Offer
) -> Sequence[SuggestedCell]:
    now = rules.cells(offer, [*suggestion.values])
    seen = dict(now)
    if offer.id == suggestion.offer_id and offer.version != suggestion.base:
        seen = rules.cells_of(
            await changes.cells_at(desk.store, offer, suggestion.base), [*suggestion.values]
        )
    return [
        SuggestedCell(
            name, COLUMNS[name], now[name], after, None if seen[name] == now[name] else seen[name]
        )
        for name, after in suggestion.values.items()
    ]
