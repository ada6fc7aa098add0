"""expected text as long as a button's data

"call.time:<group>:interpret:de-simple" did not fit into 40 characters, which PostgreSQL refuses.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.alter_column(
            "expects",
            type_=sa.String(length=64),
            existing_type=sa.String(length=40),
            existing_nullable=False,
        )


def downgrade() -> None:
    op.execute(sa.text("UPDATE dialogue SET expects = '' WHERE length(expects) > 40"))
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.alter_column(
            "expects",
            type_=sa.String(length=40),
            existing_type=sa.String(length=64),
            existing_nullable=False,
        )
