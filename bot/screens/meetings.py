"""Meetings: what a group plans, and one meeting with its answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.groups import Group, Member
from bot.domain.meetings import Answer, Attendance, Meeting, State
from bot.i18n import Translator, clock, mark
from bot.rules.meetings import USUAL_MINUTES
from bot.screens import links
from bot.screens.frame import leaf
from bot.ui import NOTHING, Button, Document, Html, Screen, in_rows, press

PAGE = 4
URL = re.compile(r"https?://[^\s<>]{4,}")
"""A place may have a link beside it, or be one."""
EXAMPLE = "24.11.2026 18:00 Wohnungssuche"
AGAIN = "jeden Dienstag 18:00-20:00 Café"
ANSWERS = {
    Answer.YES: mark("You said: I come."),
    Answer.MAYBE: mark("You said: maybe."),
    Answer.NO: mark("You said: I cannot come."),
    Answer.WAITING: mark("All places are taken. You are on the waiting list."),
}
BUTTONS = {
    Answer.YES: mark("✅ I come"),
    Answer.MAYBE: mark("🤔 Maybe"),
    Answer.NO: mark("❌ I cannot come"),
}
SAID = {
    Answer.YES: mark("comes"),
    Answer.MAYBE: mark("maybe"),
    Answer.NO: mark("cannot come"),
    Answer.WAITING: mark("waits for a place"),
}


def meetings(
    tr: Translator, group: Group, known: Sequence[Meeting], page: int, *, leads: bool
) -> Screen:
    """What is still to come, the next first."""
    shown, arrows = leaf(tr, known, page, PAGE, f"meeting.list:{group.id}")
    buttons = [
        Button(
            tr("{day}: {title}", day=tr.day(one.start.date()), title=one.title),
            press("meeting.show", one.id),
        )
        for one in shown
    ]
    buttons.append(Button(tr("📆 Subscribe to the calendar"), press("feed.list", group.id)))
    if leads:
        buttons.append(Button(tr("➕ New meeting"), press("meeting.plan", group.id)))
    said = tr.lines(
        tr.bold(group.name), tr("The next meetings:") if known else tr("No meeting is planned.")
    )
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"meeting.list:{group.id}:{page}",
        back=f"group.show:{group.id}",
    )


def plan(tr: Translator, group: Group) -> Screen:
    said = tr.lines(
        tr.bold(group.name),
        tr("When is the meeting, and what is it about?"),
        tr("Type a day, a time and a title, for example: {example}", example=EXAMPLE),
        tr("If it takes place again and again: {example}", example=AGAIN),
    )
    return Screen(said, back=f"meeting.list:{group.id}:0", placeholder=tr("Day, time and title"))


@dataclass(frozen=True, slots=True)
class Stand:
    """How one person stands to a meeting. ``said`` None is nothing yet; ``clashes`` are titles of what else they want to come to then.

    ``certified``: they were at a training day, and can have a certificate.
    """

    said: Answer | None = None
    inside: bool = False
    leads: bool = False
    clashes: Sequence[str] = ()
    certified: bool = False


def card(
    tr: Translator,
    group: Group,
    one: Meeting,
    mine: Stand,
    counts: Attendance,
    topics: int,
    *,
    is_over: bool,
) -> Screen:
    """When, where, who comes, and one's own answer; only who is in the group is asked."""
    body = tr.paragraphs(
        tr.lines(
            tr.bold(one.title),
            tr.value(group.name),
            tr("Cancelled.") if one.state is State.CANCELLED else NOTHING,
        ),
        tr.lines(
            *where(tr, one), tr("It takes place again and again.") if one.series_id else NOTHING
        ),
        tr.lines(
            _count(tr, one, counts),
            tr(ANSWERS[mine.said]) if mine.said else NOTHING,
            tr("At this time you also have: {titles}", titles=tr.listed(mine.clashes))
            if mine.clashes
            else NOTHING,
        ),
    )
    open_ = one.state is State.PLANNED and not is_over
    buttons = _answers(tr, one, mine.said) if open_ and mine.inside else []
    buttons.append(Button(tr("Agenda: {n}", n=topics), press("topic.list", one.id, 0)))
    buttons.append(Button(tr("📅 Calendar"), press("meeting.calendar", one.id)))
    if mine.certified:
        buttons.append(Button(tr("🎓 Certificate"), press("certificate.ask", one.id)))
    if mine.leads:
        buttons.append(
            Button(tr("Change the meeting"), press("meeting.edit", one.id))
            if open_
            else Button(tr("Who comes"), press("attendance.list", one.id, 0))
        )
    return Screen(
        body, in_rows(buttons, 2), at=f"meeting.show:{one.id}", back=f"meeting.list:{group.id}:0"
    )


def _answers(tr: Translator, one: Meeting, said: Answer | None) -> list[Button]:
    """Who said no can send somebody else."""
    buttons = [
        Button(tr(words), press("meeting.answer", one.id, answer), answer is said)
        for answer, words in BUTTONS.items()
    ]
    return (
        buttons
        if said is not Answer.NO
        else [
            *buttons[:-1],
            Button(tr("🙋 Somebody comes for me"), press("stand_in.list", one.id, 0)),
        ]
    )


