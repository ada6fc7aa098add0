"""counts at the desk

The states of an offer's texts in one column, and indexes from which the desk counts and sorts
offers, and counts the readers of each language.
"""

from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

LONGEST = 400
BATCH = 500
BEFORE = (
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
COLUMNS = (*BEFORE, "text_states", "id")
TITLES = ("district_id", "title_key", "municipality_id", "state", "merged_into", "organisation_id")


def upgrade() -> None:
    op.add_column(
        "offer", sa.Column("text_states", sa.String(LONGEST), nullable=False, server_default="")
    )
    _fill()
    op.drop_index("ix_offer_table", "offer")
    op.create_index("ix_offer_table", "offer", COLUMNS)
    op.create_index("ix_offer_title", "offer", (*TITLES, "id"))
    op.create_index("ix_person_readers", "person", ("district_id", "is_group", "language"))


def _fill() -> None:
    offer = sa.table("offer", sa.column("id"), sa.column("text_states"))
    text = sa.table("offer_text", *map(sa.column, ("offer_id", "language", "state")))
    connection = op.get_bind()
    texts = connection.execute(sa.select(text).order_by(text.c.offer_id)).all()
    rows = [
        {"offer": offer_id, "states": _states({row.language: row.state for row in of_offer})}
        for offer_id, of_offer in groupby(texts, key=lambda row: row.offer_id)
    ]
    change = offer.update().where(offer.c.id == sa.bindparam("offer"))
    for start in range(0, len(rows), BATCH):
        connection.execute(
            change.values(text_states=sa.bindparam("states")), rows[start : start + BATCH]
        )


def _states(states: dict[str, str]) -> str:
    return "".join(f"|{code}:{states[code]}" for code in sorted(states))


def downgrade() -> None:
    op.drop_index("ix_person_readers", "person")
    op.drop_index("ix_offer_title", "offer")
    op.drop_index("ix_offer_table", "offer")
    op.create_index("ix_offer_table", "offer", BEFORE)
    op.drop_column("offer", "text_states")
