"""The tables of the desk: forms that are being filled in, what was done, marks, imports."""

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

desk_draft = table(
    "desk_draft",
    key(),
    to("person"),
    Column("form", String(60), nullable=False),
    Column("number", String(24), nullable=False),
    Column("base", Integer, nullable=False),
    Column("refused", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", Instant, nullable=False, index=True),
    UniqueConstraint("person_id", "number"),
)
"""What somebody typed into a form of the desk and has not stored yet."""
desk_mail = table(
    "desk_mail",
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date),
    Column("is_off", Boolean, nullable=False),
)
"""The daily mail about what waits: the local day of the last one, and who wants none."""
desk_view = table(
    "desk_view",
    key(),
    to("person", index=True),
    to("district", index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", Instant, nullable=False),
)
"""A view of a list that somebody keeps: its name and its address."""
desk_act = table(
    "desk_act",
    key(),
    to("person", index=True),
    to("district", index=True),
    Column("name", String(20), nullable=False),
    Column("done_at", Instant, nullable=False, index=True),
    Column("count", Integer, nullable=False),
    Column("before", JSON, nullable=False),
    Column("undone_at", Instant),
)
"""What was done at the desk and can be undone for some minutes."""
offer_change = table(
    "offer_change",
    key(),
    to("offer", index=True),
    to("desk_act", nullable=True, ondelete="SET NULL", index=True),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    Column("origin", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False, index=True),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
)
"""What one version of an offer changed: cells as in an exported file, only those that differ."""
offer_link = table(
    "offer_link",
    key(),
    to("offer", index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
"""A link by which an organisation answers for its offer."""
offer_suggestion = table(
    "offer_suggestion",
    key(),
    to("offer", index=True),
    # The version of the offer that they saw.
    Column("base", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    Column("decided_at", Instant),
)
"""What an organisation wants to be changed in its offer, until the office decides."""
inbox_mark = table(
    "inbox_mark",
    key(),
    to("district"),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    Column("kind", String(12), nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("snoozed_until", Date),
    Column("sealed", LargeBinary),
    Column("done_at", Instant),
    Column("marked_at", Instant, nullable=False, index=True),
    UniqueConstraint("district_id", "kind", "subject_id"),
)
"""What the office noted about something that waits; ``person_id`` is who takes care of it."""
station_change = table(
    "station_change",
    key(),
    to("district"),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    Column("number", SmallInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    # The fields that differ from the file; {} is the station of the file.
    Column("cells", JSON, nullable=False),
    UniqueConstraint("district_id", "number", "version"),
)
"""A version of a station to a job that a district wrote over the file; the newest one counts."""
station_check = table(
    "station_check",
    to("district", primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("period", String(7), primary_key=True),
    Column("asked_at", Instant, nullable=False),
    Column("answer", String(8), nullable=False, server_default=""),
    Column("answered_at", Instant),
    # What has to change, as its group wrote it; "" where it wrote nothing.
    Column("reason", Text, nullable=False, server_default=""),
)
"""Whether a station still holds, as its group said in a half-year; "" is no answer yet."""
import_draft = table(
    "import_draft",
    key(),
    to("person", index=True),
    to("district", index=True),
    to("import_run", nullable=True, ondelete="SET NULL", index=True),
    Column("version", Integer, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    # The files as they were sent; NULL when they were imported.
    Column("files", LargeBinary),
    Column("saved_at", Instant, nullable=False, index=True),
)
"""An import that somebody prepares, with its files."""
import_source = table(
    "import_source",
    key(),
    to("district"),
    Column("source", String(200), nullable=False),
    Column("headings", JSON, nullable=False),
    Column("saved_at", Instant, nullable=False),
    UniqueConstraint("district_id", "source"),
)
"""What the headings of a list mean, as somebody said when it was imported last."""
