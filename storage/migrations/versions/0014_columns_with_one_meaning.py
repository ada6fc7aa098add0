"""columns with one meaning

``address.menu`` was a language or, for an e-mail, "asked"; ``delivery.message`` was the channel's id of a
message or, in the web chat, "read".
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "address", sa.Column("link_sent", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(
        "UPDATE address SET link_sent = true, menu = '' WHERE channel = 'email' AND menu = 'asked'"
    )
    op.add_column(
        "delivery", sa.Column("is_read", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(
        "UPDATE delivery SET is_read = true, message = '' WHERE channel = 'web' AND message = 'read'"
    )


def downgrade() -> None:
    op.execute("UPDATE delivery SET message = 'read' WHERE channel = 'web' AND is_read")
    op.execute("ALTER TABLE delivery DROP COLUMN is_read")
    op.execute("UPDATE address SET menu = 'asked' WHERE channel = 'email' AND link_sent")
    op.execute("ALTER TABLE address DROP COLUMN link_sent")
