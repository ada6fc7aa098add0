"""The form of an offer on one page: all fields, texts side by side, what another person changed."""

import secrets
from dataclasses import replace
from datetime import timedelta

from bot.domain.audits import Act
from bot.domain.desk import Cells, FormDraft
from bot.domain.offers import Draft, Offer, State, Way, text_in
from bot.rules import offer_form as rules
from bot.rules.desk import HOME, merged
from bot.rules.grants import may_edit
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import COLUMNS
from bot.text import whole
from handlers.desk import forms
from handlers.desk.forms import Opened
from handlers.desk.links import changed
from handlers.desk.offers import fields
from handlers.desk.page import Answer, DeskRequest, Done, Nothing, Shown
from handlers.desk.texts import others
from handlers.dialogue.reports import offer_facts
from storage.catalogue import changes, offers, reports, storing
from storage.catalogue import offer_bulk as bulk_rows
from storage.desk import acts, drafts

NEW = "new"
OFFERS = f"{HOME}/offers"
LONGEST_FORM_NAME = 60


async def show(desk: DeskRequest) -> Answer:
    """Return the form of an offer, with what the person typed and did not store yet."""
    offer = await offer_here(desk, desk.row_id())
    if offer.id != desk.row_id():
        return Done(changed(f"{OFFERS}/{offer.id}", problem=desk.asked("problem")))
    return await _shown(desk, offer, form_of(desk))


async def show_new(desk: DeskRequest) -> Answer:
    """Return an empty form, or with ``copy=`` one with the words of another offer."""
    copied = whole(desk.asked("copy"), 18)
    if copied is not None:
        offer = await offer_here(desk, copied)
        return await _shown(desk, None, form_of(desk), rules.cells(offer, cell_names(desk)))
    empty = {"state": State.PUBLISHED.value, "way": Way.ON_SITE.value}
    return await _shown(desk, None, form_of(desk), rules.cells_of(empty, cell_names(desk)))


async def hear(desk: DeskRequest) -> Answer:
    """Store, keep or discard what was typed about an offer."""
    await bulk_rows.lock(desk.store, desk.row_id())
    offer = await offer_here(desk, desk.row_id())
    may_edit(desk.turn.person, offer)
    if offer.id != desk.row_id():
        return await _merged_meanwhile(desk, offer)
    if answer := await forms.aside(desk, form_of(desk), f"{OFFERS}/{offer.id}"):
        return answer
    if forms.base_of(desk) != offer.version:
        return await forms.refuse(desk, form_of(desk))
    return await _stored(desk, offer)


async def _merged_meanwhile(desk: DeskRequest, offer: Offer) -> Answer:
    """Keep what was typed about an offer that was merged, for the form of the one that stands."""
    if desk.sent("act") == "discard":
        await forms.drop(desk)
        return Done(f"{OFFERS}/{offer.id}?said=discarded")
    values = forms.kept_values(desk.fields)
    before = max(1, offer.version - 1)
    draft = FormDraft(_form(desk, offer.id), desk.number, before, values)
    origin = desk.sent("origin")[:24]
    await drafts.save(desk.store, desk.turn.person.id, draft, desk.turn.now, origin)
    if desk.sent("act") == "draft":
        return Nothing()
    return Done(f"{OFFERS}/{offer.id}", is_kept=True)


