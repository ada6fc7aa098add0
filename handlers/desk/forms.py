"""Forms of the desk: fields with what was typed, errors beside them, and drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.domain.desk import Cells, FormDraft
from bot.text import whole
from handlers.desk.links import changed
from handlers.desk.page import Answer, DeskRequest, Done, Nothing
from handlers.web.posts import Fields
from storage.desk import drafts

HIDDEN = frozenset(
    ("csrf", "number", "origin", "base", "back", "act", "said", "count", "take", "attachment")
)
"""Fields of a form that nobody types, or that are no part of what it is about."""
BETWEEN = ", "
"""What stands between several values of one field."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen; its ``label`` is in the reader's language."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class FormField:
    """A field of a form.

    ``kind`` is "line", "area", "choice", "many" (several choices) or "list" (a line with proposals
    in ``choices``). ``hint`` and ``label`` are sentences to translate;
    ``example`` stands in an empty field as it is.
    """

    name: str
    label: str
    kind: str = "line"
    choices: Sequence[Choice] = ()
    hint: str = ""
    example: str = ""
    required: bool = False
    width: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a form shows: the values, and the drafts that they come from.

    ``draft`` None means that nothing was typed before; ``others`` are further ones of this form.
    """

    values: Cells
    base: int
    draft: FormDraft | None = None
    others: Sequence[FormDraft] = ()

    @property
    def origin(self) -> str:
        """The number of the draft that the page goes on with, "" for none."""
        return self.draft.number if self.draft else ""


def kept_values(fields: Fields) -> dict[str, str]:
    """Return what was typed, by field; several values of one field are joined."""
    names = dict.fromkeys(name for name in fields if name not in HIDDEN)
    return {name: BETWEEN.join(filter(None, map(_text, fields.getall(name)))) for name in names}


def _text(value: object) -> str:
    """Return a value as it was typed; browsers end lines with two characters."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


async def opened(desk: DeskRequest, form: str, stored: Cells, version: int) -> Opened:
    """Return what a form shows: what the person typed last, else what is stored.

    ``draft=`` in the address chooses another draft, ``draft=none`` what is stored.
    """
    typed = await drafts.of_form(desk.store, desk.turn.person.id, form)
    wanted = desk.asked("draft")
    if wanted == "none" or not typed:
        return Opened(stored, version, None, typed)
    chosen = next((draft for draft in typed if draft.number == wanted), typed[0])
    others = [draft for draft in typed if draft is not chosen]
    return Opened(chosen.values, chosen.base, chosen, others)


async def origin_of(desk: DeskRequest, form: str) -> FormDraft | None:
    """Return the draft that a page of a form goes on with, None if it began with what is stored."""
    typed = await drafts.of_form(desk.store, desk.turn.person.id, form)
    numbers = (desk.number, desk.sent("origin"))
    return next((draft for draft in typed if draft.number in numbers), None)


async def keep(
    desk: DeskRequest, form: str, *, refused: bool = False, more: Cells | None = None
) -> None:
    """Keep what was typed into a form; ``more`` are cells that nobody types."""
    await drafts.save(
        desk.store,
        desk.turn.person.id,
        FormDraft(
            form, desk.number, base_of(desk), {**kept_values(desk.fields), **(more or {})}, refused
        ),
        desk.turn.now,
        desk.sent("origin")[:24],
    )


async def aside(
    desk: DeskRequest, form: str, location: str, more: Cells | None = None
) -> Answer | None:
    """Keep or discard what was typed, if that was asked for; None if it is to be stored.

    Who discards it goes on at ``location``; ``more`` are cells that nobody types.
    """
    match desk.sent("act"):
        case "discard":
            await drop(desk)
            return Done(changed(location, said="discarded"))
        case "draft":
            await keep(desk, form, more=more)
            return Nothing()
    return None


async def refuse(desk: DeskRequest, form: str, location: str = "") -> Done:
    """Keep what was typed, and show it again with what is wrong or was changed meanwhile."""
    await keep(desk, form, refused=True)
    return Done(location or desk.path, is_kept=True)


async def drop(desk: DeskRequest) -> None:
    """Drop what was typed: it is stored now, or not wanted."""
    await drafts.remove(desk.store, desk.turn.person.id, [desk.number, desk.sent("origin")[:24]])


def base_of(desk: DeskRequest) -> int:
    """Return the version of the thing when the person began, 0 for a new one."""
    return whole(desk.sent("base"), 9) or 0


def digest(*values: str) -> str:
    """Return what tells whether values are still those that a page showed."""
    return blake2b("\0".join(values).encode(), digest_size=8).hexdigest()


def of_known(values: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return the values of fields that a form has."""
    return {name: values.get(name, "") for name in names}
