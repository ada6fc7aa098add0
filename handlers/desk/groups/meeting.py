"""A meeting at the desk: its form, who comes, a list to print, its agenda."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.domain.groups import Group, Member
from bot.domain.meetings import Coming, Meeting, State
from bot.i18n import mark, plain
from bot.rules import fallouts, group_form
from bot.rules import meeting_form as rules
from bot.rules import meetings as meeting_rules
from bot.rules.problems import Problem, Refusal
from bot.screens import said_back
from bot.screens.meetings import SAID
from bot.text import sort_key
from bot.ui import Html
from handlers.desk import forms, lists
from handlers.desk.forms import Choice, FormField
from handlers.desk.groups.planning import LABELS, MEETINGS, fields, sentences
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.dialogue import agendas, attendance, meetings, series
from handlers.dialogue.shared.groups import meeting_with_member, present_members
from handlers.workflows.planning import times_of
from storage.desk import acts
from storage.groups import agendas as topics
from storage.groups import attendance as stored_attendance
from storage.groups import meetings as stored_meetings
from storage.groups import series as stored_series

SCOPE, FOLLOWING = "scope", "all"
"""The field that says whether a change is for this meeting alone or for all later ones too."""


@dataclass(frozen=True, slots=True)
class Attendant:
    """A member of the group: what they answered, "" nothing, and for whom they come."""

    member: Member
    answer: str
    stands_for: str
    is_present: bool


async def show(desk: DeskRequest) -> Answer:
    """Return a meeting; with ``list=1`` in the address the list of members to print."""
    meeting, group = await meeting_here(desk)
    shown = {"meeting": meeting, "group": group, "people": await _people(desk, meeting, group)}
    if desk.asked("list"):
        return Shown("meeting_list.html", shown)
    turn = desk.turn
    return Shown(
        "meeting.html",
        {
            **shown,
            **await _form(desk, meeting, group),
            "ends": meeting.start + timedelta(minutes=meeting.minutes),
            "is_open": meeting.state is State.PLANNED and meeting.ends_at > turn.now,
            "is_cancelled": meeting.state is State.CANCELLED,
            "has_begun": meeting.starts_at <= turn.now and meeting.state is State.PLANNED,
            "dates": await _dates(desk, meeting),
            "topics": await topics.of_meeting(desk.store, meeting, turn.now),
            "sure": desk.asked("sure") if desk.asked("sure") in CANCELS else "",
            "cancels": CANCELS,
            "concerned": len(await stored_attendance.concerned(desk.store, meeting)),
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Store the form, or do what a button does, by the verbs of the chat."""
    meeting, group = await meeting_here(desk, lock=True)
    here = f"{MEETINGS}/{meeting.id}"
    if answer := await forms.aside(desk, form_of(desk), here):
        return answer
    act = desk.sent("act")
    if act == "":
        return await _stored(desk, meeting, group)
    if act in CANCELS and desk.sent("sure") != act:
        return Done(f"{here}?sure={act}")
    if act not in ACTS:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    await ACTS[act](desk, meeting)
    return Done(f"{here}?said=done")


