"""levels of people, kinds of courses

The range of German levels that somebody let us keep, with its day: nobody has one yet. The kind of
an offer is proposed by its title when it is imported next.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "person_level",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("levels", sa.String(length=5), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_level_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_level")),
    )
    op.add_column(
        "offer",
        sa.Column("course_kind", sa.String(length=16), server_default="", nullable=False),
    )
    op.create_index(
        op.f("ix_offer_district_id_course_kind"), "offer", ["district_id", "course_kind"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_offer_district_id_course_kind"), table_name="offer")
    op.drop_column("offer", "course_kind")
    op.drop_table("person_level")
