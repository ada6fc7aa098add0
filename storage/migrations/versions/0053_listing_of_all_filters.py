"""lists of offers from one index, filtered too

The index of lists holds what filters compare, so that a filtered list reads no row that it does not
show.
"""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

NAME = "ix_offer_listing"
BEFORE = ("district_id", "state", "field_id", "expires_at", "municipality_id", "starts_on")
FILTERS = (
    "free",
    "for_women",
    "for_children",
    "in_the_evening",
    "way",
    "lowest_level",
    "highest_level",
)


def upgrade() -> None:
    _index_by((*BEFORE, *FILTERS))


def downgrade() -> None:
    _index_by(BEFORE)


def _index_by(columns: tuple[str, ...]) -> None:
    op.drop_index(NAME, "offer")
    op.create_index(NAME, "offer", list(columns))
