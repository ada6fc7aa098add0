"""offers that were merged: the one that stands for them

The version before knows no merged offers: there they are offers that are closed.
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id

revision = "0042"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offer", sa.Column("merged_into", Id, nullable=True))
    op.create_index(op.f("ix_offer_merged_into"), "offer", ["merged_into"])


def downgrade() -> None:
    op.drop_index(op.f("ix_offer_merged_into"), table_name="offer")
    op.drop_column("offer", "merged_into")
