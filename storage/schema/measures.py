"""The tables of measures, their reviews, context indicators, and reports to the council."""

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

from storage.schema.columns import Hundredths, Id, Instant, key, table, to

measure = table(
    "measure",
    key(),
    to("district"),
    to("field", nullable=True, ondelete="SET NULL", index=True),
    to("organisation", nullable=True, ondelete="SET NULL", index=True),
    Column(
        "owner_grant_id",
        Id,
        ForeignKey("grants.id", ondelete="SET NULL", name="fk_measure_owner_grant_id"),
        index=True,
    ),
    Column(
        "owner_group_id",
        Id,
        ForeignKey("group.id", ondelete="SET NULL", name="fk_measure_owner_group_id"),
        index=True,
    ),
    Column(
        "parent_id",
        Id,
        ForeignKey("measure.id", ondelete="SET NULL", name="fk_measure_parent_id"),
        index=True,
    ),
    Column("number", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("texts", JSON, nullable=False),
    Column("target", Hundredths),
    Column("unit", String(60), nullable=False),
    Column("cost_from", Hundredths),
    Column("cost_to", Hundredths),
    Column("cost_source", String(200), nullable=False),
    Column("starts_on", Date),
    Column("due_on", Date),
    Column("state", String(12), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("origin", String(16), nullable=False),
    UniqueConstraint("district_id", "number"),
)
measure_change = table(
    "measure_change",
    key(),
    to("measure"),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    UniqueConstraint("measure_id", "version"),
)
measure_review = table(
    "measure_review",
    key(),
    to("measure"),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    Column("period", String(7), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("actual", Hundredths),
    Column("spent", Hundredths),
    Column("words", Text, nullable=False),
    Column("next_step", String(300), nullable=False),
    Column("written_at", Instant, nullable=False),
    UniqueConstraint("measure_id", "period", "number"),
)
review_request = table(
    "review_request",
    to("measure", primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("step", SmallInteger, primary_key=True),
    Column("asked_at", Instant, nullable=False),
    Column("people", Integer, nullable=False),
)
measure_evidence = table(
    "measure_evidence",
    key(),
    to("measure", index=True),
    Column("kind", String(16), nullable=False),
    Column("only", JSON, nullable=False),
)
indicator = table(
    "indicator",
    key(),
    to("district"),
    Column("name", String(120), nullable=False),
    Column("unit", String(60), nullable=False),
    UniqueConstraint("district_id", "name"),
)
indicator_value = table(
    "indicator_value",
    to("indicator", primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("value", Hundredths, nullable=False),
    Column("source", String(200), nullable=False),
    Column("as_of", Date, nullable=False),
)
report_text = table(
    "report_text",
    to("district", primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("part", String(60), primary_key=True),
    Column("words", Text, nullable=False),
)
council_report = table(
    "council_report",
    key(),
    to("district"),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    Column("period", String(7), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("snapshot", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("reason", String(600), nullable=False),
    Column("released_at", Instant, nullable=False),
    UniqueConstraint("district_id", "period", "version"),
)
report_file = table(
    "report_file",
    key(),
    to("district", index=True),
    Column("period", String(7), nullable=False),
    # 0 is the draft.
    Column("version", SmallInteger, nullable=False),
    Column("suffix", String(4), nullable=False),
    Column("language", String(12), nullable=False),
    Column("state", String(6), nullable=False, index=True),
    Column("reason", String(40), nullable=False),
    Column("tries", SmallInteger, nullable=False),
    # The file; NULL before it is made.
    Column("content", LargeBinary),
    Column("asked_at", Instant, nullable=False, index=True),
)
"""A file of a report that somebody asked for; it is made in the background."""
letterhead = table(
    "letterhead",
    to("district", primary_key=True),
    Column("name", String(200), nullable=False),
    Column("template", LargeBinary),
    Column("logo", LargeBinary),
    Column("changed_at", Instant, nullable=False),
)
"""What the Word file of a report of a district begins with: a template, a logo, or both."""
