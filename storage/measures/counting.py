"""What is counted as evidence: the days of a period, and which offers are meant."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, cast, select

from bot.domain.evidence import Only, Span
from bot.domain.offers import LEVELS
from bot.search.terms import concept_term
from storage import schema as t

_o, _merged = t.offer.c, t.offer.alias().c
_is_merged = _merged.merged_into.is_not(None)


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted: the district, the days, and what of a kind."""

    district_id: int
    span: Span
    only: Only

    @property
    def start(self) -> datetime:
        """The first moment of the period."""
        return datetime.combine(self.span.first, time(), ZoneInfo(self.span.zone))

    @property
    def end(self) -> datetime:
        """The first moment after the period."""
        after = self.span.last + timedelta(days=1)
        return datetime.combine(after, time(), ZoneInfo(self.span.zone))

    def within(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """A moment in the period."""
        return and_(column >= self.start, column < self.end)


def of_offers(counting: Counting) -> ColumnElement[bool]:
    """The parts of ``Only`` that offers have."""
    only, conditions = counting.only, [_o.district_id == counting.district_id]
    conditions.append(_o.merged_into.is_(None))
    if only.ids:
        merged = select(_merged.merged_into).where(_merged.id.in_(only.ids))
        conditions.append(_o.id.in_(only.ids) | _o.id.in_(merged.where(_is_merged)))
    if only.field:
        conditions.append(_o.field_id.in_(named(t.field, "slug", only.field, counting)))
    if only.municipality:
        conditions.append(
            _o.municipality_id.in_(named(t.municipality, "name", only.municipality, counting))
        )
    if only.organisation:
        conditions.append(
            _o.organisation_id.in_(named(t.organisation, "name", only.organisation, counting))
        )
    return and_(*conditions, *_of_levels(only), *_of_target(only), *_about(only))


def of_groups(counting: Counting) -> ColumnElement[bool]:
    """The parts of ``Only`` that groups have."""
    only, g = counting.only, t.group.c
    conditions = [g.district_id == counting.district_id]
    if only.group:
        conditions.append(g.name == only.group)
    if only.field:
        conditions.append(g.field_id.in_(named(t.field, "slug", only.field, counting)))
    if only.municipality:
        conditions.append(
            g.municipality_id.in_(named(t.municipality, "name", only.municipality, counting))
        )
    return and_(*conditions)


def _about(only: Only) -> list[ColumnElement[bool]]:
    """Offers whose texts are about a concept, as the search understands them."""
    if not only.concept:
        return []
    term = t.offer_term.c
    about = select(term.offer_id).where(
        term.district_id == _o.district_id, term.term == concept_term(only.concept)
    )
    return [_o.id.in_(about)]


def _of_levels(only: Only) -> list[ColumnElement[bool]]:
    """Offers whose levels meet those asked for; one without levels meets none."""
    conditions: list[ColumnElement[bool]] = []
    if only.level_from:
        conditions.append(_o.highest_level >= LEVELS.index(only.level_from))
    if only.level_to:
        conditions.append(_o.lowest_level <= LEVELS.index(only.level_to))
    return conditions


def _of_target(only: Only) -> list[ColumnElement[bool]]:
    """Offers that name a target group: its name stands in the JSON list, in quotes."""
    if not only.target:
        return []
    return [cast(_o.targets, String).like(f'%"{only.target}"%')]


def named(table: Any, column: str, name: str, counting: Counting) -> Any:
    """The ids of what has a name in the district."""
    return select(table.c.id).where(
        table.c.district_id == counting.district_id, table.c[column] == name
    )
