"""counted terms"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

OF_EACH_TERM = "INSERT INTO term_count SELECT district_id, term, count(*) FROM offer_term GROUP BY district_id, term"
OF_ALL = "INSERT INTO term_count SELECT district_id, 0, count(DISTINCT offer_id) FROM offer_term GROUP BY district_id"


def upgrade() -> None:
    op.create_table('term_count',
    sa.Column('district_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('term', sa.BigInteger(), nullable=False),
    sa.Column('offers', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_term_count_district_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('district_id', 'term', name=op.f('pk_term_count')),
    sqlite_autoincrement=False,
    sqlite_with_rowid=False
    )
    _index_by("offer_id", "weight")
    op.execute(OF_EACH_TERM)
    op.execute(OF_ALL)


def downgrade() -> None:
    op.drop_table('term_count')
    _index_by("offer_id")


def _index_by(*columns: str) -> None:
    op.drop_index('ix_offer_term_offer_id', table_name='offer_term')
    op.create_index('ix_offer_term_offer_id', 'offer_term', list(columns))
