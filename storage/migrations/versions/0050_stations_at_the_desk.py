"""stations at the desk

What districts write of their stations to a job, over the file, each version of it, and whether each
still holds: nobody wrote or was asked anything yet.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "station_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_station_change_district_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_station_change_person_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_change")),
        sa.UniqueConstraint(
            "district_id",
            "number",
            "version",
            name=op.f("uq_station_change_district_id_number_version"),
        ),
    )
    op.create_index(op.f("ix_station_change_person_id"), "station_change", ["person_id"])
    op.create_table(
        "station_check",
        sa.Column("district_id", ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer", sa.String(length=8), server_default="", nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_station_check_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("district_id", "number", "period", name=op.f("pk_station_check")),
    )


def downgrade() -> None:
    op.drop_table("station_check")
    op.drop_index(op.f("ix_station_change_person_id"), "station_change")
    op.drop_table("station_change")
