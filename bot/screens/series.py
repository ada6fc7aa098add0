"""Meetings that recur: what changes for one and all that follow."""

from collections.abc import Sequence
from datetime import date

from bot.domain.meetings import Meeting
from bot.i18n import Translator, mark
from bot.ui import Button, Html, Screen, in_rows, press

ASKED = {
    "days": mark("On which days, and at what time? Please type for example: jeden Mittwoch 19:00"),
    "place": mark("Where is it? Type an address or a link."),
    "most": mark("How many people may come? Please type a number. Type 0 for as many as come."),
}


def replan(tr: Translator, one: Meeting, known: Sequence[Meeting]) -> Screen:
    """``known`` are this one and all that follow."""
    buttons = [
        Button(tr("Other days or another time"), press("series.set", one.id, "days")),
        Button(tr("Another place"), press("series.set", one.id, "place")),
        Button(tr("Size"), press("series.set", one.id, "most")),
        Button(tr("❌ Cancel all of them"), press("series.cancel", one.id)),
    ]
    said = tr.paragraphs(
        tr.lines(
            tr.bold(one.title),
            tr.plural("This changes {n} meeting.", "This changes {n} meetings.", len(known)),
        ),
        tr.lines(*dates(tr, [meeting.start.date() for meeting in known[:3]])),
        tr.lines(tr("What you changed on its own stays as it is.")),
    )
    return Screen(
        said, in_rows(buttons, 1), at=f"series.edit:{one.id}", back=f"meeting.edit:{one.id}"
    )


def dates(tr: Translator, days: Sequence[date]) -> list[Html]:
    return [tr.value(tr.day(day)) for day in days]


def reset(tr: Translator, one: Meeting, part: str) -> Screen:
    return Screen(
        tr.lines(tr.bold(one.title), tr(ASKED[part])),
        back=f"series.edit:{one.id}",
        placeholder=tr("Type the text"),
    )
