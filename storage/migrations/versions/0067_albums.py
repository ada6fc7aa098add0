"""albums of updates"""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0065"
branch_labels = None
depends_on = None

ALBUM = sa.text("album IS NOT NULL")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("album", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_inbox_album", "inbox", ["album"], sqlite_where=ALBUM, postgresql_where=ALBUM
    )


def downgrade() -> None:
    op.drop_index("ix_inbox_album", "inbox")
    op.drop_column("inbox", "album")
