"""The directory of groups, whole or of one field or town."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.groups import Group, Standing
from bot.i18n import Translator
from bot.screens.frame import leaf, paging
from bot.ui import NOTHING, Button, Rows, Screen, in_rows, press

PAGE = 6
SHOWN = 4
"""Groups on a page, beside what volunteers and the office can do there."""


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of it: ``known`` has one more than is shown if there is a further page. ``route`` shows it, ``of`` names the part, "" all.

    ``mine`` are marked; ``founds``: a coordinator can make a new one; ``helps``: a volunteer says what they can do.
    """

    known: Sequence[Group]
    page: int = 0
    route: str = "group.list"
    of: str = ""
    mine: Mapping[int, Standing] = field(default_factory=dict)
    founds: bool = False
    helps: bool = False


def directory(tr: Translator, one: Directory) -> Screen:
    inside = {number for number, standing in one.mine.items() if standing is not Standing.ASKED}
    buttons = [
        Button(tr.value(group.name), press("group.show", group.id), group.id in inside or None)
        for group in one.known[:SHOWN]
    ]
    if one.helps:
        buttons.append(Button(tr("🤝 I can help"), press("skill.parts")))
    if one.founds:
        buttons.append(Button(tr("➕ New group"), press("group.new")))
    said = tr.lines(
        tr("<b>Groups</b>"),
        tr.value(one.of) if one.of else NOTHING,
        tr("People who help, plan and learn together.")
        if one.known
        else tr("There are no groups here yet."),
    )
    return Screen(
        said,
        in_rows(buttons, 1),
        (*_arrows(tr, one), _by(tr)),
        at=f"{one.route}:{one.page}",
        back="group.list:0" if one.of else "home:0",
    )


def _arrows(tr: Translator, one: Directory) -> Rows:
    before = press(one.route, one.page - 1) if one.page else None
    return paging(tr, before, press(one.route, one.page + 1) if len(one.known) > SHOWN else None)


def _by(tr: Translator) -> tuple[Button, ...]:
    return Button(tr("By field"), press("group.parts", "field", 0)), Button(
        tr("By town"), press("group.parts", "town", 0)
    )


def parts(tr: Translator, part: str, known: Sequence[tuple[int, str]], page: int) -> Screen:
    """Fields or towns that have groups: id and name."""
    shown, arrows = leaf(tr, known, page, PAGE, f"group.parts:{part}")
    buttons = [
        Button(tr.value(name), press("group.part", part, number, 0)) for number, name in shown
    ]
    said = tr.lines(
        tr("<b>Groups</b>"), tr("Which field?") if part == "field" else tr("Which town?")
    )
    return Screen(
        said, in_rows(buttons, 1), arrows, at=f"group.parts:{part}:{page}", back="group.list:0"
    )
