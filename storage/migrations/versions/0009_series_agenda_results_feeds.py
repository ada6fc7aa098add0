"""series agenda results feeds"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('feed',
    sa.Column('id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('group_id', Id, nullable=True),
    sa.Column('hashed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['group.id'], name=op.f('fk_feed_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_feed_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed')),
    sa.UniqueConstraint('hashed', name=op.f('uq_feed_hashed')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feed_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feed_person_id'), ['person_id'], unique=False)

    op.create_table('series',
    sa.Column('id', Id, nullable=False),
    sa.Column('group_id', Id, nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('start', sa.String(length=20), nullable=False),
    sa.Column('rule', sa.String(length=400), nullable=False),
    sa.Column('zone', sa.String(length=60), nullable=False),
    sa.Column('land', sa.String(length=2), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.Column('planned_until', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['group.id'], name=op.f('fk_series_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('series', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_series_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_series_planned_until'), ['planned_until'], unique=False)

    op.create_table('result',
    sa.Column('id', Id, nullable=False),
    sa.Column('group_id', Id, nullable=False),
    sa.Column('meeting_id', Id, nullable=True),
    sa.Column('attachment_id', Id, nullable=True),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('published', sa.String(length=10), nullable=False),
    sa.Column('owner_id', Id, nullable=True),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.Column('reminded', sa.Boolean(), nullable=False),
    sa.Column('written_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_result_attachment_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['group_id'], ['group.id'], name=op.f('fk_result_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_result_meeting_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['owner_id'], ['membership.id'], name=op.f('fk_result_owner_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_result')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_result_attachment_id'), ['attachment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_result_due'), ['due'], unique=False)
        batch_op.create_index(batch_op.f('ix_result_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_result_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_result_owner_id'), ['owner_id'], unique=False)

    op.create_table('topic',
    sa.Column('id', Id, nullable=False),
    sa.Column('group_id', Id, nullable=False),
    sa.Column('meeting_id', Id, nullable=True),
    sa.Column('from_group_id', Id, nullable=True),
    sa.Column('membership_id', Id, nullable=True),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['from_group_id'], ['group.id'], name=op.f('fk_topic_from_group_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['group_id'], ['group.id'], name=op.f('fk_topic_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_topic_meeting_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_topic_membership_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_from_group_id'), ['from_group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_topic_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_topic_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_topic_membership_id'), ['membership_id'], unique=False)

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('for_id', Id, nullable=True))
        batch_op.create_index(batch_op.f('ix_attendance_for_id'), ['for_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_attendance_for_id'), 'person', ['for_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('series_id', Id, nullable=True))
        batch_op.add_column(sa.Column('edited', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('remind_at', Instant(), nullable=True))
        batch_op.create_index(batch_op.f('ix_meeting_remind_at'), ['remind_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_series_id'), ['series_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_meeting_series_id'), 'series', ['series_id'], ['id'], ondelete='SET NULL')

    # early: the next tick looks at each and works out when, because the rule is not in the database; who was reminded once or twice is not again
    op.execute("UPDATE meeting SET remind_at = '2000-01-01 00:00:00', reminded = CASE reminded WHEN 0 THEN 0 WHEN 1 THEN 2 ELSE 4 END WHERE state = 'planned'")
    op.add_column('person', sa.Column('reminders', sa.JSON(), server_default='["days", "hours"]', nullable=False))
    op.add_column('person', sa.Column('skills', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    op.drop_column('person', 'skills')
    op.drop_column('person', 'reminders')
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_meeting_series_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_meeting_series_id'))
        batch_op.drop_index(batch_op.f('ix_meeting_remind_at'))
        batch_op.drop_column('remind_at')
        batch_op.drop_column('edited')
        batch_op.drop_column('series_id')

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_attendance_for_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_attendance_for_id'))
        batch_op.drop_column('for_id')

    with op.batch_alter_table('topic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_topic_membership_id'))
        batch_op.drop_index(batch_op.f('ix_topic_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_topic_group_id'))
        batch_op.drop_index(batch_op.f('ix_topic_from_group_id'))

    op.drop_table('topic')
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_result_owner_id'))
        batch_op.drop_index(batch_op.f('ix_result_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_result_group_id'))
        batch_op.drop_index(batch_op.f('ix_result_due'))
        batch_op.drop_index(batch_op.f('ix_result_attachment_id'))

    op.drop_table('result')
    with op.batch_alter_table('series', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_series_planned_until'))
        batch_op.drop_index(batch_op.f('ix_series_group_id'))

    op.drop_table('series')
    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feed_person_id'))
        batch_op.drop_index(batch_op.f('ix_feed_group_id'))

    op.drop_table('feed')
