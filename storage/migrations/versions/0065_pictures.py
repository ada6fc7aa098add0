"""pictures of districts and organisations"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0063"
branch_labels = None
depends_on = None

NAME = "picture"
SHOWN_BY = ("district", "organisation")


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f(f"pk_{NAME}")),
    )
    for table in SHOWN_BY:
        op.add_column(table, sa.Column(NAME, sa.String(60), server_default="", nullable=False))


def downgrade() -> None:
    for table in SHOWN_BY:
        op.drop_column(table, NAME)
    op.drop_table(NAME)
