"""What waits for the office about offers: reports, suggestions, ends, translations out of date."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, case, cast, exists, func, select

from bot.domain.offers import State as OfferState
from bot.domain.offers import TextState
from storage import schema as t
from storage.desk.inbox_rows import DISTRICT, MORNING, row

_o, _r, _g = t.offer.c, t.report.c, t.group.c
_text = t.offer_text.c
_german = t.offer_text.alias()
_title = func.coalesce(_german.c.title, "")


def reports(which: ColumnElement[bool]) -> Select[Any]:
    return (
        row(_r.id, _r.offer_id, _r.created_at, title=_title, word=_r.kind, town=_o.municipality_id)
        .join(t.offer, _o.id == _r.offer_id)
        .outerjoin(_german, (_german.c.offer_id == _o.id) & (_german.c.language == "de"))
        .where(_o.district_id == DISTRICT, which)
        .order_by(_r.created_at, _r.id)
    )


def suggestions() -> Select[Any]:
    """Return what organisations suggest for their offers and nobody decided yet."""
    s = t.offer_suggestion.c
    return (
        row(s.id, s.offer_id, s.created_at, title=_title, town=_o.municipality_id)
        .join(t.offer, _o.id == s.offer_id)
        .outerjoin(_german, (_german.c.offer_id == _o.id) & (_german.c.language == "de"))
        .where(_o.district_id == DISTRICT, s.decided_at.is_(None))
        .order_by(s.created_at, s.id)
    )


def offers(which: ColumnElement[bool], since: ColumnElement[Any]) -> Select[Any]:
    title = select(_text.title).where(_text.offer_id == _o.id, _text.language == "de")
    return (
        row(
            _o.id,
            _o.id,
            since,
            title=func.coalesce(title.scalar_subquery(), ""),
            town=_o.municipality_id,
        )
        .where(which)
        .order_by(since, _o.id)
    )


def translations() -> Select[Any]:
    """Return one row with the number of translations that are out of date, none for 0.

    They wait since the office changed an offer last; of groups nobody noted it, so since today.
    """
    is_shown = (_o.state == OfferState.PUBLISHED.value) & (_o.expires_at >= bindparam("today"))
    here = (_o.district_id == DISTRICT) & is_shown
    stale = _text.state == TextState.STALE.value
    # From the few stale texts to their offers: the other way round reads all texts.
    of_offers = (
        select(func.count())
        .select_from(t.offer_text)
        .where(stale, exists().where(_o.id == _text.offer_id, here))
        .scalar_subquery()
    )
    newest = (
        select(func.max(_o.confirmed_at))
        .where(here, _o.id.in_(select(_text.offer_id).where(stale)))
        .scalar_subquery()
    )
    made, german = t.group_translation.c, func.coalesce(_g.texts["de"].as_string(), "")
    of_groups = (
        select(func.count())
        .select_from(t.group_translation.join(t.group, _g.id == made.group_id))
        .where(_g.district_id == DISTRICT, made.german != german, _g.archived_at.is_(None))
        .scalar_subquery()
    )
    count = of_offers + of_groups
    since = case((of_groups > 0, MORNING), else_=newest)
    return row(DISTRICT, DISTRICT, since, word=cast(count, String)).where(count > 0)
