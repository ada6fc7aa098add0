"""The tables of groups, private to this package as all others."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, LargeBinary, SmallInteger, String, UniqueConstraint

from storage.columns import Id, Instant, key, table, to

group = table(
    "group",
    key(),
    to("district"),
    to("municipality", nullable=True, ondelete="SET NULL", index=True),
    to("field", nullable=True, ondelete="SET NULL", index=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(120), nullable=False),
    Column("texts", JSON, nullable=False),
    Column("joining", String(12), nullable=False),
    Column("most", Integer),
    Column("sample", Boolean, nullable=False),
    UniqueConstraint("district_id", "name"),
)
membership = table(
    "membership",
    key(),
    to("group"),
    to("person", index=True),
    Column("standing", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("since", Instant, nullable=False),
    UniqueConstraint("group_id", "person_id"),
)
seat = table(
    "seat",
    key(),
    to("group"),
    Column("position", SmallInteger, nullable=False),
    Column("label", String(120), nullable=False),
    Column("from_group_id", Id, ForeignKey("group.id", ondelete="SET NULL"), index=True),
    Column("optional", Boolean, nullable=False),
    to("membership", nullable=True, ondelete="SET NULL", index=True),
    UniqueConstraint("group_id", "position"),
)
meeting = table(
    "meeting",
    key(),
    to("group", index=True),
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
)
attendance = table(
    "attendance",
    key(),
    to("meeting"),
    to("person", index=True),
    Column("answer", String(8), nullable=False),
    Column("since", Instant, nullable=False),
    UniqueConstraint("meeting_id", "person_id"),
)
