"""The reviews of a half-year at the desk: many measures on one page, filled in from evidence."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot import text
from bot.domain.audits import Act, Facts
from bot.domain.half_years import HalfYear
from bot.domain.measures import ReviewDraft, ReviewState
from bot.i18n import plain
from bot.rules.cells import Wrong
from bot.rules.grants import coordinates
from bot.rules.measure_cells import amount
from bot.rules.measures import checked_review, is_asked_about, may_review, period_named
from bot.rules.problems import Problem, Refusal
from bot.screens.import_mistakes import reason_of
from bot.screens.measure_desk import REVIEW
from bot.screens.measures import ANSWERS
from bot.screens.problem_words import WORDS
from bot.text import whole
from handlers.desk import forms, lists
from handlers.desk.lists import ListState
from handlers.desk.measures.review_rows import KINDS, ReviewRow, rows_of
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.measures import measures, outlines, reviews
from storage.people import grants


async def show(desk: DeskRequest) -> Answer:
    """Return the measures of a half-year with what was said of them, or what is proposed."""
    period, state = period_of(desk), _list(desk)
    plan = await _plan(desk, period)
    state = lists.on_last_page(state, len(plan))
    rows = await _rows(desk, period, plan, state)
    stored = {name: value for row in rows for name, value in row.values.items()}
    opened = await forms.opened(desk, form_of(desk), stored, 0)
    values = {**stored, **_with_others(rows, opened.values)}
    is_refused = opened.draft is not None and opened.draft.refused
    return Shown(
        "measure_reviews.html",
        {
            "state": state,
            "period": period,
            "periods": [p for p in (period.before, period.next) if p.first <= desk.turn.today],
            "rows": rows,
            "total": len(plan),
            "opened": opened,
            "values": values,
            "mistakes": _mistakes(desk, period, rows, values) if is_refused else {},
            "left_over": _left_over(opened.values, stored) if opened.draft else {},
            "theirs": _theirs(rows, values) if opened.draft else {},
            "labels": REVIEW,
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Store the reviews that were ticked or changed, all or none of them."""
    period, state = period_of(desk), _list(desk)
    await measures.lock_district(desk.store, desk.district.id)
    if answer := await forms.aside(desk, form_of(desk), state.url(page=state.page)):
        return answer
    plan = await _plan(desk, period)
    rows = await _rows(desk, period, plan, state)
    typed = _typed(desk, rows)
    meant = [row for row in rows if _is_meant(row, typed)]
    if not meant and not desk.sent_all("take"):
        raise Refusal(Problem.NOTHING_CHOSEN)
    if _mistakes(desk, period, meant, typed):
        return await forms.refuse(desk, form_of(desk), state.url(page=state.page))
    for row in meant:
        await _store(desk, period, row, typed)
    if meant:
        facts: Facts = {"period": str(period), "count": len(meant)}
        await desk.turn.audit(Act.MEASURE_REVIEW, f"district {desk.district.id}", {}, facts)
    await forms.drop(desk)
    return Done(state.url(page=state.page, said="saved"))


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a form are kept: each page of the list is a form."""
    return f"review:{desk.parts['period']}:{_list(desk).page}:{desk.district.id}"


def period_of(desk: DeskRequest) -> HalfYear:
    """Return the half-year in the path. Refuses one that has not begun."""
    period = period_named(desk.parts["period"])
    if period.first > desk.turn.today:
        raise Refusal(Problem.PERIOD_FUTURE)
    return period


def _list(desk: DeskRequest) -> ListState:
    return lists.read(desk, (), (), "")


async def _plan(desk: DeskRequest, period: HalfYear) -> list[int]:
    """Return the ids of measures that a person may review for a half-year, as the plan has them."""
    every = await outlines.of_district(desk.store, desk.district.id)
    reviewed = await outlines.reviewed_ids(desk.store, desk.district.id, period, answered=False)
    due = [
        outline for outline in every if outline.id in reviewed or is_asked_about(outline, period)
    ]
    if not coordinates(desk.turn.person, desk.district.id):
        own = {grant.id for grant in await grants.of_person(desk.store, desk.turn.person.id)}
        due = [outline for outline in due if outline.owner_grant_id in own]
    return [outline.id for outline in due]


async def _rows(
    desk: DeskRequest, period: HalfYear, plan: Sequence[int], state: ListState
) -> list[ReviewRow]:
    """Return the rows of the page that is shown of a plan."""
    ids = plan[state.offset : state.offset + state.size]
    found = await measures.by_ids(desk.store, ids)
    return await rows_of(desk, period, [found[i] for i in ids if i in found])


def _typed(desk: DeskRequest, rows: Sequence[ReviewRow]) -> dict[str, str]:
    """Return the fields; where the person chose what another one answered, it is that."""
    theirs = {name: value for row in rows for name, value in row.values.items()}
    taken = {name: theirs[name] for name in desk.sent_all("take") if name in theirs}
    return {**_with_others(rows, forms.kept_values(desk.fields)), **taken}


def _with_others(rows: Sequence[ReviewRow], typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed; where the person changed nothing it is what is stored by now."""
    values = dict(typed)
    for row in rows:
        own = [typed.get(name, "") for name in row.values]
        if typed.get(f"was_{row.measure.id}") == forms.digest(*own):
            values |= row.values
            values[f"seen_{row.measure.id}"] = str(row.seen)
    return values


