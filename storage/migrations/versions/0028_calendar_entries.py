"""calendar entries: the name of the installation, when a meeting changed, times without hours

UIDs end with a random name that a database keeps, so that those of two installations differ.
Times of offers may have words beside them and no hours; the version before knows neither, so
what has no hours is left out there.
"""

import secrets
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NAME = "installation"
setting = sa.table("setting", sa.column("name", sa.String), sa.column("value", sa.String))
offer = sa.table("offer", sa.column("id", sa.BigInteger), sa.column("schedules", sa.JSON))
Schedules = list[dict[str, Any]]


def upgrade() -> None:
    op.add_column("meeting", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.get_bind().execute(
        setting.insert().values(name=NAME, value=f"{secrets.token_hex(8)}.lotse")
    )
    _rewrite(_numbered)


def downgrade() -> None:
    _rewrite(_with_hours)
    op.get_bind().execute(setting.delete().where(setting.c.name == NAME))
    op.drop_column("meeting", "changed_at")


def _rewrite(change: Callable[[Schedules], Schedules]) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(offer.c.id, offer.c.schedules)).all():
        changed = change(row.schedules) if row.schedules else row.schedules
        if changed != row.schedules:
            connection.execute(
                offer.update().where(offer.c.id == row.id).values(schedules=changed)
            )


def _numbered(schedules: Schedules) -> Schedules:
    return [
        {**schedule, "note": "", "number": place} for place, schedule in enumerate(schedules, 1)
    ]


def _with_hours(schedules: Schedules) -> Schedules:
    known = ("rule", "day", "start", "end", "zone")
    return [
        {name: schedule[name] for name in known} for schedule in schedules if schedule["start"]
    ]
