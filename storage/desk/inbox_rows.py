"""The columns of what waits for the office, whatever it is, and what their statements ask for."""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal, select

from storage import schema as t
from storage.schema.columns import Instant

DISTRICT = bindparam("district", type_=t.offer.c.district_id.type)
MORNING = bindparam("morning", type_=Instant())


def row(
    subject_id: ColumnElement[Any],
    target_id: ColumnElement[Any],
    since: ColumnElement[Any],
    *,
    title: ColumnElement[Any] | None = None,
    word: ColumnElement[Any] | None = None,
    town: ColumnElement[Any] | None = None,
) -> Select[Any]:
    """Return the columns of which ``inbox`` makes an item, whatever it is that waits."""
    return select(
        subject_id.label("subject_id"),
        target_id.label("target_id"),
        (literal("") if title is None else title).label("title"),
        since.label("since"),
        (literal("") if word is None else word).label("word"),
        (literal(None) if town is None else town).label("municipality_id"),
    )
