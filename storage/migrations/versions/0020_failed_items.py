"""rows of queues that failed, and links of confirmation that were sent

A row that cannot be worked on is kept here with its reason, so that it stops nobody; a row that is
put off waits here. Links of confirmation are limited a day, so they outlive their address.
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')
INSTANT = sa.DateTime(timezone=True)
delivery = sa.table('delivery', sa.column('id', sa.BigInteger), sa.column('event', sa.JSON))


def upgrade() -> None:
    op.create_table(
        'failed_item',
        sa.Column('queue', sa.String(20), nullable=False),
        sa.Column('item_id', ID, nullable=False),
        sa.Column('reason', sa.String(80), nullable=False),
        sa.Column('attempts', sa.Integer, nullable=False),
        sa.Column('failed_at', INSTANT, nullable=False),
        sa.Column('retry_at', INSTANT),
        sa.PrimaryKeyConstraint('queue', 'item_id', name='pk_failed_item'),
    )
    op.create_index('ix_failed_item_failed_at', 'failed_item', ['failed_at'])
    op.create_table(
        'email_link',
        sa.Column('id', ID, nullable=False),
        sa.Column('person_id', ID),
        sa.Column('address_id', ID, nullable=False),
        sa.Column('digest', sa.LargeBinary(32), nullable=False),
        sa.Column('asked_at', INSTANT, nullable=False),
        sa.Column('sent_at', INSTANT),
        sa.PrimaryKeyConstraint('id', name='pk_email_link'),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], ondelete='SET NULL', name='fk_email_link_person_id'
        ),
        sqlite_autoincrement=True,
    )
    for column in ('person_id', 'address_id', 'digest', 'asked_at'):
        op.create_index(f'ix_email_link_{column}', 'email_link', [column])


def downgrade() -> None:
    """The version before does not know the news of an e-mail that came back."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(delivery).where(delivery.c.event.is_not(None))).all()
    for row in rows:
        if row.event and row.event.get('type') == 'email_returned':
            connection.execute(delivery.delete().where(delivery.c.id == row.id))
    op.drop_table('email_link')
    op.drop_table('failed_item')
