"""announcements"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Instant

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('announcement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('district_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('start', sa.String(length=20), nullable=False),
    sa.Column('rule', sa.String(length=500), nullable=False),
    sa.Column('zone', sa.String(length=60), nullable=False),
    sa.Column('land', sa.String(length=2), nullable=False),
    sa.Column('never_twice', sa.Boolean(), nullable=False),
    sa.Column('offer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('next_at', Instant(), nullable=True),
    sa.Column('changed_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_announcement_district_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], name=op.f('fk_announcement_offer_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_announcement_person_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcement_next_at'), ['next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcement_offer_id'), ['offer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcement_person_id'), ['person_id'], unique=False)

    op.create_table('campaign',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('announcement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('due_at', Instant(), nullable=False),
    sa.Column('flight', sa.String(length=12), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('newest', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False),
    sa.Column('counts', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcement.id'], name=op.f('fk_campaign_announcement_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('announcement_id', 'day', name=op.f('uq_campaign_announcement_id_day')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_campaign_due_at'), ['due_at'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('part', sa.SmallInteger(), nullable=False),
    sa.Column('priority', sa.SmallInteger(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('due_at', Instant(), nullable=False),
    sa.Column('attempts', sa.SmallInteger(), nullable=False),
    sa.Column('owner', sa.BigInteger(), nullable=True),
    sa.Column('possibly_twice', sa.Boolean(), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('message', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=80), nullable=False),
    sa.Column('offers', sa.JSON(), nullable=True),
    sa.Column('amend', sa.String(length=10), server_default='', nullable=False),
    sa.Column('ended_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_delivery_campaign_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_delivery_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('campaign_id', 'person_id', 'part', name=op.f('uq_delivery_campaign_id_person_id_part')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index('ix_delivery_open', ['state', 'priority', 'due_at', 'id'], unique=False, sqlite_where=sa.text("state IN ('due', 'sending')"), postgresql_where=sa.text("state IN ('due', 'sending')"))
        batch_op.create_index('ix_delivery_amend', ['id'], unique=False, sqlite_where=sa.text("amend <> ''"), postgresql_where=sa.text("amend <> ''"))
        batch_op.create_index(batch_op.f('ix_delivery_person_id'), ['person_id'], unique=False)

    op.add_column('address', sa.Column('confirmed', sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column('watch', sa.Column('newest', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='0', nullable=False))
    op.execute('UPDATE watch SET newest = coalesce((SELECT max(id) FROM offer), 0)')
    op.add_column('person', sa.Column('stopped', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    op.drop_column('person', 'stopped')
    op.drop_column('watch', 'newest')
    op.drop_column('address', 'confirmed')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_person_id'))
        batch_op.drop_index('ix_delivery_open', sqlite_where=sa.text("state IN ('due', 'sending')"), postgresql_where=sa.text("state IN ('due', 'sending')"))

    op.drop_table('delivery')
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_campaign_due_at'))

    op.drop_table('campaign')
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_person_id'))
        batch_op.drop_index(batch_op.f('ix_announcement_offer_id'))
        batch_op.drop_index(batch_op.f('ix_announcement_next_at'))
        batch_op.drop_index(batch_op.f('ix_announcement_district_id'))

    op.drop_table('announcement')
