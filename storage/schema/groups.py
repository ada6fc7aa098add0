"""The tables of groups, private to this package as all others."""

from sqlalchemy import (
    JSON,
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
)

from storage.schema.columns import Id, Instant, key, table, to

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
    Column("language", String(12), nullable=False, server_default="de"),
    Column("vacancies_told_at", Instant),
    Column("archived_at", Instant),
    Column(
        "chat_id",
        Id,
        ForeignKey("person.id", ondelete="SET NULL", name="fk_group_chat_id"),
        unique=True,
    ),
    UniqueConstraint("district_id", "name"),
)
group_translation = table(
    "group_translation",
    Column(
        "group_id",
        Id,
        ForeignKey("group.id", ondelete="CASCADE", name="fk_group_translation_group_id"),
        primary_key=True,
    ),
    Column("language", String(12), primary_key=True),
    Column("german", Text, nullable=False),
    Column("checked_at", Instant),
    to("person", nullable=True, ondelete="SET NULL", index=True),
)
"""The German description from which that of another language was made, and who checked it when."""
membership = table(
    "membership",
    key(),
    to("group"),
    to("person", index=True),
    Column("standing", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("since", Instant, nullable=False),
    Column("asked_at", Instant),
    UniqueConstraint("group_id", "person_id"),
)
remark = table(
    "remark",
    key(),
    to("person", index=True),
    Column(
        "reader_id", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("sealed", LargeBinary, nullable=False),
    Column("written_at", Instant, nullable=False, index=True),
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
    Column("term_ends", Date),
    Column("deputy_id", Id, ForeignKey("membership.id", ondelete="SET NULL"), index=True),
    UniqueConstraint("group_id", "position"),
)
help_request = table(
    "help_request",
    key(),
    to("district", index=True),
    to("municipality", nullable=True, ondelete="SET NULL", index=True),
    to("group", nullable=True, index=True),
    to("person", index=True),
    Column("helper_id", Id, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("kind", String(12), nullable=False),
    Column("language", String(12), nullable=False),
    Column("wanted", String(20), nullable=False),
    Column("state", String(10), nullable=False),
    Column("sealed", LargeBinary),
    Column("helper_sealed", LargeBinary),
    Column("created_at", Instant, nullable=False, index=True),
)
help_answer = table(
    "help_answer",
    to("help_request", primary_key=True),
    to("person", primary_key=True, index=True),
    Column("answer", String(4), nullable=False),
)
help_tally = table(
    "help_tally",
    Column("week", String(8), primary_key=True),
    to("district", primary_key=True),
    # 0 is no town in particular; a key holds no NULL.
    Column("municipality_id", Id, primary_key=True, server_default="0", autoincrement=False),
    Column("language", String(12), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("outcome", String(8), primary_key=True),
    Column("count", Integer, nullable=False),
)
