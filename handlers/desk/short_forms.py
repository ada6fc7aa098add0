"""Short forms beside the one of a page, such as a town to add: no word typed there is lost.

What was typed is a draft of its page. It stands in the form again until it is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.desk import Cells, FormDraft
from bot.rules.desk import HOME
from handlers.desk import forms
from handlers.desk.links import changed
from handlers.desk.page import Answer, DeskRequest, Done, File, Nothing, Page, Shown
from storage.desk import drafts

MARK = "short"
"""Field that a short form has beside its own, so that it is no draft of the form of its page."""
ORIGIN = "page"
"""Cell of a draft that holds the number of the page where it was typed."""
SUBJECT = ("kind", "subject")
"""Fields that tell forms apart that a list has in each row."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the short forms of a page, the latest first."""

    drafts: Sequence[FormDraft] = ()

    def __call__(self, name: str, **subject: object) -> str:
        """Return what was typed into a field, "" for nothing; ``subject`` says in which row."""
        return next(
            (
                draft.values[name]
                for draft in self.drafts
                if name in draft.values and _is_about(draft.values, subject)
            ),
            "",
        )

    @property
    def latest(self) -> FormDraft | None:
        """The latest draft, None if nothing was typed."""
        return next(iter(self.drafts), None)

    @property
    def origins(self) -> list[str]:
        """The numbers of the pages where it was typed."""
        return [draft.values.get(ORIGIN, "") for draft in self.drafts]


async def typed(desk: DeskRequest, page: Page) -> Typed:
    """Return what the person typed into the short forms of a page and did not store yet."""
    return Typed(await _drafts(desk)) if page.words else Typed()


async def keep(desk: DeskRequest, page: Page, *, refused: bool = False) -> bool:
    """Keep what was typed into a short form, instead of before; return False for no words."""
    if not page.words:
        return False
    await _drop(desk)
    if not any(desk.sent(name) for name in page.words):
        return False
    cells = forms.kept_values(desk.fields)
    number = forms.digest(desk.number, *cells, *(desk.sent(name) for name in SUBJECT))
    draft = FormDraft(_name(desk), number, 0, {**cells, ORIGIN: desk.number}, refused)
    await drafts.save(desk.store, desk.turn.person.id, draft, desk.turn.now)
    return True


async def aside(desk: DeskRequest, page: Page) -> Answer | None:
    """Keep or discard what was typed into short forms, if that was asked for; else None."""
    if not (page.words and desk.sent(MARK)):
        return None
    match desk.sent("act"):
        case "draft":
            await keep(desk, page)
            return Nothing()
        case "discard":
            await _remove(desk, await _drafts(desk))
            return Done(changed(desk.path, said="discarded"))
    return None


async def after(desk: DeskRequest, page: Page, answer: Answer) -> None:
    """Drop what was typed into a short form, if its ``answer`` says that it is stored now."""
    match answer:
        case File() | Done(is_kept=False) | Shown(is_done=True) if page.words:
            await _drop(desk)


async def _drop(desk: DeskRequest) -> None:
    """Drop what was typed into a form before."""
    cells = forms.kept_values(desk.fields)
    subject = {name: cells.get(name, "") for name in SUBJECT}
    await _remove(
        desk,
        [
            draft
            for draft in await _drafts(desk)
            if set(draft.values) - {ORIGIN} == set(cells) and _is_about(draft.values, subject)
        ],
    )


async def _drafts(desk: DeskRequest) -> list[FormDraft]:
    return await drafts.of_form(desk.store, desk.turn.person.id, _name(desk))


async def _remove(desk: DeskRequest, unwanted: Sequence[FormDraft]) -> None:
    if unwanted:
        numbers = [draft.number for draft in unwanted]
        await drafts.remove(desk.store, desk.turn.person.id, numbers)


def _name(desk: DeskRequest) -> str:
    """Return the name under which drafts of a page are kept; ``links.of_form`` knows it."""
    return f"{MARK}:{desk.path.removeprefix(HOME)}:{desk.district.id}"


def _is_about(cells: Cells, subject: Mapping[str, object]) -> bool:
    return all(cells.get(name, "") == str(value) for name, value in subject.items())
