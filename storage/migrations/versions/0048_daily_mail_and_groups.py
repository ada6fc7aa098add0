"""the daily mail of the desk, and groups that are archived

For which day a coordinator got the mail about what waits, and who wants none: everybody gets it
who has an address. No group is archived.
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


def downgrade() -> None:
    op.drop_column("group", "archived_at")
    op.drop_table("desk_mail")
