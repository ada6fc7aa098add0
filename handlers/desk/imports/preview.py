"""What an import would change, before it does: new, changed, missing, double, in conflict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.import_drafts import ImportChoices
from bot.domain.imports import Conflict, Difference, Plan
from bot.domain.offers import Draft, Offer, text_in
from bot.rules.imports import differences, frozen
from bot.rules.problems import Problem, Refusal
from bot.rules.rows import list_number
from bot.screens.desk import COLUMNS
from bot.text import whole
from handlers.desk.imports.steps import change, content_of, draft_here, open_draft, steps, url_of
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.workflows.import_drafts import plan_of
from storage.desk import import_drafts

MOST_SHOWN = 50
"""Maximum number of offers that a part of the preview names."""
MOST_CELLS = 5_000
"""Maximum number of cells that are decided otherwise than all."""
HIDDEN = ("lotse_version",)
ANSWERS = ("renamed", "older", "closes_missing")
"""What a preview asks, each a choice of the import."""


@dataclass(frozen=True, slots=True)
class ChangedOffer:
    """An offer that the import would change, cell by cell."""

    id: int
    title: str
    external_id: str
    differences: Sequence[Difference]


async def show(desk: DeskRequest) -> Answer:
    """Return what the import would change, with what has to be answered before."""
    draft = await draft_here(desk)
    if draft.state != "open":
        return Done(url_of(draft))
    content = await content_of(desk, draft)
    choices = draft.choices
    good = content.good(only_good=choices.only_good)
    plan = await plan_of(desk.store, desk.turn.services, desk.district, content, choices)
    return Shown(
        "import_preview.html",
        {
            "draft": draft,
            "steps": steps(draft, content),
            "step": "preview",
            "choices": choices,
            "plan": plan,
            "count": len(good),
            "left_out": sum(len(file.bad) for file in content.files),
            "is_blocked": bool(content.mistakes) and not good,
            "is_readable": content.is_readable,
            "new": [_titled(item) for item in plan.new[:MOST_SHOWN]],
            "changed": [_changed(*pair) for pair in plan.changed[:MOST_SHOWN]],
            "conflicts": _conflicts(plan)[:MOST_SHOWN],
            "conflict_count": len(plan.conflicts) + len(plan.settled),
            "older": [_changed(*pair) for pair in plan.older[:MOST_SHOWN]],
            "missing": [
                (offer.title, offer.organisation, offer.external_id)
                for offer in plan.missing[:MOST_SHOWN]
            ],
            "most": MOST_SHOWN,
            "frozen": frozen(plan),
            "has_work": _has_work(plan),
            "label_of": _label,
            "list_number": list_number,
        },
    )


async def answer(desk: DeskRequest) -> Answer:
    """Keep the answers; with ``act`` "run" let the plan that was shown be stored."""
    draft = await open_draft(desk)
    chosen = _answered(desk, draft.choices)
    if desk.sent("act") != "run":
        await change(desk, draft, chosen)
        return Done(url_of(draft, "preview"))
    if chosen != draft.choices:
        await change(desk, draft, chosen)
        return Done(f"{url_of(draft, 'preview')}?said=answers", is_kept=True)
    if desk.sent("base") != str(draft.version):
        raise Refusal(Problem.LIST_MOVED)
    frozen_plan = desk.sent("frozen")[:64]
    await import_drafts.ask(desk.store, draft, chosen, frozen_plan, desk.turn.now)
    return Done(url_of(draft))


def _answered(desk: DeskRequest, known: ImportChoices) -> ImportChoices:
    """Return the choices with what was answered; a question that was not asked stays open."""
    asked = set(desk.sent_all("asked"))
    answers = {name: desk.sent(name) == "1" for name in ANSWERS if name in asked}
    chosen = replace(known, **answers, **_sides(desk, known))  # type: ignore[arg-type]
    if not chosen.closes_missing:
        return replace(chosen, many_missing=False)
    wanted, typed = desk.sent("many"), desk.sent("count").strip()
    if wanted and typed:
        return replace(chosen, many_missing=typed == wanted)
    return chosen


def _sides(desk: DeskRequest, known: ImportChoices) -> dict[str, object]:
    """Return whose cells are taken in conflicts: all of one side, or cell by cell."""
    if desk.sent("act") in ("ours", "theirs"):
        return {"theirs": desk.sent("act") == "theirs", "otherwise": ()}
    otherwise = dict.fromkeys(known.otherwise)
    for name in desk.fields:
        row_number, _, column = name.removeprefix("side.").partition(":")
        side, offer_id = desk.sent(name), whole(row_number, 12)
        if not name.startswith("side.") or offer_id is None or side not in ("ours", "theirs"):
            continue
        otherwise.pop((offer_id, column), None)
        if (side == "theirs") != known.theirs:
            otherwise[offer_id, column] = None
    return {"otherwise": tuple(otherwise)[-MOST_CELLS:]}


def _conflicts(plan: Plan) -> list[tuple[Conflict, str]]:
    """Return the cells that both sides changed, each with the side that is taken."""
    found = [(conflict, "ours") for conflict in plan.conflicts]
    found += [(conflict, "theirs") for conflict in plan.settled]
    return sorted(found, key=lambda pair: (pair[0].title, pair[0].offer_id, pair[0].column))


def _has_work(plan: Plan) -> bool:
    """Return whether the plan can be stored and has anything to store."""
    closes = plan.closes_missing and bool(plan.missing)
    return not plan.is_asked and bool(plan.new or plan.changed or plan.seen or closes)


def _titled(item: Draft | Offer) -> tuple[str, str, str]:
    """Return title, organisation and number of an offer or a draft."""
    details = item.details
    return text_in(details.texts, "de").title, details.organisation, item.external_id


def _changed(offer: Offer, draft: Draft) -> ChangedOffer:
    shown = [cell for cell in differences(offer, draft) if cell.column not in HIDDEN]
    return ChangedOffer(
        offer.id, text_in(offer.details.texts, "de").title, offer.external_id, shown
    )


def _label(column: str) -> tuple[str, str]:
    """Return the name of a column to translate, and the code of its language, "" for none."""
    if column in COLUMNS:
        return COLUMNS[column], ""
    base, _, code = column.rpartition("_")
    return COLUMNS.get(base, column), code
