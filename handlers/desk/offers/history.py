"""The history of an offer: what each version changed, and going back to one of them."""

from bot.domain.desk import FormDraft
from bot.domain.offers import text_in
from bot.rules import offer_form as rules
from bot.rules.grants import may_edit
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import COLUMNS, ORIGINS
from bot.text import whole
from handlers.desk.offers import form as offer_form
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.texts import others
from storage.catalogue import changes
from storage.catalogue.changes import CONFIRMED
from storage.desk import drafts


async def history(desk: DeskRequest) -> Answer:
    """Return what was changed, the newest first, with before and after."""
    offer = await offer_form.offer_here(desk, desk.row_id())
    labels = {**COLUMNS, CONFIRMED: COLUMNS["confirmed_at"]}
    return Shown(
        "history.html",
        {
            "offer": offer,
            "heading": text_in(offer.details.texts, "de").title,
            "changes": await changes.of_offer(desk.store, offer.id),
            "label_of": lambda name: labels.get(name) or labels.get(name.rpartition("_")[0], name),
            "language_of": lambda name: "" if name in labels else name.rpartition("_")[2],
            "origins": ORIGINS,
        },
    )


async def restore(desk: DeskRequest) -> Answer:
    """Open the form with the words of an earlier version; they are stored by saving it."""
    offer = await offer_form.offer_here(desk, desk.row_id())
    may_edit(desk.turn.person, offer)
    if offer.id != desk.row_id():
        raise Refusal(Problem.CHANGED_MEANWHILE)
    wanted = whole(desk.sent("version"), 9) or 0
    if not 0 < wanted <= offer.version:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    then = await changes.cells_at(desk.store, offer, wanted)
    names = rules.names(others(desk))
    values = rules.cells_of(then, names)
    draft = FormDraft(offer_form.form_of(desk), desk.number, offer.version, values)
    await drafts.save(desk.store, desk.turn.person.id, draft, desk.turn.now)
    return Done(f"{offer_form.OFFERS}/{offer.id}?draft={desk.number}")
