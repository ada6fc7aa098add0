"""The table of what Telegram brought."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)

from storage.schema.columns import Instant, PartialIndex, key, table

INBOX_OPEN = "state IN ('new', 'answered')"
INBOX_ALBUM = "album IS NOT NULL"
inbox = table(
    "inbox",
    key(),
    Column("bot", BigInteger, nullable=False),
    Column("update_id", BigInteger),
    Column("chat", BigInteger, nullable=False),
    Column("album", BigInteger),
    Column("state", String(12), nullable=False),
    Column("sealed", LargeBinary),
    Column("attempts", SmallInteger, nullable=False),
    Column("owner", BigInteger),
    Column("possibly_twice", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False, index=True),
    UniqueConstraint("bot", "update_id"),
    # The next of a chat, and the chats that wait: this index holds only what is open.
    PartialIndex("ix_inbox_open", "chat", "id", where=INBOX_OPEN),
    # The messages of an album: this index holds only updates that belong to one.
    PartialIndex("ix_inbox_album", "album", where=INBOX_ALBUM),
)
