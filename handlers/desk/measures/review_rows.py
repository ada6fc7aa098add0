"""The rows of the page of reviews: each measure with what was said of it, or what is proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.council_reports import MeasureStatus
from bot.domain.half_years import HalfYear
from bot.domain.measures import Measure, Review, ReviewDraft, ReviewState, measure_text
from bot.i18n import plain
from bot.rules.measure_cells import written
from bot.rules.review_requests import counted, proposed
from bot.screens.measure_desk import REVIEW
from bot.screens.measures import ANSWERS
from bot.screens.report_words import STATES
from handlers.desk import forms
from handlers.desk.forms import Choice, FormField
from handlers.desk.page import DeskRequest
from storage.measures import evidence, report_material

KINDS = {"state": "choice", "actual": "line", "spent": "line", "words": "area", "next": "area"}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A measure to be reviewed; ``values`` is what stands in its fields if nobody typed.

    ``review`` is the one that counts so far, None without an answer. ``target`` is what shall be
    reached, with its unit, "" without one.
    """

    measure: Measure
    title: str
    target: str
    review: Review | None
    seen: int
    values: Mapping[str, str]
    fields: Sequence[FormField]

    @property
    def digest(self) -> str:
        return forms.digest(*self.values.values())


async def rows_of(desk: DeskRequest, period: HalfYear, plan: Sequence[Measure]) -> list[ReviewRow]:
    """Return a row for each measure of a page."""
    span = evidence.span_of(period, desk.district, desk.turn.now)
    statuses = await report_material.statuses(desk.store, desk.district, plan, period, span)
    return [_row(desk, period, status) for status in statuses]


def _row(desk: DeskRequest, period: HalfYear, status: MeasureStatus) -> ReviewRow:
    measure, last = status.measure, status.review
    is_answered = last is not None and last.draft.state is not ReviewState.NO_ANSWER
    details = measure.details
    draft = (
        last.draft
        if last and is_answered
        else ReviewDraft(proposed(details, period), counted(details, status.evidence))
    )
    return ReviewRow(
        measure=measure,
        title=measure_text(details.texts, desk.turn.tr.language.code).title,
        target=f"{written(details.target)} {details.unit}" if details.target is not None else "",
        review=last if is_answered else None,
        seen=last.number if last else 0,
        values=_written(measure.id, draft),
        fields=_fields(desk, measure),
    )


def _written(measure_id: int, draft: ReviewDraft) -> dict[str, str]:
    values = {
        "state": draft.state.value,
        "actual": written(draft.actual),
        "spent": written(draft.spent),
        "words": draft.words,
        "next": draft.next_step,
    }
    return {f"{name}_{measure_id}": value for name, value in values.items()}


def _fields(desk: DeskRequest, measure: Measure) -> list[FormField]:
    tr = desk.turn.tr
    states = [Choice(state.value, plain(tr(STATES[state]))) for state in ANSWERS]
    return [
        FormField(
            name=f"{name}_{measure.id}",
            label=REVIEW[name],
            kind=kind,
            choices=states if name == "state" else (),
            example=measure.details.unit if name == "actual" else "",
        )
        for name, kind in KINDS.items()
    ]
