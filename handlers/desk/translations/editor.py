"""A translation beside its German text: typed, checked, and on to the next of the worklist."""

from bot.domain.translations import FIELDS, TextKind, TranslationState
from bot.rules import translations as rules
from bot.rules.desk import HOME
from bot.rules.problems import Problem, Refusal
from bot.screens.translations import LABELS, STATES
from handlers.desk import forms
from handlers.desk.forms import FormField, Opened
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.desk.translations import saving, texts
from handlers.desk.translations.saving import Subject
from storage.desk import acts
from storage.desk.translations import TextRow

TRANSLATIONS = f"{HOME}/translations"
CHECKED = "checked"
MOST_LOOKED_AT = 500
"""Rows of the worklist among which the next one is looked for."""


async def show(desk: DeskRequest) -> Answer:
    """Return the editor, with what the person typed and did not store yet."""
    return await _shown(desk, await _here(desk))


async def hear(desk: DeskRequest) -> Answer:
    """Store, keep or discard what was typed, and go on to what is to be translated next."""
    stored = await _here(desk, lock=True)
    translation = stored.translation
    rules.may_write(desk.turn.person, stored.owner, translation.language)
    if answer := await forms.aside(desk, form_of(desk), desk.path):
        return answer
    typed = rules.cleaned(translation.kind, _typed(desk, stored))
    is_old = forms.base_of(desk) != rules.version(translation)
    if is_old or rules.mistakes(translation.kind, typed):
        return await forms.refuse(desk, form_of(desk))
    after = await _next(desk, stored)
    await _store(desk, stored, typed)
    await forms.drop(desk)
    return Done(f"{after}?said=saved")


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of the form are kept."""
    parts = (desk.parts[name] for name in ("kind", "id", "language"))
    return ":".join(("translation", *parts))


async def _here(desk: DeskRequest, *, lock: bool = False) -> Subject:
    """Return the text of the page, for those who may read it. Raises Refusal for others."""
    language = texts.language_here(desk)
    kind = TextKind(desk.parts["kind"])
    stored = await saving.subject(desk, kind, desk.row_id(), language, lock=lock)
    if not any(stored.translation.german.values()):
        raise Refusal(Problem.OFFER_GONE)
    return stored


async def _store(desk: DeskRequest, stored: Subject, words: dict[str, str]) -> None:
    """Store a translation as an act that can be undone."""
    turn = desk.turn
    is_checked = desk.sent(CHECKED) == "1"
    turn.act_id = act_id = await desk.begin(saving.TRANSLATE)
    is_changed, before = await saving.save(desk, stored, words, is_checked=is_checked)
    if before:
        await acts.remember(desk.store, act_id, {"groups": [before]})
    if not is_changed:
        await acts.undone(desk.store, act_id, turn.now)


def _typed(desk: DeskRequest, stored: Subject) -> dict[str, str]:
    """Return the fields; where the person chose what another one wrote, it is that."""
    names = FIELDS[stored.translation.kind]
    values = forms.of_known(forms.kept_values(desk.fields), names)
    theirs = stored.translation.words
    return values | {name: theirs.get(name, "") for name in desk.sent_all("take") if name in names}


async def _next(desk: DeskRequest, stored: Subject) -> str:
    """Return the address of what follows in the worklist, that of the list after the last one."""
    translation = stored.translation
    rows = await texts.most_read(desk, translation.language, MOST_LOOKED_AT)
    here = [(row.kind, row.id) for row in rows]
    this = (translation.kind, translation.subject_id)
    position = here.index(this) + 1 if this in here else 0
    following = next((row for row in (*rows[position:], *rows) if (row.kind, row.id) != this), None)
    return address(following, translation.language)


def address(row: TextRow | None, language: str) -> str:
    """Return the address of a translation in the editor; None is the worklist."""
    if row is None:
        return f"{TRANSLATIONS}/{language}"
    return f"{TRANSLATIONS}/{row.kind}/{row.id}/{language}"


async def _shown(desk: DeskRequest, stored: Subject) -> Shown:
    translation = stored.translation
    base = rules.version(translation)
    is_checked = "1" if translation.state is TranslationState.CHECKED else ""
    names = FIELDS[translation.kind]
    saved = forms.of_known(translation.words, names) | {CHECKED: is_checked}
    opened = await forms.opened(desk, form_of(desk), saved, base)
    values = {name: opened.values.get(name, "") for name in saved}
    is_changed = opened.draft is not None and opened.base != base
    return Shown(
        "translation.html",
        {
            "item": translation,
            "name": desk.name_of_texts(translation.language),
            "changed": rules.differences(translation.german_before, translation.german),
            "state": STATES[translation.state],
            "fields": [
                FormField(name=name, label=LABELS[name], kind=_kind(name)) for name in names
            ],
            "labels": LABELS,
            "values": values,
            "mistakes": _mistakes(desk, stored, opened, values),
            "theirs": {name: saved[name] for name in names if saved[name] != values[name]}
            if is_changed
            else {},
            "is_changed": is_changed,
            "opened": opened,
            "base": base,
            "may_write": rules.writes(desk.turn.person, stored.owner, translation.language),
            "is_inside": not rules.is_only_translator(desk.turn.person, desk.district.id),
        },
    )


def _kind(name: str) -> str:
    return "line" if name == "title" else "area"


def _mistakes(
    desk: DeskRequest, stored: Subject, opened: Opened, values: dict[str, str]
) -> dict[str, str]:
    """Return the sentence of each wrong field, once the person wanted to store them."""
    if not (opened.draft and opened.draft.refused):
        return {}
    kind = stored.translation.kind
    return desk.reasons(rules.mistakes(kind, rules.cleaned(kind, values)))
