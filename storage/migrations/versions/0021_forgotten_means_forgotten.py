"""forgotten means forgotten

News of groups names rows instead of what somebody typed: names, reasons, beginnings of texts and
labels are taken out of ``delivery.event``, and rows of every older shape get the present one. What
people write for a group or for somebody else gets its author, with whom it is deleted, and what had
no date gets one, so that it can end.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from storage.schema.columns import Id, Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BATCH = 1000
AUTHORED = ("result", "topic", "attachment", "offer")
"""Tables that get ``person_id``, the author of a row; None where it is not known."""
DATED = (("topic", "added_at"), ("feed", "used_at"))
TYPED = {
    "join_requested": ("name",),
    "member_joined": ("name",),
    "join_refused": ("reason",),
    "stand_in_asked": ("name",),
    "minutes_written": ("excerpt",),
    "task_assigned": ("excerpt",),
    "task_due": ("excerpt",),
    "topic_proposed": ("source", "topic"),
    "seats_vacant": ("labels",),
}
"""The fields of each type that held what somebody typed."""
NAMED = {
    "join_requested": "membership_id",
    "member_joined": "membership_id",
    "join_refused": "remark_id",
    "stand_in_asked": "membership_id",
    "topic_proposed": "topic_id",
}
"""The field that stands instead in rows of now."""
OLD_TYPES = {
    "asked": ("join_requested", {}),
    "joined": ("member_joined", {}),
    "accepted": ("join_accepted", {}),
    "refused": ("join_refused", {}),
    "removed": ("member_removed", {}),
    "invited": ("meeting_planned", {"meeting_id": "meeting_id", "times": "next_starts"}),
    "moved": ("meeting_moved", {"meeting_id": "meeting_id", "words": "before"}),
    "cancelled": ("meeting_cancelled", {"meeting_id": "meeting_id"}),
    "reminded": ("meeting_soon", {"meeting_id": "meeting_id"}),
    "moved_up": ("place_freed", {"meeting_id": "meeting_id"}),
    "rescheduled": ("series_moved", {"meeting_id": "meeting_id", "times": "next_starts"}),
    "all_cancelled": ("series_cancelled", {"meeting_id": "meeting_id"}),
    "stand_in": ("stand_in_asked", {"meeting_id": "meeting_id"}),
    "minutes": ("minutes_written", {"result_id": "result_id"}),
    "task": ("task_assigned", {"result_id": "result_id"}),
    "task_due": ("task_due", {"result_id": "result_id"}),
    "topic": ("topic_proposed", {}),
    "seated": ("seat_given", {}),
    "unseated": ("seat_withdrawn", {}),
    "vacant": ("seats_vacant", {}),
    "still_there": ("absence_noticed", {}),
    "help_wanted": ("help_wanted", {"help_id": "request_id"}),
    "help_found": ("helper_found", {"help_id": "request_id"}),
    "help_agreed": ("help_agreed", {"help_id": "request_id"}),
    "help_declined": ("help_declined", {"help_id": "request_id"}),
    "help_handed": ("help_handed_over", {"help_id": "request_id"}),
    "help_waits": ("help_unanswered", {"help_id": "request_id"}),
}
"""Rows of before 0017: the type of each "happening", and the name that each field has now."""
delivery = sa.table("delivery", sa.column("id", Id), sa.column("event", sa.JSON))
topic = sa.table("topic", sa.column("membership_id", Id), sa.column("person_id", Id))
membership = sa.table("membership", sa.column("id", Id), sa.column("person_id", Id))


def upgrade() -> None:
    for row_id, event in _events():
        _store(row_id, _without_typed(_of_now(event)))
    _create_tables()
    for name in AUTHORED:
        _add_author(name)
    author = sa.select(membership.c.person_id).where(membership.c.id == topic.c.membership_id)
    op.execute(topic.update().values(person_id=author.scalar_subquery()))
    for name, column in DATED:
        _add_date(name, column)
    op.create_index(op.f("ix_result_written_at"), "result", ["written_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_result_written_at"), table_name="result")
    for name, column in DATED:
        op.drop_index(op.f(f"ix_{name}_{column}"), table_name=name)
        _drop(name, column)
    for name in AUTHORED:
        op.drop_index(op.f(f"ix_{name}_person_id"), table_name=name)
        _drop(name, "person_id")
    op.drop_table("erasure")
    op.drop_table("remark")
    for row_id, event in _events():
        _store(row_id, _of_before(event))


def _events() -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the id and the event of every delivery that has one, in batches."""
    last = 0
    while rows := _next_events(last):
        yield from ((row.id, row.event) for row in rows if row.event)
        last = rows[-1].id


def _next_events(after: int) -> list[Any]:
    query = sa.select(delivery).where(delivery.c.event.is_not(None), delivery.c.id > after)
    return list(op.get_bind().execute(query.order_by(delivery.c.id).limit(BATCH)).all())


def _store(row_id: int, event: Mapping[str, Any]) -> None:
    op.execute(delivery.update().where(delivery.c.id == row_id).values(event=dict(event)))


def _of_now(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event of any older shape with its type and the fields of that type."""
    if "type" in event:
        return dict(event)
    kind, names = OLD_TYPES[event["happening"]]
    renamed = {new: event[old] for old, new in names.items() if old in event}
    return {"type": kind, "group_id": event["group_id"]} | renamed


def _without_typed(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event without what somebody typed; nobody knows any more whose name it was."""
    typed = TYPED.get(event["type"], ())
    instead = {NAMED[event["type"]]: None} if event["type"] in NAMED else {}
    return {name: value for name, value in event.items() if name not in typed} | instead


def _of_before(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event with empty words where the version before expects what somebody typed."""
    instead = NAMED.get(event["type"], "")
    empty: dict[str, Any] = {name: "" for name in TYPED.get(event["type"], ())}
    if "labels" in empty:
        empty["labels"] = []
    return {name: value for name, value in event.items() if name != instead} | empty


def _create_tables() -> None:
    op.create_table(
        "erasure",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("erased_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_erased_at"), "erasure", ["erased_at"])
    op.create_table(
        "remark",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("reader_id", Id, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_remark_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["person.id"], name=op.f("fk_remark_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sqlite_autoincrement=True,
    )
    for column in ("person_id", "reader_id", "written_at"):
        op.create_index(op.f(f"ix_remark_{column}"), "remark", [column])


def _drop(name: str, column: str) -> None:
    with _changing(name) as batch:
        batch.drop_column(column)


def _changing(name: str) -> AbstractContextManager[BatchOperations]:
    """Change a table, which SQLite copies; that its ids are used only once has to be said again."""
    return op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True})


def _add_author(name: str) -> None:
    with _changing(name) as batch:
        batch.add_column(sa.Column("person_id", Id, nullable=True))
        batch.create_foreign_key(
            op.f(f"fk_{name}_person_id"), "person", ["person_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_index(op.f(f"ix_{name}_person_id"), ["person_id"])


def _add_date(name: str, column: str) -> None:
    """Add a moment that is never empty; of the rows that are there it is now."""
    op.add_column(name, sa.Column(column, Instant(), nullable=True))
    dated = sa.table(name, sa.column(column, Instant()))
    op.execute(dated.update().values({column: datetime.now(UTC)}))
    with _changing(name) as batch:
        batch.alter_column(column, existing_type=Instant(), nullable=False)
        batch.create_index(op.f(f"ix_{name}_{column}"), [column])
