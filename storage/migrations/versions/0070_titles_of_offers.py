"""titles of offers, in all languages, as the table of the desk searches them"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0067"
branch_labels = None
depends_on = None

BATCH = 500


def upgrade() -> None:
    op.create_table(
        "offer_titles",
        sa.Column(
            "offer_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("offer.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("titles", sa.Text(), nullable=False),
    )
    _fill()


def _fill() -> None:
    """Write the titles of all offers in small letters, each once, as offers do from now on."""
    connection = op.get_bind()
    text = sa.table("offer_text", sa.column("offer_id"), sa.column("title"))
    known = defaultdict[int, dict[str, None]](dict)
    for offer_id, title in connection.execute(
        sa.select(text.c.offer_id, text.c.title).order_by(text.c.offer_id)
    ):
        known[offer_id][title.lower()] = None
    rows = [{"offer_id": key, "titles": "\n".join(known[key])} for key in known]
    titles = sa.table("offer_titles", sa.column("offer_id"), sa.column("titles"))
    for start in range(0, len(rows), BATCH):
        connection.execute(sa.insert(titles), rows[start : start + BATCH])


def downgrade() -> None:
    op.drop_table("offer_titles")
