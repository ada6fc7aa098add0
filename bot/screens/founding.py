"""Founding and changing a group, for leads."""

from collections.abc import Sequence

from bot import text
from bot.domain.groups import Group
from bot.i18n import Translator, mark
from bot.screens.frame import leaf
from bot.screens.groups import JOINING
from bot.screens.groups import JOINING_BUTTONS as JOINING_BUTTONS
from bot.screens.groups import KINDS as KINDS
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

PAGE = 6
ASKED = {
    "kind": mark("What type of group is it?"),
    "joining": mark("How can people join the group?"),
    "field": mark("Which topic is the group about?"),
    "town": mark("Which town is the group in?"),
    "language": mark("Which language do people speak in the group?"),
    "size": mark("How many people can be in the group? Please write a number. 0 means: no limit."),
}
NONE = {"field": mark("No topic"), "town": mark("The whole district")}


def found(tr: Translator, office: str = "") -> Screen:
    """Ask for the name; ``office`` is the name of the district for people who can choose one."""
    body = tr.lines(
        tr.bold(office) if office else NOTHING,
        tr("What is the group called? Please write its name."),
    )
    return Screen(body, back="group.list:0")


def shape(tr: Translator, group: Group) -> Screen:
    """Return the properties of a group, with a button for each."""
    body = tr.paragraphs(
        tr.lines(tr.bold(group.name), tr(KINDS[group.kind]), tr(JOINING[group.joining])),
        tr.lines(
            tr.value(text.shortened(group.texts["de"], 200)) if group.texts.get("de") else NOTHING,
            tr("Places: {n}", n=group.most) if group.most is not None else tr("No limit"),
        ),
    )
    buttons = [
        Button(tr("Type"), press("group.choices", group.id, "kind", 0)),
        Button(tr("How to join"), press("group.choices", group.id, "joining", 0)),
        Button(tr("Texts"), press("group.texts", group.id, 0)),
        Button(tr("Language"), press("group.choices", group.id, "language", 0)),
        Button(tr("Topic"), press("group.choices", group.id, "field", 0)),
        Button(tr("Town"), press("group.choices", group.id, "town", 0)),
    ]
    return Screen(
        body, in_rows(buttons, 2), at=f"group.edit:{group.id}", back=f"group.lead:{group.id}"
    )


def choices(
    tr: Translator, group: Group, part: str, choices: Sequence[tuple[str, str]], page: int
) -> Screen:
    """Return the choices of a property: pairs of value and label, with the current one marked."""
    chosen = {
        "kind": group.kind,
        "joining": group.joining,
        "language": group.language,
        "field": group.field_id or 0,
        "town": group.municipality_id or 0,
    }[part]
    shown, arrows = leaf(tr, choices, page, PAGE, f"group.choices:{group.id}:{part}")
    buttons = [
        Button(
            _label(tr, part, value, label),
            press("group.set", group.id, part, value),
            value == str(chosen),
        )
        for value, label in shown
    ]
    if part == "joining":
        buttons.append(Button(tr("Places in the group"), press("group.size", group.id)))
    body = tr.lines(tr.bold(group.name), tr(ASKED[part]))
    return Screen(
        body,
        in_rows(buttons, 1),
        arrows,
        at=f"group.choices:{group.id}:{part}:{page}",
        back=f"group.edit:{group.id}",
    )


def _label(tr: Translator, part: str, value: str, label: str) -> Html:
    """Return the label of a choice; our own sentences are translated, names are not."""
    if part in ("kind", "joining"):
        return tr(label)
    return tr.value(label) if value != "0" else tr(NONE[part])


def name(tr: Translator, group: Group) -> Screen:
    """Ask for another name, and show the current one."""
    asked = tr("What is the group called? Please write its name.")
    return Screen(tr.lines(tr.bold(group.name), asked), back=f"group.lead:{group.id}")


def size(tr: Translator, group: Group) -> Screen:
    """Ask for the maximum number of members."""
    asked = ASKED["size"]
    return Screen(
        tr.lines(tr.bold(group.name), tr(asked)),
        back=f"group.edit:{group.id}",
    )


def texts(tr: Translator, group: Group, choices: Sequence[tuple[str, str]], page: int) -> Screen:
    """Return the languages, pairs of code and name, those with a text marked."""
    shown, arrows = leaf(tr, choices, page, PAGE, f"group.texts:{group.id}")
    buttons = [
        Button(tr.value(name), press("group.text", group.id, code), code in group.texts)
        for code, name in shown
    ]
    body = tr.lines(tr.bold(group.name), tr("Which language do you want to write in?"))
    return Screen(
        body,
        in_rows(buttons, 2),
        arrows,
        at=f"group.texts:{group.id}:{page}",
        back=f"group.edit:{group.id}",
    )


def text_in(tr: Translator, group: Group, code: str, name: str) -> Screen:
    """Ask for the text in one language, and show the current one."""
    body = tr.lines(
        tr.bold(group.name),
        tr("Please write what the group does, in this language: {language}", language=name),
        *(tr.value(line) for line in group.texts.get(code, "").split("\n") if line),
    )
    return Screen(body, back=f"group.texts:{group.id}:0")
