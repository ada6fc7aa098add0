"""What can be done with many things that wait: taken off the list, assigned, put off."""

from collections.abc import Collection, Sequence

from bot.domain.desk import InboxItem, InboxMark, Waiting
from bot.i18n import mark, plain
from bot.rules.desk import HOME
from bot.rules.problems import Problem, Refusal
from bot.screens.desk import WAITING
from handlers.desk.bulk import Before, BulkList, Row, Together
from handlers.desk.forms import Choice, FormField
from handlers.desk.inbox import acts, queue, subjects
from handlers.desk.page import WRITERS, DeskRequest

Noted = tuple[InboxItem, InboxMark]
"""Something that waits, and what was noted about it."""


async def rows(desk: DeskRequest, keys: Collection[str] | None) -> list[Row[Noted]]:
    """Return what waits and fits the filters of the address, or what was ticked."""
    waiting = await queue.still_waiting(desk)
    meant = [
        (item, noted)
        for item, noted in waiting
        if (queue.is_wanted(desk, item, noted) if keys is None else queue.key_of(item) in keys)
    ]
    titles = await subjects.titles(desk, [item for item, _ in meant])
    return [_row(desk, item, noted, titles) for item, noted in meant]


def _row(
    desk: DeskRequest, item: InboxItem, noted: InboxMark, titles: dict[subjects.Subject, str]
) -> Row[Noted]:
    kind = plain(desk.turn.tr(WAITING[item.kind]))
    title = titles.get((item.kind, item.subject_id), item.title)
    version = (item.since, noted)
    named = f"{kind}: {title}" if title else kind
    return Row(queue.key_of(item), version, named, (item, noted), subjects.link(item))


async def _problems(desk: DeskRequest, things: Sequence[Noted]) -> list[Problem | None]:
    """Return why what was chosen cannot be noted; an import is for the person who prepares it."""
    try:
        await acts.changing(desk)
    except Refusal as refusal:
        return [refusal.problem for _ in things]
    is_assigned = desk.sent("act") == "assign"
    return [
        Problem.NOT_ALLOWED if is_assigned and item.kind is Waiting.IMPORT else None
        for item, _ in things
    ]


async def _note(desk: DeskRequest, things: Sequence[Noted]) -> Before:
    change, act = await acts.changing(desk), desk.sent("act")
    kept = []
    for item, before in things:
        after = change(before)
        await acts.write(desk, (item.kind, item.subject_id), before, after)
        kept.append(acts.kept(item.kind, item.subject_id, before, after))
    return {"assigned" if act == "assign" else "marks": kept}


async def _person(desk: DeskRequest) -> FormField:
    listed = await queue.colleagues_of(desk)
    choices = [Choice(str(person_id), name) for person_id, name in listed.items()]
    return FormField(name="person", label=mark("Assigned to"), choices=[*choices, Choice("", "–")])


async def _day(desk: DeskRequest) -> FormField:
    return FormField(name="day", label=mark("Put off until"), example="31.12.2027")


def _acts(desk: DeskRequest) -> list[Together[Noted]]:
    is_of_imports = desk.asked("kind") == Waiting.IMPORT
    return [DONE, SNOOZE] if is_of_imports else [DONE, ASSIGN, SNOOZE]


DONE = Together(name="done", problems=_problems, change=_note)
ASSIGN = Together(name="assign", problems=_problems, change=_note, asks=_person)
SNOOZE = Together(name="snooze", problems=_problems, change=_note, asks=_day)
BULK = BulkList(path=HOME, sends=f"{HOME}/bulk", rows=rows, writers=WRITERS, acts=_acts)
