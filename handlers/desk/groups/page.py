"""A group: its form, requests to join, invitations, seats, meetings, decisions and tasks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.domain.groups import Group, Joining, Kind, Member, Standing
from bot.domain.invitations import GOOD_FOR
from bot.domain.results import Published
from bot.i18n import mark, plain
from bot.rules import group_form as rules
from bot.rules import groups as group_rules
from bot.rules.problems import Problem, Refusal
from bot.screens.fields import field_name
from bot.screens.groups import JOINING, KINDS, STANDINGS
from bot.screens.problems import words as problem_words
from handlers.desk import forms, lists
from handlers.desk.forms import Choice, FormField
from handlers.desk.groups import invitations
from handlers.desk.groups.listing import PAGE
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.dialogue import founding, members, seats
from handlers.dialogue.shared.groups import join_requests, led_group, present_members
from storage.catalogue import places
from storage.desk import acts
from storage.groups import groups, meetings, results
from storage.groups import seats as stored_seats
from storage.people import invitations as stored_invitations

MOST_RESULTS = 50
PASTED = ("people", "sheets")
"""Fields of the form that invites many."""
LABELS = {
    "name": mark("Name of the group"),
    "kind": mark("Type"),
    "joining": mark("How to join"),
    "town": mark("Town"),
    "field": mark("Topic"),
    "language": mark("Language"),
    "most": mark("Number of places"),
    "text": mark("Description"),
}


async def show(desk: DeskRequest) -> Answer:
    """Return a group with what the person typed into its form and did not store yet."""
    return await _shown(desk, await group_here(desk))


async def _shown(desk: DeskRequest, group: Group, problem: Problem | None = None) -> Shown:
    """Return the page; with the ``problem`` of invitations that were not made, and what was pasted.

    None of that is stored, so it is shown again at once.
    """
    turn, people = desk.turn, await present_members(desk.turn, group)
    return Shown(
        "group.html",
        {
            **await _form(desk, group),
            "group": group,
            "asking": await join_requests(turn, group),
            "people": people,
            "leads": [member for member in people if member.standing is Standing.LEAD],
            "standings": STANDINGS,
            "seats": await stored_seats.of_group(desk.store, group.id),
            "meetings": await meetings.of_group(desk.store, group.id, turn.now),
            "results": await results.of_group(desk.store, group.id, tuple(Published), MOST_RESULTS),
            "invitations": await stored_invitations.open_of_group(desk.store, group.id, turn.now),
            "good_for": GOOD_FOR,
            "not_invited": problem_words(turn.tr, problem) if problem else "",
            "pasted": {name: desk.sent(name).replace("\r\n", "\n") for name in PASTED},
        },
        status=400 if problem else 200,
    )


async def hear(desk: DeskRequest) -> Answer:
    """Store the form, answer requests to join, give seats, or make invitations."""
    group = await group_here(desk, lock=True)
    path = f"{PAGE}/{group.id}"
    if answer := await forms.aside(desk, form_of(desk), path):
        return answer
    if desk.sent("act") != "back":
        group_rules.must_be_active(group)
    match desk.sent("act"):
        case "":
            return await _stored(desk, group)
        case "invite":
            return await _invited(desk, group)
        case act if act in ACTS:
            await ACTS[act](desk, group)
            return Done(f"{path}?said=done")
    raise Refusal(Problem.UNKNOWN_BUTTON)


async def _invited(desk: DeskRequest, group: Group) -> Answer:
    try:
        return await invitations.invited(desk, group)
    except Refusal as refusal:
        return await _shown(desk, group, refusal.problem)


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of the form are kept, "" for the short forms."""
    is_form = desk.sent("act") in ("", "draft", "discard")
    return f"group:{desk.parts['id']}:{desk.district.id}" if is_form else ""


async def group_here(desk: DeskRequest, *, lock: bool = False) -> Group:
    """Return a group of the district at work. Raises Refusal for any other one."""
    group = await led_group(desk.turn, desk.row_id(), lock=lock, archived=True)
    if group.district_id != desk.district.id:
        raise Refusal(Problem.NOT_ALLOWED)
    return group


async def _stored(desk: DeskRequest, group: Group) -> Done:
    """Change what was changed, each part by its verb of the chat."""
    stored = rules.values(group, desk.turn.services.languages)
    typed = stored | _typed(desk, stored)
    typed |= {name: stored[name] for name in desk.sent_all("take") if name in stored}
    is_old = forms.base_of(desk) != rules.version(stored)
    if is_old or rules.mistakes(typed, await _taken(desk, group)):
        return await forms.refuse(desk, form_of(desk))
    for name in rules.changed(stored, typed):
        await _change(desk, group.id, name, typed[name])
    await forms.drop(desk)
    return Done(f"{desk.path}?said=saved")


