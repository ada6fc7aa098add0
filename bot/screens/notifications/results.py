"""Results of a group: minutes, tasks, and what comes on the agenda of a steering group."""

from collections.abc import Mapping

from bot.domain.agendas import Topic
from bot.domain.announcements import Kind
from bot.domain.group_events.results import (
    MinutesWritten,
    ResultEvent,
    TaskAssigned,
    TaskDue,
)
from bot.domain.groups import Group
from bot.domain.results import Result
from bot.i18n import Translator, mark
from bot.screens.frame import no_more
from bot.text import one_line, shortened
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

HEADINGS: Mapping[type[ResultEvent], str] = {
    MinutesWritten: mark("📝 <b>The minutes of the meeting are ready</b>"),
    TaskAssigned: mark("🔧 <b>You have a new task</b>"),
    TaskDue: mark("⏰ <b>One of your tasks is due soon</b>"),
}


EXCERPT = 200
"""Maximum characters of a result in a notification."""


def notification(
    tr: Translator, event: ResultEvent, group: Group | None, result: Result | None
) -> Screen:
    """Return news of one result; None: it was deleted meanwhile."""
    body = tr.lines(
        tr(HEADINGS[type(event)]),
        tr.value(group.name) if group else NOTHING,
        _excerpt(tr, result.words) if result else NOTHING,
    )
    look = [Button(tr("Open"), press("result.show", result.id))] if result else []
    return Screen(body, in_rows([*look, no_more(tr, Kind.GROUP)], 1))


def topic_notification(tr: Translator, group: Group | None, topic: Topic | None) -> Screen:
    """Return news for the leads of ``group``; None: it was deleted meanwhile."""
    is_of_office = topic is not None and topic.from_group_id is None
    heading = tr("📌 <b>A result is on your agenda</b>")
    source = tr("{group} has a result:", group=topic.source) if topic else NOTHING
    if is_of_office:
        heading, source = tr("📌 <b>A new topic is on your agenda</b>"), NOTHING
    body = tr.lines(heading, source, _excerpt(tr, topic.words) if topic else NOTHING)
    look = [Button(tr("Open"), press("meeting.list", group.id, 0))] if group else []
    return Screen(body, in_rows([*look, no_more(tr, Kind.GROUP)], 1))


def _excerpt(tr: Translator, words: str) -> Html:
    """Return the beginning of a text, on one line."""
    return tr.value(shortened(one_line(words), EXCERPT))
