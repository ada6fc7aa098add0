"""The history of a measure: what each version changed, and going back to one of them."""

from bot.domain.desk import FormDraft
from bot.domain.measures import measure_text
from bot.rules import measure_form as rules
from bot.rules.measure_cells import written
from bot.rules.measures import may_keep
from bot.rules.problems import Problem, Refusal
from bot.screens.measure_desk import COLUMNS
from bot.screens.report_words import STATES
from bot.text import whole
from handlers.desk.measures import form as measure_form
from handlers.desk.measures.plan import measure_here
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.texts import others
from storage.desk import drafts
from storage.measures import measure_history, measures, reviews


async def history(desk: DeskRequest) -> Answer:
    """Return what was changed, the newest first, and every review as it was written."""
    measure = await measure_here(desk, desk.row_id())
    changes = await measures.history(desk.store, measure.id)
    return Shown(
        "measure_history.html",
        {
            "measure": measure,
            "heading": measure_text(measure.details.texts, desk.turn.tr.language.code).title,
            "changes": changes[:0:-1],
            "first": changes[0] if changes else None,
            "reviews": list(reversed(await reviews.of_measure(desk.store, measure.id))),
            "states": STATES,
            "amount": written,
            "label_of": lambda name: COLUMNS.get(name, COLUMNS.get(name.split("_")[0], name)),
            "language_of": lambda name: "" if name in COLUMNS else name.partition("_")[2],
        },
    )


async def restore(desk: DeskRequest) -> Answer:
    """Open the form with the words of an earlier version; they are stored by saving it."""
    measure = await measure_here(desk, desk.row_id())
    may_keep(desk.turn.person, desk.district.id)
    wanted = whole(desk.sent("version"), 9) or 0
    if not 0 < wanted <= measure.version:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    then = await measure_history.cells_at(desk.store, measure.id, wanted)
    values = rules.fields_of(then, rules.names(others(desk)))
    draft = FormDraft(measure_form.form_of(desk), desk.number, measure.version, values)
    await drafts.save(desk.store, desk.turn.person.id, draft, desk.turn.now)
    return Done(f"{measure_form.MEASURES}/{measure.id}?draft={desk.number}")
