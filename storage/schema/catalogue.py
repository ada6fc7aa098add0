"""The tables of districts, places, offers and the search."""

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
)

from bot.rules.offers import LONGEST_TITLE_KEY
from storage.schema.columns import Id, Instant, key, table, to

TitleKey = String(LONGEST_TITLE_KEY).with_variant(
    String(LONGEST_TITLE_KEY, collation="C"), "postgresql"
)
"""A title as it is sorted and compared: "C" sorts alike on both databases."""
district = table(
    "district",
    key(),
    Column("slug", String(60), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("land", String(2), nullable=False),
    Column("zone", String(60), nullable=False),
    Column("contact", JSON, nullable=False),
    Column("picture", String(60), nullable=False, server_default=""),
)
picture = table(
    "picture",
    Column("name", String(60), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Logos and photos by their names, which districts and organisations hold; "" there is none."""
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
    Column("picture", String(60), nullable=False, server_default=""),
    UniqueConstraint("district_id", "name"),
)
offer = table(
    "offer",
    key(),
    to("district"),
    to("organisation", ondelete="RESTRICT", index=True),
    to("municipality", nullable=True, ondelete="SET NULL", index=True),
    to("field", nullable=True, ondelete="SET NULL", index=True),
    Column("source", String(200), nullable=False, server_default=""),
    Column("external_id", String(200), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
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
    Column("course_kind", String(16), nullable=False, server_default=""),
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
    Column("childcare", Boolean),
    Column("breadcrumb", String(1000), nullable=False),
    Column("expires_at", Date, nullable=False),
    Column("times_text", String(500), nullable=False, server_default=""),
    # What the last import said of it; NULL where no import did since there is this column.
    Column("imported", JSON(none_as_null=True)),
    # The import that last held it; no link, because it is not looked up by it.
    Column("seen_in", BigInteger),
    # The offer that stands for it since both were merged; no link, so that no row depends on order.
    Column("merged_into", Id, index=True),
    to("attachment", nullable=True, ondelete="SET NULL", index=True),
    to("person", nullable=True, index=True),
    Column("indexed", BigInteger),
    Column("confirmed_at", Instant, nullable=False),
    # Derived when an offer is saved, so that a filter is one comparison on both databases.
    Column("for_women", Boolean, nullable=False),
    Column("for_children", Boolean, nullable=False),
    Column("in_the_evening", Boolean, nullable=False),
    Column("lowest_level", SmallInteger),
    Column("highest_level", SmallInteger),
    Column("title_key", TitleKey, nullable=False, server_default=""),
    Column("text_states", String(400), nullable=False, server_default=""),
    UniqueConstraint("district_id", "source", "external_id"),
    Index(None, "district_id", "course_kind"),
    # Lists, filtered too, are counted and ordered from this index alone, without the offers' rows.
    Index(
        "ix_offer_listing",
        "district_id",
        "state",
        "field_id",
        "expires_at",
        "municipality_id",
        "starts_on",
        "free",
        "for_women",
        "for_children",
        "in_the_evening",
        "way",
        "lowest_level",
        "highest_level",
    ),
    # The desk lists and counts what was not confirmed for long.
    Index(
        "ix_offer_confirmed",
        "district_id",
        "state",
        "confirmed_at",
        "field_id",
        "municipality_id",
    ),
    # The table at the desk counts all its filters and views in one pass over this index.
    Index(
        "ix_offer_table",
        "district_id",
        "state",
        "field_id",
        "municipality_id",
        "expires_at",
        "confirmed_at",
        "merged_into",
        "organisation_id",
        "title_key",
        "text_states",
        "id",
    ),
    # A page of it by title is read from here, and so is which titles are there twice.
    Index(
        "ix_offer_title",
        "district_id",
        "title_key",
        "municipality_id",
        "state",
        "merged_into",
        "organisation_id",
        "id",
    ),
)
offer_text = table(
    "offer_text",
    Column("offer_id", Id, ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("title", String(500), nullable=False),
    Column("description", Text, nullable=False),
    Column("next_steps", Text, nullable=False),
    Column("state", String(12), nullable=False),
    # Translations are counted and found by their state without reading the texts themselves.
    Index("ix_offer_text_state", "state", "language", "offer_id"),
    # Titles are searched, and states counted, from this index alone.
    Index("ix_offer_text_title", "offer_id", "language", "state", "title"),
)
offer_titles = table(
    "offer_titles",
    Column(
        "offer_id",
        Id,
        ForeignKey("offer.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("titles", Text, nullable=False),
)
"""The titles of an offer in all languages, in small letters: the desk searches these.

To read the titles from their texts takes eight times as long: a table of texts is large.
"""
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
offer_meaning = table(
    "offer_meaning",
    Column("offer_id", Id, ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True),
    to("district", index=True),
    Column("model", String(60), nullable=False),
    Column("made_from", BigInteger),
    Column("digest", BigInteger, nullable=False),
    Column("kinds", LargeBinary, nullable=False),
    Column("vectors", LargeBinary, nullable=False),
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
    Column(
        "word", String(60).with_variant(String(60, collation="C"), "postgresql"), primary_key=True
    ),
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
    # 0 is no town in particular; a key holds no NULL.
    Column("municipality_id", Id, primary_key=True, server_default="0", autoincrement=False),
    Column("language", String(12), primary_key=True),
    Column("concept", String(40), primary_key=True),
    Column("count", Integer, nullable=False),
    # Searches that found offers of which none was opened.
    Column("unopened", Integer, nullable=False, server_default="0"),
)
report = table(
    "report",
    key(),
    to("offer", index=True),
    Column("kind", String(12), nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)
poster = table(
    "poster",
    Column("name", String(30), primary_key=True),
    Column("followed", Integer, nullable=False),
    to("district", nullable=True, ondelete="SET NULL", index=True),
)
setting = table(
    "setting",
    Column("name", String(60), primary_key=True),
    Column("value", String(200), nullable=False),
)
