"""imports at the desk: drafts with their files, and what the headings of a list mean"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_draft",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("district_id", Id, nullable=False),
        sa.Column("import_run_id", Id, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", Instant(timezone=True), nullable=False),
        _to("import_draft", "person", "CASCADE"),
        _to("import_draft", "district", "CASCADE"),
        _to("import_draft", "import_run", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
        sqlite_autoincrement=True,
    )
    for column in ("person_id", "district_id", "import_run_id", "state", "saved_at"):
        op.create_index(op.f(f"ix_import_draft_{column}"), "import_draft", [column])
    op.create_table(
        "import_source",
        sa.Column("id", Id, nullable=False),
        sa.Column("district_id", Id, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("saved_at", Instant(timezone=True), nullable=False),
        _to("import_source", "district", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_source")),
        sa.UniqueConstraint(
            "district_id", "source", name=op.f("uq_import_source_district_id_source")
        ),
        sqlite_autoincrement=True,
    )


def _to(table: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{target}_id"],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{target}_id"),
        ondelete=ondelete,
    )


def downgrade() -> None:
    op.drop_table("import_source")
    op.drop_table("import_draft")
