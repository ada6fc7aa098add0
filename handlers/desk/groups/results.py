"""Decisions, tasks and minutes of a group: written on one page, by the verbs of the chat."""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.attachments import Attachment
from bot.domain.groups import Group
from bot.domain.results import Kind, Published, Result
from bot.i18n import mark, plain
from bot.rules import attachments as file_rules
from bot.rules import results as rules
from bot.rules.desk import LONGEST_UPLOAD
from bot.rules.problems import Problem, Refusal
from bot.screens.problems import words as problem_words
from bot.screens.results import KINDS, PUBLISHED
from handlers.desk import forms, lists
from handlers.desk.forms import Choice, FormField
from handlers.desk.groups.listing import PAGE
from handlers.desk.groups.page import group_here
from handlers.desk.page import COORDINATORS, ROW, Answer, DeskRequest, Done, Page, Shown
from handlers.dialogue import results as verbs
from handlers.dialogue.shared.groups import present_members
from storage.catalogue import attachments
from storage.groups import results as stored

MOST = 200
"""Maximum number of results that the page lists, the latest first."""
FIELDS = ("kind", "words", "member", "due")
LABELS = {
    "kind": mark("Type"),
    "words": mark("Text"),
    "member": mark("Who does it"),
    "due": mark("Due on"),
    "file": mark("Document"),
}
NOTHING = {**dict.fromkeys(FIELDS, ""), "kind": Kind.DECISION.value}
"""What the form begins with."""
MINE = "me"
"""Value of the choice by which a coordinator takes a task on."""
Verb = Callable[[DeskRequest, Group, Result], Awaitable[object]]


