"""Results of a group: decisions, tasks and minutes."""

from collections.abc import Sequence

from bot import text
from bot.domain.attachments import Attachment
from bot.domain.groups import Group, Member
from bot.domain.results import Kind, Published, Result
from bot.i18n import Translator, mark
from bot.screens.frame import leaf
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
    Published.STEERING: mark("The steering group can read it, too."),
    Published.EVERYBODY: mark("Everybody can read it."),
}
ASKED = {
    Kind.DECISION: mark("What was decided? Please type it."),
    Kind.TASK: mark(
        "What is to be done, and until when? Please type for example: 30.11.2026 Vermieter anschreiben"
    ),
    Kind.MINUTES: mark("Please type the minutes, or send a document."),
}


def results(
    tr: Translator, group: Group, known: Sequence[Result], page: int, *, leads: bool
) -> Screen:
    """The latest first; for leads, ways to add one."""
    shown, arrows = leaf(tr, known, page, PAGE, f"result.list:{group.id}")
    buttons = [Button(_short(tr, one), press("result.show", one.id)) for one in shown]
    added = (
        [
            Button(tr("➕ {kind}", kind=tr(words)), press("result.new", group.id, kind))
            for kind, words in KINDS.items()
        ]
        if leads
        else []
    )
    said = tr.lines(
        tr.bold(group.name), tr("Results:") if known else tr("There are no results yet.")
    )
    return Screen(
        said,
        (*in_rows(buttons, 1), *in_rows(added, 3)),
        arrows,
        at=f"result.list:{group.id}:{page}",
        back=f"group.show:{group.id}",
    )


def _short(tr: Translator, one: Result) -> Html:
    return tr("{kind}: {words}", kind=tr(KINDS[one.kind]), words=text.shortened(one.words, 40))


def new(tr: Translator, group: Group, kind: Kind) -> Screen:
    said = tr.lines(tr.bold(group.name), tr(ASKED[kind]))
    return Screen(
        said,
        back=f"result.list:{group.id}:0",
        placeholder=tr("Type the text"),
        takes_file=kind is Kind.MINUTES,
    )


def result(
    tr: Translator,
    group: Group,
    one: Result,
    file: Attachment | None,
    *,
    leads: bool,
    finishes: bool,
) -> Screen:
    """``finishes``: this person may say that a task is done."""
    body = tr.paragraphs(
        tr.lines(tr.bold(group.name), tr(KINDS[one.kind])),
        tr.lines(written(tr, one.words)),
        tr.lines(*_facts(tr, one), tr(PUBLISHED[one.published])),
    )
    buttons = (
        [Button(tr("📎 Open {name}", name=file.name), press("result.file", one.id))] if file else []
    )
    if one.kind is Kind.TASK and finishes:
        buttons.append(Button(tr("Done"), press("result.toggle", one.id), one.done))
    if leads:
        buttons += _leading(tr, one)
    return Screen(
        body, in_rows(buttons, 1), at=f"result.show:{one.id}", back=f"result.list:{group.id}:0"
    )


def _facts(tr: Translator, one: Result) -> list[Html]:
    if one.kind is not Kind.TASK:
        return []
    return [
        tr("Who does it: {name}", name=one.owner or "–"),
        tr("Until: {day}", day=tr.day(one.due)) if one.due else NOTHING,
        tr("Done.") if one.done else NOTHING,
    ]


def _leading(tr: Translator, one: Result) -> list[Button]:
    wider = list(Published)[list(Published).index(one.published) + 1 :]
    names = {
        Published.STEERING: tr("Give it to the steering group"),
        Published.EVERYBODY: tr("Show it to everybody"),
    }
    return [
        *(
            [Button(tr("Who does it"), press("result.owners", one.id, 0))]
            if one.kind is Kind.TASK
            else []
        ),
        *(
            Button(names[published], press("result.publish", one.id, published))
            for published in wider
        ),
        *(
            [Button(tr("Make an offer of it"), press("result.offer", one.id))]
            if one.kind is not Kind.MINUTES
            else []
        ),
        Button(tr("Delete it"), press("result.delete", one.id)),
    ]


def owners(tr: Translator, one: Result, known: Sequence[Member], page: int) -> Screen:
    shown, arrows = leaf(tr, known, page, PAGE + 2, f"result.owners:{one.id}")
    buttons = [
        Button(
            tr.value(member.name),
            press("result.owner", one.id, member.id),
            member.id == one.owner_id or None,
        )
        for member in shown
    ]
    said = tr.lines(tr.bold(text.shortened(one.words, 100)), tr("Who does it?"))
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"result.owners:{one.id}:{page}",
        back=f"result.show:{one.id}",
    )
