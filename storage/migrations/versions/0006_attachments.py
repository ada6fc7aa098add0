"""attachments"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Instant

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attachment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('mime', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('remote', sa.String(length=200), nullable=False),
    sa.Column('added_at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('attachment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_foreign_key(op.f('fk_announcement_attachment_id'), 'attachment', ['attachment_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index(batch_op.f('ix_announcement_attachment_id'), ['attachment_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_attachment_id'))
        batch_op.drop_constraint(op.f('fk_announcement_attachment_id'), type_='foreignkey')
        batch_op.drop_column('attachment_id')
    op.drop_table('attachment')
