"""What a volunteer takes part in: the next meeting, help, tasks, and messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.groups import Group
from bot.domain.helping import HelpRequest
from bot.domain.meetings import Meeting
from bot.domain.results import Result
from bot.i18n import Translator
from bot.screens import helping, results
from bot.screens.frame import leaf
from bot.screens.meetings import where
from bot.text import shortened
from bot.ui import Button, Html, Screen, in_rows, press

MOST = 20
"""Maximum number of requests and tasks of each list."""
PAGE = 5
LINE = 60
"""Characters of a task in the text."""
TASKS = 3
"""Tasks that stand in the text; all of them have buttons."""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What a person takes part in.

    ``meeting`` is the next one of their groups with its group, None if none is planned. ``asked``
    are requests for help that they have not answered, ``given`` those that they help with.
    ``has_messages``: a message can be read here, also one that was read.
    """

    meeting: tuple[Meeting, Group] | None = None
    asked: Sequence[HelpRequest] = ()
    given: Sequence[HelpRequest] = ()
    tasks: Sequence[Result] = ()
    has_messages: bool = False


def own_button(tr: Translator) -> Button:
    """Return the button that opens it from home."""
    return Button(tr("📌 What I do here"), press("home.own", 0))


def own(tr: Translator, part: OwnPart, page: int) -> Screen:
    """Return what a person takes part in, each with a button that opens it."""
    body = tr.paragraphs(
        tr.lines(tr("<b>What I do here</b>")),
        tr.lines(*_meeting(tr, part)),
        tr.lines(*_help(tr, part)),
        tr.lines(*_tasks(tr, part.tasks)),
    )
    shown, arrows = leaf(tr, _buttons(tr, part), page, PAGE, "home.own")
    return Screen(body, in_rows([*shown], 1), arrows, at=f"home.own:{page}", back="home:0")


def _meeting(tr: Translator, part: OwnPart) -> list[Html]:
    if part.meeting is None:
        return [tr("No meeting is planned.")]
    meeting, group = part.meeting
    return [
        tr("Your next meeting:"),
        tr.bold(meeting.title),
        tr.value(group.name),
        *where(tr, meeting),
    ]


def _help(tr: Translator, part: OwnPart) -> list[Html]:
    waiting = [
        tr.plural(
            "{n} request for help waits for your answer.",
            "{n} requests for help wait for your answer.",
            len(part.asked),
        )
    ]
    given = [
        tr.plural("You help with {n} request.", "You help with {n} requests.", len(part.given))
    ]
    return [*(waiting if part.asked else ()), *(given if part.given else ())]


def _tasks(tr: Translator, tasks: Sequence[Result]) -> list[Html]:
    if not tasks:
        return [tr("You have no open task.")]
    due = [
        tr("{words} (due: {day})", words=shortened(task.words, LINE), day=tr.day(task.due))
        if task.due
        else tr.value(shortened(task.words, LINE))
        for task in tasks[:TASKS]
    ]
    return [tr("Your open tasks:"), *due]


def _buttons(tr: Translator, part: OwnPart) -> list[Button]:
    meetings = [part.meeting[0]] if part.meeting else []
    return [
        *(
            Button(
                tr("{day}: {title}", day=tr.day(meeting.start.date()), title=meeting.title),
                press("meeting.show", meeting.id),
            )
            for meeting in meetings
        ),
        *(
            Button(tr(helping.KINDS[request.kind]), press("helping.show", request.id))
            for request in (*part.asked, *part.given)
        ),
        *(Button(results.short(tr, task), press("result.show", task.id)) for task in part.tasks),
        *([Button(tr("📬 Messages for you"), press("inbox.list", 0))] if part.has_messages else []),
    ]