def _is_meant(row: ReviewRow, typed: Mapping[str, str]) -> bool:
    """Return whether a review is to be stored: it was ticked, or something in it was changed."""
    is_changed = any(typed.get(name, value).strip() != value for name, value in row.values.items())
    return is_changed or typed.get(f"ok_{row.measure.id}") == "1"


def _mistakes(
    desk: DeskRequest, period: HalfYear, rows: Sequence[ReviewRow], typed: Mapping[str, str]
) -> dict[str, str]:
    """Return the sentence of each wrong field."""
    mistakes: dict[str, str] = {}
    for row in rows:
        wrong = _wrong_amounts(desk, row, typed)
        problem = None if wrong else _problem(desk, period, row, typed)
        if problem:
            wrong = {f"words_{row.measure.id}": plain(desk.turn.tr(WORDS[problem]))}
        mistakes |= wrong
    return mistakes


def _left_over(typed: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """Return words that were typed about measures which the person may not review any more."""
    return {
        name: words
        for name, words in typed.items()
        if name.startswith(("words_", "next_")) and words and name not in shown
    }


def _wrong_amounts(desk: DeskRequest, row: ReviewRow, typed: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in (f"{name}_{row.measure.id}" for name in ("actual", "spent")):
        try:
            amount(typed.get(field, "").strip())
        except Wrong as wrong:
            found[field] = reason_of(wrong, typed[field], desk.turn.tr.language.code)
    return found


def _problem(
    desk: DeskRequest, period: HalfYear, row: ReviewRow, typed: Mapping[str, str]
) -> Problem | None:
    """Return why a review would be refused: what it says, or that somebody else was faster."""
    try:
        checked_review(_draft(row, typed), period, desk.turn.today)
    except Refusal as refusal:
        return refusal.problem
    is_new = _is_meant(row, typed) and row.review is not None
    return Problem.REVIEWED_ALREADY if is_new and _seen(row, typed) != row.seen else None


def _draft(row: ReviewRow, typed: Mapping[str, str]) -> ReviewDraft:
    """Return what was typed about a measure. Raises Wrong and Refusal."""
    said = {name: typed.get(f"{name}_{row.measure.id}", "").strip() for name in KINDS}
    if said["state"] not in ANSWERS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return ReviewDraft(
        ReviewState(said["state"]),
        _amount(said["actual"]),
        _amount(said["spent"]),
        text.clean(said["words"]),
        text.clean(said["next"]),
    )


def _amount(cell: str) -> Decimal | None:
    try:
        return amount(cell)
    except Wrong:
        raise Refusal(Problem.MEASURE_AMOUNT) from None


def _seen(row: ReviewRow, typed: Mapping[str, str]) -> int:
    seen = whole(typed.get(f"seen_{row.measure.id}", ""), 5)
    return -1 if seen is None else seen


def _theirs(rows: Sequence[ReviewRow], typed: Mapping[str, str]) -> dict[str, str]:
    """Return what somebody else answered since the person began, field by field."""
    return {
        name: value
        for row in rows
        if row.review is not None and _seen(row, typed) not in (-1, row.seen)
        for name, value in row.values.items()
        if typed.get(name, value) != value
    }


async def _store(
    desk: DeskRequest, period: HalfYear, row: ReviewRow, typed: Mapping[str, str]
) -> None:
    turn, measure = desk.turn, row.measure
    owners = await measures.owner_ids(desk.store, measure, turn.now)
    may_review(turn.person, measure, owners)
    await reviews.add(
        desk.store,
        measure.id,
        period,
        _draft(row, typed),
        turn.now,
        seen=_seen(row, typed),
        author_id=turn.person.id,
    )
