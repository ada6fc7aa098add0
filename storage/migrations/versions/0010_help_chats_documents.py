"""help, vacancies, chats of groups, documents"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('help_request',
    sa.Column('id', Id, nullable=False),
    sa.Column('district_id', Id, nullable=False),
    sa.Column('municipality_id', Id, nullable=True),
    sa.Column('group_id', Id, nullable=True),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('helper_id', Id, nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('wanted', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('helper_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_help_request_district_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['group.id'], name=op.f('fk_help_request_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['helper_id'], ['person.id'], name=op.f('fk_help_request_helper_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_help_request_municipality_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_help_request_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_request')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('help_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_request_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_district_id'), ['district_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_helper_id'), ['helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_municipality_id'), ['municipality_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_request_person_id'), ['person_id'], unique=False)

    op.create_table('help_answer',
    sa.Column('help_request_id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('answer', sa.String(length=4), nullable=False),
    sa.ForeignKeyConstraint(['help_request_id'], ['help_request.id'], name=op.f('fk_help_answer_help_request_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_help_answer_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('help_request_id', 'person_id', name=op.f('pk_help_answer')),
    sqlite_autoincrement=False
    )
    with op.batch_alter_table('help_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_answer_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('present', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('group', schema=None) as batch_op:
        batch_op.add_column(sa.Column('vacancies_told_at', Instant(), nullable=True))
        batch_op.add_column(sa.Column('chat_id', Id, nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_group_chat_id'), ['chat_id'])
        batch_op.create_foreign_key('fk_group_chat_id', 'person', ['chat_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_at', Instant(), nullable=True))

    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('attachment_id', Id, nullable=True))
        batch_op.create_index(batch_op.f('ix_offer_attachment_id'), ['attachment_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_offer_attachment_id'), 'attachment', ['attachment_id'], ['id'], ondelete='SET NULL')


def downgrade() -> None:
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_offer_attachment_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_offer_attachment_id'))
        batch_op.drop_column('attachment_id')

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_column('asked_at')

    with op.batch_alter_table('group', schema=None) as batch_op:
        batch_op.drop_constraint('fk_group_chat_id', type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_group_chat_id'), type_='unique')
        batch_op.drop_column('chat_id')
        batch_op.drop_column('vacancies_told_at')

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_column('present')

    with op.batch_alter_table('help_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_help_answer_person_id'))

    op.drop_table('help_answer')
    with op.batch_alter_table('help_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_help_request_person_id'))
        batch_op.drop_index(batch_op.f('ix_help_request_municipality_id'))
        batch_op.drop_index(batch_op.f('ix_help_request_helper_id'))
        batch_op.drop_index(batch_op.f('ix_help_request_group_id'))
        batch_op.drop_index(batch_op.f('ix_help_request_district_id'))
        batch_op.drop_index(batch_op.f('ix_help_request_created_at'))

    op.drop_table('help_request')
