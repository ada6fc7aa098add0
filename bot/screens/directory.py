"""The directory of groups, of a district, a field or a town."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.groups import Group, Standing
from bot.i18n import Translator
from bot.screens.frame import leaf, paging
from bot.ui import NOTHING, Button, Rows, Screen, in_rows, press

PAGE = 6
SHOWN = 4
"""Number of groups on a page; there are further buttons for volunteers and the office."""


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of the directory. ``known`` has more than ``SHOWN`` groups if another page follows.

    ``route`` shows it. ``of`` is the name of a field or town, "" means all groups. ``mine`` maps
    the person's groups to their standing. ``founds``: the person can found a group; ``helps``: the
    person can offer help.
    """

    known: Sequence[Group]
    page: int = 0
    route: str = "group.list"
    of: str = ""
    mine: Mapping[int, Standing] = field(default_factory=dict)
    founds: bool = False
    helps: bool = False


def directory(tr: Translator, directory: Directory) -> Screen:
    inside = {
        group_id for group_id, standing in directory.mine.items() if standing is not Standing.ASKED
    }
    buttons = [
        Button(tr.value(group.name), press("group.show", group.id), group.id in inside or None)
        for group in directory.known[:SHOWN]
    ]
    if directory.helps:
        buttons.append(Button(tr("🤝 I can help"), press("skill.parts")))
    if directory.founds:
        buttons.append(Button(tr("➕ New group"), press("group.new")))
    body = tr.lines(
        tr("<b>Groups</b>"),
        tr.value(directory.of) if directory.of else NOTHING,
        tr("People who help, plan and learn together.")
        if directory.known
        else tr("There are no groups here yet."),
    )
    return Screen(
        body,
        in_rows(buttons, 1),
        (*_arrows(tr, directory), _by(tr)),
        at=f"{directory.route}:{directory.page}",
        back="group.list:0" if directory.of else "home:0",
    )


def _arrows(tr: Translator, directory: Directory) -> Rows:
    before = press(directory.route, directory.page - 1) if directory.page else None
    return paging(
        tr,
        before,
        press(directory.route, directory.page + 1) if len(directory.known) > SHOWN else None,
    )


def _by(tr: Translator) -> tuple[Button, ...]:
    return Button(tr("By topic"), press("group.parts", "field", 0)), Button(
        tr("By town"), press("group.parts", "town", 0)
    )


def parts(tr: Translator, part: str, names: Sequence[tuple[int, str]], page: int) -> Screen:
    """Return fields or towns with groups: pairs of id and name."""
    shown, arrows = leaf(tr, names, page, PAGE, f"group.parts:{part}")
    buttons = [
        Button(tr.value(name), press("group.part", part, part_id, 0)) for part_id, name in shown
    ]
    body = tr.lines(
        tr("<b>Groups</b>"), tr("Which topic?") if part == "field" else tr("Which town?")
    )
    return Screen(
        body, in_rows(buttons, 1), arrows, at=f"group.parts:{part}:{page}", back="group.list:0"
    )
