"""The form of a new meeting or series of a group, and what both forms of a meeting share."""

from collections.abc import Mapping, Sequence

from bot.domain.groups import Group
from bot.i18n import mark, plain
from bot.rules import meeting_form as rules
from bot.rules import meetings as meeting_rules
from bot.rules.groups import must_be_active
from bot.rules.problems import Problem
from bot.screens.examples import DAY_AND_TIME, RULE, example
from bot.screens.problems import words as problem_words
from handlers.desk import forms
from handlers.desk.forms import FormField
from handlers.desk.groups.listing import PAGE
from handlers.desk.groups.page import group_here
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.dialogue import meetings
from handlers.workflows.planning import times_of

MEETINGS = f"{PAGE}/meetings"
LABELS = {
    "title": mark("Title"),
    "when": mark("When, in words"),
    "place": mark("Where"),
    "most": mark("Number of places"),
}


async def show(desk: DeskRequest) -> Answer:
    """Return an empty form, with what the person typed and did not store yet."""
    group = await group_here(desk)
    must_be_active(group)
    opened = await forms.opened(desk, form_of(desk), dict.fromkeys(rules.PLANNED, ""), 0)
    values = forms.of_known(opened.values, rules.PLANNED)
    is_refused = opened.draft is not None and opened.draft.refused
    return Shown(
        "meeting_new.html",
        {
            "group": group,
            "fields": fields(desk, rules.PLANNED),
            "labels": LABELS,
            "values": values,
            "opened": opened,
            "examples": [example(desk.turn.tr, words) for words in (DAY_AND_TIME, RULE)],
            "mistakes": sentences(desk, await _wrong(desk, group, values)) if is_refused else {},
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Plan a meeting and invite the group, or keep or discard what was typed."""
    group = await group_here(desk, lock=True)
    must_be_active(group)
    if answer := await forms.aside(desk, form_of(desk), f"{PAGE}/{group.id}"):
        return answer
    typed = forms.of_known(forms.kept_values(desk.fields), rules.PLANNED)
    if await _wrong(desk, group, typed):
        return await forms.refuse(desk, form_of(desk))
    here = await times_of(desk.store, group.district_id)
    plan = rules.plan(typed, here, desk.turn.now, desk.turn.today_in(here.zone))
    first = await meetings.arrange(desk.turn, group, plan)
    await forms.drop(desk)
    return Done(f"{MEETINGS}/{first.id}?said=saved")


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of the form are kept."""
    return f"new_meeting:{desk.parts['id']}:{desk.district.id}"


def fields(desk: DeskRequest, names: Sequence[str]) -> list[FormField]:
    """Return the fields of a form of a meeting."""
    required = ("title", "when")
    return [FormField(name=name, label=LABELS[name], required=name in required) for name in names]


def sentences(desk: DeskRequest, wrong: Mapping[str, Problem]) -> dict[str, str]:
    """Return what is wrong with each field in the reader's language."""
    return {name: plain(problem_words(desk.turn.tr, problem)) for name, problem in wrong.items()}


async def _wrong(desk: DeskRequest, group: Group, typed: Mapping[str, str]) -> dict[str, Problem]:
    here, turn = await times_of(desk.store, group.district_id), desk.turn
    today = turn.today_in(here.zone)
    return rules.wrong(typed, lambda words: meeting_rules.timed(words, here, turn.now, today))
