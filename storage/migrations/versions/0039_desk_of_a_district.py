"""the district of lines of the audit log, and of posters

Lines that are there get the district of the thing that they are about, as far as it still exists;
posters have none until they are made again.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0036"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DISTRICTS = {
    "district": "SELECT id, id FROM district",
    "offer": "SELECT id, district_id FROM offer",
    "group": 'SELECT id, district_id FROM "group"',
    "announcement": "SELECT id, district_id FROM announcement",
    "grant": "SELECT id, district_id FROM grants",
    "invitation": "SELECT id, district_id FROM invitation",
    "help request": "SELECT id, district_id FROM help_request",
    "campaign": "SELECT c.id, a.district_id FROM campaign c "
    "JOIN announcement a ON a.id = c.announcement_id",
    "membership": 'SELECT m.id, g.district_id FROM membership m JOIN "group" g ON g.id = m.group_id',
    "result": 'SELECT r.id, g.district_id FROM result r JOIN "group" g ON g.id = r.group_id',
    "seat": 'SELECT s.id, g.district_id FROM seat s JOIN "group" g ON g.id = s.group_id',
}
"""The words before the id in a subject → a query for id and district of such things."""
SUBJECT = re.compile(r"([a-z ]+) (\d{1,18})")


def upgrade() -> None:
    for table in ("audit", "poster"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("district_id", ID))
            batch.create_foreign_key(
                op.f(f"fk_{table}_district_id"),
                "district",
                ["district_id"],
                ["id"],
                ondelete="SET NULL",
            )
    op.create_index(op.f("ix_poster_district_id"), "poster", ["district_id"])
    op.create_index(op.f("ix_audit_district_id_at"), "audit", ["district_id", "at"])
    _fill()


def _fill() -> None:
    """Store the district of lines about things that still exist."""
    bind = op.get_bind()
    known = {
        (words, row[0]): row[1]
        for words, query in DISTRICTS.items()
        for row in bind.execute(sa.text(query))
    }
    lines = bind.execute(sa.text("SELECT id, subject FROM audit WHERE day IS NULL")).all()
    found = [(line.id, SUBJECT.fullmatch(line.subject)) for line in lines]
    rows = [
        {"line": line_id, "district": known[subject[1], int(subject[2])]}
        for line_id, subject in found
        if subject and (subject[1], int(subject[2])) in known
    ]
    if rows:
        update = sa.text("UPDATE audit SET district_id = :district WHERE id = :line")
        bind.execute(update, rows)


def downgrade() -> None:
    op.drop_index(op.f("ix_audit_district_id_at"), table_name="audit")
    op.drop_index(op.f("ix_poster_district_id"), table_name="poster")
    for table in ("poster", "audit"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_district_id"), type_="foreignkey")
            batch.drop_column("district_id")
