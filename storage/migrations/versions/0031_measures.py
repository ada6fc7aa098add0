"""measures, their reviews, indicators and reports

What was looked for in vain also says in which town; counts of before are of no town in particular.
The version before counts them together. Help is counted by week, because requests are deleted.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from storage.schema.columns import Hundredths, Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEW = (
    "council_report", "report_text", "indicator_value", "indicator", "measure_evidence",
    "review_request", "measure_review", "measure_change", "measure", "help_tally",
)  # fmt: skip


def upgrade() -> None:
    _measures()
    _reviews()
    _indicators()
    _reports()
    _tallies()
    _misses(
        sa.Column("municipality_id", ID, server_default="0", nullable=False),
        "SELECT week, district_id, 0, language, concept, count FROM missed",
    )


def downgrade() -> None:
    _misses(
        None,
        "SELECT week, district_id, language, concept, SUM(count) FROM missed "
        "GROUP BY week, district_id, language, concept",
    )
    for name in NEW:
        op.drop_table(name)


def _to(table: str, target: str, name: str = "", **options: object) -> tuple[SchemaItem, ...]:
    """Return a column that refers to a table, and its constraint."""
    column = name or f"{target}_id"
    nullable = bool(options.get("nullable"))
    return (
        sa.Column(column, ID, nullable=nullable),
        sa.ForeignKeyConstraint(
            [column],
            [f"{target}.id"],
            name=op.f(f"fk_{table}_{column}"),
            ondelete="SET NULL" if nullable else "CASCADE",
        ),
    )


def _create(
    name: str, *parts: SchemaItem | tuple[SchemaItem, ...], key: tuple[str, ...] = ("id",)) -> None:
    columns: list[SchemaItem] = []
    constraints: list[SchemaItem] = []
    for part in parts:
        for item in part if isinstance(part, tuple) else (part,):
            (columns if isinstance(item, sa.Column) else constraints).append(item)
    if key == ("id",):
        columns.insert(0, sa.Column("id", ID, nullable=False))
    op.create_table(
        name,
        *columns,
        *constraints,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        sqlite_autoincrement=key == ("id",),
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _measures() -> None:
    references = (
        ("field", ""), ("organisation", ""), ("grants", "owner_grant_id"),
        ("group", "owner_group_id"), ("measure", "parent_id"),
    )  # fmt: skip
    _create(
        "measure",
        _to("measure", "district"),
        *(_to("measure", target, name, nullable=True) for target, name in references),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("target", Hundredths(), nullable=True),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("cost_from", Hundredths(), nullable=True),
        sa.Column("cost_to", Hundredths(), nullable=True),
        sa.Column("cost_source", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.UniqueConstraint("district_id", "number", name=op.f("uq_measure_district_id_number")),
    )
    _index("measure", *(name or f"{target}_id" for target, name in references))
    _create(
        "measure_change",
        _to("measure_change", "measure"),
        _to("measure_change", "person", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.UniqueConstraint(
            "measure_id", "version", name=op.f("uq_measure_change_measure_id_version")
        ),
    )
    _index("measure_change", "person_id")


def _reviews() -> None:
    _create(
        "measure_review",
        _to("measure_review", "measure"),
        _to("measure_review", "person", nullable=True),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("actual", Hundredths(), nullable=True),
        sa.Column("spent", Hundredths(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(length=300), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.UniqueConstraint(
            "measure_id",
            "period",
            "number",
            name=op.f("uq_measure_review_measure_id_period_number"),
        ),
    )
    _index("measure_review", "person_id")
    _create(
        "review_request",
        _to("review_request", "measure"),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        key=("measure_id", "period", "step"),
    )
    _create(
        "measure_evidence",
        _to("measure_evidence", "measure"),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("only", sa.JSON(), nullable=False),
    )
    _index("measure_evidence", "measure_id")


def _indicators() -> None:
    _create(
        "indicator",
        _to("indicator", "district"),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.UniqueConstraint("district_id", "name", name=op.f("uq_indicator_district_id_name")),
    )
    _create(
        "indicator_value",
        _to("indicator_value", "indicator"),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("value", Hundredths(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        key=("indicator_id", "period"),
    )


def _reports() -> None:
    _create(
        "report_text",
        _to("report_text", "district"),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        key=("district_id", "period", "part"),
    )
    _create(
        "council_report",
        _to("council_report", "district"),
        _to("council_report", "person", nullable=True),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("released_at", Instant(), nullable=False),
        sa.UniqueConstraint(
            "district_id",
            "period",
            "version",
            name=op.f("uq_council_report_district_id_period_version"),
        ),
    )
    _index("council_report", "person_id")


def _tallies() -> None:
    _create(
        "help_tally",
        _to("help_tally", "district"),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("municipality_id", ID, server_default="0", nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        key=("week", "district_id", "municipality_id", "language", "kind", "outcome"),
    )


def _misses(town: sa.Column[int] | None, counted: str) -> None:
    """Rebuild the table, whose key changes, with what ``counted`` selects."""
    towns = [] if town is None else [town]
    keys = ["week", "district_id", *(column.name for column in towns), "language", "concept"]
    op.create_table(
        "missed_new",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("district_id", ID, nullable=False),
        *towns,
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("concept", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.execute(sa.text(f"INSERT INTO missed_new ({', '.join(keys)}, count) {counted}"))
    op.drop_table("missed")
    op.rename_table("missed_new", "missed")
    with op.batch_alter_table("missed") as batch:
        batch.create_primary_key(op.f("pk_missed"), keys)
        batch.create_foreign_key(
            op.f("fk_missed_district_id"), "district", ["district_id"], ["id"], ondelete="CASCADE"
        )
