"""Reviews of measures: the owner confirms with one press, or says it otherwise."""

import re
from dataclasses import replace
from decimal import Decimal

from bot import text
from bot.domain.half_years import HalfYear
from bot.domain.measures import Measure, Review, ReviewDraft, ReviewState
from bot.rules import measure_cells
from bot.rules.cells import Wrong
from bot.rules.measures import LONGEST_REVIEW, LONGEST_STEP, may_review, period_named
from bot.rules.problems import Problem, Refusal
from bot.screens import measures as screens
from bot.ui import Screen
from handlers.dialogue.turn import Turn
from handlers.workflows.reviews import begun
from storage.measures import measures, reviews

_QUANTITY = re.compile(r"\s*(\d{1,9})(?:[.,](\d{1,2}))?(?![\d.,])")


async def keep(
    turn: Turn, measure_id: int, period_name: str, state: str, hundredths: str
) -> Screen:
    """Keep what was proposed; pressed twice, it is kept once."""
    measure, period = await _reviewed(turn, measure_id, period_name)
    draft = ReviewDraft(_state(state), _amount(hundredths))
    last = await reviews.last_of(turn.store, measure.id, period)
    if last and last.author_id == turn.person.id and last.draft == draft:
        return await _answered(turn, measure, last)
    return await _written(turn, measure, period, draft, seen=0)


async def show(turn: Turn, measure_id: int, period_name: str) -> Screen:
    """Ask for the state; what is written or counted already stands above."""
    measure, period = await _reviewed(turn, measure_id, period_name)
    last = await reviews.last_of(turn.store, measure.id, period)
    known = await begun(turn.store, measure, period, last, turn.now)
    return screens.states(turn.tr, measure, period, last, known)


async def set_state(turn: Turn, measure_id: int, period_name: str, state: str, seen: int) -> Screen:
    """Write a review with another state; what else was said or counted stays as it was."""
    measure, period = await _reviewed(turn, measure_id, period_name)
    last = await reviews.last_of(turn.store, measure.id, period)
    if last and last.author_id == turn.person.id and last.draft.state == state:
        return await _answered(turn, measure, last)
    before = await begun(turn.store, measure, period, last, turn.now)
    draft = replace(before, state=_state(state))
    return await _written(turn, measure, period, draft, seen=seen)


async def ask_words(turn: Turn, measure_id: int, period_name: str, seen: int) -> Screen:
    """Ask for a sentence."""
    return screens.ask_words(
        turn.tr, await _asked(turn, "review.words", measure_id, period_name, seen)
    )


async def typed_words(
    turn: Turn, words: str, measure_id: int, period_name: str, seen: int
) -> Screen:
    """Keep a sentence; a number at its beginning is the quantity that was reached."""
    measure, period, before = await _begun(turn, measure_id, period_name)
    said = _said(words, LONGEST_REVIEW)
    match = _QUANTITY.match(said)
    actual = Decimal(f"{match[1]}.{match[2] or 0}") if match else before.actual
    draft = replace(before, words=said, actual=actual)
    return await _written(turn, measure, period, draft, seen=seen)


async def ask_spent(turn: Turn, measure_id: int, period_name: str, seen: int) -> Screen:
    """Ask for the euros that were spent."""
    return screens.ask_spent(
        turn.tr, await _asked(turn, "review.spent", measure_id, period_name, seen)
    )


async def typed_spent(
    turn: Turn, words: str, measure_id: int, period_name: str, seen: int
) -> Screen:
    """Keep an amount of euros, read as at the desk; what else was said stays as it was."""
    measure, period, before = await _begun(turn, measure_id, period_name)
    draft = replace(before, spent=_euros(words))
    return await _written(turn, measure, period, draft, seen=seen)


async def ask_next_step(turn: Turn, measure_id: int, period_name: str, seen: int) -> Screen:
    """Ask what happens next."""
    return screens.ask_next_step(
        turn.tr, await _asked(turn, "review.next", measure_id, period_name, seen)
    )


async def typed_next_step(
    turn: Turn, words: str, measure_id: int, period_name: str, seen: int
) -> Screen:
    """Keep the next step; what else was said stays as it was."""
    measure, period, before = await _begun(turn, measure_id, period_name)
    draft = replace(before, next_step=_said(words, LONGEST_STEP))
    return await _written(turn, measure, period, draft, seen=seen)


async def _asked(turn: Turn, route: str, measure_id: int, period_name: str, seen: int) -> Measure:
    """Expect a part of a review, which ``route`` hears; return its measure."""
    measure, period = await _reviewed(turn, measure_id, period_name)
    turn.expect(f"{route}:{measure.id}:{period}:{seen}")
    return measure


def _said(words: str, longest: int) -> str:
    said = text.clean(words)
    if not said or len(said) > longest:
        raise Refusal(Problem.LONG_REVIEW)
    return said


async def _begun(
    turn: Turn, measure_id: int, period_name: str
) -> tuple[Measure, HalfYear, ReviewDraft]:
    """Return a measure that this person may review, and what is known of its half-year so far."""
    measure, period = await _reviewed(turn, measure_id, period_name)
    last = await reviews.last_of(turn.store, measure.id, period)
    return measure, period, await begun(turn.store, measure, period, last, turn.now)


def _euros(words: str) -> Decimal:
    try:
        amount = measure_cells.amount(text.one_line(words))
    except Wrong as wrong:
        raise Refusal(Problem.MEASURE_AMOUNT) from wrong
    if amount is None:
        raise Refusal(Problem.MEASURE_AMOUNT)
    return amount


async def _reviewed(turn: Turn, measure_id: int, period_name: str) -> tuple[Measure, HalfYear]:
    """Return a measure that this person may review. Refuses everybody else."""
    period = period_named(period_name)
    measure = await measures.by_id(turn.store, measure_id)
    if measure is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    owners = await measures.owner_ids(turn.store, measure, turn.now)
    may_review(turn.person, measure, owners)
    return measure, period


async def _written(
    turn: Turn, measure: Measure, period: HalfYear, draft: ReviewDraft, *, seen: int
) -> Screen:
    review = await reviews.add(
        turn.store, measure.id, period, draft, turn.now, seen=seen, author_id=turn.person.id
    )
    if review is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return await _answered(turn, measure, review)


async def _answered(turn: Turn, measure: Measure, review: Review) -> Screen:
    waiting = await reviews.next_waiting(turn.store, turn.person.id, measure, review.period)
    return screens.answered(turn.tr, measure, review, waiting)


def _state(name: str) -> ReviewState:
    if name not in screens.ANSWERS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return ReviewState(name)


def _amount(hundredths: str) -> Decimal | None:
    """Return the quantity that a press carries in hundredths; "-" is none."""
    if hundredths == "-":
        return None
    if not (hundredths.isascii() and hundredths.isdecimal()):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return Decimal(hundredths) / 100
