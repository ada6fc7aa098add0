"""Meetings of a group, and series of them."""

from collections.abc import Mapping

from bot.domain.announcements import Kind
from bot.domain.group_events.meetings import (
    MeetingCancelled,
    MeetingEvent,
    MeetingMoved,
    MeetingPlanned,
    MeetingSoon,
    PlaceFreed,
    SeriesCancelled,
    SeriesMoved,
    StandInAsked,
)
from bot.domain.groups import Group
from bot.domain.meetings import Meeting
from bot.i18n import Translator, mark
from bot.screens.frame import no_more
from bot.screens.meetings import BUTTONS, when, where
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

HEADINGS: Mapping[type[MeetingEvent], str] = {
    MeetingPlanned: mark("📅 <b>You are invited to a meeting</b>"),
    MeetingMoved: mark("📅 <b>A meeting has a new time or place</b>"),
    MeetingCancelled: mark("❌ <b>A meeting is cancelled</b>"),
    MeetingSoon: mark("⏰ <b>A meeting starts soon</b>"),
    PlaceFreed: mark("🎉 <b>A place is free for you. Are you still coming?</b>"),
    SeriesMoved: mark("📅 <b>Meetings have new times</b>"),
    SeriesCancelled: mark("❌ <b>This meeting and all later ones are cancelled</b>"),
    StandInAsked: mark("🙋 <b>Can you come in somebody’s place?</b>"),
}


def notification(
    tr: Translator,
    event: MeetingEvent,
    group: Group | None,
    meeting: Meeting | None,
    name: str = "",
) -> Screen:
    """Return news of one meeting with the buttons to answer; None: it was deleted meanwhile.

    ``name`` is what the member is called who asks for a stand-in, "" if they have left.
    """
    body = tr.lines(
        tr(HEADINGS[type(event)]),
        tr.bold(meeting.title) if meeting else NOTHING,
        tr.value(group.name) if group else NOTHING,
        _before(tr, event),
        *(where(tr, meeting) if meeting else []),
        *_details(tr, event, name),
    )
    buttons = _buttons(tr, event, meeting) if meeting else []
    return Screen(body, in_rows([*buttons, no_more(tr, Kind.GROUP)], 1))


def _before(tr: Translator, event: MeetingEvent) -> Html:
    if not isinstance(event, MeetingMoved) or event.before is None:
        return NOTHING
    return tr("It was planned for {time}.", time=when(tr, event.before))


def _details(tr: Translator, event: MeetingEvent, name: str) -> list[Html]:
    match event:
        case StandInAsked() if name:
            return [tr("{name} cannot come and is asking you.", name=name)]
        case StandInAsked():
            return [tr("Somebody cannot come and is asking you.")]
        case MeetingPlanned() | SeriesMoved() if event.next_starts:
            return [tr("The next dates:"), *(when(tr, start) for start in event.next_starts)]
    return []


def _buttons(tr: Translator, event: MeetingEvent, meeting: Meeting) -> list[Button]:
    look = Button(tr("Open"), press("meeting.show", meeting.id))
    if isinstance(event, MeetingCancelled | SeriesCancelled):
        return [look]
    answers = [
        Button(tr(words), press("meeting.answer", meeting.id, answer), answers=answer)
        for answer, words in BUTTONS.items()
    ]
    return [*answers, look]
