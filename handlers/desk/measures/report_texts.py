"""The texts of the office between the figures of a report, kept from half-year to half-year."""

from collections.abc import Mapping

from bot import text
from bot.domain.audits import Act, Facts
from bot.i18n import plain
from bot.rules.cells import Wrong
from bot.rules.council_reports import LONGEST_TEXT
from bot.rules.measures import may_keep
from bot.screens.fields import field_name
from bot.screens.import_mistakes import reason_of
from bot.screens.measure_desk import TEXT_PARTS
from handlers.desk import forms
from handlers.desk.forms import FormField, digest
from handlers.desk.measures.council_reports import REPORTS
from handlers.desk.measures.reviews import period_of
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from storage.catalogue import places
from storage.measures import council_reports, measures
from storage.measures.report_material import texts


async def show(desk: DeskRequest) -> Answer:
    """Return a field for each part of the report, with what the office wrote last."""
    period = period_of(desk)
    fields = await _fields(desk)
    stored = await _stored(desk, fields)
    opened = await forms.opened(desk, form_of(desk), stored, 0)
    values = {**stored, **_with_others(stored, opened.values)}
    is_refused = opened.draft is not None and opened.draft.refused
    return Shown(
        "report_texts.html",
        {
            "period": period,
            "fields": list(fields.values()),
            "digests": {name: digest(words) for name, words in stored.items()},
            "opened": opened,
            "values": values,
            "mistakes": _mistakes(desk, values) if is_refused else {},
            "theirs": _theirs(stored, values) if opened.draft else {},
            "labels": {name: field.label for name, field in fields.items()},
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Store the texts that were changed, unless somebody else changed one of them meanwhile."""
    period = period_of(desk)
    may_keep(desk.turn.person, desk.district.id)
    await measures.lock_district(desk.store, desk.district.id)
    if answer := await forms.aside(desk, form_of(desk), desk.path):
        return answer
    fields = await _fields(desk)
    stored = await _stored(desk, fields)
    typed = _with_others(stored, forms.kept_values(desk.fields))
    typed |= {name: stored[name] for name in desk.sent_all("take") if name in stored}
    if _mistakes(desk, typed) or _theirs(stored, typed):
        return await forms.refuse(desk, form_of(desk))
    changed = [name for name in fields if text.clean(typed.get(name, "")) != stored[name]]
    for name in changed:
        part, words = _part(name), text.clean(typed.get(name, ""))
        await council_reports.set_text(desk.store, desk.district.id, period, part, words)
    if changed:
        facts: Facts = {"period": str(period), "count": len(changed)}
        await desk.turn.audit(Act.REPORT_TEXT, f"district {desk.district.id}", {}, facts)
    await forms.drop(desk)
    return Done(f"{REPORTS}/{period}?version=draft&said=saved")


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a form are kept."""
    return f"report:{desk.parts['period']}:{desk.district.id}"


async def _fields(desk: DeskRequest) -> dict[str, FormField]:
    """Return name → field; a field of action has its own text."""
    tr = desk.turn.tr
    labels = {f"text_{part}": label for part, label in TEXT_PARTS.items()}
    for field in await places.fields(desk.store, desk.district.id):
        labels[f"text_field {field.slug}"] = plain(field_name(tr, field))
    return {name: FormField(name=name, label=label, kind="area") for name, label in labels.items()}


async def _stored(desk: DeskRequest, fields: Mapping[str, FormField]) -> dict[str, str]:
    known = await texts(desk.store, desk.district.id, period_of(desk))
    return {name: known.get(_part(name), "") for name in fields}


def _with_others(stored: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed; where the person changed nothing it is what is stored by now."""
    untouched = {
        name: words
        for name, words in stored.items()
        if typed.get(f"was_{name}") == digest(typed.get(name, ""))
    }
    return {**typed, **untouched}


def _part(name: str) -> str:
    return name.removeprefix("text_")


def _mistakes(desk: DeskRequest, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the sentence of each text that is too long."""
    wrong, language = Wrong("too_long", str(LONGEST_TEXT)), desk.turn.tr.language.code
    return {
        name: reason_of(wrong, "", language)
        for name, words in typed.items()
        if name.startswith("text_") and len(words) > LONGEST_TEXT
    }


def _theirs(stored: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return texts that somebody else changed since the person began, where they differ."""
    return {
        name: words
        for name, words in stored.items()
        if typed.get(f"was_{name}", digest(words)) != digest(words) and typed.get(name) != words
    }
