"""What offers show in a period: open, begun, ended and full ones, by concept and target group."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, or_, select

from bot.domain.evidence import Evidence, EvidenceKind, Only, Span
from bot.domain.needs import Supply
from bot.domain.offers import State, Target
from bot.search.terms import concept_term
from storage import schema as t
from storage.engine.store import Store
from storage.measures.counting import Counting, of_offers

_o, _term = t.offer.c, t.offer_term.c
_GONE = (State.EXPIRED, State.CLOSED)


async def offers(store: Store, counting: Counting) -> Evidence:
    """Count what is open on the last day, what began and what ended in the period."""
    rows = await store.rows(_offers(counting).order_by(_o.id))
    open_ = _open(rows)
    begun = [row for row in rows if row["starts_on"] and row["starts_on"] >= counting.span.first]
    figures = {
        "open": len(open_),
        "seats": sum(row["seats"] or 0 for row in open_),
        "full": _full(open_),
        "begun": len(begun),
        "ended": len(rows) - len(open_),
    }
    return Evidence(EvidenceKind.OFFERS, figures, tuple(row["id"] for row in rows))


async def documents(store: Store, counting: Counting) -> Evidence:
    """Count the offers with a document that are open on the last day."""
    query = select(_o.id).where(
        of_offers(counting),
        _o.attachment_id.is_not(None),
        _o.state == State.PUBLISHED,
        _o.expires_at >= counting.span.at,
    )
    ids = tuple((await store.execute(query.order_by(_o.id))).scalars())
    return Evidence(EvidenceKind.DOCUMENTS, {"open": len(ids)}, ids)


async def supply(
    store: Store, district_id: int, concepts: Collection[str], span: Span
) -> dict[str, Supply]:
    """Return concept → the offers whose texts are about it."""
    terms = {concept_term(concept): concept for concept in concepts}
    query = (
        _offers(Counting(district_id, span, Only()))
        .add_columns(_term.term)
        .join(t.offer_term, _term.offer_id == _o.id)
        .where(_term.district_id == district_id, _term.term.in_(sorted(terms)))
    )
    about: dict[str, list[RowMapping]] = {concept: [] for concept in sorted(concepts)}
    for row in await store.rows(query):
        about[terms[row["term"]]].append(row)
    return {concept: _supply(rows) for concept, rows in about.items()}


async def by_target(store: Store, district_id: int, span: Span) -> dict[str, int]:
    """Return target group → its open offers: children, young people, women, older people."""
    query = _offers(Counting(district_id, span, Only())).add_columns(_o.targets)
    named = [set(row["targets"]) for row in _open(await store.rows(query))]
    return {target.value: sum(target.value in names for names in named) for target in Target}


def _offers(counting: Counting) -> Select[Any]:
    """The offers that were open on the last day, or ended in the period."""
    ended = _ended(counting.span)
    return select(_o.id, _o.seats, _o.starts_on, ended.label("ended")).where(
        of_offers(counting), or_(_was_open(counting.span), ended)
    )


def _was_open(span: Span) -> ColumnElement[bool]:
    has_begun = or_(_o.starts_on.is_(None), _o.starts_on <= span.last)
    return and_(_o.state.in_((State.PUBLISHED, *_GONE)), _o.expires_at >= span.at, has_begun)


def _ended(span: Span) -> ColumnElement[bool]:
    is_closed = and_(_o.state == State.CLOSED, _o.expires_at <= span.at)
    return and_(
        _o.state.in_((State.PUBLISHED, *_GONE)),
        _o.expires_at >= span.first,
        or_(_o.expires_at < span.at, is_closed),
    )


def _open(rows: Iterable[RowMapping]) -> list[RowMapping]:
    return [row for row in rows if not row["ended"]]


def _full(open_: Iterable[RowMapping]) -> int:
    """Return how many have no place left; where nobody wrote how many there are, one may be."""
    return sum(row["seats"] == 0 for row in open_)


def _supply(rows: Sequence[RowMapping]) -> Supply:
    open_ = _open(rows)
    return Supply(len(open_), len(rows) - len(open_), _full(open_))
