"""meaning of offers

Vectors of their texts. They are made in the background, so nothing is to be carried over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "offer_meaning",
        sa.Column("offer_id", ID, nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("made_from", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("kinds", sa.LargeBinary(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offer.id"],
            name=op.f("fk_offer_meaning_offer_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_offer_meaning_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_offer_meaning")),
    )
    op.create_index(op.f("ix_offer_meaning_district_id"), "offer_meaning", ["district_id"])


def downgrade() -> None:
    op.drop_table("offer_meaning")
