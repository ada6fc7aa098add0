"""Meetings of a group: list, card, answers, attendance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.groups import Group, Member
from bot.domain.meetings import Answer, Attendance, Meeting, State
from bot.i18n import Translator, clock, mark
from bot.rules.meetings import USUAL_MINUTES
from bot.screens import links
from bot.screens.examples import DAY_AND_TIME, MEETING, SERIES, example
from bot.screens.frame import leaf
from bot.screens.irreversible import question
from bot.ui import NOTHING, Button, Document, Html, Screen, in_rows, press

PAGE = 4
URL = re.compile(r"https?://[^\s<>]{4,}")
"""A link in the place of a meeting."""
ANSWERS = {
    Answer.YES: mark("You said: I am coming."),
    Answer.MAYBE: mark("You said: maybe."),
    Answer.NO: mark("You said: I cannot come."),
    Answer.WAITING: mark("All places are taken. You are on the waiting list."),
}
BUTTONS = {
    Answer.YES: mark("✅ I am coming"),
    Answer.MAYBE: mark("🤔 Maybe"),
    Answer.NO: mark("❌ I cannot come"),
}
SAID = {
    Answer.YES: mark("coming"),
    Answer.MAYBE: mark("maybe"),
    Answer.NO: mark("cannot come"),
    Answer.WAITING: mark("waiting for a place"),
}


def meetings(
    tr: Translator, group: Group, meetings: Sequence[Meeting], page: int, *, leads: bool
) -> Screen:
    """Return the future meetings of a group, the next first."""
    shown, arrows = leaf(tr, meetings, page, PAGE, f"meeting.list:{group.id}")
    buttons = [
        Button(
            tr("{day}: {title}", day=tr.day(meeting.start.date()), title=meeting.title),
            press("meeting.show", meeting.id),
        )
        for meeting in shown
    ]
    buttons.append(Button(tr("📆 Add to my calendar"), press("feed.list", group.id)))
    if leads:
        buttons.append(Button(tr("➕ New meeting"), press("meeting.plan", group.id)))
    body = tr.lines(
        tr.bold(group.name), tr("The next meetings:") if meetings else tr("No meeting is planned.")
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"meeting.list:{group.id}:{page}",
        back=f"group.show:{group.id}",
    )


def plan(tr: Translator, group: Group) -> Screen:
    body = tr.lines(
        tr.bold(group.name),
        tr("When is the meeting, and what is it about?"),
        tr("Write a day, a time and a title, for example: {example}", example=example(tr, MEETING)),
        tr("If it repeats: {example}", example=example(tr, SERIES)),
    )
    return Screen(body, back=f"meeting.list:{group.id}:0")


@dataclass(frozen=True, slots=True)
class Stand:
    """State of a person for a meeting. ``said`` is their answer, None if there is none yet.

    ``inside``: they are a member of the group. ``clashes`` are the titles of other meetings at that
    time. ``certified``: they attended a training, and can get a certificate.
    """

    said: Answer | None = None
    inside: bool = False
    leads: bool = False
    clashes: Sequence[str] = ()
    certified: bool = False


def card(
    tr: Translator,
    group: Group,
    meeting: Meeting,
    mine: Stand,
    counts: Attendance,
    topics: int,
    *,
    is_over: bool,
) -> Screen:
    """Return the card of a meeting; only members can answer. ``topics`` is a number."""
    body = tr.paragraphs(
        tr.lines(
            tr.bold(meeting.title),
            tr.value(group.name),
            tr("This meeting is cancelled.") if meeting.state is State.CANCELLED else NOTHING,
        ),
        tr.lines(
            *where(tr, meeting),
            tr("This meeting repeats.") if meeting.series_id else NOTHING,
        ),
        tr.lines(
            _count(tr, meeting, counts),
            tr(ANSWERS[mine.said]) if mine.said else NOTHING,
            tr("At the same time you also have: {titles}", titles=tr.listed(mine.clashes))
            if mine.clashes
            else NOTHING,
        ),
    )
    open_ = meeting.state is State.PLANNED and not is_over
    buttons = _answers(tr, meeting, mine.said) if open_ and mine.inside else []
    buttons += _more_buttons(tr, meeting, mine, topics, open_=open_)
    return Screen(
        body,
        in_rows(buttons, 2),
        at=f"meeting.show:{meeting.id}",
        back=f"meeting.list:{group.id}:0",
    )


def _more_buttons(
    tr: Translator, meeting: Meeting, mine: Stand, topics: int, *, open_: bool
) -> list[Button]:
    """Return the buttons below the answers; ``open_``: the meeting can still be changed."""
    buttons = [
        Button(tr("Agenda: {n}", n=topics), press("topic.list", meeting.id, 0)),
        Button(tr("📅 Calendar"), press("meeting.calendar", meeting.id)),
    ]
    if mine.certified:
        buttons.append(Button(tr("🎓 Certificate"), press("certificate.ask", meeting.id)))
    if mine.leads:
        change = Button(tr("Change the meeting"), press("meeting.edit", meeting.id))
        coming = Button(tr("Who is coming"), press("attendance.list", meeting.id, 0))
        buttons.append(change if open_ else coming)
    return buttons


def _answers(tr: Translator, meeting: Meeting, said: Answer | None) -> list[Button]:
    """Return the answers as buttons; after a "no" the person can name a stand-in."""
    buttons = [
        Button(
            tr(words), press("meeting.answer", meeting.id, answer), answer is said, answers=answer
        )
        for answer, words in BUTTONS.items()
    ]
    return (
        buttons
        if said is not Answer.NO
        else [
            *buttons[:-1],
            Button(tr("🙋 Send somebody else"), press("stand_in.list", meeting.id, 0)),
        ]
    )


def stand_ins(tr: Translator, meeting: Meeting, members: Sequence[Member], page: int) -> Screen:
    """Return the members who can be asked to stand in."""
    shown, arrows = leaf(tr, members, page, PAGE, f"stand_in.list:{meeting.id}")
    buttons = [
        Button(tr.value(member.name), press("stand_in.ask", meeting.id, member.id))
        for member in shown
    ]
    body = tr.lines(
        tr.bold(meeting.title),
        tr("Who can come in your place? We will ask this person.")
        if members
        else tr("Everybody else is already coming."),
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"stand_in.list:{meeting.id}:{page}",
        back=f"meeting.show:{meeting.id}",
    )


def where(tr: Translator, meeting: Meeting) -> list[Html]:
    """Return lines with local time, place and link."""
    url = URL.search(meeting.place)
    place = URL.sub("", meeting.place).strip(" ,;·")
    return [
        when(tr, meeting.start, meeting.minutes),
        tr("Where: {place}", place=place) if place else NOTHING,
        tr("Online: {link}", link=links.link(url[0])) if url else NOTHING,
    ]


def when(tr: Translator, start: datetime, minutes: int = USUAL_MINUTES) -> Html:
    """Return day and local time; with the end unless ``minutes`` is the default."""
    end = (start + timedelta(minutes=minutes)).time() if minutes != USUAL_MINUTES else None
    return tr("{day}, {time}", day=tr.day(start.date()), time=clock(start.time(), end))


def _count(tr: Translator, meeting: Meeting, counts: Attendance) -> Html:
    if meeting.most is not None:
        return tr("Places taken: {n} of {most}", n=counts.yes, most=meeting.most)
    return tr.plural("{n} person is coming.", "{n} people are coming.", counts.yes)


def replan(tr: Translator, meeting: Meeting) -> Screen:
    follow = (
        [Button(tr("This and all later ones"), press("series.edit", meeting.id))]
        if meeting.series_id
        else []
    )
    buttons = [
        Button(tr("Who is coming"), press("attendance.list", meeting.id, 0)),
        Button(tr("Change the time"), press("meeting.set", meeting.id, "time")),
        Button(tr("Change the place"), press("meeting.set", meeting.id, "place")),
        Button(tr("Number of places"), press("meeting.set", meeting.id, "most")),
        Button(tr("❌ Cancel the meeting"), press("meeting.cancel", meeting.id)),
        *follow,
    ]
    body = tr.lines(
        tr.bold(meeting.title), *where(tr, meeting), tr("We tell everybody who has not said no.")
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        at=f"meeting.edit:{meeting.id}",
        back=f"meeting.show:{meeting.id}",
    )


ASKED = {
    "time": mark("Write the new day and time, for example: {example}"),
    "place": mark("Where is it? Write an address or a link."),
    "most": mark("How many people can come? Please write a number. 0 means: no limit."),
}


def reset(tr: Translator, meeting: Meeting, part: str) -> Screen:
    """Ask for a new value of one part."""
    return Screen(
        tr.lines(tr.bold(meeting.title), tr(ASKED[part], example=DAY_AND_TIME)),
        back=f"meeting.edit:{meeting.id}",
    )


def calendar(tr: Translator, meeting: Meeting, file: Document) -> Screen:
    body = tr.lines(tr.bold(meeting.title), tr("Here is the file for your calendar."))
    return Screen(
        body,
        at=f"meeting.calendar:{meeting.id}",
        back=f"meeting.show:{meeting.id}",
        documents=(file,),
    )


def ask_cancel(tr: Translator, meeting: Meeting) -> Screen:
    """Ask whether a meeting is to be cancelled."""
    return question(
        tr,
        f"meeting.cancel:{meeting.id}",
        f"meeting.edit:{meeting.id}",
        tr.bold(meeting.title),
        tr("❌ Cancel the meeting"),
        tr("Everybody in the group will get a message."),
    )
