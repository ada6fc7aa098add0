"""Agendas: what a meeting is about, topic by topic."""

from collections.abc import Sequence

from bot.domain.agendas import Topic
from bot.domain.meetings import Meeting
from bot.i18n import Translator
from bot.screens.frame import leaf
from bot.ui import Button, Html, Screen, in_rows, press

PAGE = 5


def agenda(
    tr: Translator, one: Meeting, known: Sequence[Topic], page: int, *, proposes: bool, leads: bool
) -> Screen:
    """``proposes``: who is in the group can add a topic; leads press one to decide about it."""
    shown, arrows = leaf(tr, known, page, PAGE, f"topic.list:{one.id}")
    lines = [_line(tr, number, topic) for number, topic in enumerate(shown, page * PAGE + 1)]
    buttons = [
        Button(
            tr("{n}. {topic}", n=number, topic=topic.words[:40]),
            press("topic.show", topic.id, one.id),
        )
        for number, topic in enumerate(shown if leads else [], page * PAGE + 1)
    ]
    if proposes:
        buttons.append(Button(tr("➕ Propose a topic"), press("topic.propose", one.id)))
    said = tr.paragraphs(
        tr.lines(
            tr.bold(one.title), tr("Agenda:") if known else tr("Nobody has proposed a topic yet.")
        ),
        tr.lines(*lines),
    )
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"topic.list:{one.id}:{page}",
        back=f"meeting.show:{one.id}",
    )


def _line(tr: Translator, number: int, one: Topic) -> Html:
    if one.done:
        return tr("{n}. ✅ {topic}", n=number, topic=one.words)
    return (
        tr("{n}. {topic} (from {source})", n=number, topic=one.words, source=one.source)
        if one.source
        else tr("{n}. {topic}", n=number, topic=one.words)
    )


def propose(tr: Translator, one: Meeting) -> Screen:
    said = tr.lines(
        tr.bold(one.title), tr("What shall the group speak about? Please type one sentence.")
    )
    return Screen(said, back=f"topic.list:{one.id}:0", placeholder=tr("Type the text"))


def topic(tr: Translator, found: Topic, meeting_id: int) -> Screen:
    """For leads."""
    buttons = [
        Button(tr("Dealt with"), press("topic.toggle", found.id, meeting_id), found.done),
        Button(tr("Take it from the agenda"), press("topic.delete", found.id, meeting_id)),
    ]
    return Screen(
        tr.lines(tr.bold(found.words)),
        in_rows(buttons, 1),
        at=f"topic.show:{found.id}:{meeting_id}",
        back=f"topic.list:{meeting_id}:0",
    )
