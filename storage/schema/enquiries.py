"""The tables of questions that people write to the office, and of its saved answers."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, String, Text

from storage.schema.columns import Instant, key, table, to

enquiry = table(
    "enquiry",
    key(),
    to("district"),
    to("person", index=True),
    Column("language", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("since", Instant, nullable=False, index=True),
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
saved_answer = table(
    "saved_answer",
    key(),
    to("district", index=True),
    Column("title", String(80), nullable=False),
    Column("language", String(12), nullable=False),
    Column("words", Text, nullable=False),
)
"""Answers that the office of a district uses again."""
