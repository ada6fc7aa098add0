"""search"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Instant

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lexicon',
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('word', sa.String(length=60).with_variant(sa.String(length=60, collation='C'), 'postgresql'), nullable=False),
    sa.Column('meanings', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('language', 'word', name=op.f('pk_lexicon')),
    sqlite_autoincrement=False,
    sqlite_with_rowid=False
    )
    op.create_table('search_word',
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('word', sa.String(length=60), nullable=False),
    sa.Column('concept', sa.String(length=40), nullable=False),
    sa.Column('added_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('language', 'word', 'concept', name=op.f('pk_search_word')),
    sqlite_autoincrement=False
    )
    op.create_table('missed',
    sa.Column('week', sa.String(length=8), nullable=False),
    sa.Column('district_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('concept', sa.String(length=40), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_missed_district_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('week', 'district_id', 'language', 'concept', name=op.f('pk_missed')),
    sqlite_autoincrement=False
    )


def downgrade() -> None:
    op.drop_table('missed')
    op.drop_table('search_word')
    op.drop_table('lexicon')
