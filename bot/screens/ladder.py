"""The next course: what it is, what it needs, who gives that, and what helps meanwhile."""

from bot.domain.ladder import Bring, CourseKind, Giver, NextSteps, OpenNeed, Status, Step
from bot.domain.levels import Answers, Level, LevelRange
from bot.i18n import Ltr, Translator, mark
from bot.screens.frame import call_button, paging
from bot.screens.levels import range_name
from bot.ui import NOTHING, Button, Html, Rows, Screen, in_rows, press

MINOR = "minor"
"""What stands in a button instead of a status for somebody below 18."""
STATUSES = {
    Status.JOBCENTER: mark("Money from the Jobcenter"),
    Status.PERMIT: mark("Residence permit"),
    Status.ASYLUM: mark("Asylum not decided yet"),
    Status.TOLERATED: mark("I have a Duldung"),
    Status.EU: mark("EU citizen or German"),
    Status.UNKNOWN: mark("I do not know"),
}
KINDS = {
    "placement_test": mark("Placement test"),
    "literacy": mark("Integration course: reading and writing"),
    "second_script": mark("Integration course: Latin letters"),
    "literacy_open": mark("Open course: reading and writing"),
    "integration": mark("Integration course"),
    "repeat": mark("Repeating part of the integration course"),
    "job_a2": mark("Job language course A2"),
    "job_b1": mark("Job language course B1"),
    "intensive": mark("Fast integration course"),
    "women_parents": mark("Integration course for women or parents"),
    "youth": mark("Integration course for young adults"),
    "job_b2": mark("Job language course B2"),
    "job_subject": mark("Language course for a group of jobs"),
    "job_trainee": mark("Language course during vocational training"),
    "job_recognition": mark("Language course for the recognition of a profession"),
    "job_c1": mark("Job language course C1"),
    "job_c2": mark("Job language course C2"),
    "orientation": mark("Course about life in Germany"),
    "first_orientation": mark("First orientation course"),
    "open_beginner": mark("Open German course A1 to A2"),
    "open_advanced": mark("Open German course B1 to C1"),
    "volunteer_course": mark("German with volunteers"),
    "school": mark("School"),
    "language_cafe": mark("Language café"),
    "online": mark("German online"),
}
"""Names of our kinds in the reader's language; a district's own kinds have their German name."""
NEEDS = {
    "entitlement": mark("permission for the integration course"),
    "job_entitlement": mark("permission for the job language course"),
    "placement": mark("placement test"),
    "certificate_a2": mark("certificate A2"),
    "certificate_b1": mark("certificate B1"),
    "certificate_b2": mark("certificate B2"),
    "certificate_c1": mark("certificate C1"),
    "recognition": mark("letter from the recognition office"),
    "contract": mark("contract of work or training"),
}
GIVERS = {
    Giver.JOBCENTER: mark("Jobcenter"),
    Giver.FOREIGNERS_OFFICE: mark("immigration office (Ausländerbehörde)"),
    Giver.BAMF: mark("Federal Office for Migration (BAMF)"),
    Giver.EMPLOYMENT_AGENCY: mark("employment agency (Agentur für Arbeit)"),
    Giver.ADVICE: mark("migration advice (Migrationsberatung)"),
    Giver.PROVIDER: mark("language school of the course"),
    Giver.TEST_CENTRE: mark("language test centre"),
    Giver.RECOGNITION_OFFICE: mark("recognition office (Anerkennungsstelle)"),
    Giver.EMPLOYER: mark("employer"),
}
BRINGS = {
    Bring.ID: mark("passport or ID card"),
    Bring.PERMIT: mark("residence document"),
    Bring.LETTER: mark("letters from the office"),
    Bring.ENTITLEMENT: mark("permission for the course"),
    Bring.CERTIFICATE: mark("certificates"),
    Bring.DIPLOMA: mark("diploma"),
    Bring.CONTRACT: mark("contract"),
}


def status(tr: Translator, answers: Answers) -> Screen:
    """Ask what somebody's right to a course follows from."""
    buttons = [
        Button(tr(words), press("level.next", answers.code, status, 0))
        for status, words in STATUSES.items()
    ]
    body = tr.lines(
        tr("<b>What fits you best?</b>"),
        tr("The permission for a course depends on it. We do not store your answer."),
    )
    young = Button(tr("I am under 18"), press("level.next", answers.code, MINOR, 0))
    return Screen(
        body,
        in_rows(buttons, 1),
        ((young,),),
        at=f"level.status:{answers.code}",
        back=f"level.ask:{answers.code}",
    )


def step(
    tr: Translator,
    answers: Answers,
    chosen: str,
    levels: LevelRange,
    steps: NextSteps,
    page: int,
    phone: str,
) -> Screen:
    """Return one of the next steps. ``chosen`` is the status or ``MINOR``, ``page`` which step."""
    at = f"level.next:{answers.code}:{chosen}"
    lines = _of_step(tr, steps.steps[page]) if page < len(steps.steps) else _without_step(tr, steps)
    here = tr("You are here: {levels}", levels=range_name(tr, levels))
    none_needed = tr("Perhaps you do not need a course.") if steps.needs_none else NOTHING
    meanwhile = tr.listed(_name(tr, kind) for kind in steps.meanwhile)
    waiting = tr("While you wait: {kinds}", kinds=meanwhile) if steps.meanwhile else NOTHING
    return Screen(
        tr.lines(here, none_needed, *lines, waiting),
        in_rows([call_button(tr, phone)] if phone else [], 1),
        _other_steps(tr, at, page, len(steps.steps)),
        at=f"{at}:{page}",
        back=f"level.status:{answers.code}",
    )


def _other_steps(tr: Translator, at: str, page: int, count: int) -> Rows:
    before = press(at, page - 1) if page else None
    after = press(at, page + 1) if page + 1 < count else None
    return paging(tr, before, after)


def _without_step(tr: Translator, steps: NextSteps) -> list[Html]:
    if steps.test is None or not steps.test_first:
        return [tr("We know no course for you. Please ask a person.")]
    return [
        tr("<b>Your next step: {kind}</b>", kind=_name(tr, steps.test)),
        tr("In German: {title}", title=steps.test.name),
        tr("It shows which course is right for you."),
    ]


def _of_step(tr: Translator, step: Step) -> list[Html]:
    kind = step.kind
    return [
        tr("<b>Your next step: {kind}</b>", kind=_name(tr, kind)),
        tr("In German: {title}", title=kind.name),
        _facts(tr, kind),
        *(_need(tr, need) for need in step.needs),
        tr(
            "Source: {source}, as of {day}. Rules change. Please ask the office.",
            source=kind.source.name,
            day=tr.day(kind.source.as_of),
        ),
    ]


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


def _name(tr: Translator, kind: CourseKind) -> Html:
    return tr(KINDS[kind.code]) if kind.code in KINDS else tr.value(kind.name)
