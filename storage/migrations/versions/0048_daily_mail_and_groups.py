"""the daily mail of the desk, archived groups, deputies and terms of seats

For which day a coordinator got the mail about what waits, and who wants none: everybody gets it
who has an address. No group is archived, and no seat has a deputy or a term.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "desk_mail",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_desk_mail_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_desk_mail")),
    )
    op.add_column("group", sa.Column("archived_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("seat") as batch:
        batch.add_column(sa.Column("term_ends", sa.Date()))
        batch.add_column(sa.Column("deputy_id", ID))
        batch.create_foreign_key(
            op.f("fk_seat_deputy_id"), "membership", ["deputy_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_seat_deputy_id"), "seat", ["deputy_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_seat_deputy_id"), "seat")
    with op.batch_alter_table("seat") as batch:
        batch.drop_constraint(op.f("fk_seat_deputy_id"), type_="foreignkey")
        batch.drop_column("deputy_id")
        batch.drop_column("term_ends")
    op.drop_column("group", "archived_at")
    op.drop_table("desk_mail")
