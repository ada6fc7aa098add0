"""searches of people who marked a station to a job, and why a station has to change

How often a concept was searched for at a station in a week, without people: nobody counted it
before. Nobody who said that a station has to change could write why.
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "station_search",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("concept", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_station_search_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "week", "district_id", "number", "concept", name=op.f("pk_station_search")
        ),
    )
    with op.batch_alter_table("station_check") as batch:
        batch.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("station_check") as batch:
        batch.drop_column("reason")
    op.drop_table("station_search")
