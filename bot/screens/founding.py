"""For who founds or leads a group: what it is, one part after the other."""

from collections.abc import Sequence

from bot import text
from bot.domain.groups import Group
from bot.i18n import Translator, mark
from bot.screens.frame import leaf
from bot.screens.groups import JOINING as JOINING
from bot.screens.groups import KINDS as KINDS
from bot.ui import NOTHING, Button, Html, Screen, in_rows, press

PAGE = 6
ASKED = {
    "kind": mark("What kind of group is it?"),
    "joining": mark("How does one get into the group?"),
    "field": mark("Which field is it about?"),
    "town": mark("In which town is it?"),
    "language": mark("Which language do the people speak with each other?"),
    "size": mark("How many people may be in it? Please type a number. Type 0 for as many as come."),
}
NONE = {"field": mark("No field"), "town": mark("The whole district")}


def found(tr: Translator) -> Screen:
    said = tr.lines(tr("What is the group called? Please type its name."))
    return Screen(said, back="group.list:0", placeholder=tr("Name of the group"))


def shape(tr: Translator, one: Group) -> Screen:
    """Everything that can be changed, one button each."""
    said = tr.paragraphs(
        tr.lines(tr.bold(one.name), tr(KINDS[one.kind]), tr(JOINING[one.joining])),
        tr.lines(
            tr.value(text.shortened(one.texts["de"], 200)) if one.texts.get("de") else NOTHING,
            tr("Places: {n}", n=one.most) if one.most is not None else tr("As many people as come"),
        ),
    )
    buttons = [
        Button(tr("Kind"), press("group.choices", one.id, "kind", 0)),
        Button(tr("How one gets in"), press("group.choices", one.id, "joining", 0)),
        Button(tr("Texts"), press("group.texts", one.id, 0)),
        Button(tr("Language"), press("group.choices", one.id, "language", 0)),
        Button(tr("Field"), press("group.choices", one.id, "field", 0)),
        Button(tr("Town"), press("group.choices", one.id, "town", 0)),
    ]
    return Screen(said, in_rows(buttons, 2), at=f"group.edit:{one.id}", back=f"group.lead:{one.id}")


def choices(
    tr: Translator, one: Group, part: str, known: Sequence[tuple[str, str]], page: int
) -> Screen:
    """Pairs of value and label; what is chosen is marked."""
    chosen = {
        "kind": one.kind,
        "joining": one.joining,
        "language": one.language,
        "field": one.field_id or 0,
        "town": one.municipality_id or 0,
    }[part]
    shown, arrows = leaf(tr, known, page, PAGE, f"group.choices:{one.id}:{part}")
    buttons = [
        Button(
            _label(tr, part, value, label),
            press("group.set", one.id, part, value),
            value == str(chosen),
        )
        for value, label in shown
    ]
    if part == "joining":
        buttons.append(Button(tr("Size"), press("group.size", one.id)))
    said = tr.lines(tr.bold(one.name), tr(ASKED[part]))
    return Screen(
        said,
        in_rows(buttons, 1),
        arrows,
        at=f"group.choices:{one.id}:{part}:{page}",
        back=f"group.edit:{one.id}",
    )


def _label(tr: Translator, part: str, value: str, label: str) -> Html:
    """Sentences of ours are translated, names are not."""
    if part in ("kind", "joining"):
        return tr(label)
    return tr.value(label) if value != "0" else tr(NONE[part])


def size(tr: Translator, one: Group) -> Screen:
    """Asks for the size."""
    asked = ASKED["size"]
    return Screen(
        tr.lines(tr.bold(one.name), tr(asked)),
        back=f"group.edit:{one.id}",
        placeholder=tr("Type the text"),
    )


def texts(tr: Translator, one: Group, known: Sequence[tuple[str, str]], page: int) -> Screen:
    """The languages, code and name; those that have a text are marked."""
    shown, arrows = leaf(tr, known, page, PAGE, f"group.texts:{one.id}")
    buttons = [
        Button(tr.value(name), press("group.text", one.id, code), code in one.texts)
        for code, name in shown
    ]
    said = tr.lines(tr.bold(one.name), tr("In which language do you want to write?"))
    return Screen(
        said,
        in_rows(buttons, 2),
        arrows,
        at=f"group.texts:{one.id}:{page}",
        back=f"group.edit:{one.id}",
    )


def text_in(tr: Translator, one: Group, code: str, name: str) -> Screen:
    """Asks for the text in one language; the one so far is shown."""
    said = tr.lines(
        tr.bold(one.name),
        tr("Please type what the group does, in this language: {language}", language=name),
        *(tr.value(line) for line in one.texts.get(code, "").split("\n") if line),
    )
    return Screen(said, back=f"group.texts:{one.id}:0", placeholder=tr("Type the text"))
