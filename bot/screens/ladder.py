"""The next course: what it is, what it needs, who gives that, and what helps meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.ladder import CourseKind, NextSteps, OpenNeed, Source, Step
from bot.domain.levels import Answers, Level, LevelRange
from bot.domain.listings import Listing
from bot.domain.offers import Offer
from bot.i18n import Ltr, Translator
from bot.screens import facts
from bot.screens.frame import call_button, paging
from bot.screens.ladder_words import BRINGS, GIVERS, KINDS, NEEDS, STATUSES
from bot.screens.levels import range_name
from bot.screens.listing_lines import button, entry
from bot.screens.listings import bell
from bot.ui import NOTHING, Button, Entry, Html, Rows, Screen, in_rows, press

MINOR = "minor"
"""What stands in a button instead of a status for somebody below 18."""


def status(tr: Translator, answers: Answers) -> Screen:
    """Ask what somebody's right to a course follows from."""
    buttons = [
        Button(tr(words), press("level.next", answers.code, status, 0))
        for status, words in STATUSES.items()
    ]
    body = tr.lines(
        tr("<b>What fits you best?</b>"),
        tr("The permission for a course depends on it. We do not keep your answer."),
    )
    young = Button(tr("I am under 18"), press("level.next", answers.code, MINOR, 0))
    return Screen(
        body,
        in_rows(buttons, 1),
        ((young,),),
        at=f"level.status:{answers.code}",
        back=f"level.ask:{answers.code}",
    )


@dataclass(frozen=True, slots=True)
class Nearby:
    """Offers for a step: the first ``courses``, ``course_count`` in all, and one of the ``test``.

    ``childcare_count`` of the courses look after children meanwhile.
    ``phone`` is that of the district's office, "" for none.
    """

    courses: Sequence[Offer] = ()
    course_count: int = 0
    test: Offer | None = None
    phone: str = ""
    childcare_count: int = 0


NOTHING_NEARBY = Nearby()


def step(
    tr: Translator,
    at: str,
    levels: LevelRange,
    steps: NextSteps,
    page: int,
    nearby: Nearby,
    today: date,
) -> Screen:
    """Return one of the next steps, with courses that start.

    ``at`` is its press without the ``page``, which says which step.
    """
    chosen = steps.steps[page] if page < len(steps.steps) else None
    lines = _of_step(tr, chosen) if chosen else _without_step(tr, steps)
    none_needed = tr("Perhaps you do not need a course.") if steps.needs_none else NOTHING
    now = tr("Your level now: {levels}", levels=range_name(tr, levels))
    text = tr.paragraphs(
        tr.lines(now, none_needed, *lines),
        _courses(tr, chosen, nearby, today),
        _meanwhile(tr, steps),
    )
    return Screen(
        text,
        in_rows(_step_buttons(tr, chosen, nearby), 1),
        _other_steps(tr, at, page, len(steps.steps)),
        at=f"{at}:{page}",
        back=f"level.status:{at.split(':')[1]}",
        body=(
            tr.lines(lines[0], now, none_needed, *lines[1:]),
            *(_card(tr, offer, _listing_of(chosen), today) for offer in nearby.courses),
            tr.paragraphs(_beside_courses(tr, chosen, nearby, today), _meanwhile(tr, steps)),
        ),
    )


def _card(tr: Translator, offer: Offer, listing: Listing, today: date) -> Entry:
    card = entry(tr, offer, listing, today)
    return replace(card, lines=tuple(filter(None, (*card.lines, *_seats_and_phone(tr, offer)))))


def _seats_and_phone(tr: Translator, offer: Offer) -> tuple[Html, Html]:
    details = offer.details
    full = tr("No free places") if details.seats == 0 else NOTHING
    return full, tr("Phone: {phone}", phone=Ltr(details.phone)) if details.phone else NOTHING


def _courses(tr: Translator, step: Step | None, nearby: Nearby, today: date) -> Html:
    """Return a line for every course and for the test, with the phone to call."""
    lines = [_line(tr, n, offer, today) for n, offer in enumerate(nearby.courses, 1)]
    return tr.lines(*lines, _beside_courses(tr, step, nearby, today))


def _beside_courses(tr: Translator, step: Step | None, nearby: Nearby, today: date) -> Html:
    """Return that there is no course, and where the test is."""
    none = tr("We do not know a course of this kind that starts soon. You can ask the office.")
    test = nearby.test
    return tr.lines(
        none if step and not nearby.courses else NOTHING,
        tr("Placement test: {where}", where=_where(tr, test, today)) if test else NOTHING,
    )


def _line(tr: Translator, n: int, offer: Offer, today: date) -> Html:
    title = facts.title(tr, offer, 50)
    heading = tr("{n}. <b>{title}</b>", n=Ltr(str(n)), title=title)
    return tr.lines(heading, _where(tr, offer, today))


