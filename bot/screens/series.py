"""Changes of a meeting of a series and all that follow."""

from collections.abc import Sequence
from datetime import date

from bot.domain.meetings import Meeting
from bot.i18n import Translator, mark
from bot.rules.fallouts import Understood
from bot.screens import said_back
from bot.screens.examples import RULE, example
from bot.screens.irreversible import question
from bot.ui import Button, Html, Screen, in_rows, press

ASKED = {
    "days": mark("On which days, and at what time? Please write, for example: {example}"),
    "place": mark("Where is it? Write an address or a link."),
    "most": mark("How many people can come? Please write a number. 0 means: no limit."),
}


def replan(tr: Translator, meeting: Meeting, meetings: Sequence[Meeting]) -> Screen:
    """Return the changes that are possible; ``meetings`` are this one and all that follow."""
    buttons = [
        Button(tr("Change days or time"), press("series.set", meeting.id, "days")),
        Button(tr("Next dates"), press("series.dates", meeting.id)),
        Button(tr("Change the place"), press("series.set", meeting.id, "place")),
        Button(tr("Number of places"), press("series.set", meeting.id, "most")),
        Button(tr("❌ Cancel all meetings"), press("series.cancel", meeting.id)),
    ]
    body = tr.paragraphs(
        tr.lines(
            tr.bold(meeting.title),
            tr.plural("This changes {n} meeting.", "This changes {n} meetings.", len(meetings)),
        ),
        tr.lines(*dates(tr, [following.start.date() for following in meetings[:3]])),
        tr.lines(tr("Meetings you changed separately stay as they are.")),
    )
    return Screen(
        body, in_rows(buttons, 1), at=f"series.edit:{meeting.id}", back=f"meeting.edit:{meeting.id}"
    )


def all_dates(tr: Translator, meeting: Meeting, zone: str, understood: Understood) -> Screen:
    """Return the next dates of a series, what falls out, and buttons to move it."""
    body = tr.lines(
        tr.bold(meeting.title),
        tr("This is how we understand it. The next dates are:"),
        *said_back.lines(tr, understood, zone),
    )
    buttons = said_back.buttons(tr, understood, "series.move", meeting.id)
    days = Button(tr("Change days or time"), press("series.set", meeting.id, "days"))
    return Screen(
        body,
        in_rows([*buttons, days], 1),
        at=f"series.dates:{meeting.id}",
        back=f"meeting.show:{meeting.id}",
    )


def dates(tr: Translator, days: Sequence[date]) -> list[Html]:
    """Return each date on a line."""
    return [tr.value(tr.day(day)) for day in days]


def reset(tr: Translator, meeting: Meeting, part: str) -> Screen:
    return Screen(
        tr.lines(tr.bold(meeting.title), tr(ASKED[part], example=example(tr, RULE))),
        back=f"series.edit:{meeting.id}",
    )


def ask_cancel(tr: Translator, meeting: Meeting, meetings: Sequence[Meeting]) -> Screen:
    """Ask whether ``meetings`` of a series are to be cancelled: this one and all that follow."""
    return question(
        tr,
        f"series.cancel:{meeting.id}",
        f"meeting.edit:{meeting.id}",
        tr.bold(meeting.title),
        tr("❌ Cancel all meetings"),
        tr.plural("This changes {n} meeting.", "This changes {n} meetings.", len(meetings)),
        tr("Everybody in the group will get a message."),
    )
