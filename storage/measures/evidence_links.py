"""Which evidence measures have: chosen by rule or by hand."""

from collections.abc import Collection, Mapping
from dataclasses import asdict

from sqlalchemy import delete, insert, select, update

from bot.domain.evidence import EvidenceKind, EvidenceRule, Only
from bot.rules.evidence import checked_rule
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
