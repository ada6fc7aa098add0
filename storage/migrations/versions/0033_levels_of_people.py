"""levels of people

The range of German levels that somebody let us keep, with its day. Nobody has one yet.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0026"
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


def downgrade() -> None:
    op.drop_table("person_level")
