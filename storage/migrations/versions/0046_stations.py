"""stations to a job

The number of the station that somebody let us keep, and how many came to each in a week: nobody
marked one yet.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "person_station",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_station_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_station")),
    )
    op.create_table(
        "station_week",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("arrivals", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_station_week_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("week", "district_id", "number", name=op.f("pk_station_week")),
    )


def downgrade() -> None:
    op.drop_table("station_week")
    op.drop_table("person_station")
