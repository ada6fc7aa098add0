"""agendas of steering groups, and decisions that become measures"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0043"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("meeting", sa.Column("prepared_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("result") as batch:
        batch.add_column(sa.Column("proposed_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("measure_id", ID))
        batch.create_foreign_key(
            op.f("fk_result_measure_id"), "measure", ["measure_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_result_measure_id"), "result", ["measure_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_result_measure_id"), "result")
    with op.batch_alter_table("result") as batch:
        batch.drop_constraint(op.f("fk_result_measure_id"), type_="foreignkey")
        batch.drop_column("measure_id")
        batch.drop_column("proposed_at")
    with op.batch_alter_table("meeting") as batch:
        batch.drop_column("prepared_at")
