"""The tables of announcements and the ledger of their deliveries."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
)

from storage.schema.columns import Id, Instant, PartialIndex, key, table, to

attachment = table(
    "attachment",
    key(),
    Column("name", String(80), nullable=False),
    Column("mime", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary),
    Column("remote", String(200), nullable=False),
    Column("added_at", Instant, nullable=False),
    to("person", nullable=True, index=True),
)
announcement = table(
    "announcement",
    key(),
    to("district", index=True),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("texts", JSON, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("start", String(20), nullable=False),
    Column("rule", String(500), nullable=False),
    Column("zone", String(60), nullable=False),
    Column("land", String(2), nullable=False),
    Column("never_twice", Boolean, nullable=False),
    Column("offer_id", Id, ForeignKey("offer.id", ondelete="SET NULL"), index=True),
    to("attachment", nullable=True, ondelete="SET NULL", index=True),
    Column("version", Integer, nullable=False),
    Column("next_at", Instant, index=True),
    Column("changed_at", Instant, nullable=False),
)
campaign = table(
    "campaign",
    key(),
    to("announcement"),
    Column("day", Date, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("flight", String(12), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("newest", Id, nullable=False, server_default="0"),
    Column("counts", JSON),
    UniqueConstraint("announcement_id", "day"),
)

DELIVERY_OPEN = "state IN ('due', 'sending')"
DELIVERY_AMENDED = "amend <> ''"
delivery = table(
    "delivery",
    key(),
    to("campaign"),
    to("person", index=True),
    Column("part", SmallInteger, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("owner", BigInteger),
    Column("possibly_twice", Boolean, nullable=False),
    Column("channel", String(12), nullable=False),
    Column("message", String(40), nullable=False),
    Column("is_read", Boolean, nullable=False, server_default=false()),
    Column("reason", String(80), nullable=False),
    Column("offers", JSON),
    Column("event", JSON),
    Column("amend", String(10), nullable=False, server_default=""),
    Column("ended_at", Instant),
    UniqueConstraint("campaign_id", "person_id", "part"),
    # This index holds only what is open, in the order in which it is claimed.
    PartialIndex(
        "ix_delivery_open", "state", "priority", "due_at", "id", where=DELIVERY_OPEN
    ),
    PartialIndex("ix_delivery_amend", "id", where=DELIVERY_AMENDED),
)  # fmt: skip
