"""A question to the office: what both sides wrote, the answer, who takes care, and a note."""

from collections.abc import Mapping, Sequence

from bot.domain.audits import Act, Facts
from bot.domain.desk import Cells, InboxMark, Waiting
from bot.domain.enquiries import Enquiry, EnquiryMessage, EnquiryState, SavedAnswer
from bot.domain.group_events.enquiries import EnquiryAnswered, EnquiryClosed
from bot.i18n import mark, plain
from bot.rules import enquiries as rules
from bot.rules.desk import HOME
from bot.rules.problems import Problem, Refusal
from bot.screens import problems
from bot.screens.enquiries import STATES, UNREADABLE
from handlers.desk import forms, lists
from handlers.desk.forms import Choice, FormField
from handlers.desk.inbox import acts as inbox_acts
from handlers.desk.inbox.queue import colleagues_of
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.questions import translating
from handlers.workflows.notify import notify_in_district
from storage.desk import enquiries as rows
from storage.desk import inbox
from storage.people import enquiries

QUESTIONS = f"{HOME}/questions"
NOTED = ("assign", "note")
"""Acts of the inbox that can be done here, too."""


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of an answer are kept."""
    return f"question:{desk.parts.get('id', '0')}:{desk.district.id}"


async def show(desk: DeskRequest) -> Answer:
    """Return a question with all that was written, and the form of the answer."""
    enquiry = await _here(desk)
    messages = await enquiries.messages(desk.store, enquiry.id)
    stored = {"answer": "", "language": "de", "template": ""}
    opened = await forms.opened(desk, form_of(desk), stored, len(messages))
    values = {**stored, **forms.of_known(opened.values, tuple(stored))}
    is_refused = opened.draft is not None and opened.draft.refused
    saved = await rows.saved_answers(desk.store, desk.district.id)
    marks = await inbox.marks(desk.store, desk.district.id)
    return Shown(
        "question.html",
        {
            "enquiry": enquiry,
            "messages": messages,
            "states": STATES,
            "unreadable": UNREADABLE,
            "may_ask": translating.possible(enquiry, messages),
            "opened": opened,
            "values": values,
            "fields": _fields(desk, enquiry, saved),
            "mistakes": _mistakes(desk, enquiry, values) if is_refused else {},
            "is_changed": opened.draft is not None and opened.base != len(messages),
            "base": len(messages),
            "noted": marks.get((Waiting.QUESTION.value, enquiry.id), InboxMark()),
            "colleagues": await colleagues_of(desk),
            "labels": {"answer": mark("Answer"), "language": mark("Language")},
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Answer, close, assign or note something, or keep what was typed."""
    enquiry = await _here(desk, lock=True)
    match desk.sent("act"):
        case "done":
            return await _closed(desk, enquiry)
        case act if act in NOTED:
            await inbox_acts.note(desk, (Waiting.QUESTION, enquiry.id))
            await forms.drop(desk)
            return Done(f"{_page(enquiry)}?said=done")
        case "translate":
            return await translating.asked(desk, enquiry)
        case "insert":
            return await _inserted(desk)
    if answer := await forms.aside(desk, form_of(desk), _page(enquiry)):
        return answer
    return await _answered(desk, enquiry)


async def _here(desk: DeskRequest, *, lock: bool = False) -> Enquiry:
    """Return a question to this office. Refuses one of another office, and one that is gone."""
    enquiry = await enquiries.by_id(desk.store, desk.row_id(), lock=lock)
    if enquiry is None or enquiry.district_id != desk.district.id:
        raise Refusal(Problem.QUESTION_GONE)
    rules.may_answer(desk.turn.person, enquiry)
    return enquiry


def _page(enquiry: Enquiry) -> str:
    return f"{QUESTIONS}/{enquiry.id}"


