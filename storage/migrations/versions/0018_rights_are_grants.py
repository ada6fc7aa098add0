"""rights are grants

A role was a column of the person and counted in the district they lived in. Every coordinator and
volunteer gets a grant in the district of that moment; whoever lived nowhere could use their role
nowhere. On the way back each person gets the highest role of their grants, and the district of that
grant, where the version before looks for it. Tokens of invitations that wait for a name go.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

RANKS = {"volunteer": 1, "coordinator": 2}
"""Roles that the version before knows, the higher one last."""


def upgrade() -> None:
    _create_grants()
    op.execute(
        "INSERT INTO grants (person_id, role, district_id, given_at, state) "
        "SELECT id, role, district_id, created_at, 'active' FROM person "
        "WHERE role IN ('coordinator', 'volunteer') AND district_id IS NOT NULL ORDER BY id"
    )
    op.add_column(
        "person", sa.Column("is_group", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    person = sa.table("person", sa.column("role"), sa.column("is_group", sa.Boolean))
    op.execute(sa.update(person).where(person.c.role == "group").values(is_group=True))
    op.execute("ALTER TABLE person DROP COLUMN role")
    _extend_invitation()
    _extend_audit()
    op.execute(
        "UPDATE dialogue SET expects = '' "
        "WHERE expects LIKE 'invited:%' OR expects LIKE 'invitation.accept:%'"
    )


def downgrade() -> None:
    op.add_column(
        "person",
        sa.Column("role", sa.String(length=20), server_default="newcomer", nullable=False),
    )
    person = sa.table(
        "person",
        *map(sa.column, ("id", "role", "district_id", "municipality_id")),
        sa.column("is_group", sa.Boolean),
    )
    op.execute(sa.update(person).where(person.c.is_group).values(role="group"))
    _give_roles_back(person)
    op.execute("ALTER TABLE person DROP COLUMN is_group")
    _shorten_audit()
    _shorten_invitation()
    op.drop_table("grants")


def _give_roles_back(person: sa.TableClause) -> None:
    """Give everybody one role, and the district that belongs to it."""
    connection = op.get_bind()
    grants = sa.table(
        "grants",
        *map(sa.column, ("id", "person_id", "role", "district_id", "state")),
        sa.column("ends_at", Instant()),
    )
    in_force = (grants.c.state == "active") & (
        grants.c.ends_at.is_(None) | (grants.c.ends_at > datetime.now(UTC))
    )
    here = {row.id: row.district_id for row in connection.execute(sa.select(person))}
    best: dict[int, tuple[int, bool, int, str]] = {}
    for row in connection.execute(sa.select(grants).where(in_force).order_by(grants.c.id.desc())):
        if row.role in RANKS:
            lives_there = here[row.person_id] == row.district_id
            candidate = (RANKS[row.role], lives_there, row.district_id, row.role)
            if candidate[:2] >= best.get(row.person_id, candidate)[:2]:
                best[row.person_id] = candidate
    for person_id, (_, lives_there, district_id, role) in best.items():
        moved = {} if lives_there else {"district_id": district_id, "municipality_id": None}
        this = sa.update(person).where(person.c.id == person_id)
        connection.execute(this.values(role=role, **moved))


def _create_grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("district_id", Id, nullable=False),
        sa.Column("organisation_id", Id, nullable=True),
        sa.Column("given_by", Id, nullable=True),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("chosen", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name="fk_grants_district_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["person.id"], name="fk_grants_given_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="fk_grants_organisation_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_grants_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
        sqlite_autoincrement=True,
    )
    for column in ("district_id", "given_by", "organisation_id", "person_id"):
        op.create_index(f"ix_grants_{column}", "grants", [column])


LINKS = {
    "organisation_id": ("organisation", "CASCADE"),
    "replaces_id": ("grants", "CASCADE"),
    "given_by": ("person", "SET NULL"),
}


def _extend_invitation() -> None:
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("ends_at", Instant(), nullable=True))
        for column, (target, ondelete) in LINKS.items():
            batch.add_column(sa.Column(column, Id, nullable=True))
            batch.create_foreign_key(
                f"fk_invitation_{column}", target, [column], ["id"], ondelete=ondelete
            )
            batch.create_index(f"ix_invitation_{column}", [column])


def _shorten_invitation() -> None:
    """Drop also what the version before cannot read: invitations to roles it does not know."""
    op.execute("DELETE FROM invitation WHERE role IN ('editor', 'reader')")
    with op.batch_alter_table("invitation") as batch:
        for column in LINKS:
            batch.drop_index(f"ix_invitation_{column}")
            batch.drop_constraint(f"fk_invitation_{column}", type_="foreignkey")
            batch.drop_column(column)
        batch.drop_column("ends_at")


def _audit_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("subject", sa.String(length=40), server_default="", nullable=False),
        sa.Column("before", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("after", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("origin", sa.String(length=10), server_default="chat", nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), server_default="1", nullable=False),
    ]


def _extend_audit() -> None:
    """Tell acts from refusals, which have a day."""
    for column in _audit_columns():
        op.add_column("audit", column)
    op.create_index("ix_audit_day_action", "audit", ["day", "action"])
    op.execute(
        "UPDATE audit SET day = date(at) "
        "WHERE outcome NOT LIKE 'granted %' AND outcome NOT LIKE 'group %'"
    )


def _shorten_audit() -> None:
    op.drop_index("ix_audit_day_action", "audit")
    for column in _audit_columns():
        op.execute(f'ALTER TABLE audit DROP COLUMN "{column.name}"')
