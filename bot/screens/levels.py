"""A first guess at somebody's German: one question a screen, then a range and what it is not."""

from collections.abc import Mapping

from bot.domain.levels import (
    Answers,
    Assessment,
    KeptLevel,
    Level,
    LevelRange,
    Question,
    Reason,
    Topic,
)
from bot.i18n import Ltr, Translator, mark
from bot.ui import NOTHING, Button, Html, Rows, Screen, in_rows, press

REASONS = 3
"""Maximum number of reasons on a screen."""
FIRST_WORD, SECOND_WORD = "Taxi", "Telefon"
"""Words that are nearly the same in many languages: who reads Latin letters knows them."""
PICTURES = {
    Topic.FIRST_WORD: {"1": "🍞", "r": "🚕", "2": "📞", "3": "🏠"},
    Topic.SECOND_WORD: {"2": "🏠", "1": "🚌", "4": "🔑", "r": "📞", "3": "🍎"},
}
CAN = {
    "w": mark("😀 Yes, easily"),
    "p": mark("😐 With help"),
    "n": mark("🙁 No"),
}
SPEAKING = {
    Level.A1: mark("I can say my name, where I live and what I want to buy."),
    Level.A2: mark("I can talk about my day and make an appointment."),
    Level.B1: mark("I can explain a problem at an office and understand the answer."),
    Level.B2: mark("I can give my opinion in a discussion and understand the news."),
    Level.C1: mark("I can give a talk about my work and easily find the right words."),
}
WRITING = {
    Level.A1: mark("I can write my name, address and date of birth on a form."),
    Level.A2: mark("I can write a short message, for example that my child is ill."),
    Level.B1: mark("I can read a letter from an office and write an e-mail about it."),
    Level.B2: mark("I can read a long newspaper article and write a complaint."),
    Level.C1: mark("I can read difficult texts about my work and write a report."),
}
PAPER_AGES = {"r": mark("Less than two years"), "o": mark("More than two years")}
WHY = {
    Reason.LITERACY: mark("First you learn to read and write. There are courses for this."),
    Reason.SECOND_SCRIPT: mark(
        "First you learn the Latin letters. There are courses for people who read another script."
    ),
    Reason.UNSURE_SCRIPT: mark(
        "We do not know how well you read Latin letters. The placement test will show it."
    ),
    Reason.SPEAKING: mark("This comes from your answers about speaking."),
    Reason.WRITING: mark("This comes from your answers about reading and writing."),
    Reason.SKILLS_DIFFER: mark(
        "You speak and write at different levels. A course starts at the lower one."
    ),
    Reason.PAPER: mark("Your certificate fits your answers."),
    Reason.PAPER_OLD: mark(
        "Your certificate shows a higher level. We do not know if it is still right."
    ),
    Reason.PAPER_DISAGREES: mark(
        "Your certificate does not fit your answers. Please show it at the placement test."
    ),
    Reason.TASKS_RIGHT: mark("You solved both exercises. So we choose the higher level."),
    Reason.TASKS_WRONG: mark("The exercises were hard. So we choose the lower level."),
    Reason.BEGINNER: mark("You are at the beginning. Everybody starts like this."),
    Reason.FLUENT: mark("You speak German very well. Perhaps you do not need a course."),
}
NO_CERTIFICATE = mark(
    "This is only a first guess. It is not a certificate. The official placement test decides."
)


def level_button(tr: Translator) -> Button:
    """Return the button that begins the questions."""
    return Button(tr("🎓 My German"), press("level.start"))


def question(tr: Translator, answers: Answers, asked: Question, kept: Html = NOTHING) -> Screen:
    """Return a question. ``kept`` says what was found last time, shown with the first one."""
    begins = not answers.count
    lines = [
        tr("<b>How good is your German?</b>") if begins else _progress(tr, answers, asked),
        tr("About 7 short questions. You can stop at any time and go on later.")
        if begins
        else NOTHING,
        kept,
        *_asked(tr, asked),
    ]
    return Screen(
        tr.lines(*lines),
        in_rows(_buttons(tr, answers, asked), 2 if asked.topic in PICTURES else 1),
        _beside(tr, begins=begins, has_kept=bool(kept)),
        at="level.start" if begins else f"level.ask:{answers.code}",
        back=_before(answers, follows_answer=asked.topic is not Topic.TASK or bool(answers.tasks)),
    )


def _beside(tr: Translator, *, begins: bool, has_kept: bool) -> Rows:
    """Return the row that begins anew, or deletes what was kept."""
    if not begins:
        return ((Button(tr("Start again"), press("level.start")),),)
    return ((_delete_button(tr),),) if has_kept else ()


def _delete_button(tr: Translator) -> Button:
    return Button(tr("🗑 Delete my level"), press("level.delete"))


def _before(answers: Answers, *, follows_answer: bool = True) -> str:
    """Return the press of what was shown before; the first exercise follows the result itself."""
    if not answers.count:
        return "home:0"
    if not follows_answer:
        return f"level.ask:{answers.code}"
    route = "level.task" if answers.tasks else "level.ask"
    return f"{route}:{answers.code[:-1]}" if answers.count > 1 else "level.start"


def _progress(tr: Translator, answers: Answers, asked: Question) -> Html:
    if asked.topic is Topic.TASK:
        return tr("Exercise {n} of {all}", n=len(answers.tasks) + 1, all=2)
    return tr("Question {n} of about {all}", n=answers.count + 1, all=max(7, answers.count + 1))


