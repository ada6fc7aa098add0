"""What can be done with many translations at once: they are marked as checked."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.audits import Act, Facts
from bot.domain.offers import TextState
from bot.domain.translations import TextKind, TranslationState
from bot.rules.problems import Problem
from handlers.desk.bulk import Before, BulkList, Row, Together
from handlers.desk.page import WRITERS, DeskRequest
from handlers.desk.translations import matrix, saving
from handlers.desk.translations.editor import TRANSLATIONS
from storage.catalogue import text_states
from storage.desk.translations import TextRow

CHECK = "check"


@dataclass(frozen=True, slots=True)
class Texts:
    """Something with translations: the languages of those that nobody checked yet.

    ``is_stale``: another one was made from an older German text.
    """

    row: TextRow
    unchecked: tuple[str, ...]
    is_stale: bool


async def rows(desk: DeskRequest, keys: Collection[str] | None) -> list[Row[Texts]]:
    """Return what the matrix shows, or what was ticked, in the languages that the matrix shows."""
    codes, listed = await matrix.meant(desk, keys)
    return [_row(desk, row, codes) for row in listed]


def _row(desk: DeskRequest, row: matrix.MatrixRow, codes: Sequence[str]) -> Row[Texts]:
    unchecked = tuple(c for c in codes if row.states.get(c) is TranslationState.UNCHECKED)
    is_stale = any(row.states.get(code) is TranslationState.STALE for code in codes)
    names = ", ".join(map(desk.name_of_texts, unchecked))
    title = f"{row.row.title}: {names}" if names else row.row.title
    version = sorted(row.states.items())
    link = f"{TRANSLATIONS}/{row.row.kind}/{row.row.id}/{unchecked[0]}" if unchecked else ""
    return Row(row.key, version, title, Texts(row.row, unchecked, is_stale), link)


async def _problems(_: DeskRequest, things: Sequence[Texts]) -> list[Problem | None]:
    return [_problem(texts) for texts in things]


def _problem(texts: Texts) -> Problem | None:
    if texts.unchecked:
        return None
    return Problem.TEXT_STALE if texts.is_stale else Problem.NOTHING_TO_CHANGE


async def _check(desk: DeskRequest, things: Sequence[Texts]) -> Before:
    by_kind = defaultdict[TextKind, list[Texts]](list)
    for texts in things:
        by_kind[texts.row.kind].append(texts)
    await _check_offers(desk, by_kind[TextKind.OFFER])
    return {"groups": await _check_groups(desk, by_kind[TextKind.GROUP])}


async def _check_offers(desk: DeskRequest, things: Sequence[Texts]) -> None:
    turn = desk.turn
    wanted = {texts.row.id: dict.fromkeys(texts.unchecked, TextState.CHECKED) for texts in things}
    await text_states.put(desk.store, wanted, turn.author, turn.now)
    if wanted:
        after: Facts = {"act": CHECK, "count": len(wanted), "undo": turn.act_id}
        await turn.audit(Act.OFFER_BULK, f"{len(wanted)} offers", {}, after)


async def _check_groups(desk: DeskRequest, things: Sequence[Texts]) -> list[saving.Before]:
    """Check the texts of groups as their editor does; return what undoing that needs."""
    kept = []
    for texts in things:
        for code in texts.unchecked:
            stored = await saving.subject(desk, TextKind.GROUP, texts.row.id, code, lock=True)
            words = stored.translation.words
            _, before = await saving.save(desk, stored, words, is_checked=True)
            kept += [before] if before else []
    return kept


ACTS = [Together(name=CHECK, problems=_problems, change=_check)]
BULK = BulkList(
    path=TRANSLATIONS,
    sends=f"{TRANSLATIONS}/bulk",
    rows=rows,
    writers=WRITERS,
    acts=lambda _: ACTS,
)
