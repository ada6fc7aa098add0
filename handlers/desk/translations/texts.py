"""Texts of the district at work with their translations, as its pages and files show them."""

from collections.abc import Collection, Sequence
from heapq import merge
from itertools import islice

from bot.domain.desk import Cells
from bot.domain.groups import Group
from bot.domain.offers import Offer, OfferText, text_in
from bot.domain.translations import (
    FIELDS,
    OPEN,
    Checked,
    TextKind,
    Translation,
    TranslationState,
)
from bot.rules import grants
from bot.rules import translations as rules
from bot.rules.problems import Problem, Refusal
from handlers.desk.offers.listing import kept_organisations
from handlers.desk.page import DeskRequest
from handlers.desk.texts import others
from storage.catalogue import changes, offers
from storage.catalogue.changes import Change
from storage.desk import translations as stored
from storage.desk.translations import TextQuery, TextRow
from storage.engine.batches import batched
from storage.groups import group_translations, groups
from storage.groups.group_translations import GroupTranslation

BATCH = 200
"""Offers whose histories are read at once."""
Translations = dict[tuple[TextKind, int], Translation]


def language_here(desk: DeskRequest) -> str:
    """Return the language of the page. Refuses one that we do not have, or not for this person."""
    code = desk.parts["language"]
    if code not in others(desk):
        raise Refusal(Problem.NOT_ALLOWED)
    rules.may_read(desk.turn.person, desk.district.id, code)
    return code


def query_of(
    desk: DeskRequest, language: str = "", states: Collection[TranslationState] = ()
) -> TextQuery:
    """Return which texts a person sees: a translator all of them in their language."""
    is_translator = grants.translates(desk.turn.person, desk.district.id, language)
    return TextQuery(
        district_id=desk.district.id,
        today=desk.turn.today,
        languages=others(desk),
        organisations=None if is_translator else kept_organisations(desk),
        language=language,
        states=states,
    )


async def most_read(desk: DeskRequest, language: str, limit: int, offset: int = 0) -> list[TextRow]:
    """Return what is to be translated into a language, the most read first."""
    query = query_of(desk, language, OPEN)
    of_groups = [group.row for group in await stored.groups(desk.store, query, most_read=True)]
    of_groups.sort(key=lambda row: -row.readers)
    of_offers = await stored.offer_rows(desk.store, query, limit=offset + limit, most_read=True)
    rows = merge(of_groups, of_offers, key=lambda row: -row.readers)
    return list(islice(rows, offset, offset + limit))


async def count_open(desk: DeskRequest, language: str) -> int:
    """Return how many texts are to be translated into a language."""
    query = query_of(desk, language, OPEN)
    of_groups = await stored.groups(desk.store, query)
    return len(of_groups) + await stored.count_offers(desk.store, query)


async def of_rows(desk: DeskRequest, rows: Sequence[TextRow], language: str) -> Translations:
    """Return the translations of rows, in their order; those that are gone are left out."""
    ids = {kind: [row.id for row in rows if row.kind is kind] for kind in TextKind}
    found = await _of_groups(desk, ids[TextKind.GROUP], language)
    for batch in batched(ids[TextKind.OFFER], BATCH):
        found |= await _of_offers(desk, batch, language)
    keys = [(row.kind, row.id) for row in rows]
    return {key: found[key] for key in keys if key in found}


async def _of_offers(desk: DeskRequest, ids: Sequence[int], language: str) -> Translations:
    loaded = await offers.by_ids(desk.store, ids)
    histories = await changes.of_offers(desk.store, ids)
    return {
        (TextKind.OFFER, offer.id): of_offer(offer, language, histories.get(offer.id, ()))
        for offer in loaded
    }


async def _of_groups(desk: DeskRequest, ids: Sequence[int], language: str) -> Translations:
    loaded = await groups.by_ids(desk.store, ids)
    known = await group_translations.of_groups(desk.store, ids)
    return {
        (TextKind.GROUP, group.id): of_group(group, language, known.get((group.id, language)))
        for group in loaded.values()
    }


def of_offer(offer: Offer, language: str, history: Sequence[Change]) -> Translation:
    """Return the translation of an offer; ``history`` are its changes, the newest first."""
    by_language = {offer_text.language: offer_text for offer_text in offer.details.texts}
    german = _words(by_language.get("de"))
    state = rules.state_of_offer(by_language.get(language))
    before: Cells = {}
    if state is TranslationState.STALE:
        cells = [(change.before, change.after) for change in history]
        before = rules.german_before(cells, german, language)
    return Translation(
        kind=TextKind.OFFER,
        subject_id=offer.id,
        language=language,
        title=text_in(offer.details.texts, "de").title,
        german=german,
        words=_words(by_language.get(language)),
        state=state,
        german_before=before if before != german else {},
        checked=_checked(history, language) if state is TranslationState.CHECKED else None,
    )


def _words(offer_text: OfferText | None) -> dict[str, str]:
    if offer_text is None:
        return {}
    return {name: getattr(offer_text, name) for name in FIELDS[TextKind.OFFER]}


def _checked(history: Sequence[Change], language: str) -> Checked | None:
    """Return who checked a translation, as far as the history goes back."""
    name = f"text_state_{language}"
    for change in history:
        if change.after.get(name) == TranslationState.CHECKED:
            return Checked(change.changed_at, change.person_id)
    return None


def of_group(group: Group, language: str, known: GroupTranslation | None) -> Translation:
    """Return the translation of a group's description."""
    words = group.texts.get(language, "")
    state = group_translations.state(group.texts, language, known)
    is_stale = state is TranslationState.STALE and known is not None
    is_checked = state is TranslationState.CHECKED and known is not None
    return Translation(
        kind=TextKind.GROUP,
        subject_id=group.id,
        language=language,
        title=group.name,
        german={"description": group.texts.get("de", "")},
        words={"description": words} if words else {},
        state=state,
        german_before={"description": known.german} if is_stale and known else {},
        checked=Checked(known.checked_at, known.person_id)
        if is_checked and known and known.checked_at
        else None,
    )