def _asked(tr: Translator, asked: Question) -> list[Html]:
    match asked.topic:
        case Topic.FIRST_WORD:
            return _word(tr, FIRST_WORD)
        case Topic.SECOND_WORD:
            return _word(tr, SECOND_WORD)
        case Topic.SPEAKING:
            return [tr("Can you do this in German?"), _statement(tr, SPEAKING[asked.level])]
        case Topic.WRITING:
            return [tr("Can you do this in German?"), _statement(tr, WRITING[asked.level])]
        case Topic.PAPER:
            return [tr("Do you have a German certificate? Which level is on it?")]
        case Topic.PAPER_AGE:
            return [tr("How old is the certificate?")]
        case Topic.TASK:
            sentence = asked.task.sentence if asked.task else ""
            return [tr("Which word is missing?"), tr.bold(sentence)]


def _word(tr: Translator, word: str) -> list[Html]:
    return [tr("👀 Please read this word: <b>{word}</b>", word=word), tr("Which picture fits?")]


def _statement(tr: Translator, sentence: str) -> Html:
    return Html(f"<b>{tr(sentence)}</b>")


def _buttons(tr: Translator, answers: Answers, asked: Question) -> list[Button]:
    return [
        Button(label, press("level.ask", f"{answers.code}{letter}"))
        for letter, label in labels(tr, asked).items()
    ]


def labels(tr: Translator, asked: Question) -> dict[str, Html]:
    """Return letter → label of every answer."""
    match asked.topic:
        case Topic.FIRST_WORD:
            return {
                **_pictures(asked),
                "o": tr("I read another script"),
                "n": tr("❌ I cannot read it"),
            }
        case Topic.SECOND_WORD:
            return {**_pictures(asked), "n": tr("❌ I cannot read it")}
        case Topic.SPEAKING | Topic.WRITING:
            return _answers(tr, CAN)
        case Topic.PAPER:
            return {letter: _paper(tr, Level(int(letter))) for letter in asked.letters}
        case Topic.PAPER_AGE:
            return _answers(tr, PAPER_AGES)
        case Topic.TASK:
            return _choices(tr, asked)


def _answers(tr: Translator, words: Mapping[str, str]) -> dict[str, Html]:
    return {letter: tr(answer) for letter, answer in words.items()}


def _choices(tr: Translator, asked: Question) -> dict[str, Html]:
    choices = asked.task.choices if asked.task else ()
    return {letter: tr.value(choice) for letter, choice in zip(asked.letters, choices, strict=True)}


def _pictures(asked: Question) -> dict[str, Html]:
    return {letter: Html(picture) for letter, picture in PICTURES[asked.topic].items()}


def _paper(tr: Translator, level: Level) -> Html:
    if level is Level.A0:
        return tr("No certificate")
    return tr("C1 or higher") if level is Level.C1 else tr.value(Ltr(level.name))


def result(
    tr: Translator, answers: Answers, assessment: Assessment, *, may_keep: bool, has_tasks: bool
) -> Screen:
    """Return the range, why, and what it is not.

    ``may_keep``: the person has agreed to be remembered, so that the range can be kept.
    ``has_tasks``: exercises can still be done.
    """
    buttons = [
        Button(tr("➡️ My next course"), press("level.status", answers.code)),
        *(
            [Button(tr("Two short exercises"), press("level.task", answers.code))]
            if has_tasks
            else []
        ),
        *([Button(tr("Keep this level"), press("level.keep", answers.code))] if may_keep else []),
        Button(tr("Start again"), press("level.start")),
    ]
    body = tr.lines(
        tr("<b>Your German: {levels}</b>", levels=range_name(tr, assessment.levels)),
        *(tr(WHY[reason]) for reason in assessment.reasons[:REASONS]),
        tr(NO_CERTIFICATE),
        tr("If you keep this level, we keep only these levels and today’s date.")
        if may_keep
        else NOTHING,
    )
    return Screen(body, in_rows(buttons, 1), at=f"level.ask:{answers.code}", back=_before(answers))


def range_name(tr: Translator, levels: LevelRange) -> Html:
    """Return a range in words: "A2, perhaps B1"."""
    low, high = Ltr(levels.low.name), Ltr(levels.high.name)
    is_narrow = levels.high - levels.low == 1
    if levels.low is Level.A0:
        return (
            tr("beginner, perhaps {level}", level=high)
            if is_narrow
            else tr("between beginner and {level}", level=high)
        )
    return (
        tr("{level}, perhaps {higher}", level=low, higher=high)
        if is_narrow
        else tr("between {level} and {higher}", level=low, higher=high)
    )


def level_name(tr: Translator, level: Level) -> Html:
    """Return a level in words: "A2", "beginner"."""
    return tr("beginner") if level is Level.A0 else tr.value(Ltr(level.name))


def last_time(tr: Translator, kept: KeptLevel, *, is_outdated: bool) -> Html:
    """Return what was kept, and whether it is too old to go by."""
    said = tr(
        "Last time, on {day}: {levels}",
        day=tr.day(kept.assessed_on),
        levels=range_name(tr, kept.levels),
    )
    again = tr("That was a while ago. Please answer again.") if is_outdated else NOTHING
    return tr.lines(said, again)


def kept(tr: Translator, level: KeptLevel) -> Screen:
    """Return what is kept, with the button that deletes it."""
    buttons = [
        Button(tr("Answer again"), press("level.start")),
        _delete_button(tr),
    ]
    body = last_time(tr, level, is_outdated=False)
    return Screen(
        tr.lines(body, tr(NO_CERTIFICATE)), in_rows(buttons, 1), at="level.kept", back="home:0"
    )
