"""Which evidence measures have: chosen by rule or by hand."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from sqlalchemy import delete, insert, select, update

from bot.domain.evidence import EvidenceKind, EvidenceRule, Only
from bot.rules.evidence import by_hand, checked_rule
from storage import schema as t
from storage.engine.store import Store

_e = t.measure_evidence.c


async def link(store: Store, measure_id: int, kind: EvidenceKind, only: Only) -> int:
    """Let a measure have this evidence; return the id of the rule. Refuses what is not counted."""
    checked_rule(kind, only, len(await of_measure(store, measure_id)))
    parts = {name: value for name, value in asdict(only).items() if value}
    row = {"measure_id": measure_id, "kind": kind, "only": parts}
    return int(
        (await store.execute(insert(t.measure_evidence).values(row).returning(_e.id))).scalar_one()
    )


async def unlink(store: Store, measure_id: int, rule_id: int) -> None:
    """Take a rule away from a measure; nothing happens if it has none of that id."""
    mine = (_e.id == rule_id) & (_e.measure_id == measure_id)
    await store.execute(delete(t.measure_evidence).where(mine))


async def follow_group(store: Store, district_id: int, before: str, name: str) -> None:
    """Let the rules of a district that name a group by its name name it by its new one."""
    here = select(t.measure.c.id).where(t.measure.c.district_id == district_id)
    query = select(_e.id, _e.only).where(_e.measure_id.in_(here))
    for row in (await store.execute(query)).all():
        if row.only.get("group") == before:
            only = {**row.only, "group": name}
            await store.execute(update(t.measure_evidence).where(_e.id == row.id).values(only=only))


async def choose(
    store: Store, measure_id: int, kind: EvidenceKind, thing_ids: Collection[int]
) -> list[int]:
    """Let a measure have things chosen by hand; return those that it did not have.

    The caller holds the lock of the measure. Refuses too many.
    """
    rules = await of_measure(store, measure_id)
    hand = by_hand(rules, kind)
    known = hand.only.ids if hand else ()
    new = sorted(set(thing_ids) - set(known))
    if not new:
        return []
    only = Only(ids=(*known, *new))
    if hand is None:
        await link(store, measure_id, kind, only)
    else:
        checked_rule(kind, only, len(rules) - 1)
        await _set(store, hand.id, only)
    return new


async def leave_out(
    store: Store, measure_id: int, kind: EvidenceKind, thing_ids: Collection[int]
) -> list[int]:
    """Take things chosen by hand away from a measure; return those that it had.

    The caller holds the lock of the measure.
    """
    hand = by_hand(await of_measure(store, measure_id), kind)
    gone = [thing_id for thing_id in (hand.only.ids if hand else ()) if thing_id in thing_ids]
    if hand is None or not gone:
        return []
    left = tuple(thing_id for thing_id in hand.only.ids if thing_id not in gone)
    if left:
        await _set(store, hand.id, Only(ids=left))
    else:
        await unlink(store, measure_id, hand.id)
    return gone


async def _set(store: Store, rule_id: int, only: Only) -> None:
    parts = {"ids": list(only.ids)}
    await store.execute(update(t.measure_evidence).where(_e.id == rule_id).values(only=parts))


async def of_measure(store: Store, measure_id: int) -> tuple[EvidenceRule, ...]:
    """Return the rules of a measure, the oldest first."""
    return (await of_measures(store, [measure_id])).get(measure_id, ())


async def of_measures(
    store: Store, measure_ids: Collection[int]
) -> Mapping[int, tuple[EvidenceRule, ...]]:
    """Return measure → its rules; missing without any."""
    query = select(t.measure_evidence).where(_e.measure_id.in_(sorted(measure_ids))).order_by(_e.id)
    rules: dict[int, tuple[EvidenceRule, ...]] = {}
    for row in await store.rows(query):
        parts = dict(row["only"])
        ids = tuple(parts.pop("ids", ()))
        rule = EvidenceRule(
            row["id"], row["measure_id"], EvidenceKind(row["kind"]), Only(**parts, ids=ids)
        )
        rules[rule.measure_id] = (*rules.get(rule.measure_id, ()), rule)
    return rules
