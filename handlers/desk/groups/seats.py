"""All seats of a group on one page: whom they are for, who has them, who comes instead."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.groups import Group, Seat
from bot.i18n import mark, plain
from bot.rules import group_form, seat_form
from bot.rules.groups import must_be_active
from bot.rules.seat_form import NEW, PARTS, Choices, ReadForm
from handlers.desk import forms
from handlers.desk.forms import Choice, FormField
from handlers.desk.groups.listing import PAGE
from handlers.desk.groups.page import group_here
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.dialogue import seats as verbs
from handlers.dialogue.shared.groups import present_members
from storage.groups import groups, seats

LABELS = {
    "label": mark("Organisation"),
    "from": mark("Delegate of"),
    "optional": mark("May stay empty"),
    "term": mark("Until"),
    "holder": mark("Holder"),
    "deputy": mark("Deputy"),
}


async def show(desk: DeskRequest) -> Answer:
    """Return the seats with what the person typed and did not store yet."""
    group = await group_here(desk)
    must_be_active(group)
    stored = await seats.of_group(desk.store, group.id)
    values = seat_form.values(stored)
    version = group_form.version(values)
    opened = await forms.opened(desk, form_of(desk), values, version)
    typed = {name: opened.values.get(name, values[name]) for name in values}
    is_changed = opened.draft is not None and opened.base != version
    is_refused = opened.draft is not None and opened.draft.refused
    theirs = group_form.changed(values, typed) if is_changed else ()
    wrong = (await _read(desk, group, typed)).mistakes if is_refused else {}
    fields, today = await _fields(desk, group), desk.turn.today
    return Shown(
        "group_seats.html",
        {
            "group": group,
            "rows": _rows(fields, [str(seat.id) for seat in stored]),
            "new_rows": _rows(fields, NEW),
            "over": _over(stored, today),
            "seats": stored,
            "labels": LABELS,
            "values": typed,
            "opened": opened,
            "base": version,
            "is_changed": is_changed,
            "theirs": {name: values[name] for name in theirs},
            "mistakes": desk.reasons(wrong),
        },
    )


def _rows(fields: Sequence[FormField], keys: Iterable[str]) -> list[list[FormField]]:
    return [[_named(item, key) for item in fields] for key in keys]


def _over(stored: Iterable[Seat], today: date) -> set[int]:
    """Return the ids of the seats whose term has ended."""
    return {seat.id for seat in stored if seat.term_ends and seat.term_ends < today}


async def hear(desk: DeskRequest) -> Answer:
    """Store, keep or discard what was typed."""
    group = await group_here(desk, lock=True)
    must_be_active(group)
    if answer := await forms.aside(desk, form_of(desk), f"{PAGE}/{group.id}"):
        return answer
    stored = seat_form.values(await seats.of_group(desk.store, group.id))
    typed = stored | _typed(desk, stored)
    typed |= {name: stored[name] for name in desk.sent_all("take") if name in stored}
    read = await _read(desk, group, typed)
    if forms.base_of(desk) != group_form.version(stored) or read.mistakes:
        return await forms.refuse(desk, form_of(desk))
    for row in read.rows:
        await verbs.change(desk.turn, group.id, row)
    await forms.drop(desk)
    return Done(f"{desk.path}?said=saved")


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of the form are kept."""
    return f"seats:{desk.parts['id']}:{desk.district.id}"


def _typed(desk: DeskRequest, stored: dict[str, str]) -> dict[str, str]:
    kept = forms.kept_values(desk.fields)
    return {name: kept[name] for name in stored if name in kept}


async def _read(desk: DeskRequest, group: Group, typed: dict[str, str]) -> ReadForm:
    others = await groups.of_district(desk.store, group.district_id)
    members = await present_members(desk.turn, group)
    choices = Choices(
        group_ids={other.id for other in others},
        membership_ids={member.id for member in members},
        today=desk.turn.today,
    )
    return seat_form.read(typed, await seats.of_group(desk.store, group.id), choices)


async def _fields(desk: DeskRequest, group: Group) -> list[FormField]:
    """Return the fields of one seat, named without the key of theirs."""
    tr, none = desk.turn.tr, Choice(seat_form.NONE, "–")
    others = await groups.of_district(desk.store, group.district_id)
    members = [
        Choice(str(member.id), member.name) for member in await present_members(desk.turn, group)
    ]
    yes_no = [
        Choice(seat_form.NONE, plain(tr("No"))),
        Choice(seat_form.YES, plain(tr("Yes"))),
    ]
    choices = {
        "from": [
            none,
            *(Choice(str(other.id), other.name) for other in others if other.id != group.id),
        ],
        "optional": yes_no,
        "holder": [none, *members],
        "deputy": [none, *members],
    }
    return [
        FormField(
            name=part,
            label=LABELS[part],
            kind="choice" if part in choices else "line",
            choices=choices.get(part, ()),
        )
        for part in PARTS
    ]


def _named(field: FormField, key: str) -> FormField:
    return replace(field, name=f"{field.name}_{key}")
