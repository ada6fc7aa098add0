"""Rows of the table of offers at the desk: what is shown, and no text of an offer but a title."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, func, select

from bot.domain.offers import State, TextState
from bot.rules.offers import states_of_texts
from storage import schema as t
from storage.engine.store import Store

_o, _text = t.offer.c, t.offer_text.c


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """A row of the table. ``title`` is the German one, else of another language, "" without texts.

    ``field`` is a slug, "" for none, as ``municipality``. ``texts`` are language and state.
    ``reports`` is the number of open ones.
    """

    id: int
    title: str
    organisation: str
    municipality: str
    field: str
    state: State
    texts: Sequence[tuple[str, TextState]]
    phone: str
    email: str
    expires_at: date
    confirmed_at: datetime
    reports: int


def _lines() -> Select[Any]:
    """Return the statement of some rows of the table."""
    r = t.report.c
    reports = select(func.count()).where(r.offer_id == _o.id).correlate(t.offer)
    rank = case((_text.language == "de", 0), (_text.language == "en", 1), else_=2)
    title = (
        select(_text.title)
        .where(_text.offer_id == _o.id)
        .order_by(rank, _text.language)
        .limit(1)
        .correlate(t.offer)
    )
    columns = (_o.id, _o.state, _o.text_states, _o.phone, _o.email, _o.expires_at, _o.confirmed_at)
    return (
        select(
            *columns,
            title.scalar_subquery().label("title"),
            reports.scalar_subquery().label("reports"),
            t.organisation.c.name.label("organisation"),
            t.municipality.c.name.label("municipality"),
            t.field.c.slug.label("field"),
        )
        .join(t.organisation)
        .outerjoin(t.municipality)
        .outerjoin(t.field)
        .where(_o.id.in_(bindparam("ids", expanding=True)))
    )


_LINES = _lines()


async def lines(store: Store, ids: Sequence[int]) -> list[OfferLine]:
    """Return rows of the table, in the order of ``ids``."""
    if not ids:
        return []
    rows = await store.execute(_LINES, {"ids": list(ids)})
    found = {row.id: _line(row) for row in rows}
    return [found[offer_id] for offer_id in ids if offer_id in found]


def _line(row: Row[Any]) -> OfferLine:
    return OfferLine(
        id=row.id,
        title=row.title or "",
        organisation=row.organisation,
        municipality=row.municipality or "",
        field=row.field or "",
        state=State(row.state),
        texts=_texts_of(row.text_states),
        phone=row.phone,
        email=row.email,
        expires_at=row.expires_at,
        confirmed_at=row.confirmed_at,
        reports=row.reports,
    )


@lru_cache(maxsize=1024)
def _texts_of(text_states: str) -> tuple[tuple[str, TextState], ...]:
    """Return language and state of each text; many offers have the same ones."""
    return tuple((code, TextState(state)) for code, state in states_of_texts(text_states))
