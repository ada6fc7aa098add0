"""Results of a group: decisions, tasks and minutes."""

from collections.abc import Sequence

from bot import text
from bot.domain.attachments import Attachment
from bot.domain.groups import Group, Member
from bot.domain.results import Kind, Published, Result
from bot.i18n import Translator, mark
from bot.rules.needs import WORKS
from bot.screens.examples import TASK, example
from bot.screens.frame import leaf
from bot.screens.irreversible import question
from bot.screens.notices import written
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

PAGE = 3
KINDS = {
    Kind.DECISION: mark("✔️ Decision"),
    Kind.TASK: mark("🔧 Task"),
    Kind.MINUTES: mark("📝 Minutes"),
}
PUBLISHED = {
    Published.GROUP: mark("Only the group can read it."),
    Published.STEERING: mark("The steering group can read it too."),
    Published.EVERYBODY: mark("Everybody can read it."),
}
WIDER = {
    Published.STEERING: mark("Show to steering group"),
    Published.EVERYBODY: mark("Show to everybody"),
}
"""Labels of the buttons that let more people read a result."""
ASKED = {
    Kind.DECISION: mark("What was decided? Please write it."),
    Kind.TASK: mark("What needs to be done, and by when? Please write, for example: {example}"),
    Kind.MINUTES: mark("Please write the minutes, or send a document."),
}


def results(
    tr: Translator, group: Group, results: Sequence[Result], page: int, *, leads: bool
) -> Screen:
    """Return the results of a group, the latest first; leads can add one."""
    has_needs = leads and group.kind in WORKS
    size = PAGE - 1 if has_needs else PAGE
    shown, arrows = leaf(tr, results, page, size, f"result.list:{group.id}")
    buttons = [Button(short(tr, result), press("result.show", result.id)) for result in shown]
    added = (
        [
            Button(tr("➕ {kind}", kind=tr(words)), press("result.new", group.id, kind))
            for kind, words in KINDS.items()
        ]
        if leads
        else []
    )
    if has_needs:
        added.append(Button(tr("Needs"), press("need.list", group.id, 0)))
    body = tr.lines(
        tr.bold(group.name), tr("Results:") if results else tr("There are no results yet.")
    )
    return Screen(
        body,
        (*in_rows(buttons, 1), *in_rows(added, 3)),
        arrows,
        at=f"result.list:{group.id}:{page}",
        back=f"group.show:{group.id}",
    )


def short(tr: Translator, result: Result) -> Html:
    """Return kind and beginning of a result, for a button."""
    return tr(
        "{kind}: {words}", kind=tr(KINDS[result.kind]), words=text.shortened(result.words, 40)
    )


def new(tr: Translator, group: Group, kind: Kind) -> Screen:
    body = tr.lines(tr.bold(group.name), tr(ASKED[kind], example=example(tr, TASK)))
    return Screen(
        body,
        back=f"result.list:{group.id}:0",
        takes_file=kind is Kind.MINUTES,
    )


def result(
    tr: Translator,
    group: Group,
    result: Result,
    file: Attachment | None,
    *,
    leads: bool,
    finishes: bool,
) -> Screen:
    """Return a result; ``finishes``: the person may mark a task as done."""
    body = tr.paragraphs(
        tr.lines(tr.bold(group.name), tr(KINDS[result.kind])),
        tr.lines(written(tr, result.words)),
        tr.lines(*_facts(tr, result), tr(PUBLISHED[result.published])),
    )
    buttons = (
        [Button(tr("📎 Open {name}", name=file.name), press("result.file", result.id))]
        if file
        else []
    )
    if result.kind is Kind.TASK and finishes:
        buttons.append(Button(tr("Done"), press("result.toggle", result.id), result.done))
    if leads:
        buttons += _leading(tr, result)
    return Screen(
        body, in_rows(buttons, 1), at=f"result.show:{result.id}", back=f"result.list:{group.id}:0"
    )


def _facts(tr: Translator, result: Result) -> list[Html]:
    if result.kind is not Kind.TASK:
        return []
    return [
        tr("Who does it: {name}", name=result.owner or "–"),
        tr("Due: {day}", day=tr.day(result.due)) if result.due else NOTHING,
        tr("Done.") if result.done else NOTHING,
    ]


def _leading(tr: Translator, result: Result) -> list[Button]:
    wider = list(Published)[list(Published).index(result.published) + 1 :]
    return [
        *(
            [Button(tr("Who does it"), press("result.owners", result.id, 0))]
            if result.kind is Kind.TASK
            else []
        ),
        *(
            Button(tr(WIDER[published]), press("result.publish", result.id, published))
            for published in wider
        ),
        *(
            [Button(tr("Suggest as an offer"), press("result.offer", result.id))]
            if result.kind is not Kind.MINUTES
            else []
        ),
        *(
            [Button(tr("Suggest as a measure"), press("result.measure", result.id))]
            if result.kind is Kind.DECISION
            else []
        ),
        Button(tr("Delete"), press("result.delete", result.id)),
    ]


def owners(tr: Translator, result: Result, members: Sequence[Member], page: int) -> Screen:
    shown, arrows = leaf(tr, members, page, PAGE + 2, f"result.owners:{result.id}")
    buttons = [
        Button(
            tr.value(member.name),
            press("result.owner", result.id, member.id),
            member.id == result.owner_id or None,
        )
        for member in shown
    ]
    body = tr.lines(tr.bold(text.shortened(result.words, 100)), tr("Who does it?"))
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"result.owners:{result.id}:{page}",
        back=f"result.show:{result.id}",
    )


def ask_publish(tr: Translator, result: Result, published: Published) -> Screen:
    """Ask whether more people shall read a result."""
    at, act = f"result.publish:{result.id}:{published}", tr(WIDER[published])
    return _asked(tr, at, result, act, tr(PUBLISHED[published]))


def ask_remove(tr: Translator, result: Result) -> Screen:
    """Ask whether a result is to be deleted with its document."""
    return _asked(tr, f"result.delete:{result.id}", result, tr("Delete"))


def _asked(tr: Translator, at: str, result: Result, act: Html, *lines: Html) -> Screen:
    name = tr.bold(text.shortened(result.words, 100))
    return question(tr, at, f"result.show:{result.id}", name, act, *lines)