async def show(desk: DeskRequest) -> Answer:
    """Return the results of a group, with what the person typed and did not store yet."""
    group = await group_here(desk)
    opened = await forms.opened(desk, form_of(desk), NOTHING, 0)
    values = forms.of_known(opened.values, FIELDS)
    is_refused = opened.draft is not None and opened.draft.refused
    listed = await stored.of_group(desk.store, group.id, tuple(Published), MOST)
    files = await attachments.by_ids(
        desk.store, {result.attachment_id for result in listed if result.attachment_id}
    )
    sure = lists.number(desk.asked("sure"))
    return Shown(
        "group_results.html",
        {
            "group": group,
            "results": listed,
            "files": files,
            "kinds": KINDS,
            "published": PUBLISHED,
            "circles": list(Published),
            "fields": await _fields(desk, group),
            "owners": await _owners(desk, group),
            "labels": LABELS,
            "values": values,
            "opened": opened,
            "mistakes": _mistakes(desk, values) if is_refused else {},
            "sure": next((result for result in listed if result.id == sure), None),
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Store what was typed or sent, or do something with a result."""
    group = await group_here(desk, lock=True)
    here = f"{PAGE}/{group.id}/results"
    if answer := await forms.aside(desk, form_of(desk), here):
        return answer
    act = desk.sent("act")
    if act == "":
        return await _add(desk, group, here)
    result = await _result_here(desk, group)
    if act not in ACTS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    if act == "remove" and desk.sent("sure") != "1":
        return Done(f"{here}?sure={result.id}")
    await ACTS[act](desk, group, result)
    return Done(f"{here}?said=done")


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of the form are kept, "" for the short forms."""
    is_form = desk.sent("act") in ("", "draft", "discard")
    return f"results:{desk.parts['id']}:{desk.district.id}" if is_form else ""


async def _result_here(desk: DeskRequest, group: Group) -> Result:
    result = await stored.by_id(desk.store, lists.number(desk.sent("id")) or 0)
    if result is None or result.group_id != group.id:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    return result


async def _add(desk: DeskRequest, group: Group, here: str) -> Answer:
    typed, file = forms.of_known(forms.kept_values(desk.fields), FIELDS), _file(desk)
    is_minutes = typed["kind"] == Kind.MINUTES
    wrong = _mistakes(desk, typed | ({"words": file.name} if file and is_minutes else {}))
    if wrong or (file and not is_minutes):
        return await forms.refuse(desk, form_of(desk), here)
    if file:
        await verbs.sent_minutes(desk.turn, file, group.id)
    elif is_minutes:
        await verbs.typed_minutes(desk.turn, typed["words"], group.id)
    elif typed["kind"] == Kind.DECISION:
        await verbs.typed_decision(desk.turn, typed["words"], group.id)
    else:
        await _add_task(desk, group, typed)
    await forms.drop(desk)
    return Done(f"{here}?said=saved")


async def _add_task(desk: DeskRequest, group: Group, typed: Mapping[str, str]) -> None:
    task = rules.dated_task(typed["words"], desk.sent_day("due"), desk.turn.today)
    task_id = await verbs.add_task(desk.turn, task, group.id)
    if typed["member"]:
        await _give(desk, group, task_id)


async def _give(desk: DeskRequest, group: Group, task_id: int) -> None:
    """Make somebody the owner of a task; a coordinator who is not in the group joins it so."""
    if desk.sent("member") == MINE:
        await verbs.take_on(desk.turn, task_id)
    else:
        await verbs.own(desk.turn, task_id, lists.number(desk.sent("member")) or 0)


def _file(desk: DeskRequest) -> Attachment | None:
    """Return the document that was sent, None for none. Refuses one of a wrong kind."""
    sent = next(iter(desk.sent_files("file")), None)
    if sent is None:
        return None
    return file_rules.checked(Attachment(sent.name, "", len(sent.content), sent.content))


def _mistakes(desk: DeskRequest, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the sentence of each wrong field."""
    wrong: dict[str, Problem] = {}
    if typed["kind"] not in list(Kind):
        wrong["kind"] = Problem.UNKNOWN_BUTTON
    try:
        rules.words(typed["words"])
    except Refusal as refusal:
        wrong["words"] = refusal.problem
    if typed["kind"] == Kind.TASK and (problem := _due_problem(desk, typed["due"])):
        wrong["due"] = problem
    return {name: plain(problem_words(desk.turn.tr, problem)) for name, problem in wrong.items()}


def _due_problem(desk: DeskRequest, due: str) -> Problem | None:
    day = desk.day_of(due)
    if due.strip() and day is None:
        return Problem.NO_SUCH_TIME
    return Problem.IN_THE_PAST if day and day < desk.turn.today else None


async def _fields(desk: DeskRequest, group: Group) -> list[FormField]:
    kinds = [Choice(kind.value, plain(desk.turn.tr(words))) for kind, words in KINDS.items()]
    owners = [Choice("", "–"), *await _owners(desk, group)]
    return [
        FormField(name="kind", label=LABELS["kind"], kind="choice", choices=kinds),
        FormField(name="words", label=LABELS["words"], kind="area"),
        FormField(name="member", label=LABELS["member"], kind="choice", choices=owners),
        FormField(name="due", label=LABELS["due"], hint=mark("Day.month.year")),
    ]


async def _owners(desk: DeskRequest, group: Group) -> list[Choice]:
    """Return who can do a task: the members, and the coordinator who looks at the page."""
    members = await present_members(desk.turn, group)
    named = [Choice(str(member.id), member.name) for member in members]
    is_in = any(member.person_id == desk.turn.person.id for member in members)
    return named if is_in else [*named, Choice(MINE, plain(desk.turn.tr("Me")))]


async def _own(desk: DeskRequest, group: Group, result: Result) -> None:
    await _give(desk, group, result.id)


async def _finish(desk: DeskRequest, _: Group, result: Result) -> None:
    await verbs.finish(desk.turn, result.id)


async def _publish(desk: DeskRequest, _: Group, result: Result) -> None:
    await verbs.publish(desk.turn, result.id, desk.sent("circle"))


async def _remove(desk: DeskRequest, _: Group, result: Result) -> None:
    await verbs.remove(desk.turn, result.id)


ACTS: Mapping[str, Verb] = {
    "own": _own,
    "finish": _finish,
    "publish": _publish,
    "remove": _remove,
}
"""What a button beside a result does."""
RESULTS = Page(
    name="groups.results",
    path=f"{PAGE}/{ROW}/results",
    look=show,
    hear=hear,
    readers=COORDINATORS,
    writers=COORDINATORS,
    keeps=form_of,
    longest=LONGEST_UPLOAD,
)