async def hear_new(desk: DeskRequest) -> Answer:
    """Add an offer, or keep or discard what was typed."""
    return await forms.aside(desk, form_of(desk), OFFERS) or await _stored(desk, None)


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a form are kept."""
    return _form(desk, desk.parts.get("id", NEW))


def _form(desk: DeskRequest, offer: object) -> str:
    return f"offer:{offer}:{desk.district.id}"[:LONGEST_FORM_NAME]


async def _stored(desk: DeskRequest, offer: Offer | None) -> Done:
    values = _typed(desk, offer)
    reading = rules.read(values, await fields.context(desk), offer)
    if reading.draft is None:
        return await forms.refuse(desk, form_of(desk))
    may_own(reading.draft, await fields.own_names(desk))
    offer_id = await save_offer(desk, offer, reading.draft)
    await forms.drop(desk)
    said = "saved" if offer else "added"
    return Done(f"{OFFERS}/{offer_id}?said={said}")


def _typed(desk: DeskRequest, offer: Offer | None) -> dict[str, str]:
    """Return the fields; where the person chose what another one wrote, it is that."""
    names = cell_names(desk)
    values = forms.of_known(forms.kept_values(desk.fields), names)
    if offer is not None:
        theirs = rules.cells(offer, names)
        values |= {name: theirs[name] for name in desk.sent_all("take") if name in theirs}
    return values


async def save_offer(desk: DeskRequest, offer: Offer | None, draft: Draft) -> int:
    """Write an offer as the chat does, with its line in the audit log and in the history."""
    turn = desk.turn
    shelf = await storing.shelf(
        desk.store, desk.district.id, [draft.details.organisation], turn.services.thesaurus
    )
    if offer is None:
        return await _added(desk, shelf, draft)
    turn.act_id = await desk.begin("change")
    await storing.replace(desk.store, shelf, offer, draft, turn.now, turn.author)
    await storing.counted(desk.store, shelf)
    if desk.sent("settle") == "1":
        settled = await reports.take(desk.store, [offer.id])
        await acts.remember(desk.store, turn.act_id, {"reports": settled})
    after = await offer_here(desk, offer.id)
    facts = offer_facts(offer), offer_facts(after)
    await turn.audit(Act.OFFER_CHANGE, f"offer {offer.id}", *facts)
    return offer.id


async def _added(desk: DeskRequest, shelf: storing.Shelf, draft: Draft) -> int:
    turn = desk.turn
    expires_at = turn.today + timedelta(days=turn.services.config.retention.offers_days)
    new = replace(
        draft,
        external_id=f"desk-{secrets.token_hex(6)}",
        source=draft.details.organisation[:200],
    )
    offer_id = await storing.add(desk.store, shelf, new, turn.now, expires_at)
    await storing.counted(desk.store, shelf)
    after = await offer_here(desk, offer_id)
    await turn.audit(Act.OFFER_ADD, f"offer {offer_id}", {}, offer_facts(after))
    return offer_id


async def _shown(
    desk: DeskRequest, offer: Offer | None, form: str, start: Cells | None = None
) -> Shown:
    names = cell_names(desk)
    stored = rules.cells(offer, names) if offer else (start or {})
    version = offer.version if offer else 0
    opened = await forms.opened(desk, form, stored, version)
    is_changed = opened.draft is not None and opened.base != version
    theirs: Cells = {}
    if offer and is_changed:
        opened, theirs = await _joined(desk, offer, opened)
    values = {name: opened.values.get(name, "") for name in names}
    mistakes = await _mistakes(desk, offer, values, opened)
    return Shown(
        "offer.html",
        {
            "offer": offer,
            "heading": text_in(offer.details.texts, "de").title if offer else "",
            "groups": await fields.groups(desk),
            "german": fields.text_fields(""),
            "texts": fields.texts(desk, values, mistakes),
            "values": values,
            "mistakes": mistakes,
            "labels": COLUMNS,
            "theirs": theirs,
            "is_changed": is_changed,
            "changed_by": await last_change(desk, offer),
            "base": version,
            "opened": opened,
            "reports": await reports.of_offer(desk.store, offer.id) if offer else [],
            "may_write": await _may_write(desk, offer),
        },
    )


async def _joined(desk: DeskRequest, offer: Offer, opened: Opened) -> tuple[Opened, Cells]:
    """Return a form with what others changed meanwhile, and their cells where both did."""
    names = cell_names(desk)
    base = rules.cells_of(await changes.cells_at(desk.store, offer, opened.base), names)
    own = rules.cells_of(opened.values, names)
    joined = merged(base, rules.cells(offer, names), own)
    return replace(opened, values=joined.values), joined.theirs


async def _mistakes(
    desk: DeskRequest, offer: Offer | None, values: Cells, opened: Opened
) -> dict[str, str]:
    """Return the sentence of each wrong field, once the person wanted to store them."""
    if not (opened.draft and opened.draft.refused):
        return {}
    reading = rules.read(values, await fields.context(desk), offer)
    return desk.reasons(reading.mistakes)


async def last_change(desk: DeskRequest, offer: Offer | None) -> changes.Change | None:
    """Return the latest change of an offer, None for a new one."""
    found = await changes.of_offer(desk.store, offer.id, 1) if offer else []
    return next(iter(found), None)


def may_own(draft: Draft, own: frozenset[str] | None) -> None:
    """Refuses an owner that the person does not work for; None works for all."""
    if own is not None and draft.details.organisation not in own:
        raise Refusal(Problem.NOT_ALLOWED)


async def _may_write(desk: DeskRequest, offer: Offer | None) -> bool:
    own = await fields.own_names(desk)
    return own is None or (bool(own) if offer is None else offer.details.organisation in own)


def cell_names(desk: DeskRequest) -> list[str]:
    """Return the names of the fields of the form, in the languages of the service."""
    return rules.names(others(desk))


async def offer_here(desk: DeskRequest, offer_id: int) -> Offer:
    """Return an offer of the district at work, for a merged one the offer that stands for it.

    Raises Refusal for any other one.
    """
    offer = await offers.by_id(desk.store, offer_id)
    if offer is None or offer.district_id != desk.district.id:
        raise Refusal(Problem.OFFER_GONE)
    return offer
