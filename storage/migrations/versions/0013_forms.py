"""forms that work once"""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Instant

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'form',
        sa.Column('token', sa.String(length=64), nullable=False),
        sa.Column('said', sa.String(length=64), nullable=False),
        sa.Column('at', sa.String(length=80), nullable=False),
        sa.Column('handled_at', Instant(), nullable=False),
        sa.PrimaryKeyConstraint('token', 'said', name=op.f('pk_form')),
    )
    with op.batch_alter_table('form', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_handled_at'), ['handled_at'], unique=False)


def downgrade() -> None:
    op.drop_table('form')
