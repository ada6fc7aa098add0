"""offers that were merged, views of the list of offers, links for organisations

The version before knows no merged offers: there they are offers that are closed.
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offer", sa.Column("merged_into", Id, nullable=True))
    op.create_index(op.f("ix_offer_merged_into"), "offer", ["merged_into"])
    op.create_table(
        "desk_view",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("district_id", Id, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Instant(timezone=True), nullable=False),
        _to("desk_view", "person", "CASCADE"),
        _to("desk_view", "district", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_view")),
        sqlite_autoincrement=True,
    )
    for column in ("person_id", "district_id"):
        op.create_index(op.f(f"ix_desk_view_{column}"), "desk_view", [column])
    _answers()


def _answers() -> None:
    """Create the links by which organisations answer for their offers, and what they suggest."""
    op.create_table(
        "offer_link",
        sa.Column("id", Id, nullable=False),
        sa.Column("offer_id", Id, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("expires_at", Instant(timezone=True), nullable=False),
        _to("offer_link", "offer", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_offer_link_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "offer_suggestion",
        sa.Column("id", Id, nullable=False),
        sa.Column("offer_id", Id, nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        _to("offer_suggestion", "offer", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_suggestion")),
        sqlite_autoincrement=True,
    )
    for table, column in (
        ("offer_link", "offer_id"),
        ("offer_link", "expires_at"),
        ("offer_suggestion", "offer_id"),
        ("offer_suggestion", "created_at"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _to(table: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{target}_id"],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{target}_id"),
        ondelete=ondelete,
    )


def downgrade() -> None:
    op.drop_table("offer_suggestion")
    op.drop_table("offer_link")
    op.drop_table("desk_view")
    op.drop_index(op.f("ix_offer_merged_into"), table_name="offer")
    op.drop_column("offer", "merged_into")
