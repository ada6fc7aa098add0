"""the table of offers at the desk

The German title as it is sorted and compared, and indexes from which the desk lists, searches and
counts offers and their texts without reading them.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

LONGEST = 200
BATCH = 500
KEY = sa.String(LONGEST).with_variant(sa.String(LONGEST, collation="C"), "postgresql")
COLUMNS = (
    "district_id",
    "state",
    "field_id",
    "municipality_id",
    "expires_at",
    "confirmed_at",
    "merged_into",
    "organisation_id",
    "title_key",
)


def upgrade() -> None:
    op.add_column("offer", sa.Column("title_key", KEY, nullable=False, server_default=""))
    _fill()
    op.create_index("ix_offer_table", "offer", COLUMNS)
    op.create_index("ix_offer_text_title", "offer_text", ["offer_id", "language", "state", "title"])


def _fill() -> None:
    offer = sa.table("offer", sa.column("id"), sa.column("title_key"))
    text = sa.table("offer_text", *map(sa.column, ("offer_id", "language", "title")))
    connection = op.get_bind()
    german = sa.select(text.c.offer_id, text.c.title).where(text.c.language == "de")
    rows = [{"offer": row.offer_id, "key": _key(row.title)} for row in connection.execute(german)]
    change = offer.update().where(offer.c.id == sa.bindparam("offer"))
    for start in range(0, len(rows), BATCH):
        connection.execute(
            change.values(title_key=sa.bindparam("key")), rows[start : start + BATCH]
        )


def _key(title: str) -> str:
    letters = unicodedata.normalize("NFD", title.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))[:LONGEST]


def downgrade() -> None:
    op.drop_index("ix_offer_text_title", "offer_text")
    op.drop_index("ix_offer_table", "offer")
    op.drop_column("offer", "title_key")
