"""Saved answers: what the office uses again, added on a page of its own and deleted in the list."""

from collections.abc import Mapping

from bot.domain.audits import Act
from bot.domain.desk import Cells
from bot.domain.enquiries import SavedAnswer
from bot.i18n import mark, plain
from bot.rules import enquiries as rules
from bot.rules.people import room_for
from bot.rules.problems import Problem, Refusal
from bot.screens import problems
from handlers.desk import forms, lists
from handlers.desk.forms import Choice, FormField
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.questions.page import QUESTIONS
from storage.desk import enquiries as rows

ANSWERS = f"{QUESTIONS}/answers"
NAMES = ("title", "language", "words")


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a new saved answer are kept."""
    return f"saved_answer:{desk.district.id}"


async def table(desk: DeskRequest) -> Answer:
    """Return the saved answers of the district."""
    return Shown(
        "saved_answers.html", {"answers": await rows.saved_answers(desk.store, desk.district.id)}
    )


async def drop(desk: DeskRequest) -> Answer:
    """Delete a saved answer; answers that were sent stay."""
    answer_id = lists.number(desk.sent("id")) or 0
    if not await rows.drop_answer(desk.store, desk.district.id, answer_id):
        raise Refusal(Problem.CHANGED_MEANWHILE)
    await _audit(desk, answer_id, {"state": "saved"}, {"state": "deleted"})
    return Done(f"{ANSWERS}?said=done")


async def show_new(desk: DeskRequest) -> Answer:
    """Return an empty form, or what the person typed last."""
    opened = await forms.opened(desk, form_of(desk), {"language": "de"}, 0)
    values = forms.of_known({"language": "de", **opened.values}, NAMES)
    is_refused = opened.draft is not None and opened.draft.refused
    fields = _fields(desk)
    return Shown(
        "saved_answer.html",
        {
            "opened": opened,
            "values": values,
            "fields": list(fields.values()),
            "mistakes": _mistakes(desk, values) if is_refused else {},
            "labels": {name: field.label for name, field in fields.items()},
        },
    )


async def hear_new(desk: DeskRequest) -> Answer:
    """Save an answer to be used again, or keep or discard what was typed."""
    if answer := await forms.aside(desk, form_of(desk), ANSWERS):
        return answer
    typed = forms.of_known(forms.kept_values(desk.fields), NAMES)
    if _mistakes(desk, typed):
        return await forms.refuse(desk, form_of(desk))
    known = await rows.saved_answers(desk.store, desk.district.id)
    room_for(len(known), rules.MOST_SAVED)
    answer_id = await rows.save_answer(
        desk.store,
        SavedAnswer(
            id=0,
            district_id=desk.district.id,
            title=rules.title(typed["title"]),
            language=typed["language"],
            words=rules.answer(typed["words"]),
        ),
    )
    await _audit(desk, answer_id, {}, {"state": "saved", "language": typed["language"]})
    await forms.drop(desk)
    return Done(f"{ANSWERS}?said=saved")


def _fields(desk: DeskRequest) -> Mapping[str, FormField]:
    codes = desk.turn.services.languages
    languages = [Choice(code, desk.name_of_texts(code)) for code in codes]
    return {
        "title": FormField(name="title", label=mark("Title"), required=True),
        "language": FormField(
            name="language", label=mark("Language"), kind="choice", choices=languages
        ),
        "words": FormField(name="words", label=mark("Text"), kind="area", required=True),
    }


def _mistakes(desk: DeskRequest, values: Cells) -> dict[str, str]:
    """Return the sentence of each wrong field."""
    found: dict[str, Problem] = {}
    for name, read in (("title", rules.title), ("words", rules.answer)):
        try:
            read(values[name])
        except Refusal as refusal:
            found[name] = refusal.problem
    if values["language"] not in desk.turn.services.languages:
        found["language"] = Problem.CHOICE_GONE
    return {name: plain(problems.words(desk.turn.tr, reason)) for name, reason in found.items()}


async def _audit(
    desk: DeskRequest, answer_id: int, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    await desk.turn.audit(Act.SAVED_ANSWER, f"saved answer {answer_id}", before, after)
