"""whether children are looked after during an offer

What an import wrote into descriptions until now, because no column held it, is known at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("offer", sa.Column("childcare", sa.Boolean(), nullable=True))
    op.execute(
        "UPDATE offer SET childcare = TRUE WHERE id IN (SELECT offer_id FROM offer_text "
        "WHERE language = 'de' AND description LIKE '%Mit Kinderbetreuung.')"
    )


def downgrade() -> None:
    op.drop_column("offer", "childcare")
