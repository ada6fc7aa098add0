"""desk

Forms that are being filled in, what can be undone, the history of offers, marks on what waits.
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Instant

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, target: str, *, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{target}_id"],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{target}_id"),
        ondelete=ondelete,
    )


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    op.create_table(
        "desk_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        _to("desk_draft", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_draft")),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_desk_draft_person_id_number")),
        sqlite_autoincrement=True,
    )
    _indexes("desk_draft", "saved_at")
    op.create_table(
        "desk_act",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        _to("desk_act", "person"),
        _to("desk_act", "district"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_act")),
        sqlite_autoincrement=True,
    )
    _indexes("desk_act", "person_id", "district_id", "done_at")
    op.create_table(
        "offer_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("offer_id", ID, nullable=False),
        sa.Column("desk_act_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        _to("offer_change", "offer"),
        _to("offer_change", "desk_act", ondelete="SET NULL"),
        _to("offer_change", "person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_change")),
        sqlite_autoincrement=True,
    )
    _indexes("offer_change", "offer_id", "desk_act_id", "person_id", "changed_at")
    op.create_table(
        "inbox_mark",
        sa.Column("id", ID, nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("marked_at", Instant(), nullable=False),
        _to("inbox_mark", "district"),
        _to("inbox_mark", "person", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_mark")),
        sa.UniqueConstraint(
            "district_id",
            "kind",
            "subject_id",
            name=op.f("uq_inbox_mark_district_id_kind_subject_id"),
        ),
        sqlite_autoincrement=True,
    )
    _indexes("inbox_mark", "person_id", "marked_at")
    op.create_index(
        "ix_offer_confirmed",
        "offer",
        ["district_id", "state", "confirmed_at", "field_id", "municipality_id"],
    )


def downgrade() -> None:
    op.drop_index("ix_offer_confirmed", "offer")
    for name in ("inbox_mark", "offer_change", "desk_act", "desk_draft"):
        op.drop_table(name)
