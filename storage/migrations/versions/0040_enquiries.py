"""questions that people write to the office, and answers that it uses again"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", ID, nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        _to("enquiry", "district"),
        _to("enquiry", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_enquiry_district_id_state_since"), "enquiry", ["district_id", "state", "since"]
    )
    op.create_index(op.f("ix_enquiry_person_id"), "enquiry", ["person_id"])
    op.create_index(op.f("ix_enquiry_since"), "enquiry", ["since"])
    op.create_table(
        "enquiry_message",
        sa.Column("id", ID, nullable=False),
        sa.Column("enquiry_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("by_office", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        _to("enquiry_message", "enquiry"),
        _to("enquiry_message", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_message")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_enquiry_message_enquiry_id"), "enquiry_message", ["enquiry_id"])
    op.create_index(op.f("ix_enquiry_message_person_id"), "enquiry_message", ["person_id"])
    op.create_table(
        "saved_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("district_id", ID, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _to("saved_answer", "district"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_answer")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_saved_answer_district_id"), "saved_answer", ["district_id"])


def downgrade() -> None:
    op.drop_table("saved_answer")
    op.drop_table("enquiry_message")
    op.drop_table("enquiry")


def _to(table: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{other}_id"],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{other}_id"),
        ondelete="CASCADE",
    )
