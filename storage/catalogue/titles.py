"""Titles of offers in a reader's language, by the rules of ``bot.domain.offers.text_in``."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, literal, select

from storage import schema as t

_o, _text = t.offer.c, t.offer_text.c


def of_offers(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return the statement of the ``id`` and ``title`` of offers that fulfil conditions.

    Its parameters are the reader's ``language`` and its ``base``: "de" of "de-simple".
    """
    own: list[ColumnElement[str]] = [bindparam("language"), bindparam("base")]
    titles = [_title(_text.language == code) for code in (*own, literal("de"), literal("en"))]
    return select(_o.id, func.coalesce(*titles, _title()).label("title")).where(*conditions)


def _title(*conditions: ColumnElement[bool]) -> ScalarSelect[str]:
    """Return the first title of an offer, by language, that fulfils conditions; NULL for none."""
    of_offer = select(_text.title).where(_text.offer_id == _o.id, *conditions)
    return of_offer.order_by(_text.language).limit(1).correlate(t.offer).scalar_subquery()
