"""Texts of a district and their translations: listed, counted, and weighted by who reads them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from bot.domain.groups import IN
from bot.domain.offers import State
from bot.domain.translations import TextKind, TranslationState
from bot.rules import translations as rules
from bot.rules.offers import states_of_texts
from storage import schema as t
from storage.engine.store import Store
from storage.groups import group_translations
from storage.groups.group_translations import GroupTranslation

_o, _g, _m, _p = t.offer.c, t.group.c, t.membership.c, t.person.c
_german = t.offer_text.alias()
_saves = (
    select(func.count())
    .where(t.saved_offer.c.offer_id == _o.id)
    .correlate(t.offer)
    .scalar_subquery()
)
_members = (
    select(func.count())
    .where(_m.group_id == _g.id, _m.standing.in_(IN))
    .correlate(t.group)
    .scalar_subquery()
)
MISSING = TranslationState.MISSING
States = Mapping[str, TranslationState]
"""Language → state of the translation; languages without one are missing."""
Kept = Mapping[tuple[int, str], GroupTranslation]
"""Group and language → what is known of a translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuery:
    """Which texts of a district are meant: of offers that readers see today, and of groups.

    ``languages`` are those beside German that count. ``organisations`` are the ids of those whose
    offers an editor keeps, who gets no groups; None is all of the district. ``states`` filters by
    the state in ``language``, "" in any; no states filter nothing. ``offer_ids`` are the only
    offers that are meant, None for all.
    """

    district_id: int
    today: date
    languages: Sequence[str]
    organisations: Collection[int] | None = None
    language: str = ""
    states: Collection[TranslationState] = ()
    offer_ids: Collection[int] | None = None


@dataclass(frozen=True, slots=True)
class TextRow:
    """Something with texts: its German name, and how many people saved it or are in it."""

    kind: TextKind
    id: int
    title: str
    readers: int = 0


@dataclass(frozen=True, slots=True)
class GroupTexts:
    """A group with its descriptions and the states of their translations."""

    row: TextRow
    texts: Mapping[str, str]
    states: States


async def offer_rows(
    store: Store, query: TextQuery, *, limit: int, offset: int = 0, most_read: bool = False
) -> list[TextRow]:
    """Return the offers that are meant by title, or with ``most_read`` by the number of saves."""
    count = _saves if most_read else literal(0)
    german = (_german.c.offer_id == _o.id) & (_german.c.language == rules.ORIGINAL)
    ordered = [_saves.desc()] if most_read else []
    rows = (
        select(_o.id, _german.c.title, count.label("saves"))
        .join(_german, german)
        .where(*_meant(query))
        .order_by(*ordered, _o.title_key, _o.id)
    )
    found = await store.execute(rows.limit(limit).offset(offset))
    return [TextRow(TextKind.OFFER, row.id, row.title, row.saves) for row in found]


async def count_offers(store: Store, query: TextQuery) -> int:
    """Return how many offers are meant."""
    count = select(func.count()).select_from(t.offer).where(*_meant(query))
    return int((await store.execute(count)).scalar_one())


async def count_states(store: Store, query: TextQuery) -> dict[str, dict[TranslationState, int]]:
    """Return language → state → how many offers there are, whatever the query says of states."""
    bare = TextQuery(
        district_id=query.district_id,
        today=query.today,
        languages=query.languages,
        organisations=query.organisations,
    )
    rows = select(_o.text_states, func.count()).where(*_meant(bare)).group_by(_o.text_states)
    found: dict[str, dict[TranslationState, int]] = {code: {} for code in query.languages}
    total = 0
    for text_states, count in await store.execute(rows):
        total += count
        for language, state in states_of_texts(text_states):
            by_state, name = found.get(language, {}), rules.state_of_word(state)
            by_state[name] = by_state.get(name, 0) + count
    for by_state in found.values():
        by_state[MISSING] = total - sum(by_state.values())
    return found


async def offer_states(store: Store, offer_ids: Collection[int]) -> dict[int, States]:
    """Return offer → states of its translations."""
    words = t.offer_text.c
    query = select(words.offer_id, words.language, words.state).where(
        words.offer_id.in_(sorted(offer_ids))
    )
    found: dict[int, dict[str, TranslationState]] = {}
    for offer_id, language, state in await store.execute(query) if offer_ids else ():
        found.setdefault(offer_id, {})[language] = rules.state_of_word(state)
    return dict(found)


async def groups(store: Store, query: TextQuery, *, most_read: bool = False) -> list[GroupTexts]:
    """Return the groups that are meant by name; those without a German text are left out.

    Their readers are counted with ``most_read`` only.
    """
    if query.organisations is not None:
        return []
    rows = await store.execute(_groups(query.district_id, most_read=most_read))
    kept = await group_translations.of_district(store, query.district_id)
    wanted = frozenset(query.languages)
    found = [
        GroupTexts(
            TextRow(TextKind.GROUP, group_id, name, members),
            texts,
            _group_states(group_id, texts, kept, wanted),
        )
        for group_id, name, texts, members in rows
        if texts.get("de")
    ]
    return [group for group in found if is_meant(group.states, query)]


def _groups(district_id: int, *, most_read: bool) -> Select[Any]:
    members = (_members if most_read else literal(0)).label("members")
    return (
        select(_g.id, _g.name, _g.texts, members)
        .where(_g.district_id == district_id, _g.archived_at.is_(None))
        .order_by(func.lower(_g.name), _g.id)
    )


def _group_states(
    group_id: int, texts: Mapping[str, str], kept: Kept, languages: Collection[str]
) -> States:
    """Return the states of the texts of a group in the languages that are asked for."""
    return {
        code: group_translations.state(texts, code, kept.get((group_id, code)))
        for code, words in texts.items()
        if words and code in languages
    }


def is_meant(states: States, query: TextQuery) -> bool:
    """Return whether translations are in a state that a query asks for."""
    if not query.states:
        return True
    codes = [query.language] if query.language else query.languages
    return any(states.get(code, MISSING) in query.states for code in codes)


async def readers(store: Store, district_id: int) -> dict[str, int]:
    """Return language → how many people of a district read it."""
    query = (
        select(_p.language, func.count())
        .where(_p.district_id == district_id, ~_p.is_group)
        .group_by(_p.language)
    )
    return {language: count for language, count in await store.execute(query)}


def _meant(query: TextQuery) -> list[ColumnElement[bool]]:
    """Return the conditions of the offers that are meant; each has a German title."""
    conditions = [
        _o.district_id == query.district_id,
        _o.state == State.PUBLISHED.value,
        _o.expires_at >= query.today,
        _o.title_key != "",
    ]
    if query.organisations is not None:
        conditions.append(_o.organisation_id.in_(sorted(query.organisations)))
    if query.offer_ids is not None:
        conditions.append(_o.id.in_(sorted(query.offer_ids)))
    return [*conditions, _in_state(query)] if query.states else conditions


def _in_state(query: TextQuery) -> ColumnElement[bool]:
    """A translation is in one of the states, in one language or in any."""
    codes = [query.language] if query.language else list(query.languages)
    words = t.offer_text.alias().c
    names = [state.value for state in query.states if state is not MISSING]
    found = select(words.offer_id).where(words.state.in_(names), words.language.in_(codes))
    condition: ColumnElement[bool] = _o.id.in_(found)
    if MISSING in query.states:
        here = (words.offer_id == _o.id) & words.language.in_(codes)
        there = select(func.count()).where(here).correlate(t.offer).scalar_subquery()
        condition = condition | (there < len(codes))
    return condition
