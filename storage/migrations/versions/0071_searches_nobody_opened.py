"""searches that found something of which nothing was opened"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "missed", sa.Column("unopened", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("dialogue", sa.Column("counted", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("dialogue", "counted")
    op.drop_column("missed", "unopened")
