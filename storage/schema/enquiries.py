"""The tables of questions that people write to the office, and of its saved answers."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Text, false

from storage.schema.columns import Id, Instant, key, table, to

enquiry = table(
    "enquiry",
    key(),
    to("district"),
    to("person", index=True),
    Column("language", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("since", Instant, nullable=False, index=True),
    Column("may_be_translated", Boolean, nullable=False, server_default=false()),
    Index(None, "district_id", "state", "since"),
)
"""A question of a person to the office of a district; ``since`` is when its state began."""
enquiry_message = table(
    "enquiry_message",
    key(),
    to("enquiry", index=True),
    to("person", index=True),
    Column("by_office", Boolean, nullable=False),
    Column("language", String(12), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("written_at", Instant, nullable=False),
)
"""What one side wrote; ``person_id`` is who asked, also where the office wrote it."""
enquiry_translation = table(
    "enquiry_translation",
    key(),
    to("enquiry_message", unique=True),
    to("person", index=True),
    Column("helper_id", Id, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("asked_at", Instant, nullable=False),
    Column("taken_at", Instant),
    Column("sealed", LargeBinary),
)
"""A message that volunteers were asked to translate; ``person_id`` is who asked the office."""
saved_answer = table(
    "saved_answer",
    key(),
    to("district", index=True),
    Column("title", String(80), nullable=False),
    Column("language", String(12), nullable=False),
    Column("words", Text, nullable=False),
)
"""Answers that the office of a district uses again."""
