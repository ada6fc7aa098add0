"""The correction of a message that was sent: what people got, and beside it what they get now."""

from dataclasses import dataclass

from bot.domain.announcements import ORIGINAL, Announcement, State
from bot.domain.desk import Cells
from bot.rules import announcements as rules
from bot.rules.problems import Problem, Refusal
from bot.screens import problems
from handlers.desk import forms
from handlers.desk.messages.form import MESSAGES, message_here
from handlers.desk.page import Answer, DeskRequest, Done, Shown
from handlers.dialogue import campaigns


@dataclass(frozen=True, slots=True)
class Correction:
    """The text of one language: as it was sent, and as it shall be; ``mistake`` "" for none."""

    code: str
    old: str
    new: str
    mistake: str


def form_of(desk: DeskRequest) -> str:
    """Return the name under which drafts of a correction are kept."""
    return f"message:{desk.parts.get('id', '0')}/correct:{desk.district.id}"


async def show(desk: DeskRequest) -> Answer:
    """Return the texts that were sent, each beside a field for the corrected one."""
    announcement = await message_here(desk, desk.row_id())
    _must_be_sent(announcement)
    stored = {f"text_{code}": words for code, words in announcement.texts.items()}
    opened = await forms.opened(desk, form_of(desk), stored, announcement.version)
    is_refused = opened.draft is not None and opened.draft.refused
    texts = [
        Correction(
            code,
            announcement.texts[code],
            opened.values.get(f"text_{code}", announcement.texts[code]),
            _mistake(desk, opened.values.get(f"text_{code}", "")) if is_refused else "",
        )
        for code in announcement.languages
    ]
    return Shown(
        "message_correct.html",
        {
            "announcement": announcement,
            "texts": texts,
            "opened": opened,
            "is_changed": opened.draft is not None and opened.base != announcement.version,
        },
    )


async def hear(desk: DeskRequest) -> Answer:
    """Correct what was typed anew, as the chat does, or keep or discard it."""
    announcement = await message_here(desk, desk.row_id(), lock=True)
    _must_be_sent(announcement)
    here = f"{MESSAGES}/{announcement.id}"
    if answer := await forms.aside(desk, form_of(desk), f"{here}/correct"):
        return answer
    values = forms.kept_values(desk.fields)
    changed = _changed(announcement, values)
    is_wrong = any(_mistake(desk, words) for words in changed.values())
    if is_wrong or forms.base_of(desk) != announcement.version:
        return await forms.refuse(desk, form_of(desk))
    if not changed:
        raise Refusal(Problem.NOTHING_TO_CHANGE)
    for code, words in changed.items():
        await campaigns.typed_correction(desk.turn, words, announcement.id, code)
    await forms.drop(desk)
    return Done(f"{here}?said=corrected")


def _changed(announcement: Announcement, values: Cells) -> dict[str, str]:
    """Return the texts that were typed anew, by language."""
    typed = {code: values.get(f"text_{code}", "") for code in announcement.languages}
    return {code: words for code, words in typed.items() if words != announcement.texts[code]}


def _mistake(desk: DeskRequest, words: str) -> str:
    """Return why a text cannot be sent, "" if it can."""
    try:
        rules.checked_texts({ORIGINAL: words})
    except Refusal as refusal:
        return problems.words(desk.turn.tr, refusal.problem)
    return ""


def _must_be_sent(announcement: Announcement) -> None:
    """Refuses a draft: it is changed in its form."""
    if announcement.state in (State.DRAFT, State.ASKED):
        raise Refusal(Problem.CHANGED_MEANWHILE)