def _where(tr: Translator, offer: Offer, today: date) -> Html:
    details = offer.details
    full, phone = _seats_and_phone(tr, offer)
    cared = facts.childcare(tr, details)
    parts = (facts.place(tr, details), facts.start(tr, details, today), cared, full, phone)
    return Html(" · ".join(part for part in parts if part))


def _meanwhile(tr: Translator, steps: NextSteps) -> Html:
    kinds = tr.listed(kind_name(tr, kind) for kind in steps.meanwhile)
    return tr.lines(tr("While you wait: {kinds}", kinds=kinds)) if steps.meanwhile else NOTHING


def _step_buttons(tr: Translator, step: Step | None, nearby: Nearby) -> list[Button]:
    """Return the courses, then the test and the office; at most six with those of the list."""
    listing = _listing_of(step)
    courses = [button(tr, n, offer, listing) for n, offer in enumerate(nearby.courses, 1)]
    more = (
        [Button(tr("All courses: {n}", n=nearby.course_count), press("offer.list", listing.code))]
        if nearby.course_count > len(courses)
        else []
    )
    cared = [_childcare(tr, listing, nearby)] if nearby.childcare_count else []
    wish = [bell(tr, listing)] if step and not courses else []
    test = [_test_button(tr, nearby.test)] if nearby.test else []
    office = [call_button(tr, nearby.phone)] if nearby.phone else []
    return [*courses, *more, *cared, *wish, *test, *office]


def _childcare(tr: Translator, listing: Listing, nearby: Nearby) -> Button:
    """Return the button to the courses during which children are looked after."""
    label = tr("🧸 With childcare: {n}", n=nearby.childcare_count)
    return Button(label, press("offer.list", listing.toggled("c").code))


def _listing_of(step: Step | None) -> Listing:
    return Listing(f"c{step.kind.code}") if step else Listing()


def _test_button(tr: Translator, test: Offer) -> Button:
    listing = Listing("cplacement_test")
    return Button(tr("📝 Placement test"), press("offer.show", test.id, listing.code))


def _other_steps(tr: Translator, at: str, page: int, count: int) -> Rows:
    before = press(at, page - 1) if page else None
    after = press(at, page + 1) if page + 1 < count else None
    return paging(tr, before, after)


def _without_step(tr: Translator, steps: NextSteps) -> list[Html]:
    if steps.test is None or not steps.test_first:
        return [tr("We do not know a course for you. Please talk to a person.")]
    return [
        tr("<b>Your next step: {kind}</b>", kind=kind_name(tr, steps.test)),
        tr("In German: {title}", title=steps.test.name),
        tr("It shows which course is right for you."),
    ]


def _of_step(tr: Translator, step: Step) -> list[Html]:
    kind = step.kind
    return [
        tr("<b>Your next step: {kind}</b>", kind=kind_name(tr, kind)),
        tr("In German: {title}", title=kind.name),
        _facts(tr, kind),
        *(_need(tr, need) for need in step.needs),
        _source(tr, kind.source),
    ]


def _source(tr: Translator, source: Source) -> Html:
    if source.checked_on:
        return tr(
            "Source: {source}, checked on {day}. Rules change. Please ask the office.",
            source=source.name,
            day=tr.day(source.checked_on),
        )
    return tr(
        "Source: {source}, as of {day}. Not checked. Please ask the office.",
        source=source.name,
        day=tr.day(source.as_of),
    )


def _facts(tr: Translator, kind: CourseKind) -> Html:
    units = kind.units + kind.orientation_units
    facts = [
        tr("Level {level}", level=Ltr(f"{kind.level_from.name}–{kind.level_to.name}"))
        if kind.level_from is not Level.A0 or kind.level_to is not Level.C2
        else NOTHING,
        tr.plural("{n} lesson", "{n} lessons", units) if units else NOTHING,
        tr("Exam: {exam}", exam=kind.exam) if kind.exam else NOTHING,
    ]
    return Html(" · ".join(fact for fact in facts if fact))


def _need(tr: Translator, open_need: OpenNeed) -> Html:
    need = open_need.need
    name = tr(NEEDS[need.code]) if need.code in NEEDS else tr.value(need.name)
    giver = tr(GIVERS[open_need.giver])
    if not need.bring:
        return tr("You need: {paper}. You get it here: {office}.", paper=name, office=giver)
    return tr(
        "You need: {paper}. You get it here: {office}. Bring: {things}.",
        paper=name,
        office=giver,
        things=tr.listed(tr(BRINGS[thing]) for thing in need.bring),
    )


def kind_name(tr: Translator, kind: CourseKind) -> Html:
    """Return the name of a kind in the reader's language, else in German."""
    return tr(KINDS[kind.code]) if kind.code in KINDS else tr.value(kind.name)
