"""Agendas of meetings."""

from collections.abc import Sequence

from bot.domain.agendas import Topic
from bot.domain.meetings import Meeting
from bot.i18n import Translator
from bot.screens.frame import leaf
from bot.screens.irreversible import question
from bot.ui import Button, Html, Screen, in_rows, press

PAGE = 5


def agenda(
    tr: Translator,
    meeting: Meeting,
    topics: Sequence[Topic],
    page: int,
    *,
    proposes: bool,
    leads: bool,
) -> Screen:
    """Return a page of an agenda.

    ``proposes``: the person can propose a topic. ``leads``: the person can change topics.
    """
    shown, arrows = leaf(tr, topics, page, PAGE, f"topic.list:{meeting.id}")
    lines = [_line(tr, position, topic) for position, topic in enumerate(shown, page * PAGE + 1)]
    buttons = [
        Button(
            tr("{n}. {topic}", n=position, topic=topic.words[:40]),
            press("topic.show", topic.id, meeting.id),
        )
        for position, topic in enumerate(shown if leads else [], page * PAGE + 1)
    ]
    if proposes:
        buttons.append(Button(tr("➕ Suggest an item"), press("topic.propose", meeting.id)))
    body = tr.paragraphs(
        tr.lines(
            tr.bold(meeting.title),
            tr("Agenda:") if topics else tr("Nobody has suggested anything yet."),
        ),
        tr.lines(*lines),
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"topic.list:{meeting.id}:{page}",
        back=f"meeting.show:{meeting.id}",
    )


def _line(tr: Translator, position: int, topic: Topic) -> Html:
    if topic.done:
        return tr("{n}. ✅ {topic}", n=position, topic=topic.words)
    return (
        tr("{n}. {topic} (from {source})", n=position, topic=topic.words, source=topic.source)
        if topic.source
        else tr("{n}. {topic}", n=position, topic=topic.words)
    )


def propose(tr: Translator, meeting: Meeting) -> Screen:
    body = tr.lines(
        tr.bold(meeting.title), tr("What should the group talk about? Please write one sentence.")
    )
    return Screen(body, back=f"topic.list:{meeting.id}:0")


def topic(tr: Translator, topic: Topic, meeting_id: int) -> Screen:
    """Return a topic with its buttons, for leads."""
    buttons = [
        Button(tr("Discussed"), press("topic.toggle", topic.id, meeting_id), topic.done),
        Button(tr("Remove from the agenda"), press("topic.delete", topic.id, meeting_id)),
    ]
    return Screen(
        tr.lines(tr.bold(topic.words)),
        in_rows(buttons, 1),
        at=f"topic.show:{topic.id}:{meeting_id}",
        back=f"topic.list:{meeting_id}:0",
    )


def ask_remove(tr: Translator, topic: Topic, meeting_id: int) -> Screen:
    """Ask whether a topic is to be deleted."""
    ids = f"{topic.id}:{meeting_id}"
    name, act = tr.bold(topic.words), tr("Remove from the agenda")
    return question(tr, f"topic.delete:{ids}", f"topic.show:{ids}", name, act)
