"""interests and skills as rows

They were lists in JSON, which no index helps to search. Interests in fields that are gone are dropped.
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INTERESTS = {
    "sqlite": "SELECT person.id AS person_id, value AS field_id FROM person, json_each(person.interests)",
    "postgresql": "SELECT person.id AS person_id, CAST(value AS BIGINT) AS field_id "
    "FROM person, json_array_elements_text(person.interests)",
}
SKILLS = {
    "sqlite": "SELECT DISTINCT person.id, value FROM person, json_each(person.skills)",
    "postgresql": "SELECT DISTINCT person.id, value "
    "FROM person, json_array_elements_text(person.skills)",
}
INTERESTS_AS_JSON = {
    "sqlite": """SELECT '[' || group_concat(field_id, ', ') || ']' FROM
                 (SELECT field_id FROM person_interest WHERE person_id = person.id ORDER BY field_id)""",
    "postgresql": """SELECT CAST('[' || string_agg(CAST(field_id AS TEXT), ', ' ORDER BY field_id) || ']' AS JSON)
                     FROM person_interest WHERE person_id = person.id""",
}
SKILLS_AS_JSON = {
    "sqlite": """SELECT '["' || group_concat(skill, '", "') || '"]' FROM
                 (SELECT skill FROM person_skill WHERE person_id = person.id ORDER BY skill)""",
    "postgresql": """SELECT CAST('["' || string_agg(skill, '", "' ORDER BY skill COLLATE "C") || '"]' AS JSON)
                     FROM person_skill WHERE person_id = person.id""",
}
"""As Python writes lists: the version before compared their text."""


def upgrade() -> None:
    kind = op.get_bind().dialect.name
    op.create_table(
        "person_interest",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("field_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["field_id"], ["field.id"], name=op.f("fk_person_interest_field_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_interest_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "field_id", name=op.f("pk_person_interest")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_person_interest_field_id"), "person_interest", ["field_id"])
    op.create_table(
        "person_skill",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("skill", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_skill_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "skill", name=op.f("pk_person_skill")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO person_interest (person_id, field_id) SELECT DISTINCT chosen.person_id, field.id "
        f"FROM ({INTERESTS[kind]}) AS chosen JOIN field ON field.id = chosen.field_id"
    )
    op.execute(f"INSERT INTO person_skill (person_id, skill) {SKILLS[kind]}")
    op.execute("ALTER TABLE person DROP COLUMN interests")
    op.execute("ALTER TABLE person DROP COLUMN skills")


def downgrade() -> None:
    kind = op.get_bind().dialect.name
    for name, query in (("interests", INTERESTS_AS_JSON[kind]), ("skills", SKILLS_AS_JSON[kind])):
        op.add_column("person", sa.Column(name, sa.JSON(), server_default="[]", nullable=False))
        op.execute(f"UPDATE person SET {name} = coalesce(({query}), '[]')")
    op.drop_table("person_skill")
    op.drop_table("person_interest")

