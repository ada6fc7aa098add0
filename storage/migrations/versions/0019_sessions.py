"""sessions

``session`` holds where privileged people are signed in, ``sign_in`` their one-time links.
``address.signed_at`` is when a cookie of before signed ones was replaced, NULL for never.
"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = '0019'
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'session',
        sa.Column('id', Id, nullable=False),
        sa.Column('person_id', Id, nullable=False),
        sa.Column('digest', sa.LargeBinary(32), nullable=False),
        sa.Column('device', sa.String(40), nullable=False),
        sa.Column('created_at', Instant, nullable=False),
        sa.Column('used_at', Instant, nullable=False),
        sa.Column('ended_at', Instant),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name='fk_session_person_id', ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_session'),
        sa.UniqueConstraint('digest', name='uq_session_digest'),
        sqlite_autoincrement=True,
    )
    op.create_index('ix_session_person_id', 'session', ['person_id'])
    op.create_index('ix_session_ended_at', 'session', ['ended_at'])
    op.create_table(
        'sign_in',
        sa.Column('id', Id, nullable=False),
        sa.Column('person_id', Id, nullable=False),
        sa.Column('created_at', Instant, nullable=False),
        sa.Column('sent_at', Instant),
        sa.Column('spent_at', Instant),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name='fk_sign_in_person_id', ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_sign_in'),
        sqlite_autoincrement=True,
    )
    op.create_index('ix_sign_in_person_id', 'sign_in', ['person_id'])
    op.create_index('ix_sign_in_created_at', 'sign_in', ['created_at'])
    op.add_column('address', sa.Column('signed_at', Instant))


def downgrade() -> None:
    op.drop_column('address', 'signed_at')
    op.drop_table('sign_in')
    op.drop_table('session')
