"""Results of a group: minutes, tasks, and what comes on the agenda of a steering group."""

from collections.abc import Mapping

from bot.domain.announcements import Kind
from bot.domain.group_events.results import (
    MinutesWritten,
    ResultEvent,
    TaskAssigned,
    TaskDue,
    TopicProposed,
)
from bot.domain.groups import Group
from bot.i18n import Translator, mark
from bot.screens.frame import no_more
from bot.ui import NOTHING, Button, Screen, in_rows, press

HEADINGS: Mapping[type[ResultEvent], str] = {
    MinutesWritten: mark("📝 <b>The minutes of the meeting are there</b>"),
    TaskAssigned: mark("🔧 <b>You have a new task</b>"),
    TaskDue: mark("⏰ <b>A task of yours is due soon</b>"),
}


def notification(tr: Translator, event: ResultEvent, group: Group | None) -> Screen:
    """Return news of one result; ``group`` None: it was deleted meanwhile."""
    body = tr.lines(
        tr(HEADINGS[type(event)]),
        tr.value(group.name) if group else NOTHING,
        tr.value(event.excerpt),
    )
    look = Button(tr("Look at it"), press("result.show", event.result_id))
    return Screen(body, in_rows([look, no_more(tr, Kind.GROUP)], 1))


def topic_notification(tr: Translator, event: TopicProposed, group: Group | None) -> Screen:
    """Return news for the leads of ``group``, None if it was deleted meanwhile."""
    body = tr.lines(
        tr("📌 <b>A result is on your agenda</b>"),
        tr("{group} has a result:", group=event.source),
        tr.value(event.topic),
    )
    look = [Button(tr("Look at it"), press("meeting.list", group.id, 0))] if group else []
    return Screen(body, in_rows([*look, no_more(tr, Kind.GROUP)], 1))
