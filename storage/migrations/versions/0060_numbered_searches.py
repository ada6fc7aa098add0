"""searches of a person are numbered, so that each has an address"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0055"
branch_labels = None
depends_on = None

NAME = "dialogue"


def upgrade() -> None:
    with op.batch_alter_table(NAME) as batch:
        batch.add_column(sa.Column("number", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table(NAME) as batch:
        batch.drop_constraint(op.f("pk_dialogue"), type_="primary")
        batch.create_primary_key(op.f("pk_dialogue"), ["person_id", "number"])
        batch.alter_column("number", server_default=None)


def downgrade() -> None:
    op.execute(
        sa.text(
            "DELETE FROM dialogue WHERE number <"
            " (SELECT max(number) FROM dialogue AS other"
            " WHERE other.person_id = dialogue.person_id)"
        )
    )
    with op.batch_alter_table(NAME) as batch:
        batch.drop_constraint(op.f("pk_dialogue"), type_="primary")
        batch.create_primary_key(op.f("pk_dialogue"), ["person_id"])
        batch.drop_column("number")