async def _change(desk: DeskRequest, group_id: int, name: str, value: str) -> None:
    if name.startswith(rules.TEXT):
        await founding.typed_text(desk.turn, value, group_id, name.removeprefix(rules.TEXT))
    elif name == "name":
        await founding.rename(desk.turn, value, group_id)
    elif name == "most":
        await founding.typed_size(desk.turn, value or "0", group_id)
    else:
        await founding.choose(desk.turn, group_id, name, value)


async def _archive(desk: DeskRequest, group: Group) -> None:
    """Archive a group, with the chance to bring it back by undoing."""
    act_id = await desk.begin("archive")
    await acts.remember(desk.store, act_id, {"archived": [group.id]})
    await founding.archive(desk.turn, group.id)


async def _bring_back(desk: DeskRequest, group: Group) -> None:
    await founding.bring_back(desk.turn, group.id)


async def _taken(desk: DeskRequest, group: Group) -> list[str]:
    """Return the names that other groups of the district have."""
    names = await groups.names(desk.store, desk.district.id)
    return [name for name, group_id in names.items() if group_id != group.id]


def _typed(desk: DeskRequest, stored: dict[str, str]) -> dict[str, str]:
    kept = forms.kept_values(desk.fields)
    return {name: kept[name] for name in stored if name in kept}


async def _form(desk: DeskRequest, group: Group) -> dict[str, object]:
    stored = rules.values(group, desk.turn.services.languages)
    version = rules.version(stored)
    opened = await forms.opened(desk, form_of(desk), stored, version)
    values = {name: opened.values.get(name, stored[name]) for name in stored}
    is_changed = opened.draft is not None and opened.base != version
    is_refused = opened.draft is not None and opened.draft.refused
    wrong = rules.mistakes(values, await _taken(desk, group)) if is_refused else {}
    return {
        "fields": await _choices(desk),
        "texts": [
            FormField(name=f"{rules.TEXT}{code}", label=spoken.name, kind="area")
            for code, spoken in desk.turn.services.languages.items()
        ],
        "labels": LABELS,
        "values": values,
        "opened": opened,
        "base": version,
        "is_changed": is_changed,
        "theirs": {name: stored[name] for name in rules.changed(stored, values)}
        if is_changed
        else {},
        "mistakes": desk.reasons(wrong),
    }


async def _choices(desk: DeskRequest) -> list[FormField]:
    tr, none = desk.turn.tr, Choice("0", "–")
    towns = await places.municipalities(desk.store, desk.district.id)
    topics = await places.fields(desk.store, desk.district.id)
    choices = {
        "kind": [Choice(kind.value, plain(tr(KINDS[kind]))) for kind in Kind],
        "joining": [Choice(way.value, plain(tr(JOINING[way]))) for way in Joining],
        "town": [none, *(Choice(str(town.id), town.name) for town in towns)],
        "field": [none, *(Choice(str(it.id), plain(field_name(tr, it))) for it in topics)],
        "language": [
            Choice(code, spoken.name) for code, spoken in desk.turn.services.languages.items()
        ],
    }
    fields = [
        FormField(name=name, label=LABELS[name], kind="choice", choices=choices[name])
        for name in rules.CHOICES
    ]
    name = FormField(name="name", label=LABELS["name"])
    return [name, *fields, FormField(name="most", label=LABELS["most"])]


async def _accept_all(desk: DeskRequest, group: Group) -> None:
    """Accept everybody who waits, the longest waiting first, as long as there is room."""
    waiting: Sequence[Member] = await join_requests(desk.turn, group)
    if not waiting:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    room = len(waiting) if group.most is None else group.most - group.members
    for member in waiting[: max(1, room)]:
        await members.accept(desk.turn, member.id)


async def _sit(desk: DeskRequest, group: Group) -> None:
    """Give a seat of this group to one of its members; 0 makes it vacant."""
    seat_id = lists.number(desk.sent("seat")) or 0
    if seat_id not in {seat.id for seat in await stored_seats.of_group(desk.store, group.id)}:
        raise Refusal(Problem.UNKNOWN_BUTTON)
    member_id = lists.number(desk.sent("member")) or 0
    await seats.sit(desk.turn, seat_id, member_id)


ACTS: Mapping[str, Callable[[DeskRequest, Group], Awaitable[None]]] = {
    "accept": _accept_all,
    "seat": _sit,
    "archive": _archive,
    "back": _bring_back,
    "uninvite": invitations.take_back,
}
"""What a button of the page does beside the form and the invitations."""
