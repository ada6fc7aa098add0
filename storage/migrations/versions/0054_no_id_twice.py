"""no id twice

Earlier upgrades made some tables anew on SQLite, and the id of their last row, once deleted, could
be given to another row. Buttons, links and forms hold such ids. PostgreSQL never did that.
"""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

TABLES = (
    *("announcement", "attendance", "group", "invitation", "meeting", "report_file", "result"),
    *("seat", "station_change"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in TABLES:
        with _made_anew(table):
            pass
    with _made_anew("audit") as batch:  # its default was written as ('')
        batch.alter_column("subject", server_default="", existing_type=sa.String(40))


def downgrade() -> None:
    """Nothing: the version before does not mind."""


def _made_anew(table: str) -> AbstractContextManager[BatchOperations]:
    return op.batch_alter_table(
        table, recreate="always", table_kwargs={"sqlite_autoincrement": True}
    )