async def meeting_here(desk: DeskRequest, *, lock: bool = False) -> tuple[Meeting, Group]:
    """Return a meeting of the district at work, and its group. Raises Refusal for others."""
    meeting, group, _ = await meeting_with_member(desk.turn, desk.row_id(), lock=lock, leads=True)
    if group.district_id != desk.district.id:
        raise Refusal(Problem.NOT_ALLOWED)
    return meeting, group


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of the form are kept, "" for the short forms."""
    is_form = desk.sent("act") in ("", "draft", "discard")
    return f"meeting:{desk.parts['id']}:{desk.district.id}" if is_form else ""


async def _stored(desk: DeskRequest, meeting: Meeting, group: Group) -> Done:
    """Change what was changed, each field by its verb; everybody concerned is told."""
    stored = rules.values(meeting)
    typed = {**stored, **forms.of_known(forms.kept_values(desk.fields), rules.CHANGED)}
    typed |= {name: stored[name] for name in desk.sent_all("take") if name in stored}
    is_following = desk.sent(SCOPE) == FOLLOWING
    is_old = forms.base_of(desk) != group_form.version(stored)
    if is_old or await _wrong(desk, meeting, group, typed, is_following=is_following):
        return await forms.refuse(desk, form_of(desk))
    verbs = OF_SERIES if is_following and meeting.series_id else OF_ONE
    for name in group_form.changed(stored, typed):
        await verbs[name](desk.turn, typed[name] or EMPTY[name], meeting.id)
    await forms.drop(desk)
    return Done(f"{desk.path}?said=saved")


async def _form(desk: DeskRequest, meeting: Meeting, group: Group) -> dict[str, object]:
    stored = rules.values(meeting)
    version = group_form.version(stored)
    opened = await forms.opened(desk, form_of(desk), stored, version)
    typed = {name: opened.values.get(name, stored[name]) for name in stored}
    scope = opened.values.get(SCOPE, "")
    is_changed = opened.draft is not None and opened.base != version
    is_refused = opened.draft is not None and opened.draft.refused
    is_following = scope == FOLLOWING
    wrong = (
        await _wrong(desk, meeting, group, typed, is_following=is_following) if is_refused else {}
    )
    theirs = group_form.changed(stored, typed) if is_changed else ()
    return {
        "fields": [*fields(desk, rules.CHANGED), *_scopes(desk, meeting)],
        "labels": LABELS,
        "values": {**typed, SCOPE: scope},
        "opened": opened,
        "base": version,
        "is_changed": is_changed,
        "theirs": {name: stored[name] for name in theirs},
        "mistakes": sentences(desk, wrong),
    }


def _scopes(desk: DeskRequest, meeting: Meeting) -> list[FormField]:
    """Return the choice between a meeting and all later ones, for one that repeats."""
    if not meeting.series_id:
        return []
    tr = desk.turn.tr
    choices = [Choice("", plain(tr("No"))), Choice(FOLLOWING, plain(tr("Yes")))]
    label = mark("This and all later ones")
    return [FormField(name=SCOPE, label=label, kind="choice", choices=choices)]


async def _wrong(
    desk: DeskRequest,
    meeting: Meeting,
    group: Group,
    typed: Mapping[str, str],
    *,
    is_following: bool,
) -> dict[str, Problem]:
    """Return the problem of each field that somebody changed."""
    turn, here = desk.turn, await times_of(desk.store, group.district_id)
    today = turn.today_in(here.zone)

    def when(words: str) -> object:
        if is_following and meeting.series_id:
            return meeting_rules.days(words, here, turn.now, today)
        return meeting_rules.start(words, meeting.zone, turn.now, today)

    changed = group_form.changed(rules.values(meeting), typed)
    return rules.wrong({name: typed[name] for name in changed}, when)


async def _people(desk: DeskRequest, meeting: Meeting, group: Group) -> list[Attendant]:
    """Return the members by name, with what they answered."""
    members = await present_members(desk.turn, group)
    names = {member.person_id: member.name for member in members}
    answers = {
        each.person_id: each for each in await stored_attendance.coming(desk.store, meeting.id)
    }
    ordered = sorted(members, key=lambda member: sort_key(member.name))
    return [_attendant(desk, member, answers.get(member.person_id), names) for member in ordered]


def _attendant(
    desk: DeskRequest, member: Member, coming: Coming | None, names: Mapping[int, str]
) -> Attendant:
    if coming is None:
        return Attendant(member, "", "", is_present=False)
    answer = plain(desk.turn.tr(SAID[coming.answer]))
    return Attendant(member, answer, names.get(coming.for_id or 0, ""), coming.present)


async def _dates(desk: DeskRequest, meeting: Meeting) -> Sequence[Html]:
    """Return the next dates of a series and what falls out, nothing for a single meeting."""
    found = await stored_series.by_id(desk.store, meeting.series_id) if meeting.series_id else None
    if found is None:
        return ()
    turn = desk.turn
    understood = fallouts.understood(found.times, turn.now, turn.tr.language.code)
    return [line for line in said_back.lines(turn.tr, understood, found.times.zone) if line]


async def _topic(desk: DeskRequest, meeting: Meeting) -> None:
    await agendas.typed_topic(desk.turn, desk.sent("topic"), meeting.id)


async def _tick(desk: DeskRequest, meeting: Meeting) -> None:
    await agendas.tick(desk.turn, lists.number(desk.sent("id")) or 0, meeting.id)


async def _strike(desk: DeskRequest, meeting: Meeting) -> None:
    await agendas.remove(desk.turn, lists.number(desk.sent("id")) or 0, meeting.id)


async def _move(step: int, desk: DeskRequest, meeting: Meeting) -> None:
    await agendas.move(desk.turn, lists.number(desk.sent("id")) or 0, meeting.id, step)


async def _seen(desk: DeskRequest, meeting: Meeting) -> None:
    await attendance.seen(desk.turn, meeting.id, lists.numbers(desk.sent_all("present")))


async def _cancel(desk: DeskRequest, meeting: Meeting) -> None:
    act_id = await desk.begin("cancel")
    await acts.remember(desk.store, act_id, {"cancelled": [meeting.id]})
    await meetings.call_off(desk.turn, meeting.id)


async def _cancel_all(desk: DeskRequest, meeting: Meeting) -> None:
    found = await stored_series.by_id(desk.store, meeting.series_id) if meeting.series_id else None
    if found is None:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    ids = [later.id for later in await stored_meetings.following(desk.store, meeting)]
    act_id = await desk.begin("cancel", len(ids))
    kept = {"of": stored_series.written(found), "meetings": ids}
    await acts.remember(desk.store, act_id, {"series": [kept]})
    await series.call_off(desk.turn, meeting.id)


CANCELS = {
    "cancel": mark("❌ Cancel the meeting"),
    "cancel_all": mark("This and all later ones"),
}
"""Acts that are asked about once more, because everybody in the group is told."""
ACTS: Mapping[str, Callable[[DeskRequest, Meeting], Awaitable[None]]] = {
    "topic": _topic,
    "tick": _tick,
    "strike": _strike,
    "up": partial(_move, -1),
    "down": partial(_move, 1),
    "seen": _seen,
    "cancel": _cancel,
    "cancel_all": _cancel_all,
}
"""What a button of the page does beside the form."""
OF_ONE = {"when": meetings.typed_time, "place": meetings.typed_place, "most": meetings.typed_most}
OF_SERIES = {"when": series.typed_days, "place": series.typed_place, "most": series.typed_most}
"""The verb of each field, for a meeting alone and for it with all later ones."""
EMPTY = {"when": "", "place": "", "most": "0"}
"""What the verbs read for an empty field."""
