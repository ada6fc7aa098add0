"""source and version of an offer

Two lists may use the same numbers: an offer is known by its source and its number. ``version``
counts the changes, so that an older export undoes nothing. The version before knows neither:
numbers that occur twice get their source in front, and newer kinds of news become older ones.
"""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

OLD = {
    "help_for_office": "help_unanswered",
    "help_reachable": "help_unanswered",
    "help_closed": "help_declined",
}
delivery = sa.table("delivery", sa.column("id", sa.BigInteger), sa.column("event", sa.JSON))
offer = sa.table(
    "offer",
    sa.column("id", sa.BigInteger),
    sa.column("district_id", sa.BigInteger),
    sa.column("source", sa.String),
    sa.column("external_id", sa.String),
)


def upgrade() -> None:
    with _rebuilt_offers() as batch:
        batch.add_column(
            sa.Column("source", sa.String(length=200), server_default="", nullable=False)
        )
        batch.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch.drop_constraint("uq_offer_district_id_external_id", type_="unique")
        batch.create_unique_constraint(
            "uq_offer_district_id_source_external_id", ["district_id", "source", "external_id"]
        )


def downgrade() -> None:
    _tell_numbers_apart()
    _old_events()
    with _rebuilt_offers() as batch:
        batch.drop_constraint("uq_offer_district_id_source_external_id", type_="unique")
        batch.create_unique_constraint(
            "uq_offer_district_id_external_id", ["district_id", "external_id"]
        )
        batch.drop_column("version")
        batch.drop_column("source")


def _rebuilt_offers() -> AbstractContextManager[BatchOperations]:
    """Change the table; SQLite copies it."""
    return op.batch_alter_table("offer", table_kwargs={"sqlite_autoincrement": True})


def _tell_numbers_apart() -> None:
    connection = op.get_bind()
    seen: set[tuple[int, str]] = set()
    for row in connection.execute(sa.select(offer).order_by(offer.c.id)).all():
        name = row.external_id
        if (row.district_id, name) in seen:
            name = f"{row.id}: {row.source}: {row.external_id}"[:200]
            changed = offer.update().where(offer.c.id == row.id)
            connection.execute(changed.values(external_id=name))
        seen.add((row.district_id, name))


def _old_events() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(delivery).where(delivery.c.event.is_not(None))).all()
    for row in rows:
        if row.event and row.event.get("type") in OLD:
            event = row.event | {"type": OLD[row.event["type"]]}
            connection.execute(
                delivery.update().where(delivery.c.id == row.id).values(event=event)
            )
