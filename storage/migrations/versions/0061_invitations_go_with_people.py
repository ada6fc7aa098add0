"""an invitation goes with whoever made it, and does not outlive them as one of nobody"""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

NAME, KEY = "invitation", "fk_invitation_given_by"


def upgrade() -> None:
    _refer("CASCADE")


def downgrade() -> None:
    _refer("SET NULL")


def _refer(rule: str) -> None:
    kept = {"sqlite_autoincrement": True}
    with op.batch_alter_table(NAME, table_kwargs=kept) as batch:
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.create_foreign_key(op.f(KEY), "person", ["given_by"], ["id"], ondelete=rule)
