"""imports: what the last one said of an offer, and what each one changed

With it a new import changes only what the office changed, and an import can be undone. Offers that
were imported before have nothing to compare with; their first import from now on is as it was.
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "offer",
        sa.Column("times_text", sa.String(length=500), server_default="", nullable=False),
    )
    op.add_column("offer", sa.Column("imported", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("offer", sa.Column("seen_in", sa.BigInteger(), nullable=True))
    op.create_table(
        "import_run",
        sa.Column("id", Id, nullable=False),
        sa.Column("district_id", Id, nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_import_run_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_run_district_id"), "import_run", ["district_id"])
    op.create_table(
        "import_change",
        sa.Column("id", Id, nullable=False),
        sa.Column("import_run_id", Id, nullable=False),
        sa.Column("offer_id", Id, nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("undone_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_run_id"],
            ["import_run.id"],
            name=op.f("fk_import_change_import_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offer.id"],
            name=op.f("fk_import_change_offer_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_import_change_import_run_id"), "import_change", ["import_run_id"])
    op.create_index(op.f("ix_import_change_offer_id"), "import_change", ["offer_id"])


def downgrade() -> None:
    op.drop_table("import_change")
    op.drop_table("import_run")
    op.drop_column("offer", "seen_in")
    op.drop_column("offer", "imported")
    op.drop_column("offer", "times_text")
