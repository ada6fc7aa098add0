"""files of reports that are made in the background, and the letterheads of Word files"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("suffix", sa.String(length=4), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_report_file_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
    )
    for column in ("district_id", "state", "asked_at"):
        op.create_index(op.f(f"ix_report_file_{column}"), "report_file", [column])
    op.create_table(
        "letterhead",
        sa.Column("district_id", ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("template", sa.LargeBinary()),
        sa.Column("logo", sa.LargeBinary()),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_letterhead_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_letterhead")),
    )


def downgrade() -> None:
    op.drop_table("letterhead")
    op.drop_table("report_file")
