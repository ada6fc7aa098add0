"""translators, and what translations of groups were made from

Translations of groups that are there count as not checked: nobody noted the German text from which
they were made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table in ("grants", "invitation"):
        column = sa.Column("language", sa.String(12), nullable=False, server_default="")
        op.add_column(table, column)
    op.create_table(
        "group_translation",
        sa.Column("group_id", ID, primary_key=True),
        sa.Column("language", sa.String(12), primary_key=True),
        sa.Column("german", sa.Text(), nullable=False),
        sa.Column("checked_at", INSTANT),
        sa.Column("person_id", ID),
        sa.ForeignKeyConstraint(
            ["group_id"], ["group.id"], name="fk_group_translation_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_group_translation_person_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("group_id", "language", name="pk_group_translation"),
    )
    op.create_index("ix_group_translation_person_id", "group_translation", ["person_id"])
    op.create_index("ix_offer_text_state", "offer_text", ["state", "language", "offer_id"])


def downgrade() -> None:
    op.drop_index("ix_offer_text_state", table_name="offer_text")
    op.drop_index("ix_group_translation_person_id", table_name="group_translation")
    op.drop_table("group_translation")
    op.execute("DELETE FROM invitation WHERE role = 'translator'")
    op.execute("DELETE FROM grants WHERE role = 'translator'")
    for table in ("invitation", "grants"):
        op.drop_column(table, "language")