def _fields(
    desk: DeskRequest, enquiry: Enquiry, saved: Sequence[SavedAnswer]
) -> Mapping[str, FormField]:
    """Return the fields of the form of the answer."""
    tr = desk.turn.tr
    languages = [Choice(c, tr.language_name(c)) for c in rules.answer_languages(enquiry)]
    templates = [Choice(str(answer.id), answer.title) for answer in saved]
    return {
        "answer": FormField(name="answer", label=mark("Answer"), kind="area", required=True),
        "language": FormField(
            name="language", label=mark("Language"), kind="choice", choices=languages
        ),
        "template": FormField(
            name="template",
            label=mark("Saved answers"),
            kind="choice",
            choices=[Choice("", "–"), *templates],
        ),
    }


def _mistakes(desk: DeskRequest, enquiry: Enquiry, values: Cells) -> dict[str, str]:
    """Return the sentence of each wrong field."""
    found = {}
    if values["language"] not in rules.answer_languages(enquiry):
        found["language"] = plain(problems.words(desk.turn.tr, Problem.CHOICE_GONE))
    try:
        rules.answer(values["answer"])
    except Refusal as refusal:
        found["answer"] = plain(problems.words(desk.turn.tr, refusal.problem))
    return found


async def _answered(desk: DeskRequest, enquiry: Enquiry) -> Answer:
    """Send the answer to who asked; the audit log says that, not what was written."""
    turn, values = desk.turn, forms.kept_values(desk.fields)
    typed = {name: values.get(name, "") for name in ("answer", "language")}
    messages = await enquiries.messages(desk.store, enquiry.id)
    if _mistakes(desk, enquiry, typed) or forms.base_of(desk) != len(messages):
        return await forms.refuse(desk, form_of(desk))
    words = rules.answer(typed["answer"])
    message = EnquiryMessage(0, enquiry.id, True, typed["language"], turn.now, words)
    message_id = await enquiries.say(desk.store, enquiry.person_id, message)
    await enquiries.set_state(desk.store, enquiry.id, EnquiryState.ANSWERED, turn.now)
    await notify_in_district(
        desk.store,
        enquiry.district_id,
        [enquiry.person_id],
        EnquiryAnswered(None, enquiry.id, message_id),
        turn.now,
    )
    after = {"state": EnquiryState.ANSWERED.value, "language": message.language}
    await _audit(desk, Act.QUESTION_ANSWER, enquiry, {**after, "characters": len(words)})
    await forms.drop(desk)
    return Done(f"{_page(enquiry)}?said=answered")


async def _closed(desk: DeskRequest, enquiry: Enquiry) -> Answer:
    """Close a question; who has got no answer is told so. Words that were typed are kept."""
    if enquiry.state is EnquiryState.DONE:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    is_open, now = enquiry.state is EnquiryState.OPEN, desk.turn.now
    since = now if is_open else enquiry.since
    await enquiries.set_state(desk.store, enquiry.id, EnquiryState.DONE, since)
    if is_open:
        event = EnquiryClosed(None, enquiry.id)
        person = [enquiry.person_id]
        await notify_in_district(desk.store, enquiry.district_id, person, event, now)
    await _audit(desk, Act.QUESTION_DONE, enquiry, {"state": EnquiryState.DONE.value})
    return Done(f"{_page(enquiry)}?said=done")


async def _inserted(desk: DeskRequest) -> Answer:
    """Put a saved answer behind what was typed, and show the form again."""
    saved = await rows.saved_answers(desk.store, desk.district.id)
    wanted = lists.number(desk.sent("template")) or 0
    chosen = next((answer for answer in saved if answer.id == wanted), None)
    if chosen is None:
        raise Refusal(Problem.NOTHING_CHOSEN)
    typed = forms.kept_values(desk.fields).get("answer", "").rstrip()
    both = "\n\n".join(filter(None, (typed, chosen.words)))
    await forms.keep(desk, form_of(desk), more={"answer": both, "template": ""})
    return Done(desk.path, is_kept=True)


async def _audit(desk: DeskRequest, act: Act, enquiry: Enquiry, after: Facts) -> None:
    await desk.turn.audit(act, f"question {enquiry.id}", {"state": enquiry.state.value}, after)
