"""questions of chats

What a typed text answers is said by the form of a web page, and in a chat by its last screen. So it
leaves ``dialogue``, which keeps the words of the last search; open questions are kept.
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("expects", sa.String(length=64), nullable=False),
        sa.Column("answered", sa.String(length=64), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_question_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_asked_at"), "question", ["asked_at"])
    op.execute(
        sa.text(
            "INSERT INTO question (person_id, expects, answered, message, asked_at) "
            "SELECT person_id, expects, '', 0, updated_at FROM dialogue WHERE expects != ''"
        )
    )
    op.execute(sa.text("DELETE FROM dialogue WHERE words = ''"))
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.drop_column("expects")


def downgrade() -> None:
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("expects", sa.String(length=64), nullable=False, server_default="")
        )
    op.execute(
        sa.text(
            "INSERT INTO dialogue (person_id, expects, words, updated_at) "
            "SELECT person_id, '', '', asked_at FROM question "
            "WHERE expects != '' AND person_id NOT IN (SELECT person_id FROM dialogue)"
        )
    )
    op.execute(
        sa.text(
            "UPDATE dialogue SET expects = (SELECT expects FROM question "
            "WHERE question.person_id = dialogue.person_id) "
            "WHERE person_id IN (SELECT person_id FROM question WHERE expects != '')"
        )
    )
    with op.batch_alter_table("dialogue", schema=None) as batch_op:
        batch_op.alter_column(
            "expects", server_default=None, existing_type=sa.String(64), existing_nullable=False
        )
    op.drop_index(op.f("ix_question_asked_at"), table_name="question")
    op.drop_table("question")
