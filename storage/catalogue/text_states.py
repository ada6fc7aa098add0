"""States of the texts of many offers, changed at once, each offer with its line of history."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update

from bot.domain.offers import TextState
from bot.rules import offers as rules
from storage import schema as t
from storage.catalogue.changes import Author, note_all
from storage.engine.batches import batched
from storage.engine.store import Store

COLUMN = "text_state_"
"""Beginning of the name of a cell of the history; the language follows."""
States = Mapping[str, TextState]
Wanted = Mapping[int, States]
"""Offer → language → state that its text gets; offers and texts that are gone count for nothing."""
_o, _text = t.offer.c, t.offer_text.c


async def put(store: Store, wanted: Wanted, author: Author, now: datetime) -> None:
    """Give texts of many offers other states."""
    for batch in batched(sorted(wanted)):
        await _put(store, {offer_id: wanted[offer_id] for offer_id in batch}, author, now)


async def _put(store: Store, wanted: Wanted, author: Author, now: datetime) -> None:
    locked = select(_o.id, _o.version).where(_o.id.in_(wanted)).order_by(_o.id).with_for_update()
    versions = {row.id: row.version for row in await store.execute(locked)}
    known = await _states(store, versions)
    differing = {offer_id: _differing(wanted[offer_id], known[offer_id]) for offer_id in known}
    changed = {offer_id: states for offer_id, states in differing.items() if states}
    await _write_texts(store, changed)
    await _write_offers(
        store, {offer_id: {**known[offer_id], **changed[offer_id]} for offer_id in changed}
    )
    lines = [
        (
            offer_id,
            versions[offer_id] + 1,
            {f"{COLUMN}{code}": known[offer_id][code].value for code in states},
            {f"{COLUMN}{code}": state.value for code, state in states.items()},
        )
        for offer_id, states in changed.items()
    ]
    await note_all(store, lines, author, now)


def _differing(wanted: States, known: States) -> States:
    """Return the states that texts get and do not have; texts that are gone are left out."""
    return {code: state for code, state in wanted.items() if known.get(code, state) != state}


async def _states(store: Store, offer_ids: Mapping[int, int]) -> dict[int, dict[str, TextState]]:
    """Return offer → language → state of all texts of offers."""
    query = select(_text.offer_id, _text.language, _text.state).where(_text.offer_id.in_(offer_ids))
    found: dict[int, dict[str, TextState]] = {offer_id: {} for offer_id in offer_ids}
    for offer_id, language, state in await store.execute(query):
        found[offer_id][language] = TextState(state)
    return found


async def _write_texts(store: Store, changed: Wanted) -> None:
    """Write the state of each text: one statement for each language and state."""
    groups = defaultdict[tuple[str, TextState], list[int]](list)
    for offer_id, states in changed.items():
        for code, state in states.items():
            groups[code, state].append(offer_id)
    for (code, state), ids in groups.items():
        texts = update(t.offer_text).where(_text.language == code, _text.offer_id.in_(ids))
        await store.execute(texts.values(state=state.value))


async def _write_offers(store: Store, states: Wanted) -> None:
    """Write what offers remember of the states of their texts, and that they changed."""
    groups = defaultdict[str, list[int]](list)
    for offer_id, by_language in states.items():
        groups[rules.written_states(by_language)].append(offer_id)
    for text_states, ids in groups.items():
        offers = update(t.offer).where(_o.id.in_(ids))
        await store.execute(offers.values(text_states=text_states, version=_o.version + 1))
