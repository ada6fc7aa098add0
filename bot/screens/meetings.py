"""Meetings: what a group plans, one meeting with its answers, and what is told about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.groups import Event, Group, Happening
from bot.domain.meetings import Answer, Attendance, Meeting, State
from bot.i18n import Ltr, Translator, mark
from bot.screens.frame import leaf
from bot.ui import NOTHING, Button, Document, Html, Screen, in_rows, press

PAGE = 5
EXAMPLE = "24.11.2026 18:00 Wohnungssuche"
ANSWERS = {
    Answer.YES: mark("You said: I come."),
    Answer.MAYBE: mark("You said: maybe."),
    Answer.NO: mark("You said: I cannot come."),
    Answer.WAITING: mark("All places are taken. You are on the waiting list."),
}
BUTTONS = {Answer.YES: mark("✅ I come"), Answer.MAYBE: mark("🤔 Maybe"), Answer.NO: mark("❌ I cannot come")}
SAID = {Answer.YES: mark("comes"), Answer.MAYBE: mark("maybe"), Answer.NO: mark("cannot come"), Answer.WAITING: mark("waits for a place")}
TOLD = {
    Happening.INVITED: mark("📅 <b>You are invited to a meeting</b>"),
    Happening.MOVED: mark("📅 <b>A meeting has another time or place</b>"),
    Happening.CANCELLED: mark("❌ <b>A meeting is cancelled</b>"),
    Happening.REMINDED: mark("⏰ <b>A meeting is soon</b>"),
    Happening.MOVED_UP: mark("🎉 <b>A place is free for you. Do you still come?</b>"),
}


def meetings(tr: Translator, group: Group, known: Sequence[Meeting], page: int, *, leads: bool) -> Screen:
    """What is still to come, the next first."""
    shown, arrows = leaf(tr, known, page, PAGE, f"meetings:{group.id}")
    buttons = [Button(tr("{day}: {title}", day=tr.day(one.start.date()), title=one.title), press("meeting", one.id)) for one in shown]
    if leads:
        buttons.append(Button(tr("➕ New meeting"), press("plan", group.id)))
    said = tr.lines(tr.bold(group.name), tr("The next meetings:") if known else tr("No meeting is planned."))
    return Screen(said, in_rows(buttons, 1), arrows, at=f"meetings:{group.id}:{page}", back=f"group:{group.id}")


def plan(tr: Translator, group: Group) -> Screen:
    said = tr.lines(
        tr.bold(group.name),
        tr("When is the meeting, and what is it about?"),
        tr("Type a day, a time and a title, for example: {example}", example=EXAMPLE),
    )
    return Screen(said, back=f"meetings:{group.id}:0", placeholder=tr("Day, time and title"))


def card(tr: Translator, group: Group, one: Meeting, mine: Answer | None, counts: Attendance, *, inside: bool, is_over: bool, leads: bool) -> Screen:
    """When, where, who comes, and one's own answer; only who is in the group is asked."""
    body = tr.paragraphs(
        tr.lines(tr.bold(one.title), tr.value(group.name), tr("Cancelled.") if one.state is State.CANCELLED else NOTHING),
        tr.lines(*where(tr, one)),
        tr.lines(_count(tr, one, counts), tr(ANSWERS[mine]) if mine else NOTHING),
    )
    open_ = one.state is State.PLANNED and not is_over
    buttons = [Button(tr(words), press("attend", one.id, answer), answer is mine) for answer, words in BUTTONS.items()] if open_ and inside else []
    buttons.append(Button(tr("📅 Calendar"), press("ics", one.id)))
    if leads:
        buttons.append(Button(tr("Who comes"), press("attending", one.id, 0)))
    if leads and open_:
        buttons.append(Button(tr("Change the meeting"), press("replan", one.id)))
    return Screen(body, in_rows(buttons, 2), at=f"meeting:{one.id}", back=f"meetings:{group.id}:0")


def where(tr: Translator, one: Meeting) -> list[Html]:
    """On the wall of the place where it is."""
    return [_when(tr, one.start), tr("Place: {place}", place=one.place) if one.place else NOTHING]


def _when(tr: Translator, start: datetime) -> Html:
    return tr("{day}, {time}", day=tr.day(start.date()), time=Ltr(f"{start:%H:%M}"))


def _count(tr: Translator, one: Meeting, counts: Attendance) -> Html:
    if one.most is not None:
        return tr("{n} of {most} places are taken.", n=counts.yes, most=one.most)
    return tr.plural("{n} person comes.", "{n} people come.", counts.yes)


def attending(tr: Translator, one: Meeting, known: Sequence[tuple[str, Answer]], page: int) -> Screen:
    """For leads: names and what they said."""
    shown, arrows = leaf(tr, known, page, 4 * PAGE, f"attending:{one.id}")
    lines = [tr("{name}: {answer}", name=name, answer=tr(SAID[answer])) for name, answer in shown]
    said = tr.paragraphs(tr.lines(tr.bold(one.title)), tr.lines(*lines) if lines else tr.lines(tr("Nobody has answered yet.")))
    return Screen(said, (), arrows, at=f"attending:{one.id}:{page}", back=f"meeting:{one.id}")


def replan(tr: Translator, one: Meeting) -> Screen:
    buttons = [
        Button(tr("Another time"), press("reset", one.id, "time")),
        Button(tr("Another place"), press("reset", one.id, "place")),
        Button(tr("Size"), press("reset", one.id, "most")),
        Button(tr("❌ Cancel the meeting"), press("calloff", one.id)),
    ]
    said = tr.lines(tr.bold(one.title), *where(tr, one), tr("Whoever did not say no is told about it."))
    return Screen(said, in_rows(buttons, 1), at=f"replan:{one.id}", back=f"meeting:{one.id}")


ASKED = {
    "time": mark("Type the new day and time, for example: 24.11.2026 18:00"),
    "place": mark("Where is it? Type an address or a link."),
    "most": mark("How many people may come? Please type a number. Type 0 for as many as come."),
}


def reset(tr: Translator, one: Meeting, part: str) -> Screen:
    """Asks for one part anew."""
    return Screen(tr.lines(tr.bold(one.title), tr(ASKED[part])), back=f"replan:{one.id}", placeholder=tr("Type the text"))


def calendar(tr: Translator, one: Meeting, file: Document) -> Screen:
    said = tr.lines(tr.bold(one.title), tr("Here is the file for your calendar."))
    return Screen(said, at=f"ics:{one.id}", back=f"meeting:{one.id}", documents=(file,))


def told(tr: Translator, event: Event, group: Group | None, meetings_: Mapping[int, Meeting]) -> Screen:
    """News about one meeting, with the answers below it; of one that is gone only that it is."""
    one = meetings_.get(event.meeting_id or 0)
    before = datetime.fromisoformat(event.words) if event.happening is Happening.MOVED and event.words else None
    body = tr.lines(
        tr(TOLD[event.happening]),
        tr.bold(one.title) if one else NOTHING,
        tr.value(group.name) if group else NOTHING,
        tr("It was planned for {time}.", time=_when(tr, before)) if before else NOTHING,
        *(where(tr, one) if one else []),
    )
    asks = one is not None and event.happening is not Happening.CANCELLED
    answers = [Button(tr(words), press("attend", one.id, answer)) for answer, words in BUTTONS.items()] if one and asks else []
    look = [Button(tr("Look at it"), press("meeting", one.id))] if one else []
    return Screen(body, in_rows([*answers, *look, Button(tr("No more messages like this"), press("mute", "group"))], 1))
