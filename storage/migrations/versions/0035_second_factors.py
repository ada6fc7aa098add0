"""second factors: apps that show codes, recovery codes, passkeys

Nobody has one yet. A session knows when its second factor was given: those that are open now go on,
until their person sets one up.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _table(name: str, *columns: sa.Column[Any] | sa.Constraint) -> None:
    """Make a table with an id, whose rows go with their person."""
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f(f"fk_{name}_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_autoincrement=True,
    )


def upgrade() -> None:
    _table(
        "authenticator",
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failures", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("failing_since", INSTANT),
        sa.UniqueConstraint("person_id", name=op.f("uq_authenticator_person_id")),
    )
    _table(
        "recovery_code",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("spent_at", INSTANT),
        sa.UniqueConstraint("person_id", "digest", name=op.f("uq_recovery_code_person_id_digest")),
    )
    _table(
        "passkey",
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])
    op.add_column("session", sa.Column("factor_at", INSTANT))


def downgrade() -> None:
    op.drop_column("session", "factor_at")
    for name in ("passkey", "recovery_code", "authenticator"):
        op.drop_table(name)
