"""Measures in the chat: the question of a half-year, its answer, and how it is corrected."""

from decimal import Decimal

from bot.domain.announcements import Kind
from bot.domain.group_events.measures import ReviewAsked
from bot.domain.half_years import HalfYear
from bot.domain.measures import (
    Measure,
    MeasureDetails,
    Review,
    ReviewDraft,
    ReviewState,
    measure_text,
)
from bot.i18n import Ltr, Translator
from bot.rules.review_requests import proposed
from bot.screens.frame import no_more
from bot.screens.half_years import half_year
from bot.screens.report_words import STATES
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

ANSWERS = tuple(state for state in ReviewState if state is not ReviewState.NO_ANSWER)


def question(tr: Translator, event: ReviewAsked, measure: Measure | None) -> Screen:
    """Return the question to an owner, with what one press confirms; None: it is gone."""
    heading = tr("📋 <b>What became of this measure?</b>")
    if measure is None:
        return Screen(tr.lines(heading, tr("This measure no longer exists.")))
    actual = None if event.actual is None else Decimal(event.actual) / 100
    state, period = proposed(measure.details, event.period), str(event.period)
    body = tr.lines(
        heading,
        named(tr, measure),
        *_stands(tr, measure, state, actual),
        half_year(tr, event.period),
        tr("Is this right?"),
    )
    hundredths = "-" if event.actual is None else event.actual
    yes = press("review.keep", event.measure_id, period, state, hundredths)
    other = press("review.show", event.measure_id, period)
    buttons = [Button(tr("✅ Yes, confirm"), yes), Button(tr("✏️ Change it"), other)]
    return Screen(body, in_rows([*buttons, no_more(tr, Kind.GROUP)], 1))


def answered(tr: Translator, measure: Measure, review: Review, waiting: int) -> Screen:
    """Return what is kept; ``waiting`` is the id of the next measure that waits, 0 none."""
    draft = review.draft
    body = tr.lines(
        tr("✅ <b>Thank you. It will be in the report.</b>"),
        named(tr, measure),
        *_stands(tr, measure, draft.state, draft.actual),
        tr.value(draft.words) if draft.words else NOTHING,
        *_spent_and_next(tr, draft),
    )
    period = str(review.period)
    buttons = [
        Button(tr("📝 Add a sentence"), press("review.words", measure.id, period, review.number)),
        Button(tr("💶 Money spent"), press("review.spent", measure.id, period, review.number)),
        Button(tr("➡️ Next step"), press("review.next", measure.id, period, review.number)),
        Button(tr("✏️ Change it"), press("review.show", measure.id, period)),
    ]
    if waiting:
        buttons.append(Button(tr("Next measure"), press("review.show", waiting, period)))
    return Screen(body, in_rows(buttons, 1))


def states(
    tr: Translator, measure: Measure, period: HalfYear, review: Review | None, known: ReviewDraft
) -> Screen:
    """Ask for the state of a measure; each button is the whole answer with what is ``known``."""
    seen = review.number if review else 0
    body = tr.lines(
        tr("📋 <b>What became of this measure?</b>"),
        named(tr, measure),
        *_reached(tr, measure.details, known.actual),
        half_year(tr, period),
        tr.value(known.words) if known.words else NOTHING,
        *_spent_and_next(tr, known),
    )
    buttons = [
        Button(tr(STATES[state]), press("review.set", measure.id, str(period), state, seen))
        for state in ANSWERS
    ]
    return Screen(body, in_rows(buttons, 2))


def ask_words(tr: Translator, measure: Measure) -> Screen:
    """Ask for a sentence about a measure, or the quantity that was reached."""
    unit = measure.details.unit
    body = tr.lines(
        tr("📝 <b>What happened? Please write up to 600 characters.</b>"),
        named(tr, measure),
        tr("You can begin with the number: 12 {unit}. Two courses are running.", unit=unit)
        if unit
        else NOTHING,
    )
    return Screen(body)


def ask_spent(tr: Translator, measure: Measure) -> Screen:
    """Ask how many euros were spent on a measure in the half-year."""
    question = tr("💶 <b>How many euros were spent in this half-year?</b>")
    return Screen(tr.lines(question, named(tr, measure)))


def ask_next_step(tr: Translator, measure: Measure) -> Screen:
    """Ask for the next step of a measure."""
    question = tr("➡️ <b>What is the next step? Please write up to 300 characters.</b>")
    return Screen(tr.lines(question, named(tr, measure)))


def _spent_and_next(tr: Translator, draft: ReviewDraft) -> list[Html]:
    """Return the lines about money and the next step, each only if it was said."""
    said = []
    if draft.spent is not None:
        amount = tr.money(draft.spent)
        said.append(tr("{name}: {value}", name=tr("Spent in euros"), value=amount))
    if draft.next_step:
        said.append(tr("{name}: {value}", name=tr("What next"), value=draft.next_step))
    return said


def named(tr: Translator, measure: Measure) -> Html:
    """Return the number and the title of a measure, in the language of the reader."""
    own = measure_text(measure.details.texts, tr.language.code)
    return tr("{number}: {title}", number=Ltr(measure.details.number), title=own.title)


def _stands(
    tr: Translator, measure: Measure, state: ReviewState, actual: Decimal | None
) -> list[Html]:
    status = tr("Status: {state}", state=tr(STATES[state]))
    return [status, *_reached(tr, measure.details, actual)]


def _reached(tr: Translator, details: MeasureDetails, actual: Decimal | None) -> list[Html]:
    """Return the line about the quantity, none without one or without a target."""
    if actual is None or details.target is None:
        return []
    return [reached(tr, details, actual)]


def reached(tr: Translator, details: MeasureDetails, actual: Decimal) -> Html:
    """Return how much of its target a measure has reached; it may lack a target or a unit."""
    quantity, unit = tr.decimal(actual), details.unit
    if details.target is None:
        return tr("{n} {unit}", n=quantity, unit=unit) if unit else tr.value(quantity)
    target = tr.decimal(details.target)
    if not unit:
        return tr("{reached} of {target}", reached=quantity, target=target)
    return tr("{reached} of {target} {unit}", reached=quantity, target=target, unit=unit)
