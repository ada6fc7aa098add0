"""The tables, private to this package. Every change here needs a migration in ``storage/migrations``."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
    true,
)

from storage.announcement_tables import DELIVERY_AMENDED as DELIVERY_AMENDED
from storage.announcement_tables import DELIVERY_OPEN as DELIVERY_OPEN
from storage.announcement_tables import announcement as announcement
from storage.announcement_tables import attachment as attachment
from storage.announcement_tables import campaign as campaign
from storage.announcement_tables import delivery as delivery
from storage.columns import Id, Instant, key, table, to
from storage.columns import metadata as metadata
from storage.group_tables import group as group
from storage.group_tables import help_answer as help_answer
from storage.group_tables import help_request as help_request
from storage.group_tables import membership as membership
from storage.group_tables import seat as seat
from storage.meeting_tables import attendance as attendance
from storage.meeting_tables import feed as feed
from storage.meeting_tables import meeting as meeting
from storage.meeting_tables import result as result
from storage.meeting_tables import series as series
from storage.meeting_tables import topic as topic

district = table(
    "district",
    key(),
    Column("slug", String(60), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("land", String(2), nullable=False),
    Column("zone", String(60), nullable=False),
    Column("contact", JSON, nullable=False),
)
municipality = table(
    "municipality",
    key(),
    to("district"),
    Column("name", String(200), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("postcodes", JSON, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    UniqueConstraint("district_id", "name"),
)
field = table(
    "field",
    key(),
    to("district"),
    Column("slug", String(60), nullable=False),
    Column("emoji", String(16), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("names", JSON, nullable=False),
    UniqueConstraint("district_id", "slug"),
)
organisation = table(
    "organisation",
    key(),
    to("district"),
    Column("name", String(300), nullable=False),
    UniqueConstraint("district_id", "name"),
)
offer = table(
    "offer",
    key(),
    to("district"),
    to("organisation", ondelete="RESTRICT", index=True),
    to("municipality", nullable=True, ondelete="SET NULL", index=True),
    to("field", nullable=True, ondelete="SET NULL", index=True),
    Column("external_id", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("targets", JSON, nullable=False),
    Column("residence_statuses", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("schedules", JSON, nullable=False),
    Column("age_from", SmallInteger),
    Column("age_to", SmallInteger),
    Column("level_from", String(2), nullable=False),
    Column("level_to", String(2), nullable=False),
    Column("free", Boolean),
    Column("price", String(200), nullable=False),
    Column("way", String(20), nullable=False),
    Column("address", String(500), nullable=False),
    Column("phone", String(60), nullable=False),
    Column("email", String(200), nullable=False),
    Column("url", String(1000), nullable=False),
    Column("starts_on", Date),
    Column("register_by", Date),
    Column("seats", Integer),
    Column("accessible", Boolean),
    Column("breadcrumb", String(1000), nullable=False),
    Column("expires_at", Date, nullable=False),
    to("attachment", nullable=True, ondelete="SET NULL", index=True),
    Column("indexed", BigInteger),
    Column("confirmed_at", Instant, nullable=False),
    # Derived when an offer is saved, so that a filter is one comparison on both databases.
    Column("for_women", Boolean, nullable=False),
    Column("for_children", Boolean, nullable=False),
    Column("in_the_evening", Boolean, nullable=False),
    Column("lowest_level", SmallInteger),
    Column("highest_level", SmallInteger),
    UniqueConstraint("district_id", "external_id"),
    # Lists are counted and ordered from this index alone, without reading the offers themselves.
    Index("ix_offer_listing", "district_id", "state", "field_id", "expires_at", "municipality_id", "starts_on"),
)
offer_text = table(
    "offer_text",
    Column("offer_id", Id, ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("title", String(500), nullable=False),
    Column("description", Text, nullable=False),
    Column("next_steps", Text, nullable=False),
    Column("state", String(12), nullable=False),
)
offer_term = table(
    "offer_term",
    Column("district_id", Id, primary_key=True),
    Column("term", BigInteger, primary_key=True),
    Column("offer_id", Id, ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True),
    Column("weight", SmallInteger, nullable=False),
    # With the weight in it, SQLite reads an offer's terms from this index alone.
    Index("ix_offer_term_offer_id", "offer_id", "weight"),
    sqlite_with_rowid=False,
)
term_count = table(
    "term_count",
    to("district", primary_key=True),
    Column("term", BigInteger, primary_key=True),
    Column("offers", Integer, nullable=False),
    sqlite_with_rowid=False,
)
lexicon = table(
    "lexicon",
    Column("language", String(12), primary_key=True),
    Column("word", String(60).with_variant(String(60, collation="C"), "postgresql"), primary_key=True),
    Column("meanings", JSON, nullable=False),
    sqlite_with_rowid=False,
)
search_word = table(
    "search_word",
    Column("language", String(12), primary_key=True),
    Column("word", String(60), primary_key=True),
    Column("concept", String(40), primary_key=True),
    Column("added_at", Instant, nullable=False),
)
missed = table(
    "missed",
    Column("week", String(8), primary_key=True),
    to("district", primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("concept", String(40), primary_key=True),
    Column("count", Integer, nullable=False),
)
person = table(
    "person",
    key(),
    Column("role", String(20), nullable=False),
    Column("language", String(12), nullable=False),
    Column("language_chosen", Boolean, nullable=False),
    to("district", nullable=True, ondelete="SET NULL"),
    to("municipality", nullable=True, ondelete="SET NULL"),
    Column("interests", JSON, nullable=False),
    Column("quiet_start", String(5), nullable=False),
    Column("quiet_end", String(5), nullable=False),
    Column("quiet_sundays", Boolean, nullable=False),
    Column("paused_until", Date),
    Column("stopped", JSON, nullable=False, server_default="[]"),
    Column("reminders", JSON, nullable=False, server_default='["days", "hours"]'),
    Column("skills", JSON, nullable=False, server_default="[]"),
    Column("consent_version", SmallInteger, nullable=False),
    Column("consent_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("week_seen", String(8), nullable=False, index=True),
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
    Column("confirmed", Boolean, nullable=False, server_default=true()),
)
dialogue = table(
    "dialogue",
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("expects", String(40), nullable=False),
    Column("words", Text, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
)
saved_offer = table(
    "saved_offer",
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("offer_id", Id, ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True, index=True),
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
report = table(
    "report",
    key(),
    to("offer", index=True),
    Column("kind", String(12), nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)

INBOX_OPEN = "state IN ('new', 'answered')"
inbox = table(
    "inbox",
    key(),
    Column("bot", BigInteger, nullable=False),
    Column("update_id", BigInteger),
    Column("chat", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("sealed", LargeBinary),
    Column("attempts", SmallInteger, nullable=False),
    Column("owner", BigInteger),
    Column("possibly_twice", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False, index=True),
    UniqueConstraint("bot", "update_id"),
    # The next of a chat, and the chats that wait: only what is open stands in this index.
    Index("ix_inbox_open", "chat", "id", sqlite_where=text(INBOX_OPEN), postgresql_where=text(INBOX_OPEN)),
)
invitation = table(
    "invitation",
    key(),
    to("district"),
    to("group", nullable=True, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("spent_at", Instant),
    Index(None, "district_id"),
)
audit = table(
    "audit",
    key(),
    to("person", nullable=True, ondelete="SET NULL", index=True),
    Column("at", Instant, nullable=False, index=True),
    Column("action", String(20), nullable=False),
    Column("outcome", String(40), nullable=False),
)
poster = table(
    "poster",
    Column("name", String(30), primary_key=True),
    Column("followed", Integer, nullable=False),
)
setting = table(
    "setting",
    Column("name", String(60), primary_key=True),
    Column("value", String(200), nullable=False),
)
