"""Searches that found offers of which none was opened, counted like those that found nothing.

A search is counted at once, and taken back when one of its offers is opened. What it was counted as
stands beside its words, which are kept for a day (``storage/people/dialogues.py``): the counts name
nobody, and who changes their language in between takes back their own search.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Integer, String, bindparam, select, update

from bot.domain.people import Person
from storage import schema as t
from storage.catalogue.misses import NO_TOWN
from storage.engine.database import upserting
from storage.engine.store import Store

_d, _m = t.dialogue.c, t.missed.c
_KEYS = ("week", "district_id", "municipality_id", "language")
TAKEN_BACK: Mapping[str, Any] = {}
"""Stands beside a search of which an offer was opened: it is not counted again."""
_MINE = (_d.person_id == bindparam("person"), _d.number == bindparam("search"))
_COUNTED = select(_d.counted).where(*_MINE)
_MARK = update(t.dialogue).where(*_MINE).values(counted=bindparam("mark"))
_FIRST = _MARK.where(_d.counted.is_(None)).returning(_d.number)
_LESS = (
    update(t.missed)
    .where(
        *(_m[name] == bindparam(f"of_{name}") for name in _KEYS),
        _m.concept.in_(bindparam("concepts", type_=String, expanding=True)),
        _m.unopened > 0,
    )
    .values(unopened=_m.unopened - bindparam("one", 1, type_=Integer))
)


async def count(
    store: Store, week: str, person: Person, search_number: int, concepts: Iterable[str]
) -> None:
    """Count a search of a person once for each of its concepts; ``week`` is an ISO week.

    The same words typed again are the same search. Without a district or a concept nothing is
    counted.
    """
    named = sorted(set(concepts))
    if not named or not person.district_id:
        return
    keys = {
        "week": week,
        "district_id": person.district_id,
        "municipality_id": person.municipality_id or NO_TOWN,
        "language": person.language,
    }
    mark = {"person": person.id, "search": search_number, "mark": keys | {"concepts": named}}
    if not (await store.execute(_FIRST, mark)).first():
        return
    rows = [{**keys, "concept": concept, "count": 0, "unopened": 1} for concept in named]
    row = upserting(store)(t.missed).values(rows)
    more = {"unopened": _m.unopened + row.excluded.unopened}
    await store.execute(row.on_conflict_do_update(index_elements=[*_KEYS, "concept"], set_=more))


async def take_back(store: Store, person_id: int, search_number: int) -> None:
    """Count a search no longer, because an offer of it was opened; once, however many are."""
    mine = {"person": person_id, "search": search_number}
    counted = (await store.execute(_COUNTED.with_for_update(), mine)).scalar_one_or_none()
    if not counted:
        return
    await store.execute(_MARK, mine | {"mark": TAKEN_BACK})
    keys = {f"of_{name}": counted[name] for name in _KEYS}
    await store.execute(_LESS, keys | {"concepts": counted["concepts"]})
