"""groups"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Id, Instant

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('group',
    sa.Column('id', Id, nullable=False),
    sa.Column('district_id', Id, nullable=False),
    sa.Column('municipality_id', Id, nullable=True),
    sa.Column('field_id', Id, nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.Column('joining', sa.String(length=12), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.Column('sample', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_group_district_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['field_id'], ['field.id'], name=op.f('fk_group_field_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['municipality_id'], ['municipality.id'], name=op.f('fk_group_municipality_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group')),
    sa.UniqueConstraint('district_id', 'name', name=op.f('uq_group_district_id_name')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_field_id'), ['field_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_municipality_id'), ['municipality_id'], unique=False)

    op.create_table('membership',
    sa.Column('id', Id, nullable=False),
    sa.Column('group_id', Id, nullable=False),
    sa.Column('person_id', Id, nullable=False),
    sa.Column('standing', sa.String(length=10), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('since', Instant(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['group.id'], name=op.f('fk_membership_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('group_id', 'person_id', name=op.f('uq_membership_group_id_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_person_id'), ['person_id'], unique=False)

    op.create_table('seat',
    sa.Column('id', Id, nullable=False),
    sa.Column('group_id', Id, nullable=False),
    sa.Column('position', sa.SmallInteger(), nullable=False),
    sa.Column('label', sa.String(length=120), nullable=False),
    sa.Column('from_group_id', Id, nullable=True),
    sa.Column('optional', sa.Boolean(), nullable=False),
    sa.Column('membership_id', Id, nullable=True),
    sa.ForeignKeyConstraint(['from_group_id'], ['group.id'], name=op.f('fk_seat_from_group_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['group_id'], ['group.id'], name=op.f('fk_seat_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], name=op.f('fk_seat_membership_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat')),
    sa.UniqueConstraint('group_id', 'position', name=op.f('uq_seat_group_id_position')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seat_from_group_id'), ['from_group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_seat_membership_id'), ['membership_id'], unique=False)

    op.add_column('delivery', sa.Column('event', sa.JSON(), nullable=True))
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('group_id', Id, nullable=True))
        batch_op.create_foreign_key(op.f('fk_invitation_group_id'), 'group', ['group_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_invitation_group_id'), ['group_id'], unique=False)


def downgrade() -> None:
    op.execute('DELETE FROM invitation WHERE group_id IS NOT NULL')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_group_id'))
        batch_op.drop_constraint(op.f('fk_invitation_group_id'), type_='foreignkey')
        batch_op.drop_column('group_id')
    op.drop_column('delivery', 'event')
    op.drop_table('seat')
    op.drop_table('membership')
    op.drop_table('group')
