"""push

Keys by which push services know us, and browsers that are notified: there are none yet.
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Instant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = ("person", "session", "push_key")


def upgrade() -> None:
    op.create_table(
        "push_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("public", sa.String(length=90), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_key")),
        sa.UniqueConstraint("public", name=op.f("uq_push_key_public")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=True),
        sa.Column("push_key_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("keys_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        *[
            sa.ForeignKeyConstraint(
                [f"{target}_id"],
                [f"{target}.id"],
                name=op.f(f"fk_push_subscription_{target}_id"),
                ondelete="CASCADE",
            )
            for target in TARGETS
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("digest", name=op.f("uq_push_subscription_digest")),
        sqlite_autoincrement=True,
    )
    for target in TARGETS:
        column = f"{target}_id"
        op.create_index(op.f(f"ix_push_subscription_{column}"), "push_subscription", [column])


def downgrade() -> None:
    op.drop_table("push_subscription")
    op.drop_table("push_key")
