"""The tables of what groups do: meetings, who comes, what is on the agenda, what came out of it."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
)

from storage.schema.columns import Id, Instant, key, table, to

series = table(
    "series",
    key(),
    to("group", index=True),
    Column("title", String(120), nullable=False),
    Column("start", String(20), nullable=False),
    Column("rule", String(400), nullable=False),
    Column("zone", String(60), nullable=False),
    Column("land", String(2), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("place", String(200), nullable=False),
    Column("most", Integer),
    Column("planned_until", Instant, nullable=False, index=True),
)
meeting = table(
    "meeting",
    key(),
    to("group", index=True),
    to("series", nullable=True, ondelete="SET NULL", index=True),
    Column("edited", Boolean, nullable=False, server_default=false()),
    Column("title", String(120), nullable=False),
    Column("start", String(20), nullable=False),
    Column("zone", String(60), nullable=False),
    Column("starts_at", Instant, nullable=False, index=True),
    Column("minutes", Integer, nullable=False),
    Column("place", String(200), nullable=False),
    Column("most", Integer),
    Column("state", String(12), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("reminded", SmallInteger, nullable=False),
    Column("changed_at", Instant),
    Column("remind_at", Instant, index=True),
    Column("prepared_at", Instant),
)
attendance = table(
    "attendance",
    key(),
    to("meeting"),
    to("person", index=True),
    Column("for_id", Id, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("answer", String(8), nullable=False),
    Column("present", Boolean, nullable=False, server_default=false()),
    Column("since", Instant, nullable=False),
    UniqueConstraint("meeting_id", "person_id"),
)
topic = table(
    "topic",
    key(),
    to("group", index=True),
    to("meeting", nullable=True, ondelete="SET NULL", index=True),
    Column("from_group_id", Id, ForeignKey("group.id", ondelete="SET NULL"), index=True),
    to("membership", nullable=True, ondelete="SET NULL", index=True),
    to("person", nullable=True, index=True),
    Column("words", String(300), nullable=False),
    # The place on its agenda; NULL where nobody arranged it.
    Column("position", Integer),
    Column("done", Boolean, nullable=False),
    Column("added_at", Instant, nullable=False, index=True),
)
result = table(
    "result",
    key(),
    to("group", index=True),
    to("meeting", nullable=True, ondelete="SET NULL", index=True),
    to("attachment", nullable=True, ondelete="SET NULL", index=True),
    to("person", nullable=True, index=True),
    Column("kind", String(10), nullable=False),
    Column("words", Text, nullable=False),
    Column("published", String(10), nullable=False),
    Column("owner_id", Id, ForeignKey("membership.id", ondelete="SET NULL"), index=True),
    Column("due", Date, index=True),
    Column("done", Boolean, nullable=False),
    Column("reminded", Boolean, nullable=False),
    Column("written_at", Instant, nullable=False, index=True),
    Column("proposed_at", Instant),
    to("measure", nullable=True, ondelete="SET NULL", index=True),
)
feed = table(
    "feed",
    key(),
    to("person", index=True),
    to("group", nullable=True, index=True),
    Column("hashed", LargeBinary, nullable=False, unique=True),
    Column("used_at", Instant, nullable=False, index=True),
)