def stand_ins(tr: Translator, one: Meeting, known: Sequence[Member], page: int) -> Screen:
    """Who can be asked to come instead."""
    shown, arrows = leaf(tr, known, page, PAGE, f"stand_in.list:{one.id}")
    buttons = [
        Button(tr.value(member.name), press("stand_in.ask", one.id, member.id)) for member in shown
    ]
    said = tr.lines(
        tr.bold(one.title),
        tr("Who comes for you? We ask this person.")
        if known
        else tr("Everybody else comes already."),
    )
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"stand_in.list:{one.id}:{page}",
        back=f"meeting.show:{one.id}",
    )


def where(tr: Translator, one: Meeting) -> list[Html]:
    """On the wall of the place where it is."""
    found = URL.search(one.place)
    place = URL.sub("", one.place).strip(" ,;·")
    return [
        when(tr, one.start, one.minutes),
        tr("Place: {place}", place=place) if place else NOTHING,
        tr("Online: {link}", link=links.link(found[0])) if found else NOTHING,
    ]


def when(tr: Translator, start: datetime, minutes: int = USUAL_MINUTES) -> Html:
    """Return day and time on the wall; the end only if somebody said when it is."""
    end = (start + timedelta(minutes=minutes)).time() if minutes != USUAL_MINUTES else None
    return tr("{day}, {time}", day=tr.day(start.date()), time=clock(start.time(), end))


def _count(tr: Translator, one: Meeting, counts: Attendance) -> Html:
    if one.most is not None:
        return tr("{n} of {most} places are taken.", n=counts.yes, most=one.most)
    return tr.plural("{n} person comes.", "{n} people come.", counts.yes)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of who comes. ``stands_for`` is the name of whose place it is, "" their own."""

    membership_id: int
    name: str
    answer: Answer
    present: bool = False
    stands_for: str = ""


def attending(
    tr: Translator, one: Meeting, known: Sequence[Row], page: int, *, begun: bool
) -> Screen:
    """For leads: names and what they said; once it has begun, who is there."""
    shown, arrows = leaf(
        tr, known, page, PAGE + 1 if begun else 4 * PAGE, f"attendance.list:{one.id}"
    )
    buttons = (
        [
            Button(
                tr.value(row.name),
                press("attendance.toggle", one.id, row.membership_id, page),
                row.present,
            )
            for row in shown
        ]
        if begun
        else []
    )
    lines = [_row(tr, row) for row in shown]
    said = tr.paragraphs(
        tr.lines(
            tr.bold(one.title),
            tr("Who is there? Press their names.") if begun and known else NOTHING,
        ),
        tr.lines(*lines) if lines else tr.lines(tr("Nobody has answered yet.")),
    )
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"attendance.list:{one.id}:{page}",
        back=f"meeting.show:{one.id}",
    )


def _row(tr: Translator, row: Row) -> Html:
    if row.stands_for:
        return tr(
            "{name}: {answer} (for {other})",
            name=row.name,
            answer=tr(SAID[row.answer]),
            other=row.stands_for,
        )
    return tr("{name}: {answer}", name=row.name, answer=tr(SAID[row.answer]))


def ask_name(tr: Translator, one: Meeting) -> Screen:
    """For a certificate."""
    said = tr.lines(
        tr.bold(one.title), tr("Which name shall stand on the certificate? We do not keep it.")
    )
    return Screen(said, back=f"meeting.show:{one.id}", placeholder=tr("Your name"))


def certificate(tr: Translator, one: Meeting, file: Document) -> Screen:
    said = tr.lines(tr.bold(one.title), tr("Here is your certificate. Open it and print it."))
    return Screen(said, back=f"meeting.show:{one.id}", documents=(file,))


def replan(tr: Translator, one: Meeting) -> Screen:
    follow = (
        [Button(tr("This one and all that follow"), press("series.edit", one.id))]
        if one.series_id
        else []
    )
    buttons = [
        Button(tr("Who comes"), press("attendance.list", one.id, 0)),
        Button(tr("Another time"), press("meeting.set", one.id, "time")),
        Button(tr("Another place"), press("meeting.set", one.id, "place")),
        Button(tr("Size"), press("meeting.set", one.id, "most")),
        Button(tr("❌ Cancel the meeting"), press("meeting.cancel", one.id)),
        *follow,
    ]
    said = tr.lines(
        tr.bold(one.title), *where(tr, one), tr("Whoever did not say no is told about it.")
    )
    return Screen(
        said, in_rows(buttons, 1), at=f"meeting.edit:{one.id}", back=f"meeting.show:{one.id}"
    )


ASKED = {
    "time": mark("Type the new day and time, for example: 24.11.2026 18:00"),
    "place": mark("Where is it? Type an address or a link."),
    "most": mark("How many people may come? Please type a number. Type 0 for as many as come."),
}


def reset(tr: Translator, one: Meeting, part: str) -> Screen:
    """Asks for one part anew."""
    return Screen(
        tr.lines(tr.bold(one.title), tr(ASKED[part])),
        back=f"meeting.edit:{one.id}",
        placeholder=tr("Type the text"),
    )


def calendar(tr: Translator, one: Meeting, file: Document) -> Screen:
    said = tr.lines(tr.bold(one.title), tr("Here is the file for your calendar."))
    return Screen(
        said, at=f"meeting.calendar:{one.id}", back=f"meeting.show:{one.id}", documents=(file,)
    )
