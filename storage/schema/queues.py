"""The table of rows of queues that failed."""

from sqlalchemy import Column, Integer, String

from storage.schema.columns import Id, Instant, table

failed_item = table(
    "failed_item",
    Column("queue", String(20), primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("reason", String(80), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failed_at", Instant, nullable=False, index=True),
    Column("retry_at", Instant),
)
