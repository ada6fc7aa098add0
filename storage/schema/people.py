"""The tables of people: where they are reached, what they save, their rights."""

import json

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    false,
    true,
)

from bot.domain.people import USUAL_REMINDERS
from storage.schema.columns import Id, Instant, key, table, to

person = table(
    "person",
    key(),
    Column("is_group", Boolean, nullable=False, server_default=false()),
    Column("language", String(12), nullable=False),
    Column("language_chosen", Boolean, nullable=False),
    to("district", nullable=True, ondelete="SET NULL"),
    to("municipality", nullable=True, ondelete="SET NULL"),
    Column("quiet_start", String(5), nullable=False),
    Column("quiet_end", String(5), nullable=False),
    Column("quiet_sundays", Boolean, nullable=False),
    Column("paused_until", Date),
    Column("stopped", JSON, nullable=False, server_default="[]"),
    Column("reminders", JSON, nullable=False, server_default=json.dumps(USUAL_REMINDERS)),
    Column("consent_version", SmallInteger, nullable=False),
    Column("consent_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("week_seen", String(8), nullable=False, index=True),
    # The readers of each language are counted from this index alone.
    Index("ix_person_readers", "district_id", "is_group", "language"),
)
person_interest = table(
    "person_interest",
    to("person", primary_key=True),
    to("field", primary_key=True, index=True),
    sqlite_with_rowid=False,
)
person_skill = table(
    "person_skill",
    to("person", primary_key=True),
    Column("skill", String(20), primary_key=True),
    sqlite_with_rowid=False,
)
person_level = table(
    "person_level",
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("levels", String(5), nullable=False),
    Column("assessed_on", Date, nullable=False),
)
person_station = table(
    "person_station",
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("number", SmallInteger, nullable=False),
)
station_week = table(
    "station_week",
    Column("week", String(8), primary_key=True),
    to("district", primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("arrivals", Integer, nullable=False),
)
station_search = table(
    "station_search",
    Column("week", String(8), primary_key=True),
    to("district", primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("concept", String(40), primary_key=True),
    Column("count", Integer, nullable=False),
)
address = table(
    "address",
    key(),
    to("person", index=True),
    Column("channel", String(12), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("suspended_at", Instant),
    Column("menu", String(12), nullable=False, server_default=""),
    Column("link_sent", Boolean, nullable=False, server_default=false()),
    Column("confirmed", Boolean, nullable=False, server_default=true()),
    Column("signed_at", Instant),
)
session = table(
    "session",
    key(),
    to("person", index=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("device", String(40), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
    Column("ended_at", Instant, index=True),
    Column("factor_at", Instant),
)
push_key = table(
    "push_key",
    key(),
    Column("public", String(90), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)
"""Key pairs by which push services know us (VAPID); the newest is the one that is given out."""
push_subscription = table(
    "push_subscription",
    key(),
    to("person", index=True),
    to("session", nullable=True, index=True),
    to("push_key", index=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("keys_sealed", LargeBinary, nullable=False),
    Column("device", String(40), nullable=False),
    Column("added_at", Instant, nullable=False),
)
"""Browsers that are notified. ``session_id`` None is a browser of somebody without sessions."""
sign_in = table(
    "sign_in",
    key(),
    to("person", index=True),
    Column("created_at", Instant, nullable=False, index=True),
    Column("sent_at", Instant),
    Column("spent_at", Instant),
)
erasure = table(
    "erasure",
    Column("digest", LargeBinary(32), primary_key=True),
    Column("erased_at", Instant, nullable=False, index=True),
)
email_link = table(
    "email_link",
    key(),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    # No foreign key: the number outlives the address, so that its link works again.
    Column("address_id", Id, nullable=False, index=True),
    Column("digest", LargeBinary(32), nullable=False, index=True),
    Column("asked_at", Instant, nullable=False, index=True),
    Column("sent_at", Instant),
)
dialogue = table(
    "dialogue",
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    # Counts the searches of a person, so that each of them has an address of its own.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
    # What it is counted as in ``missed`` until an offer of it is opened, then {}.
    Column("counted", JSON(none_as_null=True)),
)
question = table(
    "question",
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("expects", String(64), nullable=False),
    Column("answered", String(64), nullable=False),
    Column("message", BigInteger, nullable=False),
    Column("asked_at", Instant, nullable=False, index=True),
)
form = table(
    "form",
    Column("token", String(64), primary_key=True),
    Column("said", String(64), primary_key=True),
    Column("at", String(80), nullable=False),
    Column("handled_at", Instant, nullable=False, index=True),
)
saved_offer = table(
    "saved_offer",
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "offer_id", Id, ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    Column("saved_at", Instant, nullable=False),
)
watch = table(
    "watch",
    key(),
    to("person"),
    Column("words", Text, nullable=False),
    Column("listing", String(60), nullable=False),
    Column("newest", Id, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Index(None, "person_id"),
)
grants = table(
    "grants",
    key(),
    to("person", index=True),
    Column("role", String(20), nullable=False),
    to("district", index=True),
    to("organisation", nullable=True, index=True),
    Column("given_by", Id, ForeignKey("person.id", ondelete="SET NULL"), index=True),
    Column("given_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("state", String(12), nullable=False),
    Column("chosen", Boolean, nullable=False, server_default=false()),
    Column("language", String(12), nullable=False, server_default=""),
)
"""Who may what. ``grant`` is a word of SQL."""
invitation = table(
    "invitation",
    key(),
    to("district"),
    to("group", nullable=True, index=True),
    to("organisation", nullable=True, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("ends_at", Instant),
    Column("replaces_id", Id, ForeignKey("grants.id", ondelete="CASCADE"), index=True),
    Column("given_by", Id, ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("spent_at", Instant),
    Column("language", String(12), nullable=False, server_default=""),
    Index(None, "district_id"),
)
audit = table(
    "audit",
    key(),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    to("district", nullable=True, ondelete="SET NULL"),
    Column("at", Instant, nullable=False, index=True),
    Column("action", String(20), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("subject", String(40), nullable=False, server_default=""),
    Column("before", JSON, nullable=False, server_default="{}"),
    Column("after", JSON, nullable=False, server_default="{}"),
    Column("origin", String(10), nullable=False, server_default="chat"),
    Column("day", Date),
    Column("count", Integer, nullable=False, server_default="1"),
    Index(None, "day", "action"),
    Index(None, "district_id", "at"),
)
"""``day`` is None for an act; refusals are counted, one row a person, act and day.

``district_id`` is the district that an act is about, None for refusals and where none is known.
"""
