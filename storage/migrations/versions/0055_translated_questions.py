"""questions to the office that volunteers translate"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
NAME = "enquiry_translation"


def upgrade() -> None:
    op.add_column(
        "enquiry",
        sa.Column("may_be_translated", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        NAME,
        sa.Column("id", ID, nullable=False),
        sa.Column("enquiry_message_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("helper_id", ID),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("taken_at", INSTANT),
        sa.Column("sealed", sa.LargeBinary()),
        _to("enquiry_message", "enquiry_message_id", "CASCADE"),
        _to("person", "person_id", "CASCADE"),
        _to("person", "helper_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NAME}")),
        sa.UniqueConstraint("enquiry_message_id", name=op.f(f"uq_{NAME}_enquiry_message_id")),
        sqlite_autoincrement=True,
    )
    for column in ("person_id", "helper_id"):
        op.create_index(op.f(f"ix_{NAME}_{column}"), NAME, [column])


def downgrade() -> None:
    op.drop_table(NAME)
    op.drop_column("enquiry", "may_be_translated")


def _to(target: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{NAME}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)
