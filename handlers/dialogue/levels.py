"""A first guess at somebody's German, and the course that comes next.

The buttons carry the answers, so nothing is stored until somebody wants the range to be kept.
"""

from bot.domain.ladder import NextSteps, Situation, Status
from bot.domain.levels import Answers, Reason
from bot.domain.listings import Listing
from bot.domain.offers import Page
from bot.rules import ladder as ladder_rules
from bot.rules import levels as rules
from bot.rules.people import has_consented
from bot.rules.problems import Problem, Refusal
from bot.screens import ladder as ladder_screens
from bot.screens import levels as screens
from bot.screens import typed as typed_words
from bot.search.query import NOTHING as NOTHING_TYPED
from bot.ui import NOTHING, Html, Screen
from handlers.dialogue.shared.first_words import sought
from handlers.dialogue.shared.ladders import ladder_of
from handlers.dialogue.turn import Redirect, Turn
from storage.catalogue import listings
from storage.people import levels as stored

COURSES = 2
"""Maximum number of courses below a step; the others are a list."""


async def start(turn: Turn) -> Screen:
    """Return the first question, and what was found last time."""
    kept = await stored.of(turn.store, turn.person.id) if not turn.person.is_stranger else None
    said = NOTHING
    if kept is not None:
        outdated = rules.is_outdated(kept.assessed_on, turn.today)
        said = screens.last_time(turn.tr, kept, is_outdated=outdated)
    return _question(turn, rules.NOTHING_ANSWERED, said)


async def ask(turn: Turn, answers: Answers) -> Screen:
    """Return the next question, or the result once all is answered."""
    if rules.next_question(answers) is None:
        task = rules.next_task(answers) if answers.tasks else None
        return await _result(turn, answers) if task is None else _question(turn, answers)
    return _question(turn, answers)


async def typed(turn: Turn, words: str, answers: Answers) -> Screen | Redirect:
    """Answer a question by the words of its buttons, or by yes or no; others are a search."""
    asked = rules.next_question(answers) or rules.next_task(answers)
    intent = await turn.yes_or_no(words)
    letter = typed_words.answer_of(turn.tr, asked, words, intent) if asked else ""
    if letter:
        return await ask(turn, rules.parse_answers(f"{answers.code}{letter}"))
    if intent:
        return _question(turn, answers).saying(
            turn.tr("Please write your answer. Or press a button.")
        )
    return await sought(turn, words)


async def task(turn: Turn, answers: Answers) -> Screen:
    """Return an exercise to a result; without one left, the result."""
    if rules.next_question(answers) or rules.next_task(answers) is None:
        return await ask(turn, answers)
    return _question(turn, answers)


def _question(turn: Turn, answers: Answers, kept: Html = NOTHING) -> Screen:
    asked = rules.next_question(answers) or rules.next_task(answers)
    if asked is None:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    turn.expect(f"level.ask:{answers.code}")
    return screens.question(turn.tr, answers, asked, kept)


async def _result(turn: Turn, answers: Answers) -> Screen:
    return screens.result(
        turn.tr,
        answers,
        rules.assess(answers),
        may_keep=has_consented(turn.person),
        has_tasks=not answers.tasks and rules.next_task(answers) is not None,
    )


async def keep(turn: Turn, answers: Answers) -> Screen:
    """Keep the range of a result with today's day, instead of the one before."""
    if rules.next_question(answers):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await stored.keep(turn.store, turn.person, rules.assess(answers).levels, turn.today)
    return (await kept(turn)).saying(turn.tr("We keep this level for you."))


async def kept(turn: Turn) -> Screen:
    """Return what is kept of the person."""
    level = await stored.of(turn.store, turn.person.id)
    if level is None:
        return await start(turn)
    return screens.kept(turn.tr, level)


async def delete(turn: Turn) -> Screen:
    """Delete what is kept."""
    await stored.drop(turn.store, turn.person.id)
    return (await start(turn)).saying(turn.tr("Deleted."))


async def status(turn: Turn, answers: Answers) -> Screen:
    """Ask what the right to a course follows from."""
    if rules.next_question(answers):
        return await ask(turn, answers)
    return ladder_screens.status(turn.tr, answers)


async def next_step(turn: Turn, answers: Answers, chosen: str, page: int) -> Screen:
    """Return the next course for somebody in this situation; ``page`` counts other ways."""
    situation = _situation(answers, chosen)
    steps = ladder_rules.next_steps(await ladder_of(turn), situation)
    shown = min(page, max(len(steps.steps) - 1, 0))
    return ladder_screens.step(
        turn.tr,
        f"level.next:{answers.code}:{chosen}",
        rules.assess(answers).levels,
        steps,
        shown,
        await _nearby(turn, steps, shown),
        turn.today,
    )


async def _nearby(turn: Turn, steps: NextSteps, page: int) -> ladder_screens.Nearby:
    """Return the courses of a step that start, and where the test is. Nowhere without a place."""
    district = await turn.own_district()
    if district is None:
        return ladder_screens.NOTHING_NEARBY
    courses = cared = Page(())
    if steps.steps:
        code = steps.steps[page].kind.code
        courses = await _of_kind(turn, code)
        cared = await _of_kind(turn, code, "c") if courses.total else cared
    test = await _of_kind(turn, steps.test.code) if steps.test else Page(())
    return ladder_screens.Nearby(
        courses=courses.offers[:COURSES],
        course_count=courses.total,
        childcare_count=cared.total if cared.total < courses.total else 0,
        test=next(iter(test.offers), None),
        phone=district.contact.phone,
    )


async def _of_kind(turn: Turn, code: str, filters: str = "") -> Page:
    listing = Listing(f"c{code}", filters)
    return await listings.page(turn.store, turn.reader, listing, NOTHING_TYPED)


def _situation(answers: Answers, chosen: str) -> Situation:
    """Return the situation that a button tells. Raises Refusal for a forged one."""
    if rules.next_question(answers) or chosen not in (*Status, ladder_screens.MINOR):
        raise Refusal(Problem.UNKNOWN_BUTTON)
    assessment = rules.assess(answers)
    is_minor = chosen == ladder_screens.MINOR
    return Situation(
        level=assessment.course_level,
        script=assessment.script,
        status=Status.UNKNOWN if is_minor else Status(chosen),
        paper=assessment.paper,
        is_minor=is_minor,
        is_fluent=Reason.FLUENT in assessment.reasons,
        contradicts=Reason.PAPER_DISAGREES in assessment.reasons,
    )
