"""types of group events

``delivery.event`` gets a "type" and the fields of that type. Rows in the old shape are read as they
are, so nothing changes on the way up; the version before reads only its own shape.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

OLD = {
    'join_requested': 'asked', 'member_joined': 'joined', 'join_accepted': 'accepted',
    'join_refused': 'refused', 'member_removed': 'removed', 'seat_given': 'seated',
    'seat_withdrawn': 'unseated', 'seats_vacant': 'vacant', 'absence_noticed': 'still_there',
    'meeting_planned': 'invited', 'meeting_moved': 'moved', 'meeting_cancelled': 'cancelled',
    'meeting_soon': 'reminded', 'place_freed': 'moved_up', 'series_moved': 'rescheduled',
    'series_cancelled': 'all_cancelled', 'stand_in_asked': 'stand_in', 'minutes_written': 'minutes',
    'task_assigned': 'task', 'task_due': 'task_due', 'topic_proposed': 'topic',
    'help_wanted': 'help_wanted', 'helper_found': 'help_found', 'help_agreed': 'help_agreed',
    'help_declined': 'help_declined', 'help_handed_over': 'help_handed',
    'help_unanswered': 'help_waits',
}
delivery = sa.table('delivery', sa.column('id', sa.BigInteger), sa.column('event', sa.JSON))


def upgrade() -> None:
    pass


def downgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(delivery).where(delivery.c.event.is_not(None))).all()
    for row in rows:
        if row.event and 'type' in row.event:
            connection.execute(
                delivery.update().where(delivery.c.id == row.id).values(event=_old(row.event))
            )


def _old(event: dict[str, Any]) -> dict[str, Any]:
    words = ('reason', 'before', 'excerpt', 'topic')
    said = next((event[name] for name in words if event.get(name)), '')
    return {
        'happening': OLD[event['type']],
        'group_id': event['group_id'],
        'name': event.get('name') or event.get('source') or '',
        'words': said or ', '.join(event.get('labels', [])),
        'meeting_id': event.get('meeting_id'),
        'result_id': event.get('result_id'),
        'times': event.get('next_starts', []),
        'help_id': event.get('request_id'),
    }
